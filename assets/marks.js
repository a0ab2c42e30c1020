'use strict';
// Numbers of the paper in the text: the reason of a verdict beside its number, one tab stop for a group of them,
// and the cells of a table that a finding rests on.

// The note follows the ARIA pattern of a tooltip: it opens on focus and on hovering, and Escape closes it
const noted = [...document.querySelectorAll('.noted')];
const numbers = new Map(noted.map((one) => [one, one.querySelector('.claim')]));
const MARGIN = 8;
let open = null;

function close() {
  open?.classList.remove('open');
  open = null;
}

function place() {
  if (!open) return;
  const number = numbers.get(open).getBoundingClientRect(), note = open.querySelector('.told');
  const { width, height } = note.getBoundingClientRect();
  const within = (wish, room) => `${Math.max(Math.min(wish, room - MARGIN), MARGIN)}px`;
  const above = number.top - height;
  note.style.left = within(number.left, document.documentElement.clientWidth - width);
  note.style.top = within(above > MARGIN ? above : number.bottom, innerHeight - height);
}

function show(one) {
  if (open === one) return;
  close();
  open = one;
  one.classList.add('open');
  place();
}

let touched = false;
noted.forEach((one, index) => {
  const number = numbers.get(one), note = document.createElement('span'), verdict = document.createElement('strong');
  Object.assign(note, { className: 'told', id: `note-${index + 1}`, role: 'tooltip' });
  verdict.textContent = one.dataset.verdict;
  note.append(verdict, ` ${one.dataset.reason}`);
  one.append(note);
  number.setAttribute('aria-describedby', note.id);
  one.addEventListener('pointerenter', ({ pointerType }) => pointerType === 'mouse' && show(one));
  one.addEventListener('pointerleave', ({ pointerType }) => pointerType === 'mouse' && close());
  number.addEventListener('focus', () => touched || show(one));
  number.addEventListener('blur', close);
  number.addEventListener('pointerdown', ({ pointerType }) => { touched = pointerType === 'touch'; });
  // The first tap shows the note, the next follows the link
  number.addEventListener('click', (event) => {
    if (touched && open !== one) {
      event.preventDefault();
      show(one);
    }
    touched = false;
  });
});
document.addEventListener('scroll', place, { passive: true });
window.addEventListener('resize', place);
const openCell = () => document.querySelector('details.number[open]');
document.addEventListener('pointerdown', ({ target }) => {
  if (!open?.contains(target)) close();
  if (!openCell()?.contains(target)) openCell()?.removeAttribute('open');
});
document.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  close();
  openCell()?.querySelector('summary').focus();
  openCell()?.removeAttribute('open');
});

// What is open stays open when the reader comes back to the page
const folded = [...document.querySelectorAll('details')];
for (const index of history.state?.open ?? []) folded[index]?.setAttribute('open', '');
document.addEventListener('toggle', () => {
  const opened = [...folded.keys()].filter((index) => folded[index].open);
  history.replaceState({ ...history.state, open: opened }, '');
}, true);

// One tab stop for the numbers of a paragraph and for a strip of cells; arrow keys, Home and End move within
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function rove(items) {
  items.forEach((item, index) => {
    item.tabIndex = index ? -1 : 0;
    item.addEventListener('focus', () => {
      for (const other of items) other.tabIndex = other === item ? 0 : -1;
    });
    item.addEventListener('keydown', (event) => {
      const to = event.key === 'Home' ? 0 : event.key === 'End' ? items.length - 1 : index + (STEPS[event.key] ?? NaN);
      if (!items[to] || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      items[to].focus();
    });
  });
}
const groups = new Map();
for (const [one, number] of numbers) {
  const group = one.closest('p, li, td, dd');
  groups.set(group, [...(groups.get(group) ?? []), number]);
}
groups.forEach(rove);
for (const glance of document.querySelectorAll('.glance')) rove([...glance.querySelectorAll('summary')]);

// ?cells=column.row+column&of=finding marks cells of a table and leads back to the finding, from below the table or,
// while it is on the screen, from the foot of the screen
const asked = new URLSearchParams(location.search), finding = asked.get('of');
const cells = (asked.get('cells') ?? '').split(' ').map((names) => names.split('.'));
const table = document.getElementById(cells[0][0])?.closest('table');
if (table && /^[\w-]+$/.test(finding ?? '')) {
  for (const cell of table.querySelectorAll('tbody :is(td, th)')) {
    const names = [cell.id, ...(cell.getAttribute('headers') ?? '').split(' ')];
    if (cells.some((wanted) => wanted.every((name) => names.includes(name)))) cell.classList.add('rested-on');
  }
  const back = document.createElement('p');
  back.className = 'way-back';
  const link = Object.assign(document.createElement('a'), { href: `ledger.html#claim-${finding}` });
  link.textContent = 'Back to the finding';
  back.append('Marked: the cells it rests on. ', link);
  let box = table;
  while (!box.parentElement.matches('section, main, body')) box = box.parentElement;
  box.after(back);
  // The browser takes the focus away when it goes to the address, and a phone does not show headings of columns
  window.addEventListener('load', () => setTimeout(() => {
    table.querySelector('.rested-on')?.scrollIntoView({ block: 'center' });
    link.focus({ preventScroll: true });
  }));
}
