#include "device/random.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>

#include <mutex>

#include "device/device.h"

namespace nodetorch {

namespace {

uint64_t seed_of(const Napi::Value& value) {
  bool lossless = false;
  return value.As<Napi::BigInt>().Uint64Value(&lossless);
}

Napi::Value from_seed(const Napi::CallbackInfo& info, uint64_t seed) {
  return Napi::BigInt::New(info.Env(), seed);
}

at::Generator generator_of(Environment& env, const Napi::Value& value) {
  const Handle* handle = env.handles.find(value);
  if (handle == nullptr || !handle->value.isGenerator()) {
    throw ArgumentError("expected a Generator, not " + describe(env.raw(), value));
  }
  return handle->value.toGenerator();
}

c10::Device device_from(const Napi::Value& value) {
  const c10::Device device(std::string(value.As<Napi::String>()));
  if (device.is_cuda()) ensure_cuda();
  return device;
}

Napi::Value hand_out_generator(Environment& env, at::Generator generator) {
  return Napi::Value(env.raw(), env.handles.make_external(c10::IValue(std::move(generator))));
}

// manual_seed(seed): of the default generators of all devices; in a worker of its own alone.
Napi::Value manual_seed(Environment& env, const Napi::CallbackInfo& info) {
  if (env.worker) {
    at::Generator own = at::detail::getDefaultCPUGenerator();
    std::lock_guard<std::mutex> lock(own.mutex());
    own.set_current_seed(seed_of(info[0]));
  } else {
    at::manual_seed(seed_of(info[0]));
  }
  return info.Env().Undefined();
}

Napi::Value default_generator(Environment& env, const Napi::CallbackInfo& info) {
  return hand_out_generator(env, at::globalContext().defaultGenerator(device_from(info[0])));
}

Napi::Value new_generator(Environment& env, const Napi::CallbackInfo& info) {
  const c10::Device device(std::string(info[0].As<Napi::String>()));
  if (device.is_cuda()) ensure_cuda_runtime();
  if (device.is_cpu()) return hand_out_generator(env, at::detail::createCPUGenerator());
  const auto& hooks = at::globalContext().getAcceleratorHooksInterface(device.type());
  return hand_out_generator(env, hooks.getNewGenerator(device.index()));
}

Napi::Value generator_manual_seed(Environment& env, const Napi::CallbackInfo& info) {
  at::Generator generator = generator_of(env, info[0]);
  std::lock_guard<std::mutex> lock(generator.mutex());
  generator.set_current_seed(seed_of(info[1]));
  return info.Env().Undefined();
}

// Seeds with a random number of the system.
Napi::Value generator_seed(Environment& env, const Napi::CallbackInfo& info) {
  at::Generator generator = generator_of(env, info[0]);
  std::lock_guard<std::mutex> lock(generator.mutex());
  return from_seed(info, generator.seed());
}

Napi::Value generator_initial_seed(Environment& env, const Napi::CallbackInfo& info) {
  return from_seed(info, generator_of(env, info[0]).current_seed());
}

Napi::Value generator_get_state(Environment& env, const Napi::CallbackInfo& info) {
  at::Generator generator = generator_of(env, info[0]);
  std::lock_guard<std::mutex> lock(generator.mutex());
  return Napi::Value(env.raw(), wrap(env, generator.get_state()));
}

Napi::Value generator_set_state(Environment& env, const Napi::CallbackInfo& info) {
  at::Generator generator = generator_of(env, info[0]);
  const at::Tensor& state = tensor_of(env, info, 1, "set_state");
  TORCH_CHECK_TYPE(
      state.layout() == at::kStrided && state.device().is_cpu() && state.scalar_type() == at::kByte,
      "RNG state must be a torch.ByteTensor");
  std::lock_guard<std::mutex> lock(generator.mutex());
  generator.set_state(state.contiguous());
  return info.Env().Undefined();
}

Napi::Value generator_device(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::String::New(info.Env(), generator_of(env, info[0]).device().str());
}

constexpr DoorEntry kDoors[] = {
    {"manual_seed", manual_seed},
    {"default_generator", default_generator},
    {"new_generator", new_generator},
    {"generator_manual_seed", generator_manual_seed},
    {"generator_seed", generator_seed},
    {"generator_initial_seed", generator_initial_seed},
    {"generator_get_state", generator_get_state},
    {"generator_set_state", generator_set_state},
    {"generator_device", generator_device},
};

}  // namespace

void install_random(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
