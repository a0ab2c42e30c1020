'use strict';
const root = document.currentScript.dataset.root;
const page = document.documentElement;
const $ = (selector) => document.querySelector(selector);

// Light and dark: the system's choice until the reader makes one
$('#theme').addEventListener('click', () => {
  const dark = page.dataset.theme ? page.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  page.dataset.theme = dark ? 'light' : 'dark';
  try { localStorage.theme = page.dataset.theme; } catch { /* not remembered */ }
});

$('#menu').addEventListener('click', ({ currentTarget: button }) => {
  button.setAttribute('aria-expanded', String(page.classList.toggle('open')));
});

// Search: sections that hold every word, those with the words in their title first
const simple = (text) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
const results = $('#results');

function excerpt(text, word) {
  const at = Math.max(simple(text).indexOf(word), 0);
  const mark = document.createElement('mark');
  mark.textContent = text.slice(at, at + word.length);
  return [at > 40 ? '…' : '', text.slice(Math.max(at - 40, 0), at), mark, text.slice(at + word.length, at + 80), '…'];
}

function result({ href, title, chapter, text }, word) {
  const link = Object.assign(document.createElement('a'), { href: root + href });
  const heading = document.createElement('strong');
  heading.textContent = title === chapter ? title : `${chapter}: ${title}`;
  const words = document.createElement('span');
  words.append(...excerpt(text, word));
  link.append(heading, words);
  const item = document.createElement('li');
  item.append(link);
  return item;
}

$('#search').addEventListener('input', ({ target }) => {
  const words = simple(target.value).split(/\s+/).filter(Boolean);
  const found = SECTIONS.filter((one) => {
    one.words ??= simple(`${one.title} ${one.text}`);
    return words.every((word) => one.words.includes(word));
  });
  const inTitle = (one) => words.filter((word) => simple(one.title).includes(word)).length;
  found.sort((one, other) => inTitle(other) - inTitle(one));
  results.hidden = !words.length;
  results.replaceChildren(...found.slice(0, 12).map((one) => result(one, words[0])));
  if (!found.length) results.textContent = 'Nothing found';
});

document.addEventListener('keydown', (event) => {
  if (event.key === '/' && !/input|textarea/i.test(event.target.tagName)) {
    event.preventDefault();
    page.classList.add('open');
    $('#search').focus();
  }
});
