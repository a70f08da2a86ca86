/** Generated code, and the function that it is. */

/** The code of a graph, and what it names (`torch.fx.graph.PythonCode`): JavaScript here. */
export class PythonCode {
  /** The text of the function. */
  readonly src: string;
  /** What the text names that is not in it. */
  readonly globals: Readonly<Record<string, unknown>>;

  constructor(src: string, globals: Readonly<Record<string, unknown>>) {
    this.src = src;
    this.globals = globals;
  }
}

let made = 0;

/** The function of a graph. */
export type Generated = (...args: unknown[]) => unknown;

/** The function of that name in the code. Throws a SyntaxError for what is no JavaScript. */
export function functionIn({ src, globals }: PythonCode, name: string): Generated {
  const address = `fx_generated_${made++}.js`;
  const text = `'use strict';\n${src}\nreturn ${name};\n//# sourceURL=${address}`;
  // What PyTorch does with exec(): the text is what this library has written of a graph.
  const factory = new Function(...Object.keys(globals), text) as (...values: unknown[]) => Generated;
  return factory(...Object.values(globals));
}
