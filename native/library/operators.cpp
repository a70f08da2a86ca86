#include <c10/core/TensorOptions.h>
#include <torch/csrc/autograd/autograd_not_implemented_fallback.h>
#include <torch/csrc/jit/frontend/function_schema_parser.h>

#include "dispatch/call.h"
#include "jit/jit.h"
#include "library/library.h"

namespace nodetorch {

namespace {

using c10::DispatchKey;
using c10::DispatchKeySet;
using torch::autograd::AutogradFallbackMode;

std::string text_of(const Napi::Value& value) { return value.As<Napi::String>().Utf8Value(); }

c10::OperatorHandle operator_of(const Napi::Value& value) {
  const std::string name = text_of(value);
  const auto found = c10::Dispatcher::singleton().findOp(torch::jit::parseName(name));
  TORCH_CHECK(found.has_value(), "operator ", name, " does not exist");
  return *found;
}

c10::OperatorHandle defined_operator_of(const Napi::Value& value) {
  const std::string name = text_of(value);
  const auto found = c10::Dispatcher::singleton().findSchema(torch::jit::parseName(name));
  TORCH_CHECK(found.has_value(), "operator ", name, " does not exist");
  return *found;
}

// operator_exists(name): whether somebody gave it a schema.
Napi::Value operator_exists(Environment&, const Napi::CallbackInfo& info) {
  const auto name = torch::jit::parseName(text_of(info[0]));
  return Napi::Boolean::New(info.Env(), c10::Dispatcher::singleton().findSchema(name).has_value());
}

// operator_has_kernel(name, key)
Napi::Value operator_has_kernel(Environment&, const Napi::CallbackInfo& info) {
  const auto key = c10::parseDispatchKey(text_of(info[1]));
  return Napi::Boolean::New(info.Env(), operator_of(info[0]).hasKernelForDispatchKey(key));
}

Napi::Value operator_tags(Environment&, const Napi::CallbackInfo& info) {
  const auto tags = defined_operator_of(info[0]).getTags();
  Napi::Array numbers = Napi::Array::New(info.Env(), tags.size());
  for (uint32_t i = 0; i < tags.size(); ++i) numbers.Set(i, static_cast<double>(tags[i]));
  return numbers;
}

Napi::Value operator_schema(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Value(env.raw(), hand_out_schema(env, defined_operator_of(info[0]).schema()));
}

constexpr uint64_t kDevices = (1ULL << c10::num_backends) - 1;
constexpr uint64_t kFirst = 1;

// Whose memory a kernel may touch: devices, and how tensors lie there.
constexpr DispatchKeySet kPlaces =
    DispatchKeySet(DispatchKeySet::RAW, kDevices) |
    DispatchKeySet({DispatchKey::Dense, DispatchKey::Quantized, DispatchKey::Sparse,
                    DispatchKey::SparseCsr, DispatchKey::NestedTensor});

// A kernel of another device would read memory that is not there.
void check_places(const c10::OperatorHandle& op, DispatchKeySet keys, torch::jit::Stack* stack) {
  const auto all = op.dispatchKeyExtractor().getDispatchKeySetBoxed(stack);
  const uint64_t own = all.raw_repr() & kPlaces.raw_repr();
  uint64_t wanted = keys.raw_repr() & kPlaces.raw_repr();
  // Without a device libtorch finds the first one's kernel.
  if (wanted != 0 && (wanted & kDevices) == 0) wanted |= kFirst;
  if (own == 0 || (wanted & ~own) == 0) return;
  TORCH_CHECK(false, op.operator_name(), ": a kernel for ", c10::toString(keys),
              " was to be called with tensors of ", c10::toString(all));
}

// operator_redispatch(name): a function (keys, ...arguments), which goes on at these keys.
Napi::Value operator_redispatch(Environment& env, const Napi::CallbackInfo& info) {
  return bind_keyed(
      env, text_of(info[0]),
      [](const c10::OperatorHandle& op, DispatchKeySet keys, torch::jit::Stack* stack) {
        check_places(op, keys, stack);
        op.redispatchBoxed(keys, stack);
      });
}

// operator_kernel(name, key): the same for the kernel that the operator has there now.
Napi::Value operator_kernel(Environment& env, const Napi::CallbackInfo& info) {
  const auto key = c10::parseDispatchKey(text_of(info[1]));
  const auto kernel = std::make_shared<const c10::SafeKernelFunction>(
      defined_operator_of(info[0]).getComputedKernelForDispatchKey(key));
  return bind_keyed(
      env, text_of(info[0]),
      [kernel, key](const c10::OperatorHandle& op, DispatchKeySet keys, torch::jit::Stack* stack) {
        check_places(op, DispatchKeySet(key), stack);
        kernel->callBoxed(op, keys, stack);
      });
}

// dispatch_key_parse(name): whether it is a key's.
Napi::Value dispatch_key_parse(Environment&, const Napi::CallbackInfo& info) {
  try {
    c10::parseDispatchKey(text_of(info[0]));
    return Napi::Boolean::New(info.Env(), true);
  } catch (const c10::Error&) {
    return Napi::Boolean::New(info.Env(), false);
  }
}

// dispatch_key_for_device(type of device)
Napi::Value dispatch_key_for_device(Environment&, const Napi::CallbackInfo& info) {
  const std::string type = text_of(info[0]);
  const c10::Device device(type);
  TORCH_CHECK(!device.has_index(), "Expected device_type string to not have a device index; got ",
              type);
  const auto key = c10::computeDispatchKey(std::nullopt, std::nullopt, device);
  return Napi::String::New(info.Env(), c10::toString(key));
}

constexpr const char* kModes[] = {"nothing", "warn", "error"};

// autograd_fallback_mode(name or null): what operators without a formula do; what they did before.
Napi::Value autograd_fallback_mode(Environment&, const Napi::CallbackInfo& info) {
  const auto before = static_cast<size_t>(torch::autograd::getAutogradFallbackMode());
  if (!info[0].IsNull()) {
    const std::string wanted = text_of(info[0]);
    for (size_t i = 0; i < std::size(kModes); ++i) {
      if (wanted != kModes[i]) continue;
      torch::autograd::setAutogradFallbackMode(static_cast<AutogradFallbackMode>(i));
    }
  }
  return Napi::String::New(info.Env(), kModes[before]);
}

constexpr DoorEntry kDoors[] = {
    {"operator_exists", operator_exists},
    {"operator_has_kernel", operator_has_kernel},
    {"operator_tags", operator_tags},
    {"operator_schema", polled<operator_schema>},
    {"operator_redispatch", operator_redispatch},
    {"operator_kernel", operator_kernel},
    {"dispatch_key_parse", dispatch_key_parse},
    {"dispatch_key_for_device", dispatch_key_for_device},
    {"autograd_fallback_mode", autograd_fallback_mode},
};

}  // namespace

void install_operators(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
