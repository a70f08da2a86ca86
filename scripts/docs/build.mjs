// Builds the site: pages as Markdown in a folder of their own, then VitePress over them.

import fs from 'node:fs';
import path from 'node:path';
import { onInterrupt, UsageError } from '../setup/main.mjs';
import { run, say } from '../setup/processes.mjs';
import { ensureTools } from '../setup/tools.mjs';
import { root } from '../../lib/addon/installed/paths.mjs';
import { menus } from './menus.mjs';
import { planReference, writeReference } from './reference/index.mjs';
import { readHome, readTexts } from './texts.mjs';

/** What VitePress may use, in MB; it has been seen to use 1600. */
const MEMORY = 3000;

/** Tells a folder that VitePress made: a person's files are not taken away. */
export const MARK = 'hashmap.json';

function write(folder, page, text) {
  const file = path.join(folder, `${page}.md`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function home({ intro, body }, { description, nav }) {
  const actions = nav.slice(0, 3).map(({ text, link }, i) => ({ theme: i === 0 ? 'brand' : 'alt', text, link }));
  const hero = { name: 'nodetorch', tagline: intro, actions };
  const front = { layout: 'home', title: 'nodetorch', titleTemplate: description, hero };
  const yaml = Object.entries(front).map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join('\n');
  return `---\n${yaml}\n---\n\n${body}`;
}

/** Throws where `out` holds something that no build of the site made. */
export function checkOut(out) {
  if (!fs.existsSync(out)) return;
  if (!fs.statSync(out).isDirectory()) throw new UsageError(`--out: ${out} is a file, wanted is a folder`);
  if (fs.readdirSync(out).length > 0 && !fs.existsSync(path.join(out, MARK))) {
    throw new UsageError(`--out: ${out} holds files that are not of the site; give a folder that is new or empty`);
  }
}

/** The slides as `npm run slides` built them, copied to where the site has them; whether there are any. */
function copySlides(publicDir) {
  const deck = path.join(root, 'build/slides/deck.html');
  if (!fs.existsSync(deck)) return false;
  fs.mkdirSync(path.join(publicDir, 'slides'));
  fs.copyFileSync(deck, path.join(publicDir, 'slides/deck.html'));
  return true;
}

/** Writes all pages below `folder`; returns what the configuration has to know. */
async function writePages(folder, publicDir, { course, lessons: chosen }) {
  const { description } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const texts = readTexts(root, course);
  for (const { page, text } of texts) write(folder, page, text);
  say('reading the public names');
  const reference = planReference(root);
  writeReference(reference, folder);
  let lessons = [];
  if (course) {
    const { writeCourse } = await import('./course.mjs');
    say('running the course');
    const files = path.join(publicDir, 'course/files');
    lessons = await writeCourse(path.join(folder, 'course'), { files, lessons: chosen });
  }
  const site = { title: 'nodetorch', description, ...menus({ texts, reference, lessons, slides: copySlides(publicDir) }) };
  write(folder, 'index', home(readHome(root, texts, course), site));
  const names = [...reference.addresses].map(([name, { address }]) => [name, address]);
  return { site, names, paths: [...reference.paths] };
}

/**
 * Builds the site in the folder `out`, which it replaces; `base` is the path that it will be served under, `lessons`
 * those of the course that it has, if not all.
 */
export async function build({ out, base = '/', course = true, lessons }) {
  checkOut(out);
  const tools = await ensureTools('docs');
  const work = `${out}.unfinished`;
  const remove = () => fs.rmSync(work, { recursive: true, force: true });
  remove();
  const done = onInterrupt(remove);
  try {
    const pages = path.join(work, 'pages');
    const publicDir = path.join(work, 'public');
    const made = path.join(work, 'site');
    for (const folder of [pages, publicDir]) fs.mkdirSync(folder, { recursive: true });
    fs.symlinkSync(path.join(tools, 'node_modules'), path.join(work, 'node_modules'), 'junction');
    fs.cpSync(path.join(root, 'scripts/docs/vitepress'), path.join(pages, '.vitepress'), { recursive: true });
    const { site, names, paths } = await writePages(pages, publicDir, { course, lessons });
    fs.writeFileSync(path.join(pages, '.vitepress/site.json'), JSON.stringify({ ...site, base, outDir: made, publicDir }));
    say('rendering');
    const program = path.join(tools, 'node_modules/vitepress/bin/vitepress.js');
    const args = [`--max-old-space-size=${MEMORY}`, program, 'build', pages];
    await run('vitepress', process.execPath, args, { stdio: ['ignore', 2, 2], cwd: work });
    fs.writeFileSync(path.join(made, 'names.json'), JSON.stringify({ base, names, paths }));
    fs.rmSync(out, { recursive: true, force: true });
    fs.renameSync(made, out);
    return out;
  } finally {
    remove();
    done();
  }
}
