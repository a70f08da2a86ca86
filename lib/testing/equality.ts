import { is_tensor } from '../values/is_tensor.js';
import { isKeywords } from '../python/keywords.js';
import { likeness } from '../tensor/likeness.js';

/**
 * For `expect.addEqualityTesters([tensorEquality])` of vitest and jest: `toEqual` then compares whole tensors at once,
 * and tells empty ones apart by shape and dtype. Without it `toEqual` goes through a tensor row by row, which takes
 * longer and finds the same, but for tensors without elements; `toMatchObject` takes all tensors in objects for equal.
 */
export function tensorEquality(a: unknown, b: unknown): boolean | undefined {
  if (is_tensor(a) && is_tensor(b)) return likeness(a) === likeness(b);
  // What is no tensor may be `expect.anything()`: let it decide.
  return undefined;
}

/** What jest and vitest give their matchers as `this`, as far as these matchers ask. */
interface MatcherContext {
  readonly customTesters?: readonly unknown[];
  readonly isNot?: boolean;
  equals(a: unknown, b: unknown, testers?: unknown[], strict?: boolean): boolean;
  readonly utils: {
    iterableEquality: unknown;
    printDiffOrStringify(a: unknown, b: unknown, aLabel: string, bLabel: string, expand: boolean): string;
  };
}

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * For `expect.extend(tensorMatchers)` of jest: its `toEqual` gives the right verdict on tensors without them, but it
 * copies what it shows, getters and all, and cannot copy a tensor. With them it shows the numbers.
 */
export const tensorMatchers = {
  toEqual(this: MatcherContext, received: unknown, expected: unknown): MatcherResult {
    const testers = [...(this.customTesters ?? []), tensorEquality, this.utils.iterableEquality];
    const pass = this.equals(received, expected, testers);
    const message = (): string => {
      if (this.isNot) return `expected something else than ${String(expected)}`;
      return this.utils.printDiffOrStringify(told(expected), told(received), 'Expected', 'Received', false);
    };
    return { pass, message };
  },
};

/** A value with numbers in the place of its tensors. */
function told(value: unknown): unknown {
  if (is_tensor(value)) return { dtype: String(value.dtype), shape: [...value.shape], elements: value.tolist() };
  if (Array.isArray(value)) return value.map((item) => told(item));
  if (value instanceof Map) {
    return new Map([...(value as Map<unknown, unknown>)].map(([key, item]) => [key, told(item)]));
  }
  const isPlain = typeof value === 'object' && value !== null && isKeywords(value);
  if (isPlain) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, told(item)]));
  return value;
}
