import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { masked_tensor } from 'nodetorch/masked';
import * as plot from 'nodetorch/plot';
import { tqdm } from 'nodetorch/tqdm';
import { Image, open } from 'nodetorch/vision/image';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'nodetorch-display-'));
afterAll(() => rmSync(folder, { recursive: true }));

const display = Symbol.for('Jupyter.display');
type Bundle = Record<string, string>;
const shown = (object: unknown): Bundle | Promise<Bundle> =>
  (object as Record<symbol, () => Bundle | Promise<Bundle>>)[display]!();

const curve = (): plot.Figure => plot.lines({ loss: [3, 2, 1] }, { title: 'Loss' });

describe('what objects show of themselves in a notebook', () => {
  test('tensors: their text', () => {
    const x = torch.tensor([[1, 2], [3, 4.5]]);
    const parameter = torch.nn.Parameter(torch.ones(2));
    for (const tensor of [x, parameter, masked_tensor(torch.ones(2), torch.tensor([true, false]))]) {
      expect(shown(tensor)).toEqual({ 'text/plain': String(tensor) });
    }
    expect((shown(parameter) as Bundle)['text/plain']).toMatch(/^Parameter containing:/);
    x.dispose();
    expect(shown(x)).toEqual({ 'text/plain': 'tensor(<disposed>)' });
  });

  test('figures: an SVG, and a text for those that show none', async () => {
    const bundle = await shown(curve());
    expect(bundle['image/svg+xml']).toMatch(/^<svg.*Loss/s);
    expect(bundle['text/plain']).toBe("<Figure 'Loss'>");
  });

  test.each([
    ['RGB', [255, 0, 0, 1, 2, 3], 3], ['L', [7, 200], 3], ['RGBA', [255, 0, 0, 128, 1, 2, 3, 4], 4],
  ] as const)('pictures: a PNG of their pixels, mode %s', (mode, data, bands) => {
    const image = new Image(mode, [2, 1], Uint8Array.from(data));
    const bundle = shown(image) as Bundle;
    expect(bundle['text/plain']).toBe(String(image));
    const file = join(folder, `${mode}.png`);
    writeFileSync(file, bundle['image/png']!, 'base64');
    const read = open(file);
    expect(read.size).toEqual([2, 1]);
    expect([...read.data]).toEqual([...image.convert(bands === 4 ? 'RGBA' : 'RGB').data]);
  });

  test('a picture without pixels has a text only', () => {
    const image = new Image('L', [0, 3], new Uint8Array(0));
    expect(shown(image)).toEqual({ 'text/plain': String(image) });
  });

  test('bars: their line', () => {
    expect((shown(tqdm({ total: 4, initial: 2, disable: true })) as Bundle)['text/plain']).toContain('2/4');
  });
});

describe('in a notebook', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** A kernel that keeps what it is sent. */
  function kernel(): { messages: [type: string, data: Bundle, id: string][]; shows: Bundle[] } {
    const messages: [string, Bundle, string][] = [];
    const shows: Bundle[] = [];
    vi.stubGlobal('Deno', {
      jupyter: {
        async display(object: unknown) {
          shows.push(await shown(object));
        },
        broadcast(type: string, { data, transient }: { data: Bundle; transient: { display_id: string } }) {
          messages.push([type, data, transient.display_id]);
        },
      },
    });
    return { messages, shows };
  }

  test('a bar has one place, which it writes over; nothing of it goes to standard error', () => {
    const { messages } = kernel();
    const write = vi.spyOn(process.stderr, 'write');
    for (const _ of tqdm([1, 2, 3], { mininterval: 0 })) continue;
    expect(write).not.toHaveBeenCalled();
    write.mockRestore();
    expect(messages.map(([type]) => type)).toEqual(['display_data', ...Array(messages.length - 1).fill('update_display_data')]);
    expect(new Set(messages.map(([, , id]) => id)).size).toBe(1);
    expect(messages.at(-1)![1]['text/plain']).toMatch(/^100%.* 3\/3 \[/);
  });

  test('a bar that does not stay leaves nothing, and the next one has another place', () => {
    const { messages } = kernel();
    for (const _ of tqdm([1], { leave: false })) continue;
    expect(messages.at(-1)![1]).toEqual({ 'text/html': '', 'text/plain': '' });
    for (const _ of tqdm([1])) continue;
    expect(new Set(messages.map(([, , id]) => id)).size).toBe(2);
  });

  test('a bar for a file goes there', () => {
    const { messages } = kernel();
    const file = { text: '', isTTY: true, write(text: string) { this.text += text; } };
    for (const _ of tqdm([1], { file })) continue;
    expect(messages).toEqual([]);
    expect(file.text).toContain('1/1');
  });

  test('show() of a figure sends it; in a program it says that there is no notebook', async () => {
    const { shows } = kernel();
    expect(await curve().show()).toBe(true);
    expect(shows[0]!['image/svg+xml']).toMatch(/^<svg/);
    vi.unstubAllGlobals();
    expect(await curve().show()).toBe(false);
  });
});
