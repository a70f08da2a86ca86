// Makes the calls of one part of a fuzz run. Before each call it writes where it is, so that whoever started it knows
// which call ended the process. Usage: child.mjs PROGRESS_FILE, the job as JSON on stdin, a summary as JSON on stdout.

import { openSync, readFileSync, writeSync } from 'node:fs';
import { native } from '../../dist/binding.js';
import * as torch from '../../dist/index.js';
import { describeCall } from './describe.mjs';
import { surface } from './surface.mjs';
import { make, thrown } from './make.mjs';
import { random } from './random.mjs';

const { seed, work, calls: one } = JSON.parse(readFileSync(0, 'utf8'));
const progress = openSync(process.argv[2], 'w');
const counts = { calls: 0, ok: 0, errors: {}, suspicious: {} };
const width = 200;

function mark(name, n) {
  writeSync(progress, `${counts.calls} ${counts.ok} ${n} ${name}`.padEnd(width), 0);
}

/** Reads what came out, as a program would: metadata, text, elements. */
function look(value) {
  for (const item of Array.isArray(value) ? value.flat() : [value]) {
    if (!(item instanceof torch.Tensor)) {
      void `${typeof item}`;
      continue;
    }
    if (item.numel() > 10_000) continue;
    void [item.shape, item.dtype, item.device, item.layout, item.stride(), item.requires_grad, String(item)];
    if (item.device.type === 'cpu') item.tolist({ bigint: true });
  }
}

function backward(value) {
  for (const item of Array.isArray(value) ? value.flat() : [value]) {
    if (item instanceof torch.Tensor && item.requires_grad && item.numel() < 10_000) item.sum().backward();
  }
}

/** A call of an operator, made again from its number alone. */
export function operatorCall(name, n) {
  const rng = random(`${seed}/${name}/${n}`);
  const schema = schemaOf(name);
  return {
    name,
    args: describeCall(rng, schema),
    raw: rng.chance(0.25),
    numbers: rng.chance(0.3),
    keywords: rng.chance(0.3),
    backward: rng.chance(0.5),
    look: rng.chance(0.5),
  };
}

const schemas = new Map();

function schemaOf(name) {
  if (!schemas.has(name)) schemas.set(name, native.schema(name));
  return schemas.get(name);
}

const bound = new Map();

function bind(name, numbers) {
  const key = `${name}/${numbers}`;
  if (!bound.has(key)) bound.set(key, native.bind(name, numbers));
  return bound.get(key);
}

function overloadOf(name) {
  const [, space, operator, overload] = /^(.*?)::([^.]*)\.?(.*)$/.exec(name);
  return torch.ops[space][operator][overload || 'default'];
}

function call({ name, args, raw, numbers, keywords }) {
  if (raw) return void bind(name, numbers)(...args.map((argument) => make(argument, true)));
  const schema = schemaOf(name).arguments;
  const values = args.map((argument) => make(argument));
  const first = schema.findIndex((argument) => argument.kwarg_only);
  const positional = first >= 0 ? first : keywords ? Math.min(1, schema.length) : schema.length;
  const named = {};
  for (let i = positional; i < schema.length; i++) if (values[i] !== undefined) named[schema[i].name] = values[i];
  return overloadOf(name)(...values.slice(0, positional), ...(Object.keys(named).length > 0 ? [named] : []));
}

// Errors whose text shows that our own code stumbled, and not that it looked at what it got.
const clumsy = /Cannot read prop|Cannot convert|is not a function|is not iterable|Node-API|Maximum call|Invalid array length|not a constructor|Cannot mix|unknown C\+\+/;

function count(error) {
  const kind = error === thrown || error === null ? 'its own' : (error?.name ?? typeof error);
  counts.errors[kind] = (counts.errors[kind] ?? 0) + 1;
  if (error !== thrown && error !== null && (!(error instanceof Error) || clumsy.test(error.message))) {
    return String(error?.stack ?? error).split('\n').slice(0, 4).join(' | ').slice(0, 600);
  }
  return undefined;
}

function attempt(name, n, body) {
  mark(name, n);
  counts.calls++;
  try {
    torch.scope(body);
    counts.ok++;
  } catch (error) {
    const suspicious = count(error);
    // A method called on anything at all may say so in JavaScript's own words.
    if (suspicious === undefined || name === 'surface:borrowed_method') return;
    counts.suspicious[name] ??= `#${n}: ${suspicious}`;
  }
}

for (const [name, from, to] of one === undefined ? work : []) {
  for (let n = from; n < to; n++) {
    if (name.startsWith('surface:')) {
      attempt(name, n, () => surface[name.slice(8)](random(`${seed}/${name}/${n}`)));
      continue;
    }
    const made = operatorCall(name, n);
    attempt(name, n, () => {
      const result = call(made);
      if (made.look) look(result);
      if (made.backward) backward(result);
    });
  }
}
// MKL writes its complaints to stdout: ours is the last line.
const report = one === undefined ? counts : one.map(([name, n]) => operatorCall(name, n));
process.stdout.write(`\n${JSON.stringify(report)}`);
