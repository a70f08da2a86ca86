/** The packages that draw. They are optional, so they are looked for when the first picture is drawn, not before. */

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

async function load<T>(...names: string[]): Promise<T[]> {
  try {
    return await Promise.all(names.map((name) => import(name) as Promise<T>));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    const missing = new Error(`drawing needs ${names.join(' and ')} (npm install ${names.join(' ')}): ${message}`);
    throw Object.assign(missing, { code: 'ERR_MODULE_NOT_FOUND', cause: error });
  }
}

export async function loadVega(): Promise<{ vega: Vega; vegaLite: VegaLite }> {
  const [vega, vegaLite] = await load<unknown>('vega', 'vega-lite');
  return { vega: vega as Vega, vegaLite: vegaLite as VegaLite };
}

export async function loadResvg(): Promise<ResvgPackage> {
  const [resvg] = await load<ResvgPackage & { default?: ResvgPackage }>('@resvg/resvg-js');
  return resvg.default ?? resvg;
}
