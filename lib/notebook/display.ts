/** How an object shows itself in a notebook: by a method under this symbol, which kernels for JavaScript ask for. */
export const display: unique symbol = Symbol.for('Jupyter.display');

/**
 * The same thing by MIME type: text, JSON, or bytes in base64. The notebook shows the richest that it knows;
 * `text/plain` is for those that know no other.
 */
export type MimeBundle = { readonly 'text/plain': string } & Readonly<Record<string, unknown>>;

/** What a notebook shows as more than text. */
export interface Displayed {
  [display](): MimeBundle | Promise<MimeBundle>;
}
