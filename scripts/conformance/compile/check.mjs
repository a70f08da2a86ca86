// Compares a compiled function with the function itself, call by call.

import * as torch from '../../../dist/index.js';
import { CompiledFunction } from '../../../dist/compile/compiled_function.js';
import { bits_differ } from '../../../dist/addon/recording.js';
import { storage_identity } from '../../../dist/addon/tensor_info.js';
import { tensorsIn } from '../decode.mjs';

/** What a call gave and did: results, what it wrote to, gradients, the random stream behind it. */
function outcome(call, inputs, seed) {
  torch.manual_seed(seed);
  let results;
  try {
    results = call(...inputs);
  } catch (error) {
    return { error };
  }
  const made = tensorsIn(results);
  const places = made.map((each) => inputs.indexOf(each));
  const next = torch.rand([1]);
  return { results, made, places, inputs, next, gradients: gradients(made, inputs) };
}

function gradients(made, inputs) {
  const outputs = made.filter((each) => each.requires_grad && each.grad_fn !== null);
  const leaves = inputs.filter((each) => each.requires_grad);
  if (outputs.length === 0 || leaves.length === 0) return [];
  const generator = new torch.Generator().manual_seed(7);
  const given = outputs.map((each) => torch.randn([...each.shape], { generator,
    dtype: wide(each.dtype) }).to(each.dtype));
  try {
    return torch.autograd.grad(outputs, leaves, { grad_outputs: given, allow_unused: true });
  } catch (error) {
    return { error };
  }
}

const wide = (dtype) => (dtype.is_complex ? torch.complex64 : torch.float32);

/** Undefined, or what differs between the function's outcome and the compiled one's. */
function difference(own, compiled) {
  if ('error' in own || 'error' in compiled) return errors(own.error, compiled.error);
  if (own.made.length !== compiled.made.length) return `${compiled.made.length} results, not ${own.made.length}`;
  for (const [i, expected] of own.made.entries()) {
    const found = tensors(expected, compiled.made[i]);
    if (found !== undefined) return `result ${i}: ${found}`;
    if (own.places[i] !== compiled.places[i]) return `result ${i}: argument ${compiled.places[i]}, not ${own.places[i]}`;
    const [shared, wanted] = [sharing(compiled, i), sharing(own, i)];
    if (shared !== wanted) return `result ${i}: shares memory with ${shared || 'nothing'}, not ${wanted || 'nothing'}`;
  }
  for (const [i, expected] of own.inputs.entries()) {
    const found = tensors(expected, compiled.inputs[i]);
    if (found !== undefined) return `argument ${i} afterwards: ${found}`;
  }
  const random = bits_differ(compiled.next, own.next);
  if (random !== '') return `the random stream: ${random}`;
  return gradientsDiffer(own.gradients, compiled.gradients);
}

function gradientsDiffer(own, compiled) {
  if ('error' in own || 'error' in compiled) return errors(own.error, compiled.error);
  for (const [i, expected] of own.entries()) {
    if (expected === null || compiled[i] === null || compiled[i] === undefined) {
      if (expected !== (compiled[i] ?? null)) return `gradient ${i} is ${expected === null ? 'there' : 'null'}`;
      continue;
    }
    const found = tensors(expected, compiled[i]);
    if (found !== undefined) return `gradient ${i}: ${found}`;
  }
  return undefined;
}

function errors(own, compiled) {
  if (own === undefined) return `threw ${compiled.name}: ${compiled.message.split('\n', 1)[0]}`;
  if (compiled === undefined) return `did not throw ${own.name}: ${own.message.split('\n', 1)[0]}`;
  const line = ({ name, message }) => `${name}: ${message.split('\n', 1)[0]}`;
  return line(own) === line(compiled) ? undefined : `threw ${line(compiled)}, not ${line(own)}`;
}

function tensors(expected, got) {
  const found = bits_differ(got, expected);
  if (found !== '') return found;
  const fact = (name, a, b) => (String(a) === String(b) ? undefined : `${name} is ${a}, not ${b}`);
  return fact('layout', got.layout, expected.layout) ?? (expected.layout === torch.strided && !expected.is_nested
    ? fact('stride()', strides(got), strides(expected)) ?? fact('is_conj', got.is_conj(),
      expected.is_conj()) : undefined) ??
    fact('is_leaf', got.is_leaf, expected.is_leaf);
}

/** Of dimensions that are walked along: a length of one has any stride. */
function strides(tensor) {
  if (tensor.numel() === 0) return '';
  const { shape } = tensor;
  return tensor.stride().map((stride, i) => (shape[i] === 1 ? '-' : stride)).join();
}

/** With which arguments and earlier results one shares its memory. */
function sharing({ inputs, made }, i) {
  const own = identity(made[i]);
  if (own === undefined) return '';
  return [...inputs.map((each, k) => [`argument ${k}`, each]), ...made.slice(0, i).map((each, k) => [`result ${k}`,
    each])]
    .filter(([, each]) => identity(each) === own).map(([name]) => name).join(', ');
}

function identity(tensor) {
  if (tensor.layout !== torch.strided || tensor.is_nested || tensor.numel() === 0) return undefined;
  return storage_identity(tensor);
}

/**
 * Calls both `calls` times with `inputsOf(i)`, made anew for each: { replayed, reason, differs }, undefined or null
 * where
 * there is nothing to say. `verify` leaves torch.compile's own checks on.
 */
export function compare(fn, inputsOf, { calls = 3, verify = false, options = {} } = {}) {
  const compiled = new CompiledFunction(fn, verify ? options : { ...options, verify: 0 });
  for (let i = 0; i < calls; i++) {
    const own = outcome(fn, inputsOf(i), 100 + i);
    const got = outcome((...args) => compiled.call(undefined, args), inputsOf(i), 100 + i);
    const found = difference(own, got);
    if (found !== undefined) return { ...about(compiled), differs: `call ${i + 1}: ${found}` };
  }
  return { ...about(compiled), differs: null };
}

function about({ entries, breaks }) {
  const replays = entries.reduce((sum, { calls }) => sum + calls, 0);
  return { replays, instructions: entries[0]?.recording.instructions ?? 0, reason: breaks[0]?.reason ?? null };
}

/** In a word: 'replayed', or why not. Reasons of one kind are one. */
export function outcomeOf({ replays, reason }) {
  if (reason === null) return replays > 0 ? 'replayed' : 'no recording held for another call';
  return reason.split('\n', 1)[0].replace(/^(backward\(\) of it fails).*/, '$1').replace(/^\S+ (gives a tensor)/,
    'an operator $1');
}
