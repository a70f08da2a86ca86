#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/anomaly_mode.h>

#include "autograd/autograd.h"

namespace nodetorch {

namespace {

using torch::autograd::AnomalyMode;

Napi::Value is_grad_enabled(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), at::GradMode::is_enabled());
}

Napi::Value set_grad_enabled(Environment&, const Napi::CallbackInfo& info) {
  at::GradMode::set_enabled(info[0].ToBoolean());
  return info.Env().Undefined();
}

Napi::Value is_inference_mode_enabled(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), c10::InferenceMode::is_enabled());
}

// enter_inference_mode(enabled): the place of this mode on the stack, for leave_inference_mode.
Napi::Value enter_inference_mode(Environment& env, const Napi::CallbackInfo& info) {
  auto& modes = env.autograd.inference_modes;
  modes.push_back(std::make_unique<c10::InferenceMode>(info[0].ToBoolean()));
  return Napi::Number::New(info.Env(), static_cast<double>(modes.size() - 1));
}

// leave_inference_mode(place): ends this mode and those entered inside it and never left; a mode
// that has ended already is left alone.
Napi::Value leave_inference_mode(Environment& env, const Napi::CallbackInfo& info) {
  env.autograd.leave_inference_modes(static_cast<size_t>(info[0].As<Napi::Number>().Int64Value()));
  return info.Env().Undefined();
}

Napi::Value is_anomaly_enabled(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), AnomalyMode::is_enabled());
}

Napi::Value is_anomaly_check_nan_enabled(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), AnomalyMode::should_check_nan());
}

// set_anomaly_enabled(enabled, check_nan): for every thread of the process, as in PyTorch.
Napi::Value set_anomaly_enabled(Environment&, const Napi::CallbackInfo& info) {
  AnomalyMode::set_enabled(info[0].ToBoolean(), info[1].ToBoolean());
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"is_grad_enabled", is_grad_enabled},
    {"set_grad_enabled", set_grad_enabled},
    {"is_inference_mode_enabled", is_inference_mode_enabled},
    {"enter_inference_mode", enter_inference_mode},
    {"leave_inference_mode", leave_inference_mode},
    {"is_anomaly_enabled", is_anomaly_enabled},
    {"is_anomaly_check_nan_enabled", is_anomaly_check_nan_enabled},
    {"set_anomaly_enabled", set_anomaly_enabled},
};

}  // namespace

void install_grad_mode(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
