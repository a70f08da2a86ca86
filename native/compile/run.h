// Replays on threads of libuv's pool, while JavaScript goes on.
#pragma once

#include "compile/compiled.h"
#include "env/env.h"

namespace nodetorch::compile {

// Shared with the calls that replay on the thread of JavaScript (compile.cpp).
std::vector<at::Tensor> tensors_of(Environment& env, const Napi::Value& list);
c10::intrusive_ptr<Compiled> compiled_of(Environment& env, const Napi::Value& value);
// Results and values of a frame that ran, as JavaScript gets them.
Napi::Value results_of(Environment& env, const c10::intrusive_ptr<Compiled>& compiled, Frame frame);

// Installs the doors: compile_start, compile_go_on, compile_cancel.
void install_runs(Environment& env, Napi::Object exports);

}  // namespace nodetorch::compile
