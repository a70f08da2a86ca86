// What a profile was: libtorch's result, which JavaScript holds by a handle and reads when asked.
#pragma once

#include <torch/csrc/autograd/profiler_kineto.h>

#include "handles/held_object.h"

namespace nodetorch {

struct Trace final : torch::CustomClassHolder {
  explicit Trace(std::unique_ptr<torch::autograd::profiler::ProfilerResult> held)
      : result(std::move(held)) {}
  std::unique_ptr<torch::autograd::profiler::ProfilerResult> result;
};

inline torch::autograd::profiler::ProfilerResult& result_of(Environment& env, napi_value trace) {
  return *object_of<Trace>(env, trace, "a trace of the profiler").result;
}

}  // namespace nodetorch
