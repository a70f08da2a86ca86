import { readFileSync } from 'node:fs';

/** Numbers; 'nan', 'inf', '-inf' and integers beyond 2^53 as text; a complex number as a pair; a ramp by its rule. */
export type Data = readonly (number | boolean | string | readonly [Part, Part])[] | Ramp;
type Part = number | string;
interface Ramp { start: number; step: number; count: number }

export interface ArraySpec { dtype: string; shape: number[]; data: Data }

export interface TensorSpec {
  dtype: string;
  shape: number[];
  data?: Data;
  requires_grad?: true;
  grad_fn?: string;
  parameter?: true;
  device?: string;
  layout?: string;
  nested?: string[];
  nnz?: number;
  parts?: [string, ArraySpec][];
  quantization?: [string, string][];
}

/** What scripts/golden/printing.py writes. */
export interface PrintingCase {
  name: string;
  options?: Record<string, number | boolean | string>;
  default_dtype?: string;
  build?: { from: ArraySpec; steps: string[] };
  tensor?: TensorSpec;
  tuple?: { name: string; fields: [string, TensorSpec][] };
  text: string;
}

export const cases = (JSON.parse(
  readFileSync(new URL('../golden/printing.json', import.meta.url), 'utf8'),
) as { cases: PrintingCase[] }).cases;

/** The options of a case, where JSON has no infinity. */
export function optionsOf({ options = {} }: PrintingCase): Record<string, number | boolean | string> {
  return Object.fromEntries(Object.entries(options).map(([k, v]) => [k, v === 'inf' ? Infinity : v]));
}

export type Element = number | bigint | boolean | [number, number];

export function elementsOf(data: Data): Element[] {
  if ('count' in data) return Array.from({ length: data.count }, (_, i) => data.start + i * data.step);
  return data.map((value) => (Array.isArray(value) ? [Number(part(value[0])), Number(part(value[1]))] : part(value)));
}

function part(value: unknown): number | bigint | boolean {
  if (value === 'nan') return NaN;
  if (value === 'inf' || value === '-inf') return value === 'inf' ? Infinity : -Infinity;
  return typeof value === 'string' ? BigInt(value) : (value as number | boolean);
}
