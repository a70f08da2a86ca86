// JS value -> IValue, one function a kind. Every value is checked here, whatever TypeScript checked
// before: no input may reach a kernel with the wrong type.
#pragma once

#include "../env.h"
#include "plan.h"

namespace nodetorch {

// What argument `index` of `plan` gets from `value`; undefined takes the schema's default.
c10::IValue to_ivalue(Environment& env, const Plan& plan, size_t index, napi_value value);

// The value of an argument that the call left out. Throws ArgumentError if it has no default.
const c10::IValue& default_of(const Plan& plan, size_t index);

}  // namespace nodetorch
