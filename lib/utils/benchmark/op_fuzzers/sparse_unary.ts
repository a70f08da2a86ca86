/** `torch.utils.benchmark.op_fuzzers.sparse_unary`. */
import { signature } from '../../../arguments/signature.js';
import { float32 } from '../../../values/dtype.js';
import { Fuzzer } from '../fuzzer.js';
import { FuzzedSparseTensor } from '../sparse_fuzzer.js';
import { commonSizes, dimensions, randomValue, sparseDimensions, sparseness } from './parameters.js';

const takes = signature('UnaryOpSparseFuzzer(seed: int | None, dtype: dtype | None = None, cuda: bool = False)');

/**
 * Makes sparse tensors `x` for functions of one tensor
 * (`torch.utils.benchmark.op_fuzzers.sparse_unary.UnaryOpSparseFuzzer`): one to ten per cent full, coalesced or not.
 */
export class UnaryOpSparseFuzzer extends Fuzzer {
  constructor(...args: typeof takes.args) {
    const { seed, dtype, cuda } = takes.read(args);
    super({
      parameters: [
        dimensions('dim_parameter'), sparseDimensions(), ...commonSizes(), ...sparseness(), randomValue(),
      ],
      tensors: [new FuzzedSparseTensor({
        name: 'x', size: ['k0', 'k1', 'k2'], dim_parameter: 'dim_parameter', sparse_dim: 'sparse_dim',
        min_elements: 4 * 1024, max_elements: 32 * 1024 ** 2, density: 'density', coalesced: 'coalesced',
        dtype: dtype ?? float32, cuda,
      })],
      seed,
    });
  }
}
