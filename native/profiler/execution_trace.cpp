// libtorch's observer that writes down all operators with their arguments, one for the process.
#include <torch/csrc/profiler/standalone/execution_trace_observer.h>

#include "profiler/profiler.h"

namespace nodetorch {

namespace {

namespace impl = torch::profiler::impl;

Napi::Value execution_trace_add(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(),
                            impl::addExecutionTraceObserver(info[0].As<Napi::String>()));
}

template <void (*act)()>
Napi::Value call(Environment&, const Napi::CallbackInfo& info) {
  act();
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"execution_trace_add", execution_trace_add},
    {"execution_trace_remove", call<impl::removeExecutionTraceObserver>},
    {"execution_trace_enable", call<impl::enableExecutionTraceObserver>},
    {"execution_trace_disable", call<impl::disableExecutionTraceObserver>},
};

}  // namespace

void install_execution_trace(Environment& env, Napi::Object exports) {
  env.install(exports, kDoors);
}

}  // namespace nodetorch
