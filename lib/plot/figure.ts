import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { ValueError } from '../values/errors.js';
import { optionsOf } from '../arguments/named.js';
import { display, type Displayed, type MimeBundle } from '../notebook/display.js';
import { kernel } from '../notebook/kernel.js';
import { replaceFile } from '../serialization/replace_file.js';
import { loadResvg, loadVega } from './libraries.js';
import { config } from './theme.js';

/** A specification of vega-lite: plain data. */
export type Spec = Readonly<Record<string, unknown>>;

/** A picture that is not drawn yet: `spec` is vega-lite's, and can be shown by anything that knows vega-lite. */
export class Figure implements Displayed {
  readonly spec: Spec;

  constructor(spec: Spec) {
    this.spec = { $schema: 'https://vega.github.io/schema/vega-lite/v6.json', config, ...spec };
  }

  /**
   * The picture as SVG. Rejects with an error of code ERR_MODULE_NOT_FOUND where the optional packages vega and
   * vega-lite are not installed.
   */
  async svg(): Promise<string> {
    const { vega, vegaLite } = await loadVega();
    // Nothing is fetched and nothing evaluated: the data lies in the specification.
    const { spec } = vegaLite.compile(this.spec, { logger: vega.logger(vega.Error) });
    const view = new vega.View(vega.parse(spec), { renderer: 'none', logLevel: vega.Error });
    try {
      return await view.toSVG();
    } finally {
      view.finalize();
    }
  }

  /** The picture as the bytes of a PNG file, `scale` pixels for each of the SVG's units; needs @resvg/resvg-js too. */
  async png(options?: { scale?: number }): Promise<Uint8Array> {
    const { scale = 2 } = optionsOf('png', options, ['scale']);
    if (!(scale > 0)) throw new ValueError(`png(): scale should be above 0, got ${scale}`);
    const { Resvg } = await loadResvg();
    const svg = await this.svg();
    return new Resvg(svg, { fitTo: { mode: 'zoom', value: scale }, background: 'white' }).render().asPng();
  }

  /**
   * Writes the picture to a file, whose folder is made if it is not there; the name's end says as what: `.svg`, `.png`
   * or `.json` (the specification). Resolves to the file's absolute path.
   */
  async save(file: string, options?: { scale?: number }): Promise<string> {
    const path = resolve(file);
    const made = await this.#as(extname(file), options);
    mkdirSync(dirname(path), { recursive: true });
    replaceFile(path, (handle) => writeFileSync(handle, made));
    return path;
  }

  /**
   * Shows the picture below the cell of the notebook that this runs in. Resolves to false where it runs in none;
   * rejects as {@link svg} does.
   */
  async show(): Promise<boolean> {
    const page = kernel();
    if (page === null) return false;
    const bundle = await this.#bundle();
    await page.show({ [display]: () => bundle });
    return true;
  }

  /** What a notebook shows: the picture; without the packages that draw, which are missing. */
  async [display](): Promise<MimeBundle> {
    try {
      return await this.#bundle();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'ERR_MODULE_NOT_FOUND') throw error;
      return { 'text/plain': `${String(this)}: ${message}` };
    }
  }

  async #bundle(): Promise<MimeBundle> {
    return { 'image/svg+xml': await this.svg(), 'text/plain': String(this) };
  }

  toString(): string {
    const { title } = this.spec;
    return typeof title === 'string' ? `<Figure '${title}'>` : '<Figure>';
  }

  #as(extension: string, options?: { scale?: number }): string | Promise<string | Uint8Array> {
    switch (extension.toLowerCase()) {
      case '.svg':
        return this.svg();
      case '.png':
        return this.png(options);
      case '.json':
        return `${JSON.stringify(this.spec, null, 2)}\n`;
      default:
        throw new ValueError(`save(): the file's name should end in .svg, .png or .json, got '${extension}'`);
    }
  }
}
