/** What the fuzzers of operators draw, in PyTorch's order: the same seed gives the same tensors. */
import { FuzzedParameter, ParameterAlias, type Likelihoods } from '../fuzzer.js';

/** Sizes of dimensions. */
export const least = 16;
export const most = 16 * 1024 ** 2;

/** 16, 32, ..., 2^24. */
const powersOfTwo = Array.from({ length: 21 }, (_, i) => 2 ** (4 + i));

/** How many dimensions: one, two or three. */
export const dimensions = (name: string): FuzzedParameter =>
  new FuzzedParameter(name, { distribution: new Map([[1, 0.3], [2, 0.4], [3, 0.3]]), strict: true });

const three = <T>(make: (i: number) => T): T[] => [0, 1, 2].map(make);

/** Each as likely as the others. */
const evenly = (values: readonly number[]): Likelihoods => new Map(values.map((value) => [value, 1 / values.length]));

/** One value or another's, by their likelihoods. */
const either = (name: string, choices: readonly (readonly [unknown, number])[]): FuzzedParameter =>
  new FuzzedParameter(name, { distribution: new Map(choices), strict: true });

/** Sizes `k0`, `k1` and `k2`: any, or of a list of special ones, which are called `k_<kind>_0` and so on. */
export function sizes(
  kind: string, special: readonly number[], greatest: number,
  choices: readonly [first: string, number, second: string, number],
): FuzzedParameter[] {
  const [first, firstShare, second, secondShare] = choices;
  return [
    ...three((i) => new FuzzedParameter(`k_any_${i}`, {
      minval: least, maxval: greatest, distribution: 'loguniform',
    })),
    ...three((i) => new FuzzedParameter(`k_${kind}_${i}`, { distribution: evenly(special) })),
    ...three((i) => either(`k${i}`, [
      [new ParameterAlias(`k_${first}_${i}`), firstShare], [new ParameterAlias(`k_${second}_${i}`), secondShare],
    ])),
  ];
}

/** Sizes of which one in five is a power of two. */
export const commonSizes = (): FuzzedParameter[] => sizes('pow2', powersOfTwo, most, ['any', 0.8, 'pow2', 0.2]);

/** The sizes of a second tensor: those of the first, or at times 1, which is broadcast; by their likelihoods. */
export const otherSizes = (same: number, one: number): FuzzedParameter[] => three((i) =>
  either(`y_k${i}`, [[new ParameterAlias(`k${i}`), same], ...(one > 0 ? [[1, one] as const] : [])]));

/** Steps between elements, for each of these names. */
export const steps = (...names: readonly string[]): FuzzedParameter[] => three((i) => names.map((name) =>
  new FuzzedParameter(`${name}${i}`, {
    distribution: new Map([[1, 0.8], [2, 0.06], [4, 0.06], [8, 0.04], [16, 0.04]]),
  }))).flat();

/** How many of a sparse tensor's dimensions are sparse. */
export const sparseDimensions = (): FuzzedParameter => new FuzzedParameter('sparse_dim', {
  distribution: new Map([[1, 0.4], [2, 0.4], [3, 0.2]]), strict: true,
});

/** How full a sparse tensor is, and whether it is coalesced. */
export const sparseness = (): FuzzedParameter[] => [
  new FuzzedParameter('density', { distribution: new Map([[0.1, 0.4], [0.05, 0.3], [0.01, 0.3]]) }),
  new FuzzedParameter('coalesced', { distribution: new Map([[true, 0.5], [false, 0.5]]) }),
];

/** A number for who takes the sample. */
export const randomValue = (): FuzzedParameter =>
  new FuzzedParameter('random_value', { minval: 0, maxval: 2 ** 32 - 1, distribution: 'uniform' });
