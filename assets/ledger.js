'use strict';
// The ledger's table: sort by a heading, filter by verdict, search; a row that is jumped to is always shown.
for (const table of document.querySelectorAll('table.ledger')) {
  const body = table.tBodies[0], rows = [...body.rows];
  const sieve = table.closest('.findings').previousElementSibling;
  const simple = (text) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  const texts = new Map();

  function sift() {
    const words = simple(sieve.elements.words.value).split(/\s+/).filter(Boolean);
    const verdict = sieve.elements.verdict.value;
    let number = 0;
    for (const row of rows) {
      if (!texts.has(row)) texts.set(row, simple(`${row.id} ${row.textContent}`));
      const shown = (verdict === 'all' || row.classList.contains(`verdict-${verdict}`))
        && words.every((word) => texts.get(row).includes(word));
      row.hidden = !shown;
      number += shown;
    }
    sieve.querySelector('output').textContent =
      number === rows.length ? `${number} findings` : `${number} of ${rows.length} findings`;
    history.replaceState({ ...history.state, verdict, words: sieve.elements.words.value }, '');
  }

  if (sieve?.matches('.sieve')) {
    sieve.hidden = false;
    for (const name of ['verdict', 'words']) {    // what the reader chose before coming back
      if (history.state?.[name] != null) sieve.elements[name].value = history.state[name];
    }
    sieve.addEventListener('input', sift);
    sieve.addEventListener('submit', (event) => event.preventDefault());
    sift();
  }

  // Numbers before words, each in their own order; rows without a value last
  const key = (row, column) => {
    const { dataset, textContent } = row.cells[column];
    if (dataset.sort) return [0, Number(dataset.sort)];
    const text = textContent.trim();
    return text === '–' ? [2, ''] : [1, text];
  };
  const compare = ([kind, value], [otherKind, other], way) =>
    kind - otherKind || way * (typeof value === 'number' ? value - other : value.localeCompare(other, 'en'));

  function sort(column, way) {
    const keys = new Map(rows.map((row) => [row, key(row, column)]));
    rows.sort((one, other) => compare(keys.get(one), keys.get(other), way));
    body.append(...rows);
  }

  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = Object.assign(document.createElement('button'), { type: 'button' });
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      const down = heading.getAttribute('aria-sort') === 'ascending';
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      sort(column, down ? -1 : 1);
    });
  });

  function arrive() {
    const row = rows.find(({ id }) => id === decodeURIComponent(location.hash.slice(1)));
    if (!row) return;
    if (row.hidden) {
      sieve.reset();
      sift();
    }
    row.querySelector('details').open = true;
    row.scrollIntoView({ block: 'center' });
  }
  window.addEventListener('hashchange', arrive);
  arrive();
}
