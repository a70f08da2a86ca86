// Lessons in JupyterLab's page, as a reader sees them: opened, run, looked at, by a Chromium without a window.

import fs from 'node:fs';
import path from 'node:path';
import { openBrowser } from '../lib/browser.mjs';
import { ensureJupyter, KERNEL } from './environment.mjs';
import { makeNotebooks } from './make.mjs';
import { startServer } from './server.mjs';
import { shownBy } from './shown.mjs';
import { fillWorkFolder, inWorkFolder } from './work_folder.mjs';

/** Those with a curve of the loss: one that is quick, one that trains, one with a bar and several pictures. */
export const IN_BROWSER = ['530', '670', '980'];

/** Seconds for a lesson to run. */
const RUN = 600;

const PICTURE = '.jp-OutputArea-output[data-mime-type="image/svg+xml"] img, .jp-RenderedSVG img';

/** The last number that a lesson prints. */
const lastNumber = (text) => text.match(/[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g).at(-1);

/** Opens a notebook's page, runs all of it, and returns what is wrong with what it shows. */
async function faultOf(page, address, { number, file }, picture) {
  const { text, pictures } = shownBy(file);
  await page.goto(address, { waitUntil: 'domcontentloaded', timeout: 120_000 });
  await page.waitForSelector('.jp-Notebook .jp-CodeCell', { timeout: 120_000 });
  // Who runs cells before that is asked for a kernel.
  await page.waitForSelector(`text="${KERNEL.display_name} | Idle"`, { timeout: 120_000 });
  await page.click('.lm-MenuBar-itemLabel:text-is("Run")');
  await page.click('.lm-Menu-itemLabel:text-is("Run All Cells")');
  await page.waitForSelector(`.jp-OutputArea-output:has-text("${number}: not done yet")`, { timeout: RUN * 1000, state: 'attached' });
  const shown = await page.$$eval(PICTURE, (images) => images.map((image) => image.naturalWidth));
  const texts = (await page.$$eval('.jp-OutputArea-output', (outputs) => outputs.map((output) => output.textContent))).join('\n');
  const wrong = await page.$$eval('[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"]',
    (outputs) => outputs.map((output) => output.textContent));
  // Cells that come into view are laid out first, and then the picture is elsewhere.
  for (let times = 0; shown.length > 0 && times < 2; times++) {
    await page.locator(PICTURE).first().scrollIntoViewIfNeeded();
    await page.waitForTimeout(1000);
  }
  await page.screenshot({ path: picture });
  const wanted = lastNumber(text);
  return [
    wrong.length > 0 && `shows ${wrong.join('; ')}`,
    shown.length !== pictures && `shows ${shown.length} pictures, and ${pictures} by nbclient`,
    shown.some((width) => width === 0) && 'a picture is not drawn',
    !texts.includes(wanted) && `the last number, ${wanted}, is not to be seen`,
  ].filter(Boolean).join('; ');
}

/** Runs notebooks (results of executeNotebooks) in the page; `tell` gets a name, what is wrong, and figures. */
export async function testInBrowser(results, lessons, tell, out) {
  if (results.length === 0) return;
  const jupyter = await ensureJupyter();
  await inWorkFolder(async (work) => {
    await fillWorkFolder(work);
    const folder = path.join(work, 'notebooks');
    const mine = lessons.filter(({ number }) => results.some((one) => one.number === number));
    await makeNotebooks(jupyter, mine, { folder });
    const server = await startServer({ ...jupyter, env: { ...jupyter.env, NODETORCH_LESSONS: work } }, folder);
    const browser = await openBrowser();
    try {
      for (const result of results) {
        const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
        const picture = path.join(out, `${result.number}.png`);
        const begin = performance.now();
        let fault;
        try {
          fault = await faultOf(page, server.address(path.basename(result.file)), result, picture);
        } catch (error) {
          fault = error.message;
          await page.screenshot({ path: picture }).catch(() => fs.rmSync(picture, { force: true }));
        }
        await page.close();
        tell(`${result.number} in JupyterLab`, fault, `, ${((performance.now() - begin) / 1000).toFixed(1)} s`);
      }
    } finally {
      await browser.close();
      await server.stop();
    }
  });
}
