// IValue -> JS value.
#pragma once

#include "env/env.h"

namespace nodetorch {

// Tensors and objects become externals, lists and tuples arrays, None and undefined tensors null,
// integers numbers where a number holds them exactly and bigints elsewhere, complex [re, im] typed
// by the caller.
napi_value from_ivalue(Environment& env, c10::IValue value);

napi_value from_scalar(Environment& env, const at::Scalar& scalar);
napi_value from_int64(napi_env env, int64_t value);

}  // namespace nodetorch
