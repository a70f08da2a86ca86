// Checkpoints that need no second backward inside the first: the tensors that a function saves are
// numbered and let go; the first that backward asks for has the function run again, whose saved
// tensors then take the numbers in their order. They are kept here, and each is freed when backward
// has had it. What runs, in which modes, and what is said about a mismatch is TypeScript's
// (lib/utils/checkpoint/).
#include <torch/csrc/autograd/saved_variable.h>

#include <limits>

#include "autograd/autograd.h"
#include "autograd/engine.h"
#include "compile/recorder.h"

namespace nodetorch {

namespace {

using torch::autograd::SavedVariable;

// One run of backward, or several that share what was computed again: those are negative.
using RunId = int64_t;

struct Metadata {
  explicit Metadata(const at::Tensor& tensor)
      : sizes(tensor.sizes().vec()), dtype(tensor.scalar_type()), device(tensor.device()) {}
  bool operator==(const Metadata&) const = default;
  std::vector<int64_t> sizes;
  c10::ScalarType dtype;
  c10::Device device;
};

struct Slot {
  explicit Slot(const at::Tensor& tensor) : metadata(tensor) {}
  Metadata metadata;
  bool alive = true;  // the graph may still ask
  // Undefined once backward has had it.
  std::unordered_map<RunId, at::Tensor> again;
};

struct Run {
  size_t saved = 0;
  bool complete = false;
  bool stopped = false;  // early: all has been saved
};

// What the script is asked to do; the numbers are those of lib/addon/checkpoint.ts.
enum class Request : int32_t { recompute, unpacked_twice, too_many };

// Ends a function whose saved tensors are all there.
struct StopRecomputation final : std::runtime_error {
  StopRecomputation() : std::runtime_error("recomputation has all that it was run for") {}
};

struct Frame final : torch::CustomClassHolder {
  Frame(std::shared_ptr<JsCallback> callback, bool stops_early)
      : script(std::move(callback)), early_stop(stops_early) {}

  std::shared_ptr<JsCallback> script;
  std::vector<SavedVariable> inputs;
  std::vector<Slot> slots;
  std::unordered_map<RunId, Run> runs;
  bool early_stop;
  bool forward_completed = false;
  bool ignore_mismatch = false;
  RunId last_own = std::numeric_limits<RunId>::max();  // of runs outside of backward

  void ask(RunId id, Request request);
  void recompute(RunId id);
  void forget_runs_but(RunId id);
};

using FramePointer = c10::intrusive_ptr<Frame>;

class Patience {
 public:
  explicit Patience(Collector& collector)
      : collector_(collector), before_(collector.set_patience(true)) {}
  ~Patience() { collector_.set_patience(before_); }
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;

 private:
  Collector& collector_;
  bool before_;
};

void Frame::ask(RunId id, Request request) {
  Environment& env = script->environment();
  const Napi::HandleScope scope(env.js());
  const napi_value arguments[] = {hand_out(env, FramePointer::reclaim_copy(this)),
                                  Napi::Number::New(env.js(), static_cast<double>(id)),
                                  Napi::Number::New(env.js(), static_cast<int32_t>(request))};
  script->call(3, arguments);
}

void Frame::recompute(RunId id) {
  Environment& env = script->environment();
  const uint64_t start = env.handles.next_serial();
  {
    const Patience patience(env.collector);
    ask(id, Request::recompute);
  }
  env.collector.after_recomputation(start);
}

// Those that no backward can ask for any more.
void Frame::forget_runs_but(RunId id) {
  const auto over = [&](const auto& entry) { return entry.first >= 0 && entry.first != id; };
  std::erase_if(runs, over);
  for (Slot& slot : slots) std::erase_if(slot.again, over);
}

class SavedInFrame final : public SavedVariableHooks {
 public:
  explicit SavedInFrame(FramePointer frame) : frame_(std::move(frame)) {}
  ~SavedInFrame() override {
    if (!packed_) return;
    frame_->slots[index_].alive = false;
    frame_->slots[index_].again.clear();
  }

  void call_pack_hook(const at::Tensor& tensor) override {
    index_ = frame_->slots.size();
    frame_->slots.emplace_back(tensor);
    packed_ = true;
  }

  at::Tensor call_unpack_hook() override {
    const FramePointer frame = frame_;  // the script may free the node
    Environment& env = frame->script->environment();
    const RunId id = run_id();
    if (!frame->runs[id].complete) {
      if (env.autograd.backward_depth <= 1) frame->forget_runs_but(id);
      frame->recompute(id);
      frame->runs[id].complete = true;
    }
    auto& again = frame->slots[index_].again;
    const auto found = again.find(id);
    TORCH_CHECK(
        found != again.end(),
        "Something went unexpectedly wrong in activation checkpoint. Please report this bug "
        "by filing an issue to PyTorch.");
    if (!found->second.defined()) frame->ask(id, Request::unpacked_twice);
    return std::exchange(found->second, at::Tensor());
  }

 private:
  RunId run_id() const {
    if (this_thread().checkpoint_group != 0) return this_thread().checkpoint_group;
    const RunId task = torch::autograd::get_current_graph_task_id();
    return task >= 0 ? task : frame_->last_own--;
  }

  FramePointer frame_;
  size_t index_ = 0;
  bool packed_ = false;
};

class SavedAgain final : public SavedVariableHooks {
 public:
  SavedAgain(FramePointer frame, RunId id) : frame_(std::move(frame)), id_(id) {}

  void call_pack_hook(const at::Tensor& tensor) override {
    const FramePointer frame = std::move(frame_);
    Run& run = frame->runs[id_];
    const size_t index = run.saved++;
    // A backward inside the function may want it; its history would lead back here.
    tensor_ = tensor.requires_grad() ? tensor.detach() : tensor;
    if (index >= frame->slots.size()) {
      if (frame->forward_completed) frame->ask(id_, Request::too_many);
      frame->ignore_mismatch = true;
      return;
    }
    if (frame->slots[index].alive) frame->slots[index].again[id_] = tensor_;
    if (frame->early_stop && run.saved == frame->slots.size()) {
      run.stopped = true;
      throw StopRecomputation();
    }
  }

  at::Tensor call_unpack_hook() override { return tensor_; }

 private:
  FramePointer frame_;
  RunId id_;
  at::Tensor tensor_;
};

class ForwardFactory final : public SavedHooksFactory {
 public:
  explicit ForwardFactory(FramePointer frame) : frame_(std::move(frame)) {}
  std::unique_ptr<SavedVariableHooks> make() override {
    return std::make_unique<SavedInFrame>(frame_);
  }

 private:
  FramePointer frame_;
};

class AgainFactory final : public SavedHooksFactory {
 public:
  AgainFactory(FramePointer frame, RunId id) : frame_(std::move(frame)), id_(id) {}
  std::unique_ptr<SavedVariableHooks> make() override {
    return std::make_unique<SavedAgain>(frame_, id_);
  }

 private:
  FramePointer frame_;
  RunId id_;
};

FramePointer frame_of(Environment& env, napi_value value) {
  return FramePointer::reclaim_copy(&object_of<Frame>(env, value, "a checkpoint"));
}

RunId id_of(const Napi::Value& value) { return value.As<Napi::Number>().Int64Value(); }

Napi::Value place(const Napi::CallbackInfo& info, size_t on_the_stack) {
  return Napi::Number::New(info.Env(), static_cast<double>(on_the_stack));
}

// checkpoint_begin(script, inputs, early_stop): the frame. Hooks from outside see the inputs.
Napi::Value checkpoint_begin(Environment& env, const Napi::CallbackInfo& info) {
  auto frame = c10::make_intrusive<Frame>(
      std::make_shared<JsCallback>(env, info[0], "the recomputation of a checkpoint"),
      info[2].ToBoolean());
  for (const at::Tensor& input : tensors_from(env, info[1], {"checkpoint", "args", 0}, false)) {
    frame->inputs.emplace_back(input, false);
  }
  return Napi::Value(env.raw(), hand_out(env, std::move(frame)));
}

// checkpoint_enter(frame): the place of its hooks, for pop_saved_tensors_hooks.
Napi::Value checkpoint_enter(Environment& env, const Napi::CallbackInfo& info) {
  return place(info, this_thread().push_saved_hooks(
                         std::make_shared<ForwardFactory>(frame_of(env, info[0]))));
}

Napi::Value checkpoint_completed(Environment& env, const Napi::CallbackInfo& info) {
  frame_of(env, info[0])->forward_completed = true;
  return info.Env().Undefined();
}

Napi::Value checkpoint_inputs(Environment& env, const Napi::CallbackInfo& info) {
  variable_list tensors;
  for (const SavedVariable& input : frame_of(env, info[0])->inputs) {
    tensors.push_back(input.unpack());
  }
  return Napi::Value(env.raw(), wrap_list(env, tensors));
}

// checkpoint_recompute(frame, run): the place of the hooks
Napi::Value checkpoint_recompute(Environment& env, const Napi::CallbackInfo& info) {
  FramePointer frame = frame_of(env, info[0]);
  const RunId id = id_of(info[1]);
  frame->runs[id] = Run();
  if (compile::Recorder* recorder = compile::listening()) recorder->compute_again();
  return place(
      info, this_thread().push_saved_hooks(std::make_shared<AgainFactory>(std::move(frame), id)));
}

Napi::Value checkpoint_stopped(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), frame_of(env, info[0])->runs[id_of(info[1])].stopped);
}

Napi::Value metadata_of(const Napi::CallbackInfo& info, const Metadata& metadata) {
  Napi::Array result = Napi::Array::New(info.Env(), 3);
  Napi::Array sizes = Napi::Array::New(info.Env(), metadata.sizes.size());
  for (uint32_t i = 0; i < metadata.sizes.size(); ++i) {
    sizes.Set(i, static_cast<double>(metadata.sizes[i]));
  }
  result.Set(uint32_t{0}, sizes);
  result.Set(uint32_t{1}, static_cast<double>(metadata.dtype));
  result.Set(uint32_t{2}, metadata.device.str());
  return result;
}

// checkpoint_mismatch(frame, run): null, the two numbers of saved tensors, or a list of
// [index, [sizes, dtype, device] of the saved, of the recomputed tensor].
Napi::Value checkpoint_mismatch(Environment& env, const Napi::CallbackInfo& info) {
  const FramePointer frame = frame_of(env, info[0]);
  if (frame->ignore_mismatch) return info.Env().Null();
  const RunId id = id_of(info[1]);
  Napi::Array result = Napi::Array::New(info.Env());
  const size_t saved = frame->runs[id].saved;
  if (saved != frame->slots.size()) {
    result.Set(uint32_t{0}, static_cast<double>(frame->slots.size()));
    result.Set(uint32_t{1}, static_cast<double>(saved));
    return result;
  }
  uint32_t count = 0;
  for (size_t i = 0; i < frame->slots.size(); ++i) {
    const Slot& slot = frame->slots[i];
    const auto found = slot.again.find(id);
    if (!slot.alive || found == slot.again.end() || !found->second.defined()) continue;
    const Metadata again(found->second);
    if (again == slot.metadata) continue;
    Napi::Array row = Napi::Array::New(info.Env(), 3);
    row.Set(uint32_t{0}, static_cast<double>(i));
    row.Set(uint32_t{1}, metadata_of(info, slot.metadata));
    row.Set(uint32_t{2}, metadata_of(info, again));
    result.Set(count++, row);
  }
  return count == 0 ? info.Env().Null() : Napi::Value(result);
}

// set_checkpoint_group(negative number, or 0 for none)
Napi::Value set_checkpoint_group(Environment&, const Napi::CallbackInfo& info) {
  this_thread().checkpoint_group = id_of(info[0]);
  return info.Env().Undefined();
}

// set_patience(on): what was before. For functions that checkpoints of TypeScript's run.
Napi::Value set_patience(Environment& env, const Napi::CallbackInfo& info) {
  const bool before = env.collector.set_patience(info[0].ToBoolean());
  env.collector.poll();
  return Napi::Boolean::New(info.Env(), before);
}

constexpr DoorEntry kDoors[] = {
    {"checkpoint_begin", checkpoint_begin},
    {"checkpoint_enter", checkpoint_enter},
    {"checkpoint_completed", checkpoint_completed},
    {"checkpoint_inputs", checkpoint_inputs},
    {"checkpoint_recompute", checkpoint_recompute},
    {"checkpoint_stopped", checkpoint_stopped},
    {"checkpoint_mismatch", checkpoint_mismatch},
    {"set_checkpoint_group", set_checkpoint_group},
    {"set_patience", set_patience},
};

}  // namespace

void install_checkpoint(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
