// Completes the comments of the compiled declarations, so that an editor shows them where it is asked: at a call it
// reads only the comment of the signature. What has a comment in lib/ keeps it; constructors get that of their class,
// call signatures that of the constant, further overloads that of the first. Each name gets the address of PyTorch's
// page, and what takes its arguments by a text of signature('...') their types and defaults.

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Declarations } from './declarations.mjs';
import { splitOverloads } from './overloads.mjs';
import { publicNames } from './public.mjs';
import { Writer } from './writer.mjs';

/** Completes the declarations of the package in `root`; returns how many files were written, 0 where none lacked. */
export async function declare(root) {
  const dist = path.join(root, 'dist');
  const { parseSignature } = await import(pathToFileURL(path.join(dist, 'arguments/text.js')).href).catch(() => ({}));
  if (parseSignature !== undefined) splitOverloads(dist, parseSignature);
  const declarations = new Declarations(dist);
  return new Writer(declarations, publicNames(root, declarations), parseSignature).write();
}
