import { op } from '../addon/call/op.js';
import { having } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { isPlainObject } from '../python/objects.js';
import type { Tensor } from '../tensor/tensor.js';
import { ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { class_text } from '../functorch/words.js';

const takes = signature('rearrange(tensor: Tensor | Sequence[Tensor], pattern: str)', {
  pattern: having('split', (value) => typeof value === 'string'),
});

const ellipsis = '…';

/** One side of a pattern: the axes of each dimension, of which a dimension of length 1 has none. */
interface Side {
  readonly dims: readonly (readonly string[] | typeof ellipsis)[];
  readonly names: ReadonlySet<string>;
  readonly ellipsisInBrackets: boolean;
  readonly counted: boolean;
}

/**
 * A tensor with its dimensions in another order, split and joined, by a pattern of their names
 * (`torch.func.rearrange`, as einops has it): `rearrange(x, 'b (h h1) c -> b h (c h1)', { h1: 2 })`; `...` stands for
 * all the others, `1` for one of length 1. Several tensors are stacked first. Throws a ValueError for a pattern that
 * does not fit.
 */
export function rearrange(
  tensor: Tensor | readonly Tensor[], pattern: string, axes_lengths?: Readonly<Record<string, number>>,
): Tensor;
export function rearrange(...args: unknown[]): Tensor {
  const last = args.at(-1);
  const lengths = args.length > 2 && isPlainObject(last) ? last : {};
  const [given, pattern] = takes.list(args.length > 2 && isPlainObject(last) ? args.slice(0, -1) : args);
  const tensor: Tensor = is_tensor(given) ? given : op('aten::stack')(given);
  const [left, right] = parse(pattern);
  check(left, right, lengths);
  return apply(tensor, left, right, lengths as Readonly<Record<string, number>>);
}

function parse(pattern: string): [Side, Side] {
  const sides = pattern.split('->');
  if (sides.length !== 2) throw new ValueError("Pattern must contain a single '->' separator");
  const [left, right] = sides.map(side_of) as [Side, Side];
  if (right.names.has(ellipsis) && !left.names.has(ellipsis)) {
    throw new ValueError(`Ellipsis found in right side, but not left side of a pattern ${pattern}`);
  }
  if (left.ellipsisInBrackets) {
    throw new ValueError(`Ellipsis is parenthesis in the left side is not allowed: ${pattern}`);
  }
  return [left, right];
}

function side_of(given: string): Side {
  let text = given;
  if (text.includes('.')) {
    if (!text.includes('...')) throw new ValueError('Expression may contain dots only inside ellipsis (...)');
    text = text.replace('...', ellipsis);
    if (text.includes('.')) {
      throw new ValueError('Expression may contain dots only inside ellipsis (...); only one ellipsis for tensor ');
    }
  }
  const dims: (string[] | typeof ellipsis)[] = [];
  const names = new Set<string>();
  let group: string[] | null = null;
  let [ellipsisInBrackets, counted] = [false, false];
  const add = (name: string): void => {
    if (names.has(name)) throw new ValueError(`Indexing expression contains duplicate dimension '${name}'`);
    if (/^0*1$/.test(name)) return void (group ?? dims.push([]));
    const number = /^\d+$/.test(name);
    if (number && Number(name) < 1) {
      throw new ValueError(`Anonymous axis should have positive length, not ${Number(name)}`);
    }
    if (name !== ellipsis && !number) checkName(name);
    counted ||= number;
    names.add(name);
    if (group !== null) {
      ellipsisInBrackets ||= name === ellipsis;
      group.push(name);
    } else {
      dims.push(name === ellipsis ? ellipsis : [name]);
    }
  };
  for (const token of tokensOf(text)) {
    if (token === '(') {
      if (group !== null) {
        throw new ValueError('Axis composition is one-level (brackets inside brackets not allowed)');
      }
      group = [];
    } else if (token === ')') {
      if (group === null) throw new ValueError('Brackets are not balanced');
      dims.push(group);
      group = null;
    } else {
      add(token);
    }
  }
  if (group !== null) throw new ValueError(`Imbalanced parentheses in expression: '${text}'`);
  return { dims, names, ellipsisInBrackets, counted };
}

function tokensOf(text: string): string[] {
  const unknown = /[^\p{L}\p{N}_…() ]/u.exec(text);
  if (unknown !== null) throw new ValueError(`Unknown character '${unknown[0]}'`);
  return text.match(/[()]|[^() ]+/g) ?? [];
}

function checkName(name: string): void {
  const why = !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? 'not a valid python identifier'
    : name.startsWith('_') || name.endsWith('_') ? 'axis name should should not start or end with underscore' : '';
  if (why !== '') throw new ValueError(`Invalid axis identifier: ${name}\n${why}`);
}

function check(left: Side, right: Side, lengths: Readonly<Record<string, unknown>>): void {
  for (const length of Object.values(lengths)) {
    if (Number.isInteger(length)) continue;
    throw new TypeError(`rearrange axis lengths must be integers, got: ${class_text(length)}`);
  }
  if (left.counted || right.counted) throw new ValueError('rearrange only supports unnamed axes of size 1');
  const set = (names: readonly string[]): string => `{${names.map((name) => `'${name}'`).join(', ')}}`;
  const single = [...left.names].filter((name) => !right.names.has(name))
    .concat([...right.names].filter((name) => !left.names.has(name)));
  if (single.length > 0) {
    throw new ValueError(
      `Identifiers only on one side of rearrange expression (should be on both): ${set(single)}`);
  }
  const unknown = Object.keys(lengths).filter((name) => !left.names.has(name));
  if (unknown.length > 0) throw new ValueError(`Identifiers not found in rearrange expression: ${set(unknown)}`);
}

function apply(tensor: Tensor, left: Side, right: Side, lengths: Readonly<Record<string, number>>): Tensor {
  const { shape } = tensor;
  const named = left.dims.length - (left.names.has(ellipsis) ? 1 : 0);
  const others = left.names.has(ellipsis) ? shape.length - named : 0;
  if (others < 0) {
    throw new ValueError(`Number of dimensions in pattern (${named}) must be less than or equal to the number of ` +
      `dimensions in the tensor (${shape.length})`);
  }
  if (!left.names.has(ellipsis) && named !== shape.length) {
    throw new ValueError(`Number of dimensions in pattern (${named}) must be equal to the number of dimensions in ` +
      `the tensor (${shape.length})`);
  }
  const sizes: number[] = [];
  const places = new Map<string, number[]>();
  let at = 0;
  for (const dim of left.dims) {
    const axes = dim === ellipsis ? Array.from({ length: others }, () => ellipsis) : dim;
    const found = dim === ellipsis ? shape.slice(at, at + others) : axis_sizes(dim, shape[at]!, lengths);
    for (const [i, axis] of axes.entries()) {
      places.set(axis, [...(places.get(axis) ?? []), sizes.length]);
      sizes.push(found[i]!);
    }
    at += dim === ellipsis ? others : 1;
  }
  const wanted = right.dims.flatMap((dim): number[][] => (dim === ellipsis
    ? (places.get(ellipsis) ?? []).map((place) => [place]) : [dim.flatMap((axis) => places.get(axis) ?? [])]));
  const split = op('aten::reshape')(tensor, sizes);
  const turned = op('aten::permute')(split, wanted.flat());
  return op('aten::reshape')(turned, wanted.map((axes) => axes.reduce((product, place) => product * sizes[place]!, 1)));
}

/** The lengths of the axes of one dimension, one of which may follow from the others. */
function axis_sizes(axes: readonly string[], size: number, lengths: Readonly<Record<string, number>>): number[] {
  const known = axes.map((axis) => lengths[axis]);
  const product = known.reduce((all: number, each) => all * (each ?? 1), 1);
  const open = known.filter((each) => each === undefined).length;
  if (open > 1) throw new ValueError(`the lengths of ${axes.join(', ')} do not follow from the dimension's, ${size}`);
  if (open === 0 ? product !== size : size % product !== 0) {
    throw new ValueError(`a dimension of size ${size} can not be split into ${axes.join(', ')}`);
  }
  return known.map((each) => each ?? size / product);
}
