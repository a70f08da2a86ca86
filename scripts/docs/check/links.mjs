// The links of built pages, by their HTML alone: nothing is started for it.

import fs from 'node:fs';
import path from 'node:path';

const decoded = (text) => text.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

/** The files below `folder` with an ending, by their paths from there. */
export function filesOf(folder, ending) {
  const names = fs.readdirSync(folder, { recursive: true }).map((name) => name.split(path.sep).join('/'));
  return names.filter((name) => name.endsWith(ending)).sort();
}

/** What a page has: its anchors, where it leads, and what it loads by itself. */
export function partsOf(html) {
  const body = html.replace(/<script\b[^>]*>[\s\S]*?<\/script>/g, (all) => all.slice(0, all.indexOf('>') + 1));
  const ids = new Set();
  const links = [];
  const loads = [];
  for (const [, tag, attributes] of body.matchAll(/<([a-z][\w-]*)((?:\s+[^\s"'<>/=]+(?:="[^"]*")?)*)\s*\/?>/g)) {
    for (const [, name, value] of attributes.matchAll(/([^\s"'<>/=]+)="([^"]*)"/g)) {
      if (name === 'id' || (tag === 'a' && name === 'name')) ids.add(decoded(value));
      else if (name === 'href' && tag === 'a') links.push(decoded(value));
      else if (name === 'src' || (name === 'href' && tag === 'link')) loads.push(decoded(value));
    }
  }
  return { ids, links, loads };
}

const isOutside = (target) => /^(?:[a-z][a-z+.-]*:|\/\/)/i.test(target);

/** Where a link on a page leads: { file, anchor } from the folder of the site, or undefined outside of it. */
export function targetOf(target, page, base) {
  if (isOutside(target)) return undefined;
  const { pathname, hash } = new URL(target, `http://site${base}${page}`);
  const inside = decodeURIComponent(pathname);
  const file = inside.startsWith(base) ? inside.slice(base.length) : `..${inside}`;
  return { file: file === '' || file.endsWith('/') ? `${file}index.html` : file, anchor: decodeURIComponent(hash.slice(1)) };
}

/**
 * The pages in `folder`, served under `base`: { pages, links, broken, foreign }, `pages` with their parts by name,
 * `broken` the links that lead nowhere, `foreign` what a page loads from elsewhere.
 */
export function checkLinks(folder, base) {
  const names = filesOf(folder, '.html').filter((name) => !name.startsWith('slides/'));
  const pages = new Map(names.map((name) => [name, partsOf(fs.readFileSync(path.join(folder, name), 'utf8'))]));
  const files = new Set(filesOf(folder, ''));
  const broken = [];
  const foreign = [];
  let count = 0;
  for (const [name, { links, loads }] of pages) {
    for (const link of [...new Set([...links, ...loads])]) {
      const target = targetOf(link, name, base);
      if (target === undefined) continue;
      count += 1;
      const there = pages.get(target.file);
      const isThere = files.has(target.file) && (target.anchor === '' || there === undefined || there.ids.has(target.anchor));
      if (!isThere) broken.push(`${name}: ${link}`);
    }
    foreign.push(...loads.filter((load) => /^(?:https?:)?\/\//.test(load)).map((load) => `${name}: ${load}`));
  }
  return { pages, links: count, broken, foreign };
}
