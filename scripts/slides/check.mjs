// What only a browser can tell about the deck: does all of it fit, can it be read, are its formulas formulas?

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBrowser } from '../lib/browser.mjs';

/** Letters are at least so large, in pixels of a slide of 1280 × 720. */
const SMALLEST = 20;

/** Measured in the page: for each section what is wrong with it, as words. */
function measure(smallest) {
  const complaints = (section) => {
    const box = section.getBoundingClientRect();
    const scale = box.width / 1280;
    const found = [];
    if (section.scrollHeight > section.clientHeight || section.scrollWidth > section.clientWidth) {
      found.push(`its content is ${section.scrollWidth} × ${section.scrollHeight}`);
    }
    for (const element of section.querySelectorAll('*')) {
      if (element.closest('mjx-assistive-mml')) continue;
      const at = element.getBoundingClientRect();
      if (at.width === 0 || at.height === 0) continue;
      const over = Math.max(box.left - at.left, box.top - at.top, at.right - box.right, at.bottom - box.bottom) / scale;
      if (over > 1) found.push(`${element.tagName} stands out by ${Math.round(over)} px`);
    }
    for (const [a, b] of pairsOf([...section.querySelectorAll(':scope > *, .side > div > *')])) {
      if (overlap(a.getBoundingClientRect(), b.getBoundingClientRect()) > 2 * scale) {
        found.push(`${a.tagName} and ${b.tagName} overlap`);
      }
    }
    const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest('mjx-container, style, script')) continue;
      const size = parseFloat(getComputedStyle(parent).fontSize);
      if (size < smallest) found.push(`'${node.data.trim().slice(0, 30)}' has letters of ${size} px`);
      if (/\$|\\[a-z]+\{|\{\{|:::/.test(node.data) && !parent.closest('code')) {
        found.push(`'${node.data.trim().slice(0, 40)}' is not rendered`);
      }
    }
    for (const error of section.querySelectorAll('[data-mml-node="merror"], [data-mjx-error], mjx-merror')) {
      found.push(`a formula is wrong: ${error.getAttribute('data-mjx-error') ?? error.textContent}`);
    }
    return found;
  };
  const pairsOf = (list) => list.flatMap((a, i) => list.slice(i + 1).filter((b) => !a.contains(b)).map((b) => [a, b]));
  const overlap = (a, b) => Math.min(
    Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const formulas = (section) => section.querySelectorAll('mjx-container').length;
  const scales = (section) => [...section.querySelectorAll('img')].map((image) =>
    (image.getBoundingClientRect().width * 1280) / section.getBoundingClientRect().width / image.naturalWidth);
  return [...document.querySelectorAll('section')].map((section) =>
    ({ found: complaints(section), formulas: formulas(section), scales: scales(section) }));
}

/** Measured in a page that shows one picture alone: its smallest letters, words that leave it or cover each other. */
function measurePicture() {
  const svg = document.querySelector('svg');
  const box = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll('text')].filter((text) => text.textContent.trim() !== '');
  const sizes = texts.flatMap((text) => [text, ...text.querySelectorAll('tspan')])
    .map((text) => parseFloat(getComputedStyle(text).fontSize));
  const outside = texts.filter((text) => {
    const at = text.getBoundingClientRect();
    return Math.max(box.left - at.left, box.top - at.top, at.right - box.right, at.bottom - box.bottom) > 1;
  });
  const at = texts.map((text) => text.getBoundingClientRect());
  const touch = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.3 * Math.min(a.height, b.height);
  const covered = texts.filter((_, i) => at.some((other, j) => j < i && touch(at[i], other)));
  const words = (list) => list.map((text) => text.textContent.slice(0, 30));
  return { smallest: Math.min(...sizes, Infinity), outside: words(outside), covered: words(covered) };
}

/** How many formulas Markdown has: `$…$` and `$$…$$`, outside of code. */
function formulasIn(body) {
  const bare = body.replace(/```[\s\S]*?```|`[^`\n]*`|base64,[^"]*/g, '');
  return (bare.match(/\$\$[\s\S]+?\$\$|\$[^$\n]+?\$/g) ?? []).length;
}

/** Measures every page and every picture; prints what is wrong and the count. Returns how many checks failed. */
export async function checkDeck({ pages, made, work, marp }) {
  await marp('check.html', ['--template', 'bare']);
  const browser = await openBrowser();
  const failures = [];
  let passed = 0;
  const judge = (where, found) => {
    if (found.length === 0) passed++;
    else failures.push(`${where}: ${found.slice(0, 4).join('; ')}`);
  };
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.goto(pathToFileURL(path.join(work, 'check.html')).href, { waitUntil: 'load' });
    await page.evaluate(() =>
      Promise.all([document.fonts.ready, ...[...document.images].map((image) => image.decode())]));
    const measured = await page.evaluate(measure, SMALLEST);
    if (measured.length !== pages.length) failures.push(`the deck: ${measured.length} pages, wanted ${pages.length}`);
    const least = {};
    for (const [i, { name, body, pictures }] of pages.entries()) {
      const { found, formulas, scales } = measured[i] ?? { found: ['it is not there'], formulas: 0, scales: [] };
      const wanted = formulasIn(body);
      judge(`page ${i + 1}, ${name}`,
        formulas === wanted ? found : [...found, `${formulas} formulas, wanted ${wanted}`]);
      for (const [j, picture] of pictures.entries()) {
        least[picture] = Math.min(least[picture] ?? Infinity, scales[j] ?? 0);
      }
    }
    const single = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    for (const [name, frames] of Object.entries(made.pictures)) {
      const found = [];
      for (const svg of frames) {
        await single.setContent(`<body style="margin:0">${svg}</body>`);
        const { smallest, outside, covered } = await single.evaluate(measurePicture);
        const size = smallest * (least[name] ?? 1);
        if (size < SMALLEST - 0.1) found.push(`letters of ${size.toFixed(1)} px`);
        if (outside.length > 0) found.push(`words stand out: ${outside.join(', ')}`);
        if (covered.length > 0) found.push(`words cover others: ${covered.join(', ')}`);
      }
      judge(`picture ${name}`, [...new Set(found)]);
    }
  } finally {
    await browser.close();
  }
  for (const failure of failures) console.log(`FAILED ${failure}`);
  console.log(`${passed} passed, ${failures.length} failed`);
  return failures.length;
}
