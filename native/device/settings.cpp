#include "device/settings.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/DefaultDtype.h>
#include <c10/core/ScalarType.h>

#include <optional>

namespace nodetorch {

namespace {

Napi::Value get_num_threads(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), at::get_num_threads());
}

Napi::Value init_num_threads(Environment&, const Napi::CallbackInfo& info) {
  at::init_num_threads();
  return info.Env().Undefined();
}

Napi::Value set_num_threads(Environment&, const Napi::CallbackInfo& info) {
  at::set_num_threads(info[0].As<Napi::Number>().Int32Value());
  return info.Env().Undefined();
}

Napi::Value get_num_interop_threads(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(at::get_num_interop_threads()));
}

// Throws the second time, and once operators have used that pool.
Napi::Value set_num_interop_threads(Environment&, const Napi::CallbackInfo& info) {
  at::set_num_interop_threads(info[0].As<Napi::Number>().Int32Value());
  return info.Env().Undefined();
}

Napi::Value get_default_dtype(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(c10::get_default_dtype_as_scalartype()));
}

Napi::Value set_default_dtype(Environment&, const Napi::CallbackInfo& info) {
  const auto dtype = static_cast<c10::ScalarType>(info[0].As<Napi::Number>().Int32Value());
  TORCH_CHECK_TYPE(c10::isFloatingType(dtype),
                   "only floating-point types are supported as the default type");
  c10::set_default_dtype(c10::scalarTypeToTypeMeta(dtype));
  return info.Env().Undefined();
}

Napi::Value check_sparse_invariants(Environment&, const Napi::CallbackInfo& info) {
  // Older versions give a bool, newer ones nothing until someone has said so.
  const std::optional<bool> checks = at::globalContext().checkSparseTensorInvariants();
  return Napi::Boolean::New(info.Env(), checks.value_or(false));
}

Napi::Value set_check_sparse_invariants(Environment&, const Napi::CallbackInfo& info) {
  at::globalContext().setCheckSparseTensorInvariants(info[0].ToBoolean().Value());
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"check_sparse_invariants", check_sparse_invariants},
    {"set_check_sparse_invariants", set_check_sparse_invariants},
    {"get_num_threads", get_num_threads},
    {"init_num_threads", init_num_threads},
    {"set_num_threads", set_num_threads},
    {"get_num_interop_threads", get_num_interop_threads},
    {"set_num_interop_threads", set_num_interop_threads},
    {"get_default_dtype", get_default_dtype},
    {"set_default_dtype", set_default_dtype},
};

}  // namespace

void install_settings(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
