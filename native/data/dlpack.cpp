#include "data/dlpack.h"

#include <ATen/ATen.h>
#include <ATen/DLConvertor.h>

#include <memory>
#include <utility>

#include "dispatch/from_ivalue.h"

namespace nodetorch {

namespace {

// What crosses to other addons: a JS object that wraps a Package and bears this tag, which no other
// object does. Whoever takes the managed tensor out writes null there and calls its deleter when it
// is done; what nobody took is deleted with the object. The tag says which of DLPack's two structs.
struct Package {
  void* managed;
};
constexpr napi_type_tag kPlain = {0x8c1d9a5e50c44f12, 0x9b7a1c0e444c5001};
constexpr napi_type_tag kVersioned = {0x8c1d9a5e50c44f12, 0x9b7a1c0e444c5002};

template <typename Managed>
void free_managed(void* pointer) {
  auto* managed = static_cast<Managed*>(pointer);
  if (managed != nullptr && managed->deleter != nullptr) managed->deleter(managed);
}

// Owns a managed tensor until somebody takes it.
template <typename Managed>
using Owned = std::unique_ptr<Managed, void (*)(void*)>;

template <typename Managed>
Owned<Managed> owned(Managed* managed) {
  return Owned<Managed>(managed, free_managed<Managed>);
}

Owned<DLManagedTensor> plain(const at::Tensor& tensor) { return owned(at::toDLPack(tensor)); }

Owned<DLManagedTensorVersioned> versioned(const at::Tensor& tensor, bool read_only) {
  auto managed = owned(at::toDLPackVersioned(tensor));
  if (read_only) managed->flags |= DLPACK_FLAG_BITMASK_READ_ONLY;
  return managed;
}

at::Tensor adopt(Owned<DLManagedTensor> managed) {
  at::Tensor tensor = at::fromDLPack(managed.get());
  managed.release();
  return tensor;
}

at::Tensor adopt(Owned<DLManagedTensorVersioned> managed) {
  at::Tensor tensor = at::fromDLPackVersioned(managed.get());
  managed.release();
  return tensor;
}

template <typename Managed>
Napi::Value packed(Environment& env, Owned<Managed> managed, const napi_type_tag& tag) {
  Napi::Object object = Napi::Object::New(env.js());
  auto package = std::make_unique<Package>(Package{managed.get()});
  const auto finalize = [](napi_env, void* data, void*) {
    const std::unique_ptr<Package> dead(static_cast<Package*>(data));
    free_managed<Managed>(dead->managed);
  };
  check(env.raw(), napi_wrap(env.raw(), object, package.get(), finalize, nullptr, nullptr));
  package.release();
  managed.release();
  check(env.raw(), napi_type_tag_object(env.raw(), object, &tag));
  return object;
}

// The package in an object, if it bears the tag.
Package* package_in(Environment& env, const Napi::Value& value, const napi_type_tag& tag) {
  bool tagged = false;
  if (!value.IsObject()) return nullptr;
  check(env.raw(), napi_check_object_type_tag(env.raw(), value, &tag, &tagged));
  if (!tagged) return nullptr;
  void* data = nullptr;
  check(env.raw(), napi_unwrap(env.raw(), value, &data));
  return static_cast<Package*>(data);
}

template <typename Managed>
Owned<Managed> taken(Package& package) {
  TORCH_CHECK(
      package.managed != nullptr,
      "from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed "
      "only once, so you might have already constructed a tensor from it once.");
  return owned(static_cast<Managed*>(std::exchange(package.managed, nullptr)));
}

// dlpack_alias(tensor, versioned, read_only): the tensor that a consumer of its capsule gets.
Napi::Value dlpack_alias(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor tensor = tensor_of(env, info, 0, "from_dlpack");
  const bool modern = info[1].As<Napi::Boolean>().Value();
  at::Tensor alias =
      modern ? adopt(versioned(tensor, info[2].As<Napi::Boolean>().Value())) : adopt(plain(tensor));
  return Napi::Value(env.raw(), wrap(env, std::move(alias)));
}

// dlpack_pack(tensor, versioned, read_only): an object that another addon can take it out of.
Napi::Value dlpack_pack(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor tensor = tensor_of(env, info, 0, "to_dlpack");
  if (!info[1].As<Napi::Boolean>().Value()) return packed(env, plain(tensor), kPlain);
  return packed(env, versioned(tensor, info[2].As<Napi::Boolean>().Value()), kVersioned);
}

// dlpack_take(object): the tensor in such an object, null for any other; once.
Napi::Value dlpack_take(Environment& env, const Napi::CallbackInfo& info) {
  at::Tensor tensor;
  if (Package* package = package_in(env, info[0], kVersioned)) {
    tensor = adopt(taken<DLManagedTensorVersioned>(*package));
  } else if (Package* older = package_in(env, info[0], kPlain)) {
    tensor = adopt(taken<DLManagedTensor>(*older));
  } else {
    return env.js().Null();
  }
  return Napi::Value(env.raw(), wrap(env, std::move(tensor)));
}

// dlpack_check(tensor): throws for what DLPack cannot say.
Napi::Value dlpack_check(Environment& env, const Napi::CallbackInfo& info) {
  plain(tensor_of(env, info, 0, "to_dlpack"));
  return env.js().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"dlpack_alias", dlpack_alias},
    {"dlpack_pack", dlpack_pack},
    {"dlpack_take", dlpack_take},
    {"dlpack_check", dlpack_check},
};

}  // namespace

void install_dlpack(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
