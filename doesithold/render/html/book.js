'use strict';
const root = document.currentScript.dataset.root;
const page = document.documentElement;
const $ = (selector) => document.querySelector(selector);
const made = (tag, properties, ...content) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...content);
  return element;
};

// Light and dark: the system's choice until the reader makes one
$('#theme').addEventListener('click', () => {
  const dark = page.dataset.theme ? page.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  page.dataset.theme = dark ? 'light' : 'dark';
  try { localStorage.theme = page.dataset.theme; } catch { /* not remembered */ }
});

function showContents(open) {
  page.classList.toggle('open', open);
  $('#menu').setAttribute('aria-expanded', String(open));
}
$('#menu').addEventListener('click', () => showContents(!page.classList.contains('open')));

// Search: entries that hold every word, those with the words in their title first
const simple = (text) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
const box = $('#search');
const results = $('#results');

// The index comes when the box is first used; a script, since a page opened from the disk may read no other file
let index;
const loaded = () => index ??= new Promise((resolve) => {
  document.head.append(made('script', { src: `${root}assets/search.js`, onload: () => resolve(SECTIONS) }));
});

function excerpt(text, word) {
  const at = Math.max(simple(text).indexOf(word), 0);
  const mark = made('mark', {}, text.slice(at, at + word.length));
  return [at > 40 ? '…' : '', text.slice(Math.max(at - 40, 0), at), mark, text.slice(at + word.length, at + 80), '…'];
}

function result({ href, title, chapter, text }, word) {
  const heading = made('strong', {}, title === chapter ? title : `${chapter}: ${title}`);
  return made('li', {}, made('a', { href: root + href }, heading, made('span', {}, ...excerpt(text, word))));
}

async function search() {
  const words = simple(box.value).split(/\s+/).filter(Boolean);
  const found = (await loaded()).filter((one) => {
    one.words ??= simple(`${one.title} ${one.text}`);
    return words.every((word) => one.words.includes(word));
  });
  const inTitle = (one) => words.filter((word) => simple(one.title).includes(word)).length;
  found.sort((one, other) => inTitle(other) - inTitle(one));
  results.hidden = !words.length;
  results.replaceChildren(...found.slice(0, 12).map((one) => result(one, words[0])));
  const said = found.length > 12 ? `The first 12 of ${found.length} places` : `${found.length || 'No'} place${found.length === 1 ? '' : 's'}`;
  $('#found').textContent = words.length ? said : '';
}
box.addEventListener('focus', loaded, { once: true });
box.addEventListener('input', search);

// Arrow keys walk through the results, Enter opens the first, Escape clears
$('#sidebar').addEventListener('keydown', async (event) => {
  const { key, target } = event;
  if (target !== box && !results.contains(target)) return;
  if (key === 'Enter' && target === box) {
    await search();
    results.querySelector('a')?.click();
  } else if (key === 'Escape') {
    box.value = '';
    search();
    box.focus();
  } else if (key === 'ArrowDown' || key === 'ArrowUp') {
    const stops = [box, ...results.querySelectorAll('a')];
    const to = stops.indexOf(target) + (key === 'ArrowDown' ? 1 : -1);
    event.preventDefault();
    stops[Math.min(Math.max(to, 0), stops.length - 1)].focus();
  }
});
results.addEventListener('click', () => showContents(false));

document.addEventListener('keydown', (event) => {
  if (event.key === '/' && !/input|textarea/i.test(event.target.tagName)) {
    event.preventDefault();
    showContents(true);
    box.focus();
  }
});

// A figure opens large, to be moved about; Escape, the button or a touch beside it closes it
const large = $('#large');
function enlarge(images) {
  large.querySelector('div').replaceChildren(...images.map((image) => image.cloneNode()));
  large.showModal();
}
for (const figure of document.querySelectorAll('figure:has(img)')) {
  if (figure.querySelector('figure')) continue;
  const images = [...figure.querySelectorAll('img')];
  const open = () => enlarge(images);
  for (const image of images) image.addEventListener('click', open);
  images.at(-1).after(made('button', { type: 'button', className: 'enlarge', onclick: open }, '⤢ Enlarge'));
}
large.addEventListener('click', ({ target }) => { if (target.tagName !== 'IMG') large.close(); });
