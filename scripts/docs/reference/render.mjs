// Pages of the reference as Markdown for VitePress: of entries HTML that is made here, which nothing interprets again.

import path from 'node:path';
import { formText } from './forms.mjs';
import { ownerOf } from './read.mjs';
import { KINDS } from './pages.mjs';

/** Text in HTML. */
export const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const firstSentence = (text) => /^[\s\S]*?[.:;](?=\s|$)/.exec(text)?.[0].replace(/[:;]$/, '.') ?? text;

/** Draws the pages; `addresses` leads from an entry's path to its { page, address }, `names` is a Names. */
export class Renderer {
  #addresses;
  #names;
  #paths;
  #byOwner = new Map();
  #byPlace = new Map();
  #entries;

  constructor({ entries, paths, addresses, names }) {
    this.#addresses = addresses;
    this.#names = names;
    this.#paths = paths;
    this.#entries = new Map(entries.map((entry) => [entry.path, entry]));
    for (const [alias, target] of paths) {
      const owner = ownerOf(alias);
      const map = this.#entries.get(target).member ? this.#byOwner : this.#byPlace;
      map.set(owner, [...map.get(owner) ?? [], [alias, target]]);
    }
  }

  /** The address of an entry from a page, as a link has it. */
  #to(target, page) {
    const { address, page: there } = this.#addresses.get(target);
    return there === page ? `#${target}` : path.posix.relative(path.posix.dirname(page.address), address);
  }

  #link(target, html, page, id) {
    return `<a href="${this.#to(target, page)}"${id === undefined ? '' : ` id="${id}"`}>${html}</a>`;
  }

  /** `a` and {@link a} in a text, with links. */
  #inline(text, entry, page) {
    return text.split(/(`[^`]+`|\{@link [^}]+\})/).map((part) => {
      const link = /^\{@link (\S+)\s*([^}]*)\}$/.exec(part);
      const code = link?.[2] || (link?.[1] ?? /^`([^`]+)`$/.exec(part)?.[1]);
      if (code === undefined) return escaped(part);
      if (link !== null && link[1].startsWith('https:')) return `<a href="${link[1]}">${escaped(code)}</a>`;
      const target = this.#names.find(link?.[1] ?? code, entry);
      const html = `<code>${escaped(code)}</code>`;
      return target === undefined ? html : this.#link(target, html, page);
    }).join('');
  }

  #table(lines, entry, page) {
    const rows = lines.filter((line) => !/^\|[-| ]+\|$/.test(line)).map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim()));
    const row = (cells, tag) => `<tr>${cells.map((cell) => `<${tag}>${this.#inline(cell, entry, page)}</${tag}>`).join('')}</tr>`;
    return `<table><thead>${row(rows[0], 'th')}</thead><tbody>${rows.slice(1).map((cells) => row(cells, 'td')).join('')}</tbody></table>`;
  }

  /** A text of an editor's names what PyTorch calls the thing; on its own page the heading does. */
  #own(text, { path: name }) {
    return text.replaceAll(` (\`${name}\`)`, '').replaceAll(` (\`${name.replace(/^torch\./, '')}\`)`, '');
  }

  #text(text, entry, page) {
    return this.#own(text, entry).split(/\n{2,}/).map((block) => {
      const lines = block.split('\n');
      return lines.every((line) => line.startsWith('|')) ? this.#table(lines, entry, page) :
        `<p>${this.#inline(lines.join(' '), entry, page)}</p>`;
    }).join('\n');
  }

  /** Code with the names of types as links; texts within it are left alone. */
  #code(text, page, self) {
    const html = text.split(/('[^'\n]*'|"[^"\n]*")/).map((part, i) => (i % 2 === 1 ? escaped(part) :
        part.replace(/[&<>]|(?<![\w.])[A-Za-z_]\w*(?!\w|\??:|[(.])/g, (word) => {
          if (word.length === 1 && '&<>'.includes(word)) return escaped(word);
          const target = this.#names.type(word);
          return target === undefined || target === self ? word : this.#link(target, word, page);
        }))).join('');
    return `<pre class="form"><code>${html}</code></pre>`;
  }

  #forms(entry, page) {
    const { kind, forms, path: name, type, declared } = entry;
    const short = entry.member ? `${ownerOf(name).split('.').at(-1)}.${entry.name}` : name;
    if (declared !== undefined) return this.#code(declared, page, name);
    if (kind === 'value') return this.#code(`${short}: ${type}`, page, name);
    return forms.length === 0 ? '' : this.#code(forms.map((one) => formText(short, one, kind === 'class')).join('\n'), page, name);
  }

  /** The arguments, where more is to be said of one than the signature does. */
  #arguments({ comment: { params } }, entry, page) {
    if (!params.some(({ note, type }) => note !== '' || type.includes(' = '))) return '';
    const items = params.map(({ name, type, note }) => `<dt><code>${escaped(name)}</code> <span>${escaped(type)}</span></dt>` +
      (note === '' ? '' : `<dd>${this.#inline(note, entry, page)}</dd>`));
    return `<dl class="arguments">${items.join('\n')}</dl>`;
  }

  #notes({ comment }, entry, page) {
    const line = (word, texts) => texts.map((text) => `<p><strong>${word}</strong> ${this.#inline(text, entry, page)}</p>`);
    // A member that PyTorch describes with its class needs no second link.
    const above = entry.member ? this.#entries.get(this.#paths.get(ownerOf(entry.path)))?.comment.see ?? [] : [];
    const see = comment.see.filter((text) => !above.includes(text)).map((text) => `<p class="see">PyTorch: ${this.#inline(text, entry, page)}</p>`);
    const schemas = comment.schemas.length === 0 ? [] :
        [`<details><summary>${comment.schemas.length === 1 ? 'Schema' : 'Schemas'}</summary>` +
        `${comment.schemas.map((text) => `<code>${escaped(text)}</code>`).join('<br>')}</details>`];
    return [...line('Returns', comment.returns), ...line('Throws', comment.throws), ...see, ...schemas].join('\n');
  }

  #body(entry, page) {
    const parts = [
      this.#forms(entry, page),
      ...entry.comment.texts.map((text) => this.#text(text, entry, page)),
      this.#arguments(entry, entry, page),
      this.#notes(entry, entry, page),
    ];
    return `<div v-pre class="entry">\n${parts.filter((part) => part !== '').join('\n')}\n</div>`;
  }

  /** As VitePress writes headings, which outline and search look for; Markdown would read `__version__` as bold. */
  #heading(entry, level = 2) {
    const owner = ownerOf(entry.path);
    const before = level === 1 ? `${owner}.` : entry.member ? `${owner.split('.').at(-1)}.` : `${owner}.`;
    return `<h${level} id="${entry.path}" tabindex="-1"><span class="at">${before}</span>${entry.name} ` +
      `<a class="header-anchor" href="#${entry.path}" aria-label="Permalink to ${entry.path}">&ZeroWidthSpace;</a></h${level}>`;
  }

  #entry(entry, page) {
    return `${this.#heading(entry)}\n\n${this.#body(entry, page)}\n`;
  }

  #links(list, page) {
    return list.map(([label, target, id]) => this.#link(target, escaped(label), page, id)).join(',\n');
  }

  /** Members that a class has from others. */
  #inherited(page) {
    const here = new Set([page, ...page.parts].flatMap(({ entries }) => entries.map((entry) => entry.path)));
    const groups = new Map();
    for (const [alias, target] of this.#byOwner.get(page.head.path) ?? []) {
      if (here.has(target)) continue;
      groups.set(ownerOf(target), [...groups.get(ownerOf(target)) ?? [], [alias, target]]);
    }
    const lines = [...groups].map(([owner, list]) => {
      const head = this.#link(owner, `<code>${escaped(owner)}</code>`, page);
      if (list.length > 100) return `<p>All ${list.length} of ${head}.</p>`;
      return `<p>As in ${head}: ${this.#links(list.map(([alias, target]) => [alias.slice(page.head.path.length + 1), target, alias]), page)}</p>`;
    });
    return lines.length === 0 ? '' : `## Inherited {#inherited}\n\n<div v-pre class="entry names">\n${lines.join('\n')}\n</div>\n`;
  }

  /** Names that a module shares with another, where they are described. */
  #elsewhere(page) {
    const list = (this.#byPlace.get(page.place) ?? []).filter(([alias, target]) => alias !== target);
    if (list.length === 0) return '';
    const links = this.#links(list.map(([alias, target]) => [alias.slice(page.place.length + 1), target, alias]), page);
    return `## Described elsewhere {#elsewhere}\n\n<div v-pre class="entry names">\n<p>${links}</p>\n</div>\n`;
  }

  #classes(page) {
    if (page.classes.length === 0) return '';
    const rows = page.classes.map(({ head }) => `<tr><td>${this.#link(head.path, escaped(head.name), page)}</td>` +
      `<td>${this.#inline(this.#own(firstSentence(head.comment.texts[0] ?? ''), head), head, page)}</td></tr>`);
    return `## Classes {#classes}\n\n<div v-pre class="entry">\n<table class="classes"><tbody>\n${rows.join('\n')}\n</tbody></table>\n</div>\n`;
  }

  /** The names of the parts of a page, by kind. */
  #parts(page) {
    const entries = page.parts.flatMap((part) => part.entries);
    const groups = page.kind === 'class' ? [['Members', entries]] :
        KINDS.map(([kind, word]) => [word === 'Classes' ? 'Classes without members' : word, entries.filter((one) => one.kind === kind)]);
    return groups.filter(([, list]) => list.length > 0).map(([word, list]) =>
      `## ${word} {#${word.toLowerCase().replaceAll(' ', '-')}}\n\n<div v-pre class="entry names">\n<p>` +
      `${this.#links(list.map((one) => [one.name, one.path]), page)}</p>\n</div>\n`).join('\n');
  }

  /** The text of a page. */
  page(page) {
    const front = `---\ntitle: ${JSON.stringify(page.title)}\noutline: 2\nprev: false\nnext: false\n---\n`;
    const title = page.title.replace(/[_*]/g, '\\$&');
    if (page.kind === 'part') {
      return [front, `# ${title}`, ...page.entries.map((entry) => this.#entry(entry, page))].join('\n');
    }
    if (page.kind === 'class') {
      const base = page.head.base === undefined ? '' : `<p v-pre class="base">extends ${this.#base(page.head.base, page)}</p>`;
      return [
        front, this.#heading(page.head, 1), '', base, '', this.#body(page.head, page), '', this.#parts(page),
        ...page.entries.slice(1).map((entry) => this.#entry(entry, page)), this.#inherited(page),
      ].join('\n');
    }
    return [
      front, `# ${title}`, '', '```ts', `import * as ${page.place.split('.').at(-1)} from 'nodetorch${page.entry}';`, '```', '',
      this.#classes(page), this.#parts(page), ...page.entries.map((entry) => this.#entry(entry, page)),
      this.#elsewhere(page),
    ].join('\n');
  }

  #base(text, page) {
    return `<code>${text.split(/(\w+)/).map((word) => {
      const target = this.#names.type(word);
      return target === undefined ? escaped(word) : this.#link(target, word, page);
    }).join('')}</code>`;
  }
}
