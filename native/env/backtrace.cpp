#include "env/backtrace.h"

#include <c10/util/Backtrace.h>

namespace nodetorch {

namespace {

// cpp_backtrace(frames to skip, most frames)
Napi::Value cpp_backtrace(Environment&, const Napi::CallbackInfo& info) {
  const int64_t skip = info[0].As<Napi::Number>().Int64Value();
  const int64_t most = info[1].As<Napi::Number>().Int64Value();
  return Napi::String::New(
      info.Env(), c10::get_backtrace(static_cast<size_t>(skip), static_cast<size_t>(most)));
}

constexpr DoorEntry kDoors[] = {{"cpp_backtrace", cpp_backtrace}};

}  // namespace

void install_backtrace(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
