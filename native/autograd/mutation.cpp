// Saved tensors that may be changed in place: whoever writes to a tensor's memory has what was
// saved of it copied first. Each is known here for as long as the graph wants it.
#include <torch/csrc/autograd/variable.h>

#include <map>

#include "autograd/autograd.h"
#include "autograd/engine.h"

namespace nodetorch {

namespace {

class MutableSaved;

// Where a tensor's data begin, and how often they had been written to.
using Memory = std::pair<const void*, uint32_t>;

Memory memory_of(const at::Tensor& tensor) {
  return {tensor.unsafeGetTensorImpl()->data(),
          torch::autograd::impl::version_counter(tensor).current_version()};
}

// What one context has saved.
struct SavedMemory {
  std::multimap<Memory, MutableSaved*> saved;
  std::shared_ptr<JsCallback> refuse;  // throws, for a backward outside of the context
  bool ended = false;
};

class MutableSaved final : public SavedVariableHooks {
 public:
  explicit MutableSaved(std::shared_ptr<SavedMemory> context) : context_(std::move(context)) {}
  ~MutableSaved() override { leave(); }

  void call_pack_hook(const at::Tensor& tensor) override {
    tensor_ = tensor.grad_fn() ? tensor.detach() : tensor;  // it may lead back here
    place_ = context_->saved.emplace(memory_of(tensor), this);
    waits_ = true;
  }

  at::Tensor call_unpack_hook() override {
    if (context_->ended) {
      const Napi::HandleScope scope(context_->refuse->environment().js());
      context_->refuse->call(0, nullptr);
    }
    return tensor_;
  }

  void copy() {
    leave();
    tensor_ = tensor_.clone();
  }

 private:
  void leave() {
    if (waits_) context_->saved.erase(place_);
    waits_ = false;
  }

  std::shared_ptr<SavedMemory> context_;
  at::Tensor tensor_;
  std::multimap<Memory, MutableSaved*>::iterator place_;
  bool waits_ = false;  // for somebody to write to it
};

class MutableFactory final : public SavedHooksFactory {
 public:
  explicit MutableFactory(std::shared_ptr<SavedMemory> context) : context_(std::move(context)) {}
  std::unique_ptr<SavedVariableHooks> make() override {
    return std::make_unique<MutableSaved>(context_);
  }

 private:
  std::shared_ptr<SavedMemory> context_;
};

struct MutationContext final : torch::CustomClassHolder {
  std::shared_ptr<SavedMemory> memory = std::make_shared<SavedMemory>();
};

SavedMemory& memory_of(Environment& env, napi_value value) {
  return *object_of<MutationContext>(env, value, "a context of mutations").memory;
}

// mutation_begin(function that throws): [the context, the place of its hooks on the stack]
Napi::Value mutation_begin(Environment& env, const Napi::CallbackInfo& info) {
  auto context = c10::make_intrusive<MutationContext>();
  context->memory->refuse = std::make_shared<JsCallback>(env, info[0], "a context of mutations");
  const size_t place =
      this_thread().push_saved_hooks(std::make_shared<MutableFactory>(context->memory));
  Napi::Array result = Napi::Array::New(info.Env(), 2);
  result.Set(uint32_t{0}, Napi::Value(env.raw(), hand_out(env, std::move(context))));
  result.Set(uint32_t{1}, static_cast<double>(place));
  return result;
}

Napi::Value mutation_end(Environment& env, const Napi::CallbackInfo& info) {
  memory_of(env, info[0]).ended = true;
  return info.Env().Undefined();
}

// mutation_copy(context, tensor): somebody is about to write to the tensor.
Napi::Value mutation_copy(Environment& env, const Napi::CallbackInfo& info) {
  SavedMemory& memory = memory_of(env, info[0]);
  const Memory key = memory_of(tensor_of(env, info, 1, "mutation_copy"));
  for (auto found = memory.saved.find(key); found != memory.saved.end();
       found = memory.saved.find(key)) {
    found->second->copy();
  }
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"mutation_begin", mutation_begin},
    {"mutation_end", mutation_end},
    {"mutation_copy", mutation_copy},
};

}  // namespace

void install_mutation(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
