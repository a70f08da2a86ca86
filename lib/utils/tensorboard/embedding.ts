/** What TensorBoard's projector reads: tables, a picture of all pictures, and a text that names them. */
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zeros } from '../../generated/torch.js';
import { py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import { float64, uint8 } from '../../values/dtype.js';
import { AssertionError, NotADirectoryError, ValueError } from '../../values/errors.js';
import { make_np, type ArrayData } from './arrays.js';
import { make_grid } from './layouts.js';
import { pictureOf, png } from './pictures.js';

/** What the projector knows of an embedding. */
export interface EmbeddingInfo {
  readonly tensor_name: string;
  readonly metadata_path?: string;
  readonly sprite?: { readonly image_path: string; readonly single_image_dim: readonly number[] };
  readonly tensor_path: string;
}

/** A label, or its columns. */
export type Label = unknown;

export const zfill = (step: number | bigint): string => String(step).padStart(5, '0');

const text = (value: unknown): string => (typeof value === 'string' ? value : py_repr(value));

/** Makes the folder of an embedding. Throws a NotADirectoryError where a file is in the way. */
export function makeFolder(path: string): void {
  if (!existsSync(path)) {
    mkdirSync(path, { recursive: true });
  } else if (statSync(path).isDirectory()) {
    console.log('warning: Embedding dir exists, did you set global_step for add_embedding()?');
  } else {
    throw new NotADirectoryError(`Path: \`${path}\` exists, but is a file. Cannot proceed.`);
  }
}

export function writeLabels(metadata: readonly Label[], folder: string, header: readonly string[] | null): void {
  let lines: string[];
  if (header === null || header.length === 0) {
    lines = metadata.map(text);
  } else {
    const rows = metadata as readonly (readonly unknown[])[];
    if (header.length !== rows[0]!.length) {
      throw new AssertionError('len of header must be equal to the number of columns in metadata');
    }
    lines = [header, ...rows].map((row) => row.map(text).join('\t'));
  }
  writeFileSync(join(folder, 'metadata.tsv'), `${lines.join('\n')}\n`);
}

/** All pictures (N, 1 or 3, H, W) in one square, which the projector cuts apart. */
export function writeSprite(label_img: ArrayData, folder: string): void {
  const pictures = make_np(label_img);
  const all = make_grid(pictures, Math.ceil(pictures.shape[0]! ** 0.5)).permute(1, 2, 0);
  const [height, width] = all.shape as unknown as [number, number];
  if (height > width) {
    throw new ValueError(`could not broadcast input array from shape (${height},${width},3) into shape (${width},${width},3)`);
  }
  const square = zeros([width, width, 3], { dtype: float64 });
  square.narrow(0, 0, height).copy_(all);
  writeFileSync(join(folder, 'sprite.png'), png(pictureOf(square.mul(255).clip(0, 255).to(uint8))));
}

/** A row of the matrix in each line. */
export function writeMatrix(matrix: Tensor, folder: string): void {
  const shown = matrix.dtype.is_floating_point ? py_float_repr : text;
  const rows = matrix.tolist({ bigint: true }) as unknown[][];
  const lines = rows.map((row) => `${row.map((each) => shown(each as number)).join('\t')}\n`);
  writeFileSync(join(folder, 'tensors.tsv'), lines.join(''));
}

const escapes: Readonly<Record<string, string>> = {
  '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', "'": "\\'", '\\': '\\\\',
};

/** Text as the text format of protocol buffers quotes it. */
const quoted = (given: string): string => `"${given.replace(/[\u0000-\u001f"'\\\u007f]/g, (char) =>
  escapes[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`;

function entry({ tensor_name, metadata_path, sprite, tensor_path }: EmbeddingInfo): string {
  const lines = [`  tensor_name: ${quoted(tensor_name)}`];
  if (metadata_path !== undefined) lines.push(`  metadata_path: ${quoted(metadata_path)}`);
  if (sprite !== undefined) {
    const sizes = sprite.single_image_dim.map((size) => `    single_image_dim: ${size}`);
    lines.push('  sprite {', `    image_path: ${quoted(sprite.image_path)}`, ...sizes, '  }');
  }
  lines.push(`  tensor_path: ${quoted(tensor_path)}`);
  return `embeddings {\n${lines.join('\n')}\n}\n`;
}

/** The file by which the projector finds all embeddings of a run. */
export function writeConfig(embeddings: readonly EmbeddingInfo[], logdir: string): void {
  writeFileSync(join(logdir, 'projector_config.pbtxt'), embeddings.map(entry).join(''));
}
