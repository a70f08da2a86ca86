/** The packages that draw. They are optional, so they are looked for when the first picture is drawn, not before. */
import { optionalPackages } from '../optional_packages.js';

interface View {
  toSVG(): Promise<string>;
  finalize(): void;
}

/** What we use of vega, of vega-lite and of resvg; their own declarations are there only where they are installed. */
export interface Vega {
  View: new (runtime: unknown, options: object) => View;
  parse(spec: unknown): unknown;
  logger(level: number): unknown;
  Error: number;
}
export interface VegaLite {
  compile(spec: unknown, options: object): { spec: unknown };
}
export interface ResvgPackage {
  Resvg: new (svg: string, options: object) => { render(): { asPng(): Uint8Array } };
}

export async function loadVega(): Promise<{ vega: Vega; vegaLite: VegaLite }> {
  const [vega, vegaLite] = await optionalPackages<[Vega, VegaLite]>('Figure.svg()', ['vega', 'vega-lite']);
  return { vega, vegaLite };
}

export async function loadResvg(): Promise<ResvgPackage> {
  const [resvg] = await optionalPackages<[ResvgPackage & { default?: ResvgPackage }]>('Figure.png()', ['@resvg/resvg-js']);
  return resvg.default ?? resvg;
}
