#include <c10/core/AutogradState.h>
#include <torch/csrc/autograd/autograd.h>

#include "functorch/functorch.h"

namespace nodetorch {

namespace {

// enter_dual_level(): the number of the level.
Napi::Value enter_dual_level(Environment& env, const Napi::CallbackInfo& info) {
  register_derivatives();
  const uint64_t level = torch::autograd::forward_ad::enter_dual_level();
  env.autograd.dual_levels.push_back(level);
  return Napi::Number::New(info.Env(), static_cast<double>(level));
}

// exit_dual_level(level): forgets the tangents of the level, which must be the last one.
Napi::Value exit_dual_level(Environment& env, const Napi::CallbackInfo& info) {
  env.autograd.leave_dual_level(static_cast<uint64_t>(info[0].As<Napi::Number>().Int64Value()));
  return info.Env().Undefined();
}

// dual_depth(): how many levels this environment has entered.
Napi::Value dual_depth(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(env.autograd.dual_levels.size()));
}

Napi::Value is_fwd_grad_enabled(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), c10::AutogradState::get_tls_state().get_fw_grad_mode());
}

Napi::Value set_fwd_grad_enabled(Environment&, const Napi::CallbackInfo& info) {
  c10::AutogradState::get_tls_state().set_fw_grad_mode(info[0].ToBoolean());
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"enter_dual_level", enter_dual_level},
    {"exit_dual_level", exit_dual_level},
    {"dual_depth", dual_depth},
    {"is_fwd_grad_enabled", is_fwd_grad_enabled},
    {"set_fwd_grad_enabled", set_fwd_grad_enabled},
};

}  // namespace

void AutogradState::leave_dual_level(uint64_t level) {
  torch::autograd::forward_ad::exit_dual_level(level);
  std::erase(dual_levels, level);
}

void AutogradState::leave_dual_levels() noexcept {
  try {
    while (!dual_levels.empty()) leave_dual_level(dual_levels.back());
  } catch (const std::exception&) {
    dual_levels.clear();  // somebody else has left it
  }
}

void install_forward_ad(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
