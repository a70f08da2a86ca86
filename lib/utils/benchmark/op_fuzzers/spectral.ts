/** `torch.utils.benchmark.op_fuzzers.spectral`. */
import { signature } from '../../../arguments/signature.js';
import { FuzzedTensor } from '../fuzzed_tensor.js';
import { Fuzzer } from '../fuzzer.js';
import { dimensions, least, sizes, steps } from './parameters.js';

const takes = signature(`SpectralOpFuzzer(*, seed: int, dtype: dtype = torch.float64, cuda: bool = False,
  probability_regular: float = 1.0)`);

const most = 16 * 1024;

/** 1, base, base^2, ... up to a number. */
function powers(base: number, upTo: number): number[] {
  const all: number[] = [];
  for (let power = 1; power <= upTo; power *= base) all.push(power);
  return all;
}

/** Numbers of the factors 2, 3 and 5 alone, which Fourier transforms are fastest for. */
const regular = powers(2, most).flatMap((i) =>
  powers(3, Math.floor(most / i)).flatMap((j) =>
    powers(5, Math.floor(most / (i * j))).map((k) => i * j * k))).filter((size) => size > least).sort((a, b) => a - b);

/**
 * Makes tensors `x` for Fourier transforms (`torch.utils.benchmark.op_fuzzers.spectral.SpectralOpFuzzer`), of which
 * `probability_regular` have sizes of the factors 2, 3 and 5 alone.
 */
export class SpectralOpFuzzer extends Fuzzer {
  constructor(...args: typeof takes.args) {
    const { seed, dtype, cuda, probability_regular } = takes.read(args);
    super({
      parameters: [
        dimensions('ndim'),
        ...sizes('regular', regular, most, ['regular', probability_regular, 'any', 1 - probability_regular]),
        ...steps('step_'),
      ],
      tensors: [new FuzzedTensor({
        name: 'x', size: ['k0', 'k1', 'k2'], steps: ['step_0', 'step_1', 'step_2'], probability_contiguous: 0.75,
        min_elements: 4 * 1024, max_elements: 32 * 1024 ** 2, max_allocation_bytes: 2 * 1024 ** 3,
        dim_parameter: 'ndim', dtype, cuda,
      })],
      seed,
    });
  }
}
