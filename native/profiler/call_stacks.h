// Where in the program each operator was called, while a profiler asks for it. An observer of
// libtorch's, set before the profiler's own, asks JavaScript for the frames when an operator begins
// that no other one called, and writes their number where the profiler keeps a number of the
// caller's: the debug handle. Operators inside have the number of the outermost.
#pragma once

#include <ATen/record_function.h>

#include "env/callback.h"
#include "env/env.h"

namespace nodetorch {

class CallStacks {
 public:
  // `capture` gives the number of the frames that are on the stack. `everywhere`: the profiler
  // looks at all threads, so its observer is one of the process.
  CallStacks(Environment& env, napi_value capture, bool everywhere);
  ~CallStacks();
  CallStacks(const CallStacks&) = delete;
  CallStacks& operator=(const CallStacks&) = delete;

 private:
  static constexpr int64_t kNowhere = -1;
  struct Place;

  static std::unique_ptr<at::ObserverContext> enter(const at::RecordFunction& function);
  static void leave(const at::RecordFunction& function, at::ObserverContext* place);
  int64_t ask() noexcept;

  JsCallback capture_;
  at::CallbackHandle handle_;
  int64_t outermost_ = kNowhere;  // of the operators that run
};

}  // namespace nodetorch
