#include "aoti/packages.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include "autograd/graph_node.h"
#include "handles/held_object.h"
#include "jit/script.h"

// Loading what was unpacked, and the copies of constants, came with 2.15.
#if TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 15
#define NODETORCH_HAS_PACKAGES 1
#include <torch/csrc/inductor/aoti_package/model_package_loader.h>
#else
#define NODETORCH_HAS_PACKAGES 0
#endif

namespace nodetorch {

namespace {

#if NODETORCH_HAS_PACKAGES

using torch::inductor::AOTIModelPackageLoader;

struct PackageObject final : torch::CustomClassHolder {
  explicit PackageObject(std::unique_ptr<AOTIModelPackageLoader> held) : loader(std::move(held)) {}
  std::unique_ptr<AOTIModelPackageLoader> loader;
};

AOTIModelPackageLoader& loader_of(Environment& env, const Napi::Value& value) {
  return *object_of<PackageObject>(env, value, "a package of AOTInductor").loader;
}

Napi::Object to_object(Environment& env,
                       const std::unordered_map<std::string, std::string>& texts) {
  Napi::Object object = Napi::Object::New(env.js());
  for (const auto& [name, text] : texts) object.Set(name, text);
  return object;
}

// aoti_load(folder, name of the model, single threaded, number of runners, index of the device,
// stream affinity)
Napi::Value aoti_load(Environment& env, const Napi::CallbackInfo& info) {
  env.collector.poll();
  auto loader = std::make_unique<AOTIModelPackageLoader>(
      string_of(info[0]), string_of(info[1]), info[2].ToBoolean(),
      static_cast<size_t>(info[3].ToNumber().Int64Value()),
      static_cast<c10::DeviceIndex>(info[4].ToNumber().Int32Value()), info[5].ToBoolean());
  return Napi::Value(env.raw(),
                     hand_out(env, c10::make_intrusive<PackageObject>(std::move(loader))));
}

// aoti_run(package, tensors)
Napi::Value aoti_run(Environment& env, const Napi::CallbackInfo& info) {
  AOTIModelPackageLoader& loader = loader_of(env, info[0]);
  variable_list inputs = tensors_from(env, info[1], {"aoti_run", "inputs", 2}, false);
  env.collector.poll();
  return Napi::Value(env.raw(), wrap_list(env, loader.boxed_run(std::move(inputs))));
}

// aoti_call_spec(package): how arguments and results nest, as text of torch.utils._pytree.
Napi::Value aoti_call_spec(Environment& env, const Napi::CallbackInfo& info) {
  return to_js(env, loader_of(env, info[0]).get_call_spec());
}

Napi::Value aoti_metadata(Environment& env, const Napi::CallbackInfo& info) {
  return to_object(env, loader_of(env, info[0]).get_metadata());
}

// aoti_constants(package): the names of the constants.
Napi::Value aoti_constants(Environment& env, const Napi::CallbackInfo& info) {
  return to_js(env, loader_of(env, info[0]).get_constant_fqns());
}

// aoti_load_constants(package, names, tensors, check full update, user managed, allow copies)
Napi::Value aoti_load_constants(Environment& env, const Napi::CallbackInfo& info) {
  AOTIModelPackageLoader& loader = loader_of(env, info[0]);
  const std::vector<std::string> names = strings_of(info[1]);
  const variable_list tensors =
      tensors_from(env, info[2], {"load_constants", "constants_map", 1}, false);
  std::unordered_map<std::string, at::Tensor> constants;
  for (size_t i = 0; i < names.size(); ++i) constants.emplace(names[i], tensors[i]);
  loader.load_constants(constants, /*use_inactive=*/false, info[3].ToBoolean(), info[4].ToBoolean(),
                        info[5].ToBoolean());
  return env.js().Undefined();
}

#else

Napi::Value absent(Environment& /*env*/, const Napi::CallbackInfo& /*info*/) {
  TORCH_CHECK_NOT_IMPLEMENTED(false, "libtorch ", NODETORCH_TORCH_VERSION,
                              " has no loader of unpacked packages of AOTInductor: 2.15 has");
}
constexpr Door aoti_load = absent, aoti_run = absent, aoti_call_spec = absent,
               aoti_metadata = absent, aoti_constants = absent, aoti_load_constants = absent;

#endif

constexpr DoorEntry kDoors[] = {
    {"aoti_load", aoti_load},           {"aoti_run", aoti_run},
    {"aoti_call_spec", aoti_call_spec}, {"aoti_metadata", aoti_metadata},
    {"aoti_constants", aoti_constants}, {"aoti_load_constants", aoti_load_constants},
};

}  // namespace

void install_packages(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
