/** `torch.utils.benchmark.op_fuzzers.sparse_binary`. */
import { signature } from '../../../arguments/signature.js';
import { Fuzzer } from '../fuzzer.js';
import { FuzzedSparseTensor } from '../sparse_fuzzer.js';
import { commonSizes, dimensions, otherSizes, randomValue, sparseDimensions, sparseness } from './parameters.js';

const takes = signature('BinaryOpSparseFuzzer(seed: int | None, dtype: dtype = torch.float32, cuda: bool = False)');

/**
 * Makes sparse tensors `x` and `y` of one size for functions of two tensors
 * (`torch.utils.benchmark.op_fuzzers.sparse_binary.BinaryOpSparseFuzzer`), as `UnaryOpSparseFuzzer` does.
 */
export class BinaryOpSparseFuzzer extends Fuzzer {
  constructor(...args: typeof takes.args) {
    const { seed, dtype, cuda } = takes.read(args);
    const named = (name: string, prefix: string): FuzzedSparseTensor => new FuzzedSparseTensor({
      name, size: [`${prefix}k0`, `${prefix}k1`, `${prefix}k2`], dim_parameter: 'dim_parameter',
      sparse_dim: 'sparse_dim', density: 'density', coalesced: 'coalesced', min_elements: 4 * 1024,
      max_elements: 32 * 1024 ** 2, dtype, cuda,
    });
    super({
      parameters: [
        dimensions('dim_parameter'), sparseDimensions(), ...commonSizes(), ...otherSizes(1, 0), ...sparseness(),
        randomValue(),
      ],
      tensors: [named('x', ''), named('y', 'y_')],
      seed,
    });
  }
}
