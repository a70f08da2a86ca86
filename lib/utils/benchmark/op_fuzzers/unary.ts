/** `torch.utils.benchmark.op_fuzzers.unary`. */
import { signature } from '../../../arguments/signature.js';
import { FuzzedTensor } from '../fuzzed_tensor.js';
import { Fuzzer } from '../fuzzer.js';
import { commonSizes, dimensions, randomValue, steps } from './parameters.js';

const takes = signature('UnaryOpFuzzer(seed: int | None, dtype: dtype = torch.float32, cuda: bool = False)');

/**
 * Makes tensors `x` for functions of one tensor (`torch.utils.benchmark.op_fuzzers.unary.UnaryOpFuzzer`): of one to
 * three dimensions, 4,096 to 32 million elements, and at times not contiguous.
 */
export class UnaryOpFuzzer extends Fuzzer {
  constructor(...args: typeof takes.args) {
    const { seed, dtype, cuda } = takes.read(args);
    super({
      parameters: [dimensions('dim'), ...commonSizes(), ...steps('x_step_'), randomValue()],
      tensors: [new FuzzedTensor({
        name: 'x', size: ['k0', 'k1', 'k2'], steps: ['x_step_0', 'x_step_1', 'x_step_2'], probability_contiguous: 0.75,
        min_elements: 4 * 1024, max_elements: 32 * 1024 ** 2, max_allocation_bytes: 2 * 1024 ** 3, dim_parameter: 'dim',
        dtype, cuda,
      })],
      seed,
    });
  }
}
