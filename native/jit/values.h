// Values of TorchScript and of JavaScript (lib/addon/jit_values.ts has the other half). What JSON
// has no word for crosses as an object: {tensor: handle}, {tuple: [...]}, {keys: [...], values:
// [...]} for a dict, {object: external}, {re, im}, {device: text}, {storage: external}.
#pragma once

#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>

#include "env/env.h"

namespace nodetorch {

// A value does not have the type that is asked for; the text is why.
class CastError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The value as one of `type`; throws CastError. `size` is the length of a list that one number
// stands for.
c10::IValue script_value_of(Environment& env, napi_value value, const c10::TypePtr& type,
                            std::optional<int32_t> size = std::nullopt);

// The value as whatever type it has of itself; throws CastError for one that has none.
c10::IValue inferred_script_value(Environment& env, napi_value value);

napi_value script_value_to_js(Environment& env, const c10::IValue& value);

// The class instance, or module, behind a handle.
c10::intrusive_ptr<c10::ivalue::Object> script_object_of(Environment& env, napi_value value);

}  // namespace nodetorch
