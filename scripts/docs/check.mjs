// npm run docs -- --check: what has to hold of a built site.

import fs from 'node:fs';
import path from 'node:path';
import { distinct } from '../editor/report.mjs';
import { publicNames } from '../editor/names.mjs';
import { openBrowser } from '../lib/browser.mjs';
import { referencePython } from '../lib/reference.mjs';
import { UsageError } from '../setup/main.mjs';
import { say } from '../setup/processes.mjs';
import { root } from '../../lib/addon/installed/paths.mjs';
import { checkLinks } from './check/links.mjs';
import { lookAtAll, search } from './check/pages.mjs';
import { checkPython } from './examples.mjs';
import { serve } from './serve.mjs';

/** Bytes of the first page, as they are transferred. */
const FIRST_PAGE = 300 * 1024;
const SHOWN = 12;

/** Counts, and says what fails. */
class Report {
  passed = 0;
  failed = 0;

  note(label, wrong) {
    if (wrong.length === 0) {
      this.passed += 1;
      process.stdout.write(`ok    ${label}\n`);
      return;
    }
    this.failed += 1;
    const more = wrong.length > SHOWN ? [`and ${wrong.length - SHOWN} more`] : [];
    process.stdout.write(`FAIL  ${label}\n${[...wrong.slice(0, SHOWN), ...more].map((one) => `        ${one}\n`).join('')}`);
  }
}

/** Every public name of the package has its place on the site, and the site no other. */
function checkNames(report, { names, paths }, pages) {
  const all = publicNames(root, () => ({}));
  const once = distinct(all);
  const addresses = new Map(names);
  const to = new Map(paths);
  report.note(`${names.length} names documented of ${once.length} public ones`, names.length === once.length ? [] : ['the numbers differ']);
  report.note(`${paths.length} ways to write them of ${all.length}`,
    all.filter(({ path: one }) => !addresses.has(to.get(one))).map(({ path: one }) => `${one} leads nowhere`));
  report.note('each name has its anchor', names.filter(([name, address]) => {
    const [page, anchor] = address.split('#');
    return anchor !== name || !pages.get(page)?.ids.has(anchor);
  }).map(([name, address]) => `${name}: ${address}`));
}

/** The texts' Python, by PyTorch itself; their TypeScript is run by `npm test`. */
function checkPrograms(report) {
  const python = referencePython();
  if (python === undefined) {
    process.stdout.write('not run: the Python of the texts, which needs PyTorch (npm run reference)\n');
    return;
  }
  for (const { name, passed, detail } of checkPython(python)) report.note(name, passed ? [] : [detail]);
}

/** Checks the site in `out`, served under `base`; gives the exit status. */
export async function check({ out, base, pictures }) {
  const listed = path.join(out, 'names.json');
  if (!fs.existsSync(listed)) throw new UsageError(`${out} holds no site: npm run docs builds one`);
  const site = JSON.parse(fs.readFileSync(listed, 'utf8'));
  if (site.base !== base) throw new UsageError(`the site in ${out} was built with --base ${site.base}, not ${base}`);
  if (pictures !== undefined) fs.mkdirSync(pictures, { recursive: true });
  const report = new Report();
  say('following the links');
  const { pages, links, broken, foreign } = checkLinks(out, base);
  report.note(`${links} links within ${pages.size} pages, ${broken.length} broken`, broken);
  report.note('no page loads anything from elsewhere', foreign);
  checkNames(report, site, pages);
  checkPrograms(report);
  say('looking at pages in Chromium');
  const browser = await openBrowser();
  const { url, close } = await serve(out, { base });
  try {
    const has = (address) => pages.has(address === '' || address.endsWith('/') ? `${address}index.html` : address);
    const { results, first } = await lookAtAll(browser, url, has, pictures);
    for (const [label, wrong] of results) report.note(label, wrong);
    report.note(`the first page: ${Math.round(first / 1024)} KB transferred`, first <= FIRST_PAGE ? [] : [`more than ${FIRST_PAGE / 1024}`]);
    for (const [label, wrong] of await search(browser, url)) report.note(label, wrong);
  } finally {
    await browser.close();
    await close();
  }
  process.stdout.write(`${report.passed} passed, ${report.failed} failed\n`);
  return report.failed === 0 ? 0 : 1;
}
