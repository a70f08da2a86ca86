import { multipleValues, tooMany, unexpectedKeyword } from '../../arguments/complaints.js';
import { RuntimeError } from '../../values/errors.js';
import { typeName } from '../../values/type_name.js';
import type { ArgumentPlan } from '../native.js';
import { convert, kinds, mismatch } from './arguments.js';
import type { Keywords, Overload } from './overload.js';

/**
 * The TypeError for a call that fits no overload, in the wording of PyTorch's argument parser: what is wrong if there
 * is one overload, the list of them if there are several.
 */
export function noMatch(
  name: string, overloads: readonly Overload[], args: readonly unknown[], keywords: Keywords | undefined,
  method: boolean,
): TypeError {
  const unknown = unknownKeyword(name, overloads, keywords);
  if (unknown !== undefined) return unknown;
  const meant =
    overloads.length === 1 ? overloads : overloads.filter((overload) => fitsCount(overload, args, keywords));
  if (meant.length === 1) return whatIsWrong(name, meant[0]!, args, keywords ?? {}, method);
  const given = [
    ...args.slice(method ? 1 : 0).map(typeName),
    ...Object.entries(keywords ?? {}).map(([key, value]) => `${key}=${typeName(value)}`),
  ];
  const lines = overloads.map((overload) => ` * (${signature(overload, method)})\n`);
  return new TypeError(
    `${name}() received an invalid combination of arguments - got (${given.join(', ')}), but expected one of:\n` +
      lines.join(''));
}

/** Whether an overload takes as many arguments as were given: if only one does, it is the one that was meant. */
function fitsCount(overload: Overload, args: readonly unknown[], keywords: Keywords | undefined): boolean {
  const given = gathered(overload, args).length + Object.keys(keywords ?? {}).length;
  const writes = overload.arguments.some((plan) => plan.out) ? 0 : 1;
  const least = overload.arguments.filter((plan) => plan.required).length;
  return given >= least && given <= overload.arguments.length + writes;
}

/** Sizes that are spread over the call, as the one list that they stand for. */
function gathered(overload: Overload, args: readonly unknown[]): readonly unknown[] {
  const { spread } = overload;
  const first = args[spread];
  if (spread < 0 || (typeof first !== 'number' && typeof first !== 'bigint')) return args;
  return [...args.slice(0, spread), args.slice(spread)];
}

function unknownKeyword(
  name: string, overloads: readonly Overload[], keywords: Keywords | undefined,
): TypeError | undefined {
  const known = new Set(['out', ...overloads.flatMap((overload) => overload.arguments.map((plan) => plan.name))]);
  const stranger = Object.keys(keywords ?? {}).find((key) => !known.has(key));
  if (stranger === undefined) return undefined;
  return unexpectedKeyword(name, stranger, [...known].filter((key) => key !== 'self'));
}

function whatIsWrong(
  name: string, overload: Overload, args: readonly unknown[], keywords: Keywords, method: boolean,
): TypeError {
  const offset = method ? 1 : 0;
  const plans = overload.arguments;
  args = gathered(overload, args);
  if (args.length > overload.positional) {
    const most = overload.positional - offset;
    const least = overload.required - offset;
    const given = args.length - offset;
    return tooMany(name, least, most, given);
  }
  const missing: string[] = [];
  for (const [i, plan] of plans.entries()) {
    const shown = method ? plan.name : shownName(plan);
    const byPosition = i < args.length;
    if (byPosition && Object.hasOwn(keywords, plan.name)) {
      return multipleValues(name, shown);
    }
    const value = byPosition ? args[i] : Object.hasOwn(keywords, plan.name) ? keywords[plan.name] : undefined;
    if (value === undefined) {
      if (plan.required) missing.push(`"${shown}"`);
      continue;
    }
    if (convert(plan, value) !== mismatch) continue;
    // PyTorch has no word for streams here.
    if (plan.kind === kinds.Stream) return new RuntimeError('unknown parameter type');
    const position = byPosition ? ` (position ${i + 1 - offset})` : '';
    const at = wrongElement(plan, value);
    if (at >= 0) {
      const type = typeName((value as readonly unknown[])[at]);
      if (plan.wanted === 'Tensor[]') {
        return new TypeError(`expected Tensor as element ${at} in argument ${i - offset}, but got ${type}`);
      }
      if (plan.wanted === 'int[]' && at > 0) {
        return new TypeError(`${name}(): argument '${shown}' failed to unpack the object at pos ${at + 1} with error ` +
          `"type must be ${wanted(plan)},but got ${type}"`);
      }
    }
    return new TypeError(`${name}(): argument '${shown}'${position} must be ${wanted(plan)}, ${came(plan, value)}`);
  }
  // All arguments fit, but the operator has no form that writes.
  if (missing.length === 0) return new TypeError(`${name}() got an unexpected keyword argument 'out'`);
  return new TypeError(
    `${name}() missing ${missing.length} required positional arguments: ${missing.join(', ')}`);
}

/** Functions call the tensor `input` that is a method's `self`, but no number and no list. */
function shownName(plan: ArgumentPlan): string {
  return plan.name === 'self' && plan.kind === kinds.Tensor && plan.depth === 0 ? 'input' : plan.name;
}

function came(plan: ArgumentPlan, value: unknown): string {
  const at = wrongElement(plan, value);
  return at < 0 ? `not ${typeName(value)}`
    : `but found element of type ${typeName((value as readonly unknown[])[at])} at pos ${at}`;
}

/** Where a list is wanted and came, the place of the element that does not fit, or -1. */
function wrongElement(plan: ArgumentPlan, value: unknown): number {
  if (plan.depth === 0 || !Array.isArray(value)) return -1;
  const element = { ...plan, depth: plan.depth - 1, optional: plan.optional_elements };
  // Only what may be left out converts from undefined; in a list it is an element of the wrong type.
  return value.findIndex((item) => (item === undefined && !element.optional) || convert(element, item) === mismatch);
}

function wanted(plan: ArgumentPlan): string {
  return plan.depth > 0 ? `tuple of ${plan.wanted.replace(/(\[\])+$/, '')}s` : plan.wanted;
}

function signature(overload: Overload, method: boolean): string {
  const parts: string[] = [];
  for (const [i, plan] of overload.arguments.entries()) {
    if (method && i === 0) continue;
    if (i === overload.positional) parts.push('*');
    parts.push(`${wanted(plan)} ${shownName(plan)}${plan.default === null ? '' : ` = ${plan.default}`}`);
  }
  return parts.join(', ');
}
