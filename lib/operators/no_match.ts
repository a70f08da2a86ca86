import { convert, mismatch, typeName, type ArgumentPlan } from './arguments.js';
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
  if (overloads.length === 1) return whatIsWrong(name, overloads[0]!, args, keywords ?? {}, method);
  const given = [
    ...args.slice(method ? 1 : 0).map(typeName),
    ...Object.entries(keywords ?? {}).map(([key, value]) => `${key}=${typeName(value)}`),
  ];
  const lines = overloads.map((overload) => ` * (${signature(overload, method)})\n`);
  return new TypeError(
    `${name}() received an invalid combination of arguments - got (${given.join(', ')}), but expected one of:\n` +
      lines.join(''));
}

function unknownKeyword(
  name: string, overloads: readonly Overload[], keywords: Keywords | undefined,
): TypeError | undefined {
  const known = new Set(['out', ...overloads.flatMap((overload) => overload.arguments.map((plan) => plan.name))]);
  const stranger = Object.keys(keywords ?? {}).find((key) => !known.has(key));
  if (stranger === undefined) return undefined;
  const near = nearest(stranger, [...known].filter((key) => key !== 'self'));
  const hint = near === undefined ? '' : `. Did you mean '${near}'?`;
  return new TypeError(`${name}() got an unexpected keyword argument '${stranger}'${hint}`);
}

function whatIsWrong(
  name: string, overload: Overload, args: readonly unknown[], keywords: Keywords, method: boolean,
): TypeError {
  const offset = method ? 1 : 0;
  const plans = overload.arguments;
  if (args.length > overload.positional) {
    const most = overload.positional - offset;
    const least = overload.required - offset;
    const given = args.length - offset;
    const takes = least === most ? `${most} positional argument${most === 1 ? '' : 's'}`
      : `from ${least} to ${most} positional arguments`;
    return new TypeError(`${name}() takes ${takes} but ${given} ${given === 1 ? 'was' : 'were'} given`);
  }
  const missing: string[] = [];
  for (const [i, plan] of plans.entries()) {
    const shown = !method && plan.name === 'self' ? 'input' : plan.name;
    const byPosition = i < args.length;
    if (byPosition && Object.hasOwn(keywords, plan.name)) {
      return new TypeError(`${name}() got multiple values for argument '${shown}'`);
    }
    const value = byPosition ? args[i] : keywords[plan.name];
    if (value === undefined) {
      if (plan.required) missing.push(`"${shown}"`);
      continue;
    }
    if (convert(plan, value) !== mismatch) continue;
    const position = byPosition ? ` (position ${i + 1 - offset})` : '';
    return new TypeError(`${name}(): argument '${shown}'${position} must be ${wanted(plan)}, ${came(plan, value)}`);
  }
  return new TypeError(
    `${name}() missing ${missing.length} required positional argument${missing.length === 1 ? '' : 's'}: ` +
      missing.join(', '));
}

/** Where a list is wanted and came, the element that does not fit. */
function came(plan: ArgumentPlan, value: unknown): string {
  if (plan.depth > 0 && Array.isArray(value)) {
    const element = { ...plan, depth: plan.depth - 1, optional: plan.optionalElements };
    // Only what may be left out converts from undefined; in a list it is an element of the wrong type.
    const at = value.findIndex((item) => (item === undefined && !element.optional) || convert(element, item) === mismatch);
    if (at >= 0) return `but found element of type ${typeName(value[at])} at pos ${at}`;
  }
  return `not ${typeName(value)}`;
}

function wanted(plan: ArgumentPlan): string {
  return plan.depth > 0 ? `tuple of ${plan.type.replace(/(\[\])+$/, '')}s` : plan.type;
}

function signature(overload: Overload, method: boolean): string {
  const parts: string[] = [];
  for (const [i, plan] of overload.arguments.entries()) {
    if (method && i === 0) continue;
    if (i === overload.positional) parts.push('*');
    const name = plan.name === 'self' ? 'input' : plan.name;
    const fallback = overload.schema.arguments[i]!.default;
    parts.push(`${wanted(plan)} ${name}${fallback === null ? '' : ` = ${fallback}`}`);
  }
  return parts.join(', ');
}

/** The name that takes the fewest edits, if it takes few. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name, candidate);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

// Levenshtein's distance, one row at a time.
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
