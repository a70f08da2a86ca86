/** `torch.utils.benchmark.op_fuzzers.binary`. */
import { signature } from '../../../arguments/signature.js';
import { FuzzedTensor } from '../fuzzed_tensor.js';
import { Fuzzer } from '../fuzzer.js';
import { commonSizes, dimensions, otherSizes, randomValue, steps } from './parameters.js';

const takes = signature('BinaryOpFuzzer(seed: int | None, dtype: dtype = torch.float32, cuda: bool = False)');

/**
 * Makes tensors `x` and `y` for functions of two tensors (`torch.utils.benchmark.op_fuzzers.binary.BinaryOpFuzzer`), as
 * `UnaryOpFuzzer` does; dimensions of `y` are at times 1, to be broadcast.
 */
export class BinaryOpFuzzer extends Fuzzer {
  constructor(...args: typeof takes.args) {
    const { seed, dtype, cuda } = takes.read(args);
    // PyTorch's y has the steps of x, too.
    const common = {
      steps: ['x_step_0', 'x_step_1', 'x_step_2'], probability_contiguous: 0.75, max_allocation_bytes: 2 * 1024 ** 3,
      dim_parameter: 'dim', dtype, cuda,
    };
    super({
      parameters: [
        dimensions('dim'), ...commonSizes(), ...otherSizes(0.8, 0.2), ...steps('x_step_', 'y_step_'), randomValue(),
      ],
      tensors: [
        new FuzzedTensor({
          name: 'x', size: ['k0', 'k1', 'k2'], min_elements: 4 * 1024, max_elements: 32 * 1024 ** 2, ...common,
        }),
        new FuzzedTensor({ name: 'y', size: ['y_k0', 'y_k1', 'y_k2'], ...common }),
      ],
      seed,
    });
  }
}
