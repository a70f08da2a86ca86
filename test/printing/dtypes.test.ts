import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

type Case = [bytes: string | number, shape: number[], text: string | [errorClass: string, text: string]];
const golden = JSON.parse(
  readFileSync(new URL('../golden/printing_dtypes.json', import.meta.url), 'utf8')) as Record<string, Case[]>;

/** The bytes in hex, or as many zeros. */
function bytesOf(bytes: string | number): Uint8Array {
  return typeof bytes === 'number' ? new Uint8Array(bytes) : Uint8Array.from(Buffer.from(bytes, 'hex'));
}

test.each(Object.keys(golden))('tensors of %s print as in PyTorch, whatever their bytes', (name) => {
  const type = torch[name as 'float32'];
  const differences: unknown[] = [];
  for (const [bytes, shape, text] of golden[name]!) {
    // What PyTorch cannot print shows its bytes here.
    if (typeof text !== 'string') continue;
    const found = String(torch.tensor(bytesOf(bytes)).view(type).reshape(shape));
    if (found !== text) differences.push([bytes, shape, found, text]);
  }
  expect(differences).toEqual([]);
});
