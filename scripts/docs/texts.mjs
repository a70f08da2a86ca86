// The pages that are made from the repository's Markdown, and how links in it become links of the site.

import fs from 'node:fs';
import path from 'node:path';

/**
 * The pages: where the text is (`section` names one part of the file), where it goes, and its title in the menus. What
 * is not there yet is left out of a site.
 */
export const TEXTS = [
  { file: 'docs/start.md', page: 'start', title: 'Start in ten minutes', group: 'Guide' },
  { file: 'docs/porting.md', page: 'porting', title: 'From PyTorch', group: 'Guide' },
  { file: 'docs/differences.md', page: 'differences', title: 'Differences', group: 'Guide' },
  { file: 'README.md', section: 'Memory, in seven sentences', page: 'memory', title: 'Memory', group: 'Guide' },
  { file: 'docs/deployment.md', page: 'deployment', title: 'Deployment', group: 'Guide' },
  { file: 'docs/files.md', page: 'files', title: 'Files of others', group: 'Guide' },
  { file: 'docs/compile.md', page: 'compile', title: 'torch.compile', group: 'Guide' },
  { file: 'docs/fx.md', page: 'fx', title: 'torch.fx', group: 'Guide' },
  { file: 'docs/profiling.md', page: 'profiling', title: 'Profiling', group: 'Guide' },
  { file: 'docs/distributions.md', page: 'distributions', title: 'torch.distributions', group: 'Guide' },
  { file: 'docs/library.md', page: 'library', title: 'Custom operators', group: 'Guide' },
  { file: 'docs/threads.md', page: 'threads', title: 'Threads', group: 'Guide' },
  { file: 'README.md', section: 'Runtimes', page: 'runtimes', title: 'Runtimes', group: 'Guide' },
  { file: 'docs/gpu.md', page: 'gpu', title: 'GPU', group: 'Guide' },
  { file: 'docs/dlpack.md', page: 'dlpack', title: 'DLPack', group: 'Guide' },
  { file: 'docs/coverage.md', page: 'coverage', title: 'Coverage', group: 'Project' },
  { file: 'docs/figures.md', page: 'figures', title: 'Figures', group: 'Project' },
  { file: 'docs/architecture.md', page: 'architecture', title: 'Architecture', group: 'Project' },
  { file: 'CONTRIBUTING.md', page: 'contributing', title: 'Contributing', group: 'Project' },
  { file: 'CHANGELOG.md', page: 'changelog', title: 'Changelog', group: 'Project' },
];

/** Other files that texts link to, and the page that shows what is in them. */
const ALSO = { 'README.md': 'index', 'exercises/README.md': 'course/index' };
const COURSE = /^course\//;

/** The part of a text under a heading of the second level, with it as the first. */
export function sectionOf(text, heading) {
  const lines = text.split('\n');
  const start = lines.indexOf(`## ${heading}`);
  if (start < 0) throw new Error(`there is no heading '${heading}'`);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.startsWith('## '));
  return `# ${heading}\n${rest.slice(0, end < 0 ? rest.length : end).join('\n')}`;
}

/** GitHub's anchor of a heading, and VitePress's (`markdown.anchor.slugify` of the configuration). */
export const slug = (heading) =>
  heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');

const isOutside = (target) => /^[a-z][a-z+.-]*:|^\/\//i.test(target);

/**
 * Where a link in `file` leads on the site, from `page`: the file of the other page, with its anchor. A link to a file
 * that has no page (sources, a folder) is undefined: its text remains.
 */
export function linkTo(target, file, page, texts = TEXTS, course = true) {
  if (isOutside(target) || target.startsWith('#')) return target;
  const [name, anchor] = target.split('#');
  const wanted = path.posix.join(path.posix.dirname(file), name);
  const relative = (to, hash) => {
    const link = path.posix.relative(path.posix.dirname(page), to);
    return `${link.startsWith('.') ? '' : './'}${link}.md${hash === undefined ? '' : `#${hash}`}`;
  };
  const section = anchor && texts.find((one) => one.file === wanted && one.section && slug(one.section) === anchor);
  if (section) return relative(section.page);
  const whole = texts.find((one) => one.file === wanted && one.section === undefined)?.page ?? ALSO[wanted];
  if (whole === undefined || (COURSE.test(whole) && !course)) return undefined;
  return relative(whole, ALSO[wanted] === whole ? undefined : anchor);
}

/** What stands outside of code, rewritten by `change`. */
function outsideCode(text, change) {
  const parts = text.split(/(^(?:```|~~~)[\s\S]*?^(?:```|~~~)[^\n]*$|^(?: {4}|\t)[^\n]*$|``[^`][\s\S]*?``|`[^`\n]*`)/m);
  return parts.map((part, i) => (i % 2 === 1 ? part : change(part))).join('');
}

/** Links of a text of the repository as links of the site; `{{` and `<word>` outside of code as letters. */
export function rewritten(text, file, page, texts = TEXTS, course = true) {
  // Links first, whose text may have code in it.
  const linked = text.replace(/(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g, (all, image, label, target) => {
    if (image !== '') return all;
    const to = linkTo(target, file, page, texts, course);
    return to === undefined ? label : `[${label}](${to})`;
  });
  return outsideCode(linked, (part) => part.replace(/\{\{/g, '&#123;&#123;')
    .replace(/<(?!https?:|\/?(?:details|summary|table|thead|tbody|tr|td|th|br|p|div|span|a|img|pre|code|kbd|sub|sup|em|strong|svg|!--)\b)/g,
      '&lt;'));
}

const front = (title) => `---\ntitle: ${JSON.stringify(title)}\n---\n\n`;

/** The texts of `directory` that are there: TEXTS with `text`, ready for a site with the `course` or without. */
export function readTexts(directory, course) {
  const there = TEXTS.filter(({ file }) => fs.existsSync(path.join(directory, file)));
  return there.map((one) => {
    const whole = fs.readFileSync(path.join(directory, one.file), 'utf8');
    const text = one.section === undefined ? whole : sectionOf(whole, one.section);
    return { ...one, text: front(one.title) + rewritten(text, one.file, one.page, there, course) };
  });
}

/** What README says first, its two commands and its thirty lines: the first page. */
export function readHome(directory, texts, course) {
  const readme = fs.readFileSync(path.join(directory, 'README.md'), 'utf8');
  const intro = readme.split('\n\n').slice(1, 2).join('\n\n');
  const body = ['Two commands', 'Thirty lines'].map((heading) => sectionOf(readme, heading).replace(/^# /, '## '));
  return { intro: intro.replace(/\s+/g, ' '), body: rewritten(body.join('\n'), 'README.md', 'index', texts, course) };
}
