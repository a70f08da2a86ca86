// How the children of the fuzz call an operator and read what came out.

import { native } from '../../dist/addon/binding.js';
import * as torch from '../../dist/index.js';
import { make, thrown } from './make.mjs';

/** More elements than this are not read: a huge size must not take minutes. */
export const fewElements = 10_000;

/** Reads what came out, as a program would: metadata, text, elements. */
export function look(value) {
  for (const item of Array.isArray(value) ? value.flat() : [value]) {
    if (!(item instanceof torch.Tensor)) {
      void `${typeof item}`;
      continue;
    }
    if (item.numel() > fewElements) continue;
    void [item.shape, item.dtype, item.device, item.layout, item.stride(), item.requires_grad, String(item)];
    if (item.device.type === 'cpu') item.tolist({ bigint: true });
  }
}

export function backward(value) {
  for (const item of Array.isArray(value) ? value.flat() : [value]) {
    if (item instanceof torch.Tensor && item.requires_grad && item.numel() < fewElements) item.sum().backward();
  }
}

const schemas = new Map();

export function schemaOf(name) {
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

/** Arguments in schema order as a call gives them: keyword-only ones in a trailing object, undefined ones left out. */
export function named(name, values, positional = Infinity) {
  const schema = schemaOf(name).arguments;
  const first = schema.findIndex((argument) => argument.kwarg_only);
  const until = Math.min(first >= 0 ? first : schema.length, positional);
  const keywords = {};
  for (let i = until; i < schema.length; i++) if (values[i] !== undefined) keywords[schema[i].name] = values[i];
  return [...values.slice(0, until), ...(Object.keys(keywords).length > 0 ? [keywords] : [])];
}

/** Calls an operator as described; `valueOf` turns a description into a value. */
export function callOperator({ name, args, raw, numbers, keywords }, valueOf = make) {
  if (raw) return void bind(name, numbers)(...args.map((argument) => valueOf(argument, true)));
  return overloadOf(name)(...named(name, args.map((argument) => valueOf(argument)), keywords ? 1 : Infinity));
}

// Errors whose text shows that our own code stumbled, and not that it looked at what it got: Python has its own word
// for what is not iterable.
const clumsy = new RegExp([
  'Cannot read prop', 'Cannot convert', 'is not a function', "(?<!' object) is not iterable", 'Node-API',
  'Maximum call', 'Invalid array length', 'not a constructor', 'Cannot mix', 'unknown C\\+\\+',
].join('|'));

/** The kind of what was thrown, and its text if our own code stumbled. */
export function judge(error) {
  const own = error === thrown || error === null;
  const kind = own ? 'its own' : (error?.name ?? typeof error);
  const stumbled = !own && (!(error instanceof Error) || clumsy.test(error.message));
  return { kind, stumbled: stumbled ? String(error?.stack ?? error).split('\n').slice(0, 4).join(' | ').slice(0, 600) : undefined };
}
