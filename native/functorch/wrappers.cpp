#include <ATen/ATen.h>
#include <ATen/FunctionalTensorWrapper.h>
#include <ATen/WrapDimUtils.h>
#include <ATen/functorch/BatchedTensorImpl.h>
#include <ATen/functorch/DynamicLayer.h>
#include <ATen/functorch/TensorWrapper.h>

#include "functorch/functorch.h"

namespace nodetorch {

namespace {

using at::functorch::BatchedTensorImpl;
using at::functorch::TensorWrapper;

int64_t integer(const Napi::Value& value) { return value.As<Napi::Number>().Int64Value(); }

// What marks the wrapper of a layer that has ended.
constexpr int64_t kDead = -2;

// func_add_batch_dim(tensor, dim, level)
Napi::Value func_add_batch_dim(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& tensor = tensor_of(env, info, 0, "vmap");
  at::Tensor batched = at::functorch::addBatchDim(tensor, integer(info[1]), integer(info[2]));
  env.collector.poll();
  return Napi::Value(env.raw(), wrap(env, std::move(batched)));
}

at::Tensor with_dim_moved(const at::Tensor& tensor, int64_t from, int64_t to) {
  const int64_t dim = tensor.dim();
  from = at::maybe_wrap_dim(from, dim);
  to = at::maybe_wrap_dim(to, dim);
  return from == to ? tensor : tensor.movedim(from, to);
}

at::Tensor without_batch_dim(const at::Tensor& tensor, int64_t level, int64_t batch_size,
                             int64_t out_dim) {
  const BatchedTensorImpl* batched = at::functorch::maybeGetBatchedImpl(tensor);
  if (batched != nullptr && batched->level() >= level) {
    TORCH_CHECK(batched->level() == level, "vmap: a tensor has escaped from the function inside");
    return with_dim_moved(batched->value(), batched->bdim(), out_dim);
  }
  // Every sample has the same.
  const int64_t dim = at::maybe_wrap_dim(out_dim, tensor.dim() + 1);
  std::vector<int64_t> sizes = tensor.sizes().vec();
  sizes.insert(sizes.begin() + dim, batch_size);
  return tensor.unsqueeze(dim).expand(sizes);
}

// func_remove_batch_dim(tensor, level, batch size, out_dim)
Napi::Value func_remove_batch_dim(Environment& env, const Napi::CallbackInfo& info) {
  at::Tensor result = without_batch_dim(tensor_of(env, info, 0, "vmap"), integer(info[1]),
                                        integer(info[2]), integer(info[3]));
  env.collector.poll();
  return Napi::Value(env.raw(), wrap(env, std::move(result)));
}

// func_unwrap_batched(tensor, level): [tensor, its batch dimension], or undefined where the level
// has none.
Napi::Value func_unwrap_batched(Environment& env, const Napi::CallbackInfo& info) {
  const BatchedTensorImpl* batched =
      at::functorch::maybeGetBatchedImpl(tensor_of(env, info, 0, "vmap"));
  if (batched == nullptr || batched->level() != integer(info[1])) return info.Env().Undefined();
  Napi::Array result = Napi::Array::New(info.Env(), 2);
  result.Set(uint32_t{0}, Napi::Value(env.raw(), wrap(env, batched->value())));
  result.Set(uint32_t{1}, static_cast<double>(batched->bdim()));
  return result;
}

Napi::Value func_is_batched(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(
      info.Env(), at::functorch::isBatchedTensor(tensor_of(env, info, 0, "is_batchedtensor")));
}

// func_wrap_for_grad(tensor, level)
Napi::Value func_wrap_for_grad(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor tensor = tensor_of(env, info, 0, "grad");
  env.collector.poll();
  return Napi::Value(env.raw(),
                     wrap(env, at::functorch::makeTensorWrapper(tensor, integer(info[1]))));
}

// func_unwrap_for_grad(tensor, level): undefined where the tensor is none of that level.
Napi::Value func_unwrap_for_grad(Environment& env, const Napi::CallbackInfo& info) {
  const TensorWrapper* wrapper =
      at::functorch::maybeGetTensorWrapper(tensor_of(env, info, 0, "grad"));
  if (wrapper == nullptr || wrapper->level() != integer(info[1])) return info.Env().Undefined();
  at::Tensor value = wrapper->value();
  env.collector.poll();
  return Napi::Value(env.raw(), wrap(env, std::move(value)));
}

// func_make_differentiable(tensor): the wrapper of the innermost layer begins to record.
Napi::Value func_make_differentiable(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& tensor = tensor_of(env, info, 0, "grad");
  TORCH_CHECK(tensor.is_leaf() || tensor.requires_grad(),
              "you can only change requires_grad flags of leaf variables.");
  TORCH_CHECK(at::isFloatingType(tensor.scalar_type()) || tensor.is_complex(),
              "only Tensors of floating point dtype can require gradients");
  tensor.set_requires_grad(true);
  return info.Env().Undefined();
}

// func_wrapper(tensor): { kind, level, bdim, value } of a wrapper, else undefined.
Napi::Value func_wrapper(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& tensor = tensor_of(env, info, 0, "repr");
  if (!is_func_wrapper(tensor)) return info.Env().Undefined();
  Napi::Object shown = Napi::Object::New(info.Env());
  at::Tensor value;
  if (const BatchedTensorImpl* batched = at::functorch::maybeGetBatchedImpl(tensor)) {
    shown.Set("kind", "batched");
    shown.Set("level", static_cast<double>(batched->level()));
    shown.Set("bdim", static_cast<double>(batched->bdim()));
    value = batched->value();
  } else if (const TensorWrapper* wrapper = at::functorch::maybeGetTensorWrapper(tensor)) {
    shown.Set("kind", "grad");
    shown.Set("level", static_cast<double>(wrapper->level().value_or(kDead)));
    value = wrapper->value();
  } else {
    at::functionalization::impl::sync(tensor);
    auto* functional = at::functionalization::impl::unsafeGetFunctionalWrapper(tensor);
    shown.Set("kind", "functional");
    shown.Set("level", static_cast<double>(functional->level()));
    value = functional->value();
  }
  shown.Set("value", Napi::Value(env.raw(), wrap(env, std::move(value))));
  return shown;
}

constexpr DoorEntry kDoors[] = {
    {"func_add_batch_dim", func_add_batch_dim},
    {"func_remove_batch_dim", func_remove_batch_dim},
    {"func_unwrap_batched", func_unwrap_batched},
    {"func_is_batched", func_is_batched},
    {"func_wrap_for_grad", func_wrap_for_grad},
    {"func_unwrap_for_grad", func_unwrap_for_grad},
    {"func_make_differentiable", func_make_differentiable},
    {"func_wrapper", func_wrapper},
};

}  // namespace

void install_func_wrappers(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

bool is_func_wrapper(const at::Tensor& tensor) {
  return tensor.defined() && (at::functorch::isBatchedTensor(tensor) ||
                              at::functorch::maybeGetTensorWrapper(tensor) != nullptr ||
                              at::functionalization::impl::isFunctionalTensor(tensor));
}

}  // namespace nodetorch
