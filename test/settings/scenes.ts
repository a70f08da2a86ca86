/** Plays the scenes of a golden file (scripts/golden/settings.py says how they are written). */
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { py_repr } from '../../dist/python/repr.js';
import { expect, test } from 'vitest';

type Step = [what: string, path: string, ...rest: unknown[]];
type AnyFunction = (...args: unknown[]) => unknown;

function resolve(path: string): unknown {
  let value: unknown = torch;
  for (const name of path.split('.').filter((each) => each !== '')) value = (value as Record<string, unknown>)[name];
  return value;
}

function valueOf(written: unknown): unknown {
  if (Array.isArray(written)) return written.map(valueOf);
  if (typeof written !== 'object' || written === null) return written;
  const { tensor, name } = written as { tensor?: number[]; name?: string };
  return tensor === undefined ? resolve(name!) : torch.tensor(tensor);
}

function describe(result: unknown): string {
  const value = result instanceof torch.nn.Module ? [...result.parameters()][0]! : (result as torch.Tensor);
  return `${value.device} ${value.dtype} [${[...value.shape].join(', ')}] ${value.layout}`;
}

function text(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(text).join(', ')}]` : py_repr(value);
}

function call(path: string, args: readonly unknown[], keywords: object): unknown {
  const at = path.lastIndexOf('.');
  const owner = resolve(path.slice(0, Math.max(at, 0))) as Record<string, AnyFunction>;
  const named = Object.fromEntries(Object.entries(keywords).map(([name, value]) => [name, valueOf(value)]));
  const all = [...args.map(valueOf), ...(Object.keys(named).length > 0 ? [named] : [])];
  const fn = owner[path.slice(at + 1)]!;
  return /^nn\.[A-Z]/.test(path) ? Reflect.construct(fn, all) : fn(...all);
}

function play([what, path, ...rest]: Step): string {
  try {
    if (what === 'get') return text(resolve(path));
    if (what === 'set') {
      const at = path.lastIndexOf('.');
      (resolve(path.slice(0, at)) as Record<string, unknown>)[path.slice(at + 1)] = valueOf(rest[0]);
      return 'None';
    }
    const result = call(path, rest[0] as unknown[], rest[1] as object);
    return what === 'shown' ? describe(result) : text(result);
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

/** A test for each scene of a group. */
export function testScenes(golden: string, group: string): void {
  const file = new URL(`../golden/${golden}.json`, import.meta.url);
  const scenes = (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, Step[]>>)[group]!;
  test.each(Object.entries(scenes))('%s: as in PyTorch', (_, steps) => {
    const lines = steps.map((step) => {
      const asked = step.slice(0, -1) as Step;
      return [asked, step.at(-1) as string] as const;
    });
    const shown = ([asked, came]: readonly [Step, string]): string => `${JSON.stringify(asked)} ${came}`;
    expect(lines.map(([asked]) => shown([asked, play(asked)]))).toEqual(lines.map(shown));
  });
}
