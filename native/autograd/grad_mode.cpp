#include <ATen/Context.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/AutogradState.h>
#include <torch/csrc/autograd/anomaly_mode.h>

#include "autograd/autograd.h"
#include "autograd/engine.h"

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

// set_anomaly_reporter(function): of no arguments, the JavaScript stack; of (name of a node, its
// stack, whether it made the node before), says so.
Napi::Value set_anomaly_reporter(Environment& env, const Napi::CallbackInfo& info) {
  this_thread().anomaly = std::make_shared<JsCallback>(env, info[0], "the report of an anomaly");
  return info.Env().Undefined();
}

// A flag of autograd's state on this thread, by its setter.
template <typename Change>
Napi::Value change_state(const Napi::CallbackInfo& info, Change&& change) {
  c10::AutogradState state = c10::AutogradState::get_tls_state();
  change(state, info[0].ToBoolean().Value());
  c10::AutogradState::set_tls_state(state);
  return info.Env().Undefined();
}

Napi::Value is_multithreading_enabled(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(),
                            c10::AutogradState::get_tls_state().get_multithreading_enabled());
}

Napi::Value set_multithreading_enabled(Environment&, const Napi::CallbackInfo& info) {
  return change_state(info, [](auto& state, bool on) { state.set_multithreading_enabled(on); });
}

Napi::Value is_view_replay_enabled(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(),
                            c10::AutogradState::get_tls_state().get_view_replay_enabled());
}

Napi::Value set_view_replay_enabled(Environment&, const Napi::CallbackInfo& info) {
  return change_state(info, [](auto& state, bool on) { state.set_view_replay_enabled(on); });
}

// What older libtorchs lack is on, and stays so.
template <typename State>
bool enforces_grad_layout(const State& state) {
  if constexpr (requires { state.get_grad_layout_enforcement_enabled(); }) {
    return state.get_grad_layout_enforcement_enabled();
  } else {
    return true;
  }
}

Napi::Value is_grad_layout_enforced(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), enforces_grad_layout(c10::AutogradState::get_tls_state()));
}

Napi::Value set_grad_layout_enforced(Environment&, const Napi::CallbackInfo& info) {
  return change_state(info, [](auto& state, bool on) {
    if constexpr (requires { state.set_grad_layout_enforcement_enabled(on); }) {
      state.set_grad_layout_enforcement_enabled(on);
    }
  });
}

template <typename Context>
void warn_on_stream_mismatch(Context& context, bool on) {
  if constexpr (requires { context.setWarnOnAccumulateGradStreamMismatch(on); }) {
    context.setWarnOnAccumulateGradStreamMismatch(on);
  }
}

template <typename Context>
void override_stale_stream(Context& context, bool on) {
  if constexpr (requires { context.setOverrideStaleCaptureStream(on); }) {
    context.setOverrideStaleCaptureStream(on);
  }
}

Napi::Value set_warn_on_stream_mismatch(Environment&, const Napi::CallbackInfo& info) {
  warn_on_stream_mismatch(at::globalContext(), info[0].ToBoolean());
  return info.Env().Undefined();
}

Napi::Value set_override_stale_stream(Environment&, const Napi::CallbackInfo& info) {
  override_stale_stream(at::globalContext(), info[0].ToBoolean());
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"set_anomaly_reporter", set_anomaly_reporter},
    {"is_multithreading_enabled", is_multithreading_enabled},
    {"set_multithreading_enabled", set_multithreading_enabled},
    {"is_view_replay_enabled", is_view_replay_enabled},
    {"set_view_replay_enabled", set_view_replay_enabled},
    {"is_grad_layout_enforced", is_grad_layout_enforced},
    {"set_grad_layout_enforced", set_grad_layout_enforced},
    {"set_warn_on_stream_mismatch", set_warn_on_stream_mismatch},
    {"set_override_stale_stream", set_override_stale_stream},
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
