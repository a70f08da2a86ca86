import path from 'node:path';
import ts from 'typescript';
import { afterAll, expect, test } from 'vitest';
import { project, serviceOver } from '../../scripts/editor/service.mjs';
import { complaints, parseTexts, textOf } from '../../scripts/gen/texts.mjs';

const abs = '## abs\nThe absolute value of each element.\n- shapes: any, to the same\n';
const table = { torch: { abs: ['self', 'input', 'out'] } };
const complaintsAbout = (source: string) => complaints({ torch: parseTexts(source, 'torch.md') }, table);

test('a text that says all of a name that exists is right', () => {
  expect(complaintsAbout(`${abs}- out: is written to\n`)).toEqual([]);
});

test.each([
  ['no text for a name', '', 'torch.abs: no text'],
  ['a text for no name', `${abs}\n## sba\nThe same backwards.\n- shapes: none\n`, 'torch.sba: a text for a name that does not exist'],
  ['a note for no argument', `${abs}- dim: along which\n`, 'torch.abs: no argument dim'],
  ['two sentences', abs.replace('.\n', '. It has no sign.\n'), 'torch.abs: not one sentence: '],
  ['no full stop', abs.replace('.\n', '\n'), 'torch.abs: not one sentence: '],
  ['no shapes', '## abs\nThe absolute value of each element.\n', 'torch.abs: no shapes'],
  ['the end of a comment', abs.replace('each', 'a*/b'), 'torch.abs: what ends or tags a comment'],
  ['another name of nothing', '## abs\n= magnitude\n', 'torch.abs: another name of magnitude, which has no text'],
])('%s is found', (_, source, complaint) => {
  expect(complaintsAbout(source)).toEqual([expect.stringContaining(complaint)]);
});

test('two names that say the same are found', () => {
  const texts = { torch: parseTexts(`${abs}\n${abs.replace('abs', 'magnitude')}`, 'torch.md') };
  expect(complaints(texts, { torch: { abs: [], magnitude: [] } })).toEqual([
    'torch.magnitude: says what torch.abs says; is it another name?',
  ]);
  expect(() => parseTexts(`${abs}\n${abs}`, 'torch.md')).toThrow('torch.md: abs twice');
});

test('methods, other names, names in place and copies take their text from the name they come from', () => {
  const texts = {
    torch: parseTexts(`${abs}\n## absolute\n= abs\n`, 'torch.md'),
    tensor: parseTexts('## view\nThe same memory in another shape.\n- shapes: any, to the one given\n', 'tensor.md'),
  };
  expect(textOf(texts, 'tensor', 'abs')?.sentence).toBe('The absolute value of each element.');
  expect(textOf(texts, 'torch', 'absolute')).toMatchObject({ sentence: 'The absolute value of each element.', alias: 'abs' });
  expect(textOf(texts, 'tensor', 'absolute_')).toMatchObject({
    sentence: 'In place: the absolute value of each element.', alias: 'abs_', shapes: 'any, to the same',
  });
  expect(textOf(texts, 'torch', 'view_copy')?.sentence).toBe('As `view`, into new memory.');
  expect(textOf(texts, 'torch', 'views')).toBeNull();
});

const { folder, remove } = project(path.resolve(import.meta.dirname, '../..'));
afterAll(remove);

test('an editor shows the sentence, the arguments, the shapes, the errors and the page of an operator', () => {
  const user = "import * as torch from 'nodetorch';\nconst x = torch.ones([2]);\n" +
    'torch.softmax(x, 0);\nx.softmax(0);\ntorch.softmax({ input: x, dim: 0 });\nexport const f = [torch.softmax, x.T];\n';
  const { service, file } = serviceOver(folder, user);
  const text = (parts: readonly ts.SymbolDisplayPart[] | string | undefined) =>
    typeof parts === 'string' ? parts : ts.displayPartsToString(parts && [...parts]);
  const at = (place: string) => user.indexOf(place) + place.indexOf('.') + 1;
  const hover = (place: string) => {
    const info = service.getQuickInfoAtPosition(file, at(place));
    const tags = info?.tags?.map((tag) => `@${tag.name} ${text(tag.text)}`) ?? [];
    return [text(info?.documentation), ...tags].join('\n');
  };
  const sentence = 'exp(x) divided by its sum along `dim`, so that the results add up to 1.';
  const page = 'https://docs.pytorch.org/docs/2.15/generated';

  const called = hover('torch.softmax(x');
  expect(called.split('\n')[0]).toBe(sentence);
  expect(called).toContain('@param input Tensor');
  expect(called).toContain('@param dim number');
  expect(called).toMatch(/@param dtype dtype \| null = null - \w/);
  expect(called).toContain('@returns Tensor - shapes: any, to the same');
  expect(called).toContain('@throws IndexError');
  expect(called).toContain(`@see {@link ${page}/torch.softmax.html torch.softmax}`);
  expect(called).toContain('@schema aten::softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor');

  expect(hover('x.softmax(0').split('\n')[0]).toBe(sentence);
  expect(hover('x.softmax(0')).toContain(`${page}/torch.Tensor.softmax.html`);
  expect(hover('torch.softmax({').split('\n')[0]).toBe(sentence);
  expect(hover('torch.softmax, x')).toBe(`${sentence}\n@see {@link ${page}/torch.softmax.html torch.softmax}`);
  expect(hover('x.T')).toContain('@see {@link https://docs.pytorch.org/docs/2.15/tensors.html#torch.Tensor.T torch.Tensor.T}');

  const help = service.getSignatureHelpItems(file, at('torch.softmax(x') + 'softmax('.length, {});
  expect(help?.items.length).toBeGreaterThan(1);
  expect(help?.items.map((item) => text(item.documentation))).toEqual(help?.items.map(() => sentence));
  expect(text(help?.items[0]?.parameters[2]?.documentation)).toMatch(/^dtype \| null = null - \w/);
}, 60_000);
