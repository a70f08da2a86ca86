#include "device/cpu.h"

#include <ATen/cpu/Utils.h>

#include "dispatch/from_ivalue.h"

namespace nodetorch {

namespace {

// cpu_capabilities(): pairs of a name and a boolean, number or text.
Napi::Value cpu_capabilities(Environment& env, const Napi::CallbackInfo& info) {
  Napi::Array pairs = Napi::Array::New(info.Env());
  for (const auto& [name, value] : at::cpu::get_cpu_capabilities()) {
    Napi::Array pair = Napi::Array::New(info.Env(), 2);
    pair.Set(uint32_t{0}, name);
    pair.Set(uint32_t{1}, Napi::Value(env.raw(), from_ivalue(env, value)));
    pairs.Set(pairs.Length(), pair);
  }
  return pairs;
}

constexpr DoorEntry kDoors[] = {{"cpu_capabilities", cpu_capabilities}};

}  // namespace

void install_cpu(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
