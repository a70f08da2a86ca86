import type { memory_format } from '../../values/memory_format.js';
import { Conv2d, Conv3d } from '../modules/conv.js';
import { ConvTranspose2d, ConvTranspose3d } from '../modules/conv_transpose.js';
import type { Module } from '../module.js';
import { moduleWith } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import type { convert_conv2d_weight_memory_formatArguments } from '../../generated/signatures/nn.js';

const takes = signature('convert_conv2d_weight_memory_format[M](module: M, memory_format: memory_format)', { M: moduleWith('children') });

type Convolution = Conv2d | Conv3d | ConvTranspose2d | ConvTranspose3d;

function convert(module: Module, format: memory_format, is: (module: unknown) => module is Convolution): void {
  if (is(module)) {
    const data = module.weight.detach().clone({ memory_format: format });
    module.weight.data = data.resize_([...data.shape], { memory_format: format });
  }
  for (const child of module.children()) convert(child, format, is);
}

/**
 * Puts the weights of all convolutions over pictures in a module into another order in memory
 * (`torch.nn.utils.convert_conv2d_weight_memory_format`).
 */
export function convert_conv2d_weight_memory_format<M extends Module>(
  ...args: convert_conv2d_weight_memory_formatArguments<M>
): M {
  const [module, memory_format] = takes.list(args) as [M, memory_format];
  convert(module, memory_format, (each) => each instanceof Conv2d || each instanceof ConvTranspose2d);
  return module;
}

/** As {@link convert_conv2d_weight_memory_format}, in 3D (`torch.nn.utils.convert_conv3d_weight_memory_format`). */
export function convert_conv3d_weight_memory_format<M extends Module>(
  ...args: convert_conv2d_weight_memory_formatArguments<M>
): M {
  const [module, memory_format] = takes.list(args, 'convert_conv3d_weight_memory_format') as [M, memory_format];
  convert(module, memory_format, (each) => each instanceof Conv3d || each instanceof ConvTranspose3d);
  return module;
}
