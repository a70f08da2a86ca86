/** The site's own parts that need no tools: links of texts, sections, what a page has. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { partsOf, targetOf } from '../../scripts/docs/check/links.mjs';
import { linkTo, rewritten, sectionOf, slug, TEXTS } from '../../scripts/docs/texts.mjs';

const root = resolve(import.meta.dirname, '../..');

describe('links of the repository become links of the site', () => {
  test.each([
    ['docs/gpu.md', 'README.md', 'index', './gpu.md'],
    ['coverage.md', 'docs/differences.md', 'differences', './coverage.md'],
    ['docs/architecture.md#rooms', 'CONTRIBUTING.md', 'contributing', './architecture.md#rooms'],
    ['../README.md#memory-in-seven-sentences', 'docs/porting.md', 'porting', './memory.md'],
    ['../README.md#two-commands', 'docs/start.md', 'start', './index.md'],
    ['#runtimes', 'docs/start.md', 'start', '#runtimes'],
    ['exercises/README.md', 'README.md', 'index', './course/index.md'],
    ['https://pytorch.org', 'README.md', 'index', 'https://pytorch.org'],
    ['solutions/', 'exercises/README.md', 'course/index', undefined],
  ])('%s in %s', (target, file, page, link) => {
    expect(linkTo(target, file, page)).toBe(link);
  });

  test('a site without the course has no links to it', () => {
    expect(rewritten('[the course](exercises/README.md)', 'README.md', 'index', TEXTS, false)).toBe('the course');
  });
});

test('code keeps its letters; outside of it no brace or angle begins anything', () => {
  const text = 'A `{{ a }}` and {{ b }}, Promise<T>\n\n```ts\nconst a: Promise<T> = {{}};\n```\n\n    x<T> {{\n';
  expect(rewritten(text, 'README.md', 'index')).toBe(
    'A `{{ a }}` and &#123;&#123; b }}, Promise&lt;T>\n\n```ts\nconst a: Promise<T> = {{}};\n```\n\n    x<T> {{\n');
});

test('a section ends where the next one begins', () => {
  expect(sectionOf('# A\n## B\nb\n### C\nc\n## D\nd\n', 'B')).toBe('# B\nb\n### C\nc');
  expect(() => sectionOf('# A\n', 'B')).toThrow("there is no heading 'B'");
  expect(slug('Memory, in seven sentences')).toBe('memory-in-seven-sentences');
});

test('every section that has a page is in its file, and no two pages have one address', () => {
  for (const { file, section } of TEXTS.filter((one) => existsSync(join(root, one.file)))) {
    if (section !== undefined) expect(readFileSync(join(root, file), 'utf8')).toContain(`\n## ${section}\n`);
  }
  expect(new Set(TEXTS.map(({ page }) => page)).size).toBe(TEXTS.length);
});

test('links and anchors of a page, and where they lead', () => {
  const html = '<script>"<a href=\'no\'>"</script><h2 id="torch.add"><a class="x" href="#torch.add">a</a></h2>' +
    '<a href="../b/c.html?x=1&amp;y=2#torch.sub">b</a><link rel="icon" href="data:,"><img src="/base/p.png">';
  const { ids, links, loads } = partsOf(html);
  expect([...ids]).toEqual(['torch.add']);
  expect(links).toEqual(['#torch.add', '../b/c.html?x=1&y=2#torch.sub']);
  expect(loads).toEqual(['data:,', '/base/p.png']);
  expect(targetOf(links[1]!, 'a/d.html', '/base/')).toEqual({ file: 'b/c.html', anchor: 'torch.sub' });
  expect(targetOf('/base/', 'a/d.html', '/base/')).toEqual({ file: 'index.html', anchor: '' });
  expect(targetOf('/elsewhere.html', 'a/d.html', '/base/')?.file).toBe('../elsewhere.html');
  expect(targetOf('https://pytorch.org', 'a/d.html', '/')).toBeUndefined();
});
