#include <ATen/ATen.h>
#include <ATen/FunctionalTensorWrapper.h>

#include "functorch/functorch.h"

namespace nodetorch {

namespace {

namespace impl = at::functionalization::impl;

// Views come back as views, or as copies, while it lives.
class ReapplyViews {
 public:
  explicit ReapplyViews(bool reapply) : before_(impl::getFunctionalizationReapplyViewsTLS()) {
    impl::setFunctionalizationReapplyViewsTLS(reapply);
  }
  ~ReapplyViews() { impl::setFunctionalizationReapplyViewsTLS(before_); }
  ReapplyViews(const ReapplyViews&) = delete;
  ReapplyViews& operator=(const ReapplyViews&) = delete;

 private:
  bool before_;
};

// functional_wrap(tensor, level)
Napi::Value functional_wrap(Environment& env, const Napi::CallbackInfo& info) {
  at::Tensor wrapped = impl::to_functional_tensor(tensor_of(env, info, 0, "functionalize"));
  impl::unsafeGetFunctionalWrapper(wrapped)->set_level(info[1].As<Napi::Number>().Int64Value());
  env.collector.poll();
  return Napi::Value(env.raw(), wrap(env, std::move(wrapped)));
}

// functional_unwrap(tensor, reapply_views): what it stands for, with all changes made; undefined
// for a tensor that is no wrapper.
Napi::Value functional_unwrap(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& tensor = tensor_of(env, info, 0, "functionalize");
  if (!impl::isFunctionalTensor(tensor)) return info.Env().Undefined();
  impl::sync(tensor);
  auto* wrapper = impl::unsafeGetFunctionalWrapper(tensor);
  const ReapplyViews views(info[1].ToBoolean());
  if (wrapper->apply_updates()) wrapper->regenerate_from_base();
  return Napi::Value(env.raw(), wrap(env, wrapper->value()));
}

// functional_propagate(tensor, its wrapper): the changes of the wrapper, in the tensor.
Napi::Value functional_propagate(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor tensor = tensor_of(env, info, 0, "functionalize");
  const at::Tensor& wrapped = tensor_of(env, info, 1, "functionalize");
  auto* wrapper = impl::unsafeGetFunctionalWrapper(wrapped);
  wrapper->sync_();
  const at::Tensor& changed = wrapper->value();
  if (tensor.is_same(changed)) return info.Env().Undefined();
  if (tensor.nbytes() != changed.nbytes()) tensor.resize_(changed.sizes());
  if (tensor.sizes() != changed.sizes()) tensor.as_strided_(changed.sizes(), changed.strides());
  tensor.copy_(changed);
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"functional_wrap", functional_wrap},
    {"functional_unwrap", functional_unwrap},
    {"functional_propagate", functional_propagate},
};

}  // namespace

void install_func_functional(Environment& env, Napi::Object exports) {
  env.install(exports, kDoors);
}

}  // namespace nodetorch
