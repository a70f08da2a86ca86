// A shorter way through the dispatcher for the commonest C++ signatures: the arguments go in
// registers instead of a boxed stack. Nothing here names an operator; whether one has such a
// signature is asked of the dispatcher when the operator is bound. Any other operator is called
// boxed.
#pragma once

#include <memory>

#include "dispatch/to_ivalue.h"
#include "env/env.h"

namespace nodetorch {

class TypedCall {
 public:
  virtual ~TypedCall() = default;
  // The result as the door hands it out.
  virtual napi_value call(Environment& env, const Plan& plan, const Given& given) const = 0;
};

// Null if the operator has none of the signatures.
std::unique_ptr<TypedCall> typed_call(const Plan& plan);

}  // namespace nodetorch
