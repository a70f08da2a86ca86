// Damages files and loads them. Before each it writes where it is, so that whoever started it knows which one ended the
// process. Usage: files_child.mjs PROGRESS_FILE, the job as JSON on stdin, a summary as JSON on stdout.

import { openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import * as torch from '../../dist/index.js';
import * as safetensors from '../../dist/serialization/safetensors/index.js';
import * as Image from '../../dist/vision/image/index.js';
import { to_tensor } from '../../dist/vision/transforms/functional/index.js';
import { damaged } from './damage.mjs';
import { random } from './random.mjs';

const golden = JSON.parse(readFileSync(new URL('../../test/golden/serialization.json', import.meta.url), 'utf8'));
const corpus = new Map(golden.files.map(({ format, name, base64 }) => [`${format}:${name}`, Buffer.from(base64, 'base64')]));
const pictures = JSON.parse(readFileSync(new URL('../../test/golden/picture_files.json', import.meta.url), 'utf8'));
for (const [name, base64] of pictures) corpus.set(`picture:${name}`, Buffer.from(base64, 'base64'));
const tables = [
  { a: torch.arange(6).reshape(2, 3), b: torch.ones(4, { dtype: torch.float64 }) },
  { weight: torch.zeros(3).to(torch.bfloat16), flag: torch.tensor([true]), none: torch.empty(0) },
  {},
];
for (const [i, table] of tables.entries()) {
  corpus.set(`safetensors:${i}`, Buffer.from(safetensors.save(table, i === 0 ? { made: 'here' } : null)));
}

const { seed, work } = JSON.parse(readFileSync(0, 'utf8'));
const progress = openSync(process.argv[2], 'w');
const counts = { calls: 0, ok: 0, errors: {}, suspicious: {} };
const width = 200;
// Files here have some thousand bytes.
const mostMemory = 64 << 20;
const mostTime = 1000;

/** Errors that say something to a user; others come from a hole in our checks. */
const expected = new Set([
  'UnpicklingError', 'RuntimeError', 'ValueError', 'IndexError', 'NotImplementedError', 'SafetensorError', 'TypeError',
  'OSError', 'UnidentifiedImageError', 'DecompressionBombError',
]);
const clumsy = /INTERNAL ASSERT|is not a function|Cannot read|undefined|Cannot convert|is not iterable/;

/** The processor's time, in ms: what others on the machine do does not count. */
function spent() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Reads what came out, as a program would. */
function look(root) {
  const seen = new Set();
  const open = [root];
  for (let value = open.pop(); open.length > 0 || value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof torch.Tensor) lookAt(value);
    else if (value instanceof Map) for (const pair of value) open.push(...pair);
    else if (value instanceof Set || Array.isArray(value)) for (const item of value) open.push(item);
    else if (Object.getPrototypeOf(value) === Object.prototype) open.push(...Object.values(value));
    else void `${value}`;
  }
}

function lookAt(tensor) {
  void [tensor.shape, tensor.dtype, tensor.device, tensor.layout, tensor.requires_grad];
  if (tensor.is_meta || tensor.numel() > 10_000) return;
  try {
    void `${tensor}`;
    void tensor.clone();
  } catch (error) {
    // Some dtypes have no text and no operators.
    if (!(error instanceof torch.RuntimeError) || clumsy.test(error.message)) throw error;
  }
}

function load(name, bytes, n) {
  if (name.startsWith('picture')) return fromFile(bytes, (file) => seen(Image.open(file)));
  if (name.startsWith('safetensors')) return n % 2 === 0 ? safetensors.load(bytes) : fromFile(bytes, safetensors.load_file);
  if (n % 3 === 0) return fromFile(bytes, (file) => torch.load(file));
  if (n % 3 === 1 && name.startsWith('zip')) return fromFile(bytes, (file) => torch.load(file, { mmap: true }));
  return torch.load(bytes);
}

/** Looks at a picture as a program would; a large one is not copied. */
function seen(image) {
  if (image.width * image.height < 1_000_000) {
    to_tensor(image);
    if (image.mode !== 'LAB' && image.mode !== 'La') image.convert('RGB');
  }
  return `${image}`;
}

function fromFile(bytes, read) {
  const file = `${process.argv[2]}.${process.pid}`;
  writeFileSync(file, bytes);
  try {
    return read(file);
  } finally {
    rmSync(file); // What is mapped stays readable.
  }
}

process.removeAllListeners('warning'); // about pickle protocols
for (const [name, from, to] of work) {
  for (let n = from; n < to; n++) {
    writeSync(progress, `${counts.calls} ${counts.ok} ${n} ${name}`.padEnd(width), 0);
    const bytes = damaged(corpus.get(name), random(`${seed}/${name}/${n}`));
    const [memory, time] = [process.memoryUsage.rss(), spent()];
    try {
      look(load(name, bytes, n));
      counts.ok++;
    } catch (error) {
      counts.errors[error.name] = (counts.errors[error.name] ?? 0) + 1;
      if (!expected.has(error.name) || clumsy.test(error.message)) counts.suspicious[`${name}#${n}`] = `${error.stack}`;
    }
    counts.calls++;
    const [more, longer] = [process.memoryUsage.rss() - memory, spent() - time];
    if (more > mostMemory) counts.suspicious[`${name}#${n}`] = `took ${more >> 20} MB`;
    if (longer > mostTime) counts.suspicious[`${name}#${n}`] = `took ${Math.round(longer)} ms`;
  }
}
process.stdout.write(`\n${JSON.stringify(counts)}`);
