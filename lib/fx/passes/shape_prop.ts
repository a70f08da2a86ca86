/** Shapes and dtypes of all values of a graph (torch/fx/passes/shape_prop.py). */
import { isError } from '../../python/objects.js';
import { py_repr } from '../../python/repr.js';
import { RuntimeError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { channels_last, channels_last_3d, contiguous_format } from '../../values/memory_format.js';
import { strided } from '../../values/layout.js';
import {
  per_channel_affine, per_channel_affine_float_qparams, per_channel_symmetric, per_tensor_affine, per_tensor_symmetric,
} from '../../values/qscheme.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { GraphModule } from '../graph_module.js';
import { Interpreter } from '../interpreter.js';
import { TensorMetadata } from '../metadata.js';
import { map_aggregate, type Node } from '../node.js';

export { TensorMetadata } from '../metadata.js';

const formats = [contiguous_format, channels_last, channels_last_3d] as const;

/** Scheme, scale and zero point of a quantized tensor. */
function quantization(tensor: Tensor): Record<string, unknown> {
  const qscheme = tensor.qscheme();
  if (qscheme === per_tensor_affine || qscheme === per_tensor_symmetric) {
    return { qscheme, scale: tensor.q_scale(), zero_point: tensor.q_zero_point() };
  }
  const byChannel = [per_channel_affine, per_channel_affine_float_qparams, per_channel_symmetric];
  if (!byChannel.includes(qscheme)) return { qscheme };
  return {
    qscheme, scale: tensor.q_per_channel_scales().tolist(), zero_point: tensor.q_per_channel_zero_points().tolist(),
    axis: tensor.q_per_channel_axis(),
  };
}

/** What is noted of a tensor. */
function metadataOf(tensor: Tensor): TensorMetadata {
  const dense = tensor.layout === strided || tensor.layout.toString() === 'torch._mkldnn';
  const format = dense ? formats.find((memory_format) => fits(tensor, memory_format)) : undefined;
  return new TensorMetadata(
    tensor.shape, tensor.dtype, tensor.requires_grad, dense ? tensor.stride() : [], format ?? null,
    tensor.is_quantized, tensor.is_quantized ? quantization(tensor) : {});
}

/** Formats are for tensors of so many dimensions. */
function fits(tensor: Tensor, memory_format: typeof formats[number]): boolean {
  if (memory_format === channels_last && tensor.dim() !== 4) return false;
  if (memory_format === channels_last_3d && tensor.dim() !== 5) return false;
  return tensor.is_contiguous({ memory_format });
}

/**
 * Runs a graph, and notes shape, dtype and layout of every value in `meta.tensor_meta` of its node
 * (`torch.fx.passes.shape_prop.ShapeProp`): `new ShapeProp(gm).propagate(x)`. An error of a node is a RuntimeError that
 * names it.
 */
export class ShapeProp extends Interpreter {
  constructor(gm: GraphModule) {
    super(gm);
  }

  override run_node(n: Node): unknown {
    let result: unknown;
    try {
      result = super.run_node(n);
    } catch (error) {
      if (!isError(error)) throw error;
      throw new RuntimeError(`ShapeProp error for: node=${n.format_node()} with meta=${py_repr({ ...n.meta })}`, { cause: error });
    }
    let found = false;
    const meta = map_aggregate(result, (value) => {
      if (!is_tensor(value)) return value;
      found = true;
      return metadataOf(value);
    });
    if (found) n.meta.tensor_meta = meta as TensorMetadata;
    n.meta.type = typeof result === 'object' && result !== null ? result.constructor : typeof result;
    return result;
  }

  /** Runs the graph with these inputs, notes what comes, and gives the result. */
  propagate(...args: unknown[]): unknown {
    return this._run(args, {});
  }
}
