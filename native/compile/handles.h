// What the doors of recordings take and give.
#pragma once

#include "compile/compiled.h"
#include "env/env.h"

namespace nodetorch::compile {

std::vector<at::Tensor> tensors_of(Environment& env, const Napi::Value& list);
c10::intrusive_ptr<Compiled> compiled_of(Environment& env, const Napi::Value& value);
// Results and values of a frame that ran, as JavaScript gets them.
Napi::Value results_of(Environment& env, const c10::intrusive_ptr<Compiled>& compiled, Frame frame);

}  // namespace nodetorch::compile
