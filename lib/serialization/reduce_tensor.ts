import { RuntimeError, NotImplementedError } from '../values/errors.js';
import { _mkldnn, sparse_coo, strided } from '../values/layout.js';
import { Parameter } from '../nn/parameter.js';
import { op } from '../addon/call/op.js';
import { OrderedDict } from '../collections/ordered_dict.js';
import { per_channel_affine, per_channel_affine_float_qparams, per_tensor_affine } from '../values/qscheme.js';
import { storageOf } from '../tensor/storage.js';
import { sharedMemory } from '../tensor/sharing.js';
import { storageNames } from '../tensor/storage_names.js';
import { typedOf } from '../tensor/typed_storage.js';
import { notClonable } from '../addon/tensor_base.js';
import type { Tensor } from '../tensor/tensor.js';
import { Float, Named, Tuple, type Reduction } from './pickle/pickler.js';
import { compressedNames } from './rebuild.js';

const utils = (name: string): Named => new Named('torch._utils', name);

const named = {
  parameter: utils('_rebuild_parameter'), parameterWithState: utils('_rebuild_parameter_with_state'),
  v2: utils('_rebuild_tensor_v2'), v3: utils('_rebuild_tensor_v3'), quantized: utils('_rebuild_qtensor'),
  sparse: utils('_rebuild_sparse_tensor'), meta: utils('_rebuild_meta_tensor_no_storage'),
  fromType: new Named('torch._tensor', '_rebuild_from_type_v2'), tensor: new Named('torch', 'Tensor'),
};

/** A tensor as the call that makes it again; properties that a program gave it go along. */
export function reduceTensor(tensor: Tensor): Reduction {
  const attributes = Object.keys(tensor).filter((name) => name !== notClonable && name !== sharedMemory)
    .map((name) => [name, (tensor as unknown as Record<string, unknown>)[name]] as const);
  if (tensor instanceof Parameter) {
    const args = [tensor.data, tensor.requires_grad, new OrderedDict()];
    if (attributes.length === 0) return { func: named.parameter, args };
    return { func: named.parameterWithState, args: [...args, Object.fromEntries(attributes)] };
  }
  const plain = reducePlain(tensor);
  if (attributes.length === 0) return plain;
  const args = [plain.func, named.tensor, new Tuple(plain.args), Object.fromEntries(attributes)];
  return { func: named.fromType, args };
}

function reducePlain(tensor: Tensor): Reduction {
  const { layout } = tensor;
  if (tensor.is_meta) {
    return { func: named.meta, args: [tensor.dtype, sizeOf(tensor), strideOf(tensor), tensor.requires_grad] };
  }
  if (tensor.is_quantized) return reduceQuantized(tensor);
  if (layout === sparse_coo) {
    const parts = [op('aten::_indices')(tensor), op('aten::_values')(tensor), tensor.shape, tensor.is_coalesced()];
    return { func: named.sparse, args: [layout, new Tuple(parts)] };
  }
  if (tensor.is_nested || layout === _mkldnn) {
    const name = tensor.is_nested ? 'nested' : layout.toString();
    throw new NotImplementedError(
      `torch.save: a tensor of the layout ${name} could not be loaded again with weights_only=True`);
  }
  if (layout !== strided) {
    const [compressed, plain] = compressedNames(layout);
    const parts = [op(`aten::${compressed}`)(tensor), op(`aten::${plain}`)(tensor), tensor.values(), tensor.shape];
    return { func: named.sparse, args: [layout, new Tuple(parts)] };
  }
  return reduceDense(tensor);
}

function reduceDense(tensor: Tensor): Reduction {
  const storage = storageOf(tensor);
  // Types that are newer than the classes of storages are bytes, with their name beside them.
  const isTyped = storageNames.has(tensor.dtype);
  const args: unknown[] = [
    isTyped ? typedOf(storage, tensor.dtype) : storage,
    tensor.storage_offset(), sizeOf(tensor), strideOf(tensor), tensor.requires_grad, new OrderedDict(),
  ];
  if (!isTyped) args.push(tensor.dtype);
  const bits = { ...(tensor.is_conj() && { conj: true }), ...(tensor.is_neg() && { neg: true }) };
  if (Object.keys(bits).length > 0) args.push(bits);
  return { func: isTyped ? named.v2 : named.v3, args };
}

function reduceQuantized(tensor: Tensor): Reduction {
  const scheme = tensor.qscheme();
  let quantizer: Tuple;
  if (scheme === per_tensor_affine) {
    quantizer = new Tuple([scheme, new Float(tensor.q_scale()), tensor.q_zero_point()]);
  } else if (scheme === per_channel_affine || scheme === per_channel_affine_float_qparams) {
    // PyTorch names the first scheme for both.
    quantizer = new Tuple([
      per_channel_affine, tensor.q_per_channel_scales(), tensor.q_per_channel_zero_points(),
      tensor.q_per_channel_axis(),
    ]);
  } else {
    throw new RuntimeError(`Serialization is not supported for tensors of type ${String(scheme)}`);
  }
  const storage = typedOf(storageOf(tensor), tensor.dtype);
  return {
    func: named.quantized,
    args: [
      storage, tensor.storage_offset(), sizeOf(tensor), strideOf(tensor), quantizer, tensor.requires_grad,
      new OrderedDict(),
    ],
  };
}

function sizeOf(tensor: Tensor): Tuple {
  return new Tuple([...tensor.shape]);
}

function strideOf(tensor: Tensor): Tuple {
  return new Tuple(tensor.stride());
}
