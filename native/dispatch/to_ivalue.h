// JS value -> IValue, one function a kind. Every value is checked here, whatever TypeScript checked
// before: no input may reach a kernel with the wrong type.
#pragma once

#include <c10/util/SmallVector.h>

#include "dispatch/plan.h"
#include "env/env.h"

namespace nodetorch {

// What a call gave: values in schema order, of which the last ones may be one list of integers.
struct Given {
  const napi_value* values;
  size_t count;          // of arguments
  size_t list_size = 0;  // of the last argument, if its integers are values of their own
};

// Throws ArgumentError if there are too many.
Given given_of(Environment& env, const Plan& plan, const napi_value* values, size_t count);

// What argument `index` of `plan` gets: what was given, or the schema's default for undefined and
// for what was left out. Throws ArgumentError for the wrong type, or if there is no default.
c10::IValue argument_of(Environment& env, const Plan& plan, size_t index, const Given& given);

// Reads an argument that is a list of integers, all of them plain numbers; false, with nothing
// read, for anything else.
bool read_plain_ints(Environment& env, size_t index, const Given& given,
                     c10::SmallVectorImpl<int64_t>& into);

// The same for a list of tensors.
bool read_tensors(Environment& env, size_t index, const Given& given,
                  std::vector<at::Tensor>& into);

}  // namespace nodetorch
