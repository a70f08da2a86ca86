// Pages in a browser: what a reader would see go wrong.

import path from 'node:path';

/** Pages of each kind; those that a site lacks are left out. */
export const SAMPLES = [
  ['home', ''], ['start', 'start.html'], ['porting', 'porting.html'], ['differences', 'differences.html'],
  ['deployment', 'deployment.html'], ['threads', 'threads.html'], ['compile', 'compile.html'], ['profiling', 'profiling.html'],
  ['figures', 'figures.html'], ['coverage', 'coverage.html'], ['api', 'api/'],
  ['module', 'api/torch.nn/'], ['functions', 'api/torch/names-s.html'], ['class', 'api/torch.nn/Linear.html'],
  ['tensor', 'api/torch/Tensor-a.html'], ['course', 'course/'], ['lesson', 'course/670_two_layers.html'],
];

/** What is searched for, and the anchor that has to be among the first results. */
export const SEARCHES = [
  ['scatter_reduce', 'torch.scatter_reduce'], ['Linear', 'torch.nn.Linear'], ['cross_entropy', 'torch.nn.functional.cross_entropy'],
  ['AdamW', 'torch.optim.AdamW'], ['DataLoader', 'torch.utils.data.DataLoader'], ['index_add_', 'torch.Tensor.index_add_'],
  ['vmap', 'torch.vmap'], ['manual_seed', 'torch.manual_seed'], ['StepLR', 'torch.optim.lr_scheduler.StepLR'],
  ['torch.linalg.svd', 'torch.linalg.svd'],
];
const FIRST = 3;

export const LOOKS = [1280, 390].flatMap((width) => ['light', 'dark'].map((colorScheme) => ({ width, colorScheme })));

/** Runs in the page: the least contrast of text against what is behind it, among elements of a few kinds. */
function leastContrast() {
  const rgba = (text) => (/rgba?\(([^)]+)\)/.exec(text)?.[1] ?? '0,0,0,0').split(/[,/ ]+/).map(Number);
  const over = (top, bottom) => top.slice(0, 3).map((one, i) => one * (top[3] ?? 1) + bottom[i] * (1 - (top[3] ?? 1)));
  const light = ([r, g, b]) => [r, g, b].map((one) => one / 255)
    .map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) {
      layers.unshift(rgba(getComputedStyle(at).backgroundColor));
    }
    return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  let least = { ratio: 21, text: '' };
  for (const element of document.querySelectorAll('.vp-doc :is(p, li, td, th, dt, dd, h1, h2, h3, a, code, pre span)')) {
    const style = getComputedStyle(element);
    if (element.textContent.trim() === '' || style.visibility === 'hidden' || style.opacity === '0' || element.closest('.header-anchor, svg')) continue;
    const back = behind(element);
    const [a, b] = [light(over(rgba(style.color), back)), light(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least.ratio) least = { ratio, text: `${element.tagName.toLowerCase()} '${element.textContent.trim().slice(0, 40)}'` };
  }
  return least;
}

/** One page at one width and in one scheme: what is wrong with it, and how many bytes came. */
export async function look(context, url, address, { width, picture }) {
  const page = await context.newPage();
  const wrong = [];
  const answers = [];
  page.on('console', (message) => message.type() === 'error' && wrong.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => wrong.push(`script: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) wrong.push(`foreign request: ${request.url()}`);
  });
  page.on('requestfinished', (request) => answers.push(request.sizes().then((one) => one.responseBodySize + one.responseHeadersSize, () => 0)));
  try {
    const response = await page.goto(url + address, { waitUntil: 'networkidle', timeout: 60_000 });
    if (response.status() !== 200) wrong.push(`status ${response.status()}`);
    const broad = await page.evaluate(() => document.documentElement.scrollWidth);
    if (broad > width) wrong.push(`${broad} pixels wide at ${width}`);
    const { ratio, text } = await page.evaluate(leastContrast);
    if (ratio < 3) wrong.push(`contrast ${ratio.toFixed(2)} of ${text}`);
    if (picture !== undefined) await page.screenshot({ path: picture, animations: 'disabled' });
    const bytes = (await Promise.all(answers)).reduce((sum, one) => sum + one, 0);
    return { wrong, bytes };
  } finally {
    await page.close();
  }
}

/** All samples that are there, in all looks: [label, what is wrong][], and the bytes of the first page. */
export async function lookAtAll(browser, url, has, pictures) {
  const results = [];
  let first;
  for (const { width, colorScheme } of LOOKS) {
    for (const [name, address] of SAMPLES.filter(([, one]) => has(one))) {
      // Each with a context of its own: nothing is cached for the first page.
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      const picture = pictures && path.join(pictures, `${name}-${width}-${colorScheme}.png`);
      const { wrong, bytes } = await look(context, url, address, { width, picture });
      first ??= bytes;
      results.push([`${name}, ${width} pixels, ${colorScheme}`, wrong]);
      await context.close();
    }
  }
  return { results, first };
}

/** Types each name into the search: [label, what is wrong][]; and whether the index came before it was asked for. */
export async function search(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const loaded = [];
  page.on('request', (request) => loaded.push(request.url()));
  try {
    await page.goto(url, { waitUntil: 'networkidle' });
    const early = loaded.some((one) => one.includes('localSearchIndex'));
    await page.click('.VPNavBarSearch button');
    const results = [['the search index comes when it is asked for', early ? ['it came with the page'] : []]];
    for (const [text, anchor] of SEARCHES) {
      await page.fill('.VPLocalSearchBox input', text);
      const hrefs = async () => page.$$eval('.VPLocalSearchBox .result', (list, n) => list.slice(0, n).map((one) => decodeURIComponent(one.hash.slice(1))), FIRST);
      let found = [];
      for (let i = 0; i < 60 && !found.includes(anchor); i += 1) {
        await page.waitForTimeout(250);
        found = await hrefs();
      }
      results.push([`search for ${text}`, found.includes(anchor) ? [] : [`among the first are ${found.join(', ') || 'none'}, not ${anchor}`]]);
    }
    return results;
  } finally {
    await context.close();
  }
}
