// JS value -> IValue, one function a kind. Every value is checked here, whatever TypeScript checked
// before: no input may reach a kernel with the wrong type.
#pragma once

#include <c10/util/SmallVector.h>

#include "../env.h"
#include "plan.h"

namespace nodetorch {

// What argument `index` of `plan` gets from `value`; undefined takes the schema's default.
c10::IValue to_ivalue(Environment& env, const Plan& plan, size_t index, napi_value value);

// Reads a JS array of integers that are plain numbers; false, with nothing read, for anything else.
bool read_plain_ints(Environment& env, napi_value value, c10::SmallVectorImpl<int64_t>& into);

// The value of an argument that the call left out. Throws ArgumentError if it has no default.
const c10::IValue& default_of(const Plan& plan, size_t index);

}  // namespace nodetorch
