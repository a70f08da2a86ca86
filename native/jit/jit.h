// The types and schemas of libtorch's operators, and the keys of its dispatcher, as objects.
#pragma once

#include <ATen/core/function_schema.h>
#include <ATen/core/jit_type.h>

#include "env/env.h"
#include "handles/held_object.h"

namespace nodetorch {

struct TypeObject final : torch::CustomClassHolder {
  TypeObject(c10::TypePtr held, int levels) : type(std::move(held)), depth(levels) {}
  c10::TypePtr type;
  // How many types it is made of, one in the other.
  int depth;
};

// A door that makes handles of handles and texts alone: what is due is collected first, since no
// operator asks for it in a loop of such calls. Not for doors that are given numbers of tensors,
// whose objects may be gone.
template <Door door>
Napi::Value polled(Environment& env, const Napi::CallbackInfo& info) {
  env.collector.poll();
  return door(env, info);
}

napi_value hand_out_type(Environment& env, c10::TypePtr type);
const c10::TypePtr& type_of(Environment& env, napi_value value);

napi_value hand_out_schema(Environment& env, c10::FunctionSchema schema);

void install_types(Environment& env, Napi::Object exports);
void install_schemas(Environment& env, Napi::Object exports);
void install_dispatch_keys(Environment& env, Napi::Object exports);
void install_loggers(Environment& env, Napi::Object exports);
void install_script_calls(Environment& env, Napi::Object exports);
void install_script_objects(Environment& env, Napi::Object exports);
void install_script_units(Environment& env, Napi::Object exports);
void install_script_functions(Environment& env, Napi::Object exports);
void install_script_graphs(Environment& env, Napi::Object exports);
void install_script_archives(Environment& env, Napi::Object exports);

}  // namespace nodetorch
