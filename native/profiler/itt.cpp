// Marks and ranges for Intel's profilers, by what libtorch has registered.
#include <torch/csrc/profiler/stubs/base.h>

#include "profiler/profiler.h"

namespace nodetorch {

namespace {

std::string text_of(const Napi::Value& value) { return value.As<Napi::String>(); }

Napi::Value itt_is_available(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), torch::profiler::impl::ittStubs()->enabled());
}

Napi::Value itt_push(Environment&, const Napi::CallbackInfo& info) {
  torch::profiler::impl::ittStubs()->rangePush(text_of(info[0]).c_str());
  return info.Env().Undefined();
}

Napi::Value itt_pop(Environment&, const Napi::CallbackInfo& info) {
  torch::profiler::impl::ittStubs()->rangePop();
  return info.Env().Undefined();
}

Napi::Value itt_mark(Environment&, const Napi::CallbackInfo& info) {
  torch::profiler::impl::ittStubs()->mark(text_of(info[0]).c_str());
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"itt_is_available", itt_is_available},
    {"itt_push", itt_push},
    {"itt_pop", itt_pop},
    {"itt_mark", itt_mark},
};

}  // namespace

void install_itt(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
