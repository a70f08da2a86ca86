// C++ objects that JS holds by a handle: the sweep destroys them.
#pragma once

#include <ATen/core/ivalue.h>

#include "env/env.h"

namespace nodetorch {

// A C++ object that JS holds by a handle.
template <typename T>
napi_value hand_out(Environment& env, c10::intrusive_ptr<T> object) {
  return env.handles.make_external(c10::IValue::make_capsule(std::move(object)));
}

// The object behind such a handle; throws ArgumentError, which calls it `what`, if it is none.
template <typename T>
T& object_of(Environment& env, napi_value value, const char* what) {
  const Handle* handle = env.handles.find(value);
  auto* object = handle != nullptr && handle->value.isCapsule()
                     ? dynamic_cast<T*>(handle->value.toCapsule().get())
                     : nullptr;
  if (object == nullptr) {
    throw ArgumentError(std::string("expected ") + what + ", not " + describe(env.raw(), value));
  }
  return *object;
}

}  // namespace nodetorch
