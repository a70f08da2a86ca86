// Hooks of the program's own on the tensors that the graph saves: what `pack` gives back is kept in
// place of the tensor, until `unpack` makes a tensor of it again.
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/autograd/variable.h>

#include "autograd/autograd.h"
#include "autograd/engine.h"

namespace nodetorch {

namespace {

using torch::autograd::SavedVariable;

// A tensor packed as itself may be an output of the node that saves it. Its history is put back
// when it is unpacked, whatever the hook gives.
at::Tensor without_circle(const at::Tensor& saved, const at::Tensor& packed) {
  return packed.is_same(saved) && saved.grad_fn() ? saved.detach() : packed;
}

struct Callbacks {
  std::shared_ptr<JsCallback> pack;
  std::shared_ptr<JsCallback> unpack;
};

class PackedHooks final : public SavedVariableHooks {
 public:
  explicit PackedHooks(Callbacks callbacks) : callbacks_(std::move(callbacks)) {}

  // pack(handle): [handle] of a tensor, or [null, value] of anything else.
  void call_pack_hook(const at::Tensor& tensor) override {
    Environment& env = callbacks_.pack->environment();
    const Napi::HandleScope scope(env.js());
    const napi_value argument = wrap(env, tensor);
    const Napi::Array packed(env.raw(), callbacks_.pack->call(1, &argument));
    if (packed.Length() == 1) {
      tensor_ = without_circle(tensor,
                               tensor_of(env, packed.Get(uint32_t{0}), {"pack_hook", "result", 0}));
    } else {
      value_ = std::make_unique<SharedReference>(env.raw(), env.reaper, packed);
    }
  }

  // unpack(handle of a packed tensor or null, [null, value] or null): the handle of a tensor.
  at::Tensor call_unpack_hook() override {
    Environment& env = callbacks_.unpack->environment();
    const Napi::HandleScope scope(env.js());
    TORCH_CHECK(tensor_.defined() || value_ != nullptr,
                "the pack hook raised before saving data for this tensor");
    const napi_value arguments[] = {
        wrap(env, tensor_), value_ == nullptr ? napi_value(env.js().Null()) : value_->value()};
    return tensor_of(env, callbacks_.unpack->call(2, arguments), {"unpack_hook", "result", 0});
  }

 private:
  Callbacks callbacks_;
  at::Tensor tensor_;
  std::unique_ptr<SharedReference> value_;
};

class PackedHooksFactory final : public SavedHooksFactory {
 public:
  explicit PackedHooksFactory(Callbacks callbacks) : callbacks_(std::move(callbacks)) {}
  std::unique_ptr<SavedVariableHooks> make() override {
    return std::make_unique<PackedHooks>(callbacks_);
  }

 private:
  Callbacks callbacks_;
};

// A tensor saved outside of any node, as nodes save theirs.
struct SavedTensor final : torch::CustomClassHolder {
  explicit SavedTensor(const at::Tensor& tensor, bool is_output) : saved(tensor, is_output) {}
  SavedVariable saved;
};

// push_saved_tensors_hooks(pack, unpack): the place on the stack, for pop_saved_tensors_hooks.
Napi::Value push_saved_tensors_hooks(Environment& env, const Napi::CallbackInfo& info) {
  const auto factory = std::make_shared<PackedHooksFactory>(Callbacks{
      std::make_shared<JsCallback>(env, info[0], "the pack hook of saved_tensors_hooks"),
      std::make_shared<JsCallback>(env, info[1], "the unpack hook of saved_tensors_hooks")});
  return Napi::Number::New(info.Env(),
                           static_cast<double>(this_thread().push_saved_hooks(factory)));
}

// pop_saved_tensors_hooks(place): ends these hooks and those that were pushed after them.
Napi::Value pop_saved_tensors_hooks(Environment&, const Napi::CallbackInfo& info) {
  this_thread().pop_saved_hooks(info[0].As<Napi::Number>().Uint32Value());
  return info.Env().Undefined();
}

// saved_tensors_hooks_disabled(): the message, or null while hooks are allowed.
Napi::Value saved_tensors_hooks_disabled(Environment&, const Napi::CallbackInfo& info) {
  const auto& message = at::SavedTensorDefaultHooks::get_disabled_error_message();
  if (!message.has_value()) return info.Env().Null();
  return Napi::String::New(info.Env(), *message);
}

// disable_saved_tensors_hooks(message or null for allowing them)
Napi::Value disable_saved_tensors_hooks(Environment&, const Napi::CallbackInfo& info) {
  if (info[0].IsNull()) {
    at::SavedTensorDefaultHooks::enable();
  } else {
    at::SavedTensorDefaultHooks::disable(info[0].ToString());
  }
  return info.Env().Undefined();
}

// save_tensor(tensor, is_output)
Napi::Value save_tensor(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& tensor = tensor_of(env, info, 0, "save_tensor");
  return Napi::Value(env.raw(),
                     hand_out(env, c10::make_intrusive<SavedTensor>(tensor, info[1].ToBoolean())));
}

SavedTensor& saved_of(Environment& env, napi_value value) {
  return object_of<SavedTensor>(env, value, "a saved tensor");
}

Napi::Value unpack_tensor(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Value(env.raw(), wrap(env, saved_of(env, info[0]).saved.unpack()));
}

// alias_tensor(tensor): the same data with no history, and with the versions of the tensor.
Napi::Value alias_tensor(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& tensor = tensor_of(env, info, 0, "alias_tensor");
  at::Tensor alias(tensor.getIntrusivePtr()->shallow_copy_and_detach(
      torch::autograd::impl::version_counter(tensor), false));
  return Napi::Value(env.raw(), wrap(env, std::move(alias)));
}

constexpr DoorEntry kDoors[] = {
    {"alias_tensor", alias_tensor},
    {"push_saved_tensors_hooks", push_saved_tensors_hooks},
    {"pop_saved_tensors_hooks", pop_saved_tensors_hooks},
    {"saved_tensors_hooks_disabled", saved_tensors_hooks_disabled},
    {"disable_saved_tensors_hooks", disable_saved_tensors_hooks},
    {"save_tensor", save_tensor},
    {"unpack_tensor", unpack_tensor},
};

}  // namespace

void install_saved_hooks(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
