#include "compile/compile.h"

#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>

#include "autograd/engine.h"
#include "compile/compiled.h"
#include "compile/dynamic.h"
#include "compile/handles.h"
#include "compile/joint.h"
#include "compile/kernels.h"
#include "compile/passes.h"
#include "compile/run.h"
#include "compile/snapshot.h"
#include "dispatch/from_ivalue.h"
#include "dispatch/mode.h"
#include "handles/held_object.h"

namespace nodetorch {

namespace {

using namespace compile;

// What a recording begins with: the guards are of the inputs before the function changes them.
struct Begun {
  std::shared_ptr<Recorder> recorder;
  std::vector<TensorGuard> inputs;
  StateGuard state;
  std::vector<size_t> pauses;
};

struct BegunObject final : torch::CustomClassHolder {
  Begun begun;
};

}  // namespace

std::vector<at::Tensor> compile::tensors_of(Environment& env, const Napi::Value& list) {
  const Napi::Array array = list.As<Napi::Array>();
  std::vector<at::Tensor> tensors(array.Length());
  for (uint32_t i = 0; i < tensors.size(); ++i) {
    tensors[i] = tensor_of(env, array.Get(i), {"compile", "input", static_cast<int>(i)});
  }
  return tensors;
}

namespace {

Recorder& recorder_of_thread() {
  const auto& recorder = this_thread().dispatch_modes.recorder;
  TORCH_CHECK(recorder, "no function is being recorded");
  return *recorder;
}

void listen(bool on) { c10::impl::tls_set_dispatch_key_included(kModeKey, on); }

// compile_begin(inputs, told of (reason or null)): from now on this thread records. The reason that
// there can be no recording is told when it is found; null for a value that leaves the tensors.
Napi::Value compile_begin(Environment& env, const Napi::CallbackInfo& info) {
  DispatchModes& modes = this_thread().dispatch_modes;
  TORCH_CHECK(!modes.recorder && modes.active == 0, "something is being recorded already");
  const std::vector<at::Tensor> inputs = tensors_of(env, info[0]);
  auto begun = c10::make_intrusive<BegunObject>();
  begun->begun.inputs = guards_of(inputs);
  begun->begun.state = StateGuard::now();
  begun->begun.recorder = std::make_shared<Recorder>(inputs);
  const auto told = std::make_shared<JsCallback>(env, info[1], "a break of torch.compile");
  begun->begun.recorder->on_break([&env, told](const std::string& reason) {
    const Napi::HandleScope scope(env.js());
    const napi_value passed[] = {Napi::String::New(env.js(), reason)};
    told->call(1, passed);
  });
  begun->begun.recorder->on_read([&env, told] {
    const Napi::HandleScope scope(env.js());
    const napi_value passed[] = {env.js().Null()};
    told->call(1, passed);
  });
  // What it has of earlier would be a constant.
  at::autocast::clear_cache();
  register_mode_fallback();
  modes.recorder = begun->begun.recorder;
  const napi_value handle = hand_out(env, begun);
  listen(true);
  return Napi::Value(env.raw(), handle);
}

// compile_pause(recording begun or null): operators are not recorded. With one, JavaScript runs
// here at each replay, too.
Napi::Value compile_pause(Environment& env, const Napi::CallbackInfo& info) {
  Recorder& recorder = recorder_of_thread();
  if (!info[0].IsNull()) {
    recorder.settle_gradients();
    auto& begun = object_of<BegunObject>(env, info[0], "a recording").begun;
    begun.pauses.push_back(recorder.recording().instructions.size());
  }
  listen(false);
  return info.Env().Undefined();
}

Napi::Value compile_resume(Environment&, const Napi::CallbackInfo& info) {
  recorder_of_thread().gradients_after_pause();
  listen(true);
  return info.Env().Undefined();
}

Napi::Value compile_abort(Environment&, const Napi::CallbackInfo& info) {
  listen(false);
  this_thread().dispatch_modes.recorder.reset();
  return info.Env().Undefined();
}

Napi::Value compile_obstacle(Environment&, const Napi::CallbackInfo& info) {
  const char* found = obstacle();
  if (found == nullptr) return info.Env().Null();
  return Napi::String::New(info.Env(), found);
}

Napi::Value compile_break(Environment&, const Napi::CallbackInfo& info) {
  if (Recorder* recorder = listening()) recorder->give_up(info[0].As<Napi::String>());
  return info.Env().Undefined();
}

// A value in the middle of a recording may have decided what came after it.
void check_reads(Recorder& recorder) {
  if (recorder.reads().empty()) return;
  const auto& instructions = recorder.recording().instructions;
  for (size_t i = recorder.reads().front().instruction; i < instructions.size(); ++i) {
    const auto& results = instructions[i].results;
    const bool reads = std::any_of(results.begin(), results.end(),
                                   [](const Result& result) { return result.value >= 0; });
    if (!reads && instructions[i].assigns != Assigns::gradient) {
      return recorder.give_up("a value was read, and operators were called after it");
    }
  }
}

bool shares_storage(const Recording& recording, Slot a, Slot b) {
  const int64_t storage = recording.slots[a].storage;
  return a == b || (storage >= 0 && storage == recording.slots[b].storage);
}

// What was there before and is written to, and the data of the program's that a replay copies.
void find_written(Compiled& compiled) {
  Recording& recording = compiled.recording;
  const auto is_written = [&](Slot slot) {
    return std::any_of(recording.instructions.begin(), recording.instructions.end(),
                       [&](const Instruction& instruction) {
                         return std::any_of(
                             instruction.writes.begin(), instruction.writes.end(),
                             [&](Slot each) { return shares_storage(recording, each, slot); });
                       });
  };
  for (size_t i = 0; i < recording.slots.size(); ++i) {
    SlotInfo& info = recording.slots[i];
    if (info.source == Source::result || info.source == Source::tangent) continue;
    const auto slot = static_cast<Slot>(i);
    const bool written = is_written(slot);
    if (info.fresh) {
      compiled.of_program.push_back(slot);
      info.fresh = written || std::any_of(compiled.outputs.begin(), compiled.outputs.end(),
                                          [&](const Output& output) {
                                            return shares_storage(recording, output.slot, slot);
                                          });
    } else if (written) {
      compiled.written.push_back(slot);
    }
  }
}

// Of no leaf whose gradient has no part in it.
std::vector<LeafGradient> used_leaves(const Recorder& recorder, const Recording& recording) {
  std::vector<LeafGradient> used;
  for (LeafGradient leaf : recorder.leaves()) {
    bool is_set = false;
    bool is_read = false;
    for (const Instruction& instruction : recording.instructions) {
      const auto& arguments = instruction.arguments;
      is_set =
          is_set || (instruction.assigns == Assigns::gradient && arguments[0].slot == leaf.leaf);
      is_read =
          is_read || (leaf.at_entry != kNoSlot &&
                      std::any_of(arguments.begin(), arguments.end(), [&](const auto& each) {
                        return each.slot == leaf.at_entry ||
                               std::count(each.list.begin(), each.list.end(), leaf.at_entry) > 0;
                      }));
    }
    if (is_read) leaf.set_before_use = false;
    if (is_set || is_read) used.push_back(leaf);
  }
  return used;
}

// The numbers of `sources` in lib/addon/recording.ts.
int source_of(const Compiled& compiled, const Output& output) {
  const SlotInfo& info = compiled.recording.slots[output.slot];
  if (info.source == Source::input) return 1;
  return info.source == Source::captured && !info.fresh ? 2 : 0;
}

// compile_end(recording begun, results, whether other shapes may come): the recording, with the
// values that left the tensors; null if there is none, whose reason was told.
Napi::Value compile_end(Environment& env, const Napi::CallbackInfo& info) {
  auto& begun = object_of<BegunObject>(env, info[0], "a recording").begun;
  const std::vector<at::Tensor> results = tensors_of(env, info[1]);
  Recorder& recorder = *begun.recorder;
  auto compiled = c10::make_intrusive<Compiled>();
  check_reads(recorder);
  if (recorder.reason().empty()) {
    recorder.settle_gradients();
    for (const at::Tensor& result : results) {
      const Slot slot = recorder.origin_of(recorder.slot_of(result));
      compiled->outputs.push_back({slot, -1, {}});
      if (slot == kNoSlot) continue;
      recorder.recording().slots[slot].escapes = true;
      recorder.check_written(slot);
    }
  }
  if (recorder.reason().empty()) recorder.check_graphs();
  if (recorder.reason().empty()) look_at_graphs(recorder, *compiled, results);
  recorder.recording().backward_begin = recorder.recording().instructions.size();
  if (recorder.reason().empty()) record_backward(recorder, *compiled, results);
  listen(false);
  at::autocast::clear_cache();
  this_thread().dispatch_modes.recorder.reset();
  if (!recorder.reason().empty()) return info.Env().Null();

  compiled->inputs = std::move(begun.inputs);
  compiled->state = begun.state;
  compiled->pauses = std::move(begun.pauses);
  compiled->values = recorder.reads().size();
  compiled->random = recorder.is_random();
  compiled->leaves = used_leaves(recorder, recorder.recording());
  compiled->recording = std::move(recorder.recording());
  find_written(*compiled);
  if (info[2].ToBoolean()) {
    compiled->plain = std::make_shared<const Recording>(copy_of(compiled->recording));
    compiled->plain_pauses = compiled->pauses;
    compiled->plain_backward = compiled->backward;
  }
  watch_captured(*compiled);
  optimise_parts(*compiled);
  use_kernels(compiled->recording);
  finish(compiled->recording);
  Napi::Array values = Napi::Array::New(env.js());
  for (const Read& read : recorder.reads()) {
    values.Set(values.Length(), Napi::Value(env.raw(), from_ivalue(env, read.value)));
  }
  Napi::Array sources = Napi::Array::New(env.js());
  for (const Output& output : compiled->outputs) {
    sources.Set(sources.Length(), static_cast<double>(source_of(*compiled, output)));
  }
  Napi::Object made = Napi::Object::New(env.js());
  made.Set("sources", sources);
  made.Set("backward", static_cast<double>(compiled->differentiated.size()));
  made.Set("values", values);
  made.Set("writes",
           !compiled->written.empty() || !compiled->leaves.empty() || !compiled->pauses.empty());
  made.Set("instructions", static_cast<double>(compiled->recording.instructions.size()));
  made.Set("recording", Napi::Value(env.raw(), hand_out(env, compiled)));
  return made;
}

}  // namespace

c10::intrusive_ptr<Compiled> compile::compiled_of(Environment& env, const Napi::Value& value) {
  return c10::intrusive_ptr<Compiled>::reclaim_copy(
      &object_of<Compiled>(env, value, "a recording"));
}

Napi::Value compile::results_of(Environment& env, const c10::intrusive_ptr<Compiled>& compiled,
                                Frame frame) {
  const std::vector<at::Tensor> results = compiled->results(compiled, frame);
  napi_value list = nullptr;
  check(env.raw(),
        napi_create_array_with_length(env.raw(), results.size() + compiled->values, &list));
  uint32_t i = 0;
  for (const at::Tensor& result : results) {
    // The caller has the object of what was there before.
    const bool is_new = source_of(*compiled, compiled->outputs[i]) == 0;
    check(env.raw(),
          napi_set_element(env.raw(), list, i++, is_new ? wrap(env, result) : env.js().Null()));
  }
  for (const c10::IValue& value : frame.values) {
    check(env.raw(), napi_set_element(env.raw(), list, i++, from_ivalue(env, value)));
  }
  return Napi::Value(env.raw(), list);
}

namespace {

// Goes on to the next place where JavaScript runs: undefined there, else the results.
Napi::Value go_on(Environment& env, const c10::intrusive_ptr<Compiled>& compiled, Frame frame,
                  size_t begin) {
  const size_t place = compiled->next_pause;
  const bool pauses = place < compiled->pauses.size();
  const size_t end = pauses ? compiled->pauses[place] : compiled->recording.backward_begin;
  replay(compiled->recording, frame, begin, end);
  if (!pauses) return results_of(env, compiled, std::move(frame));
  ++compiled->next_pause;
  compiled->waiting = std::move(frame);
  return env.js().Undefined();
}

// compile_replay(recording, inputs): null where the recording does not hold for them; undefined
// where JavaScript runs, and compile_continue goes on; else the results and the values that leave.
Napi::Value compile_replay(Environment& env, const Napi::CallbackInfo& info) {
  const auto compiled = compiled_of(env, info[0]);
  TORCH_CHECK(!compiled->waiting, "a compiled function was called by itself");
  const std::vector<at::Tensor> inputs = tensors_of(env, info[1]);
  if (compiled->misfit(inputs) != nullptr) return info.Env().Null();
  env.collector.poll();
  const auto run = [&] {
    compiled->next_pause = 0;
    return go_on(env, compiled, compiled->frame(inputs), 0);
  };
  // One that changed nothing before memory ran out may begin anew.
  const bool again = compiled->written.empty() && compiled->leaves.empty() && !compiled->random &&
                     compiled->pauses.empty();
  return with_memory_retry(env, run, [&] { return again; }, [&] { return run; });
}

Napi::Value compile_continue(Environment& env, const Napi::CallbackInfo& info) {
  const auto compiled = compiled_of(env, info[0]);
  TORCH_CHECK(compiled->waiting, "no replay waits");
  Frame frame = std::move(*compiled->waiting);
  compiled->waiting.reset();
  return go_on(env, compiled, std::move(frame), compiled->pauses[compiled->next_pause - 1]);
}

// compile_abandon(recording): what waits is let go of.
Napi::Value compile_abandon(Environment& env, const Napi::CallbackInfo& info) {
  compiled_of(env, info[0])->waiting.reset();
  return info.Env().Undefined();
}

// compile_misfit(recording, inputs): null, or what does not hold.
Napi::Value compile_misfit(Environment& env, const Napi::CallbackInfo& info) {
  const auto compiled = compiled_of(env, info[0]);
  const char* misfit = compiled->misfit(tensors_of(env, info[1]));
  if (misfit == nullptr) return info.Env().Null();
  return Napi::String::New(env.js(), misfit);
}

// One kernel for the whole step of an optimizer.
bool is_fused_step(const Instruction& instruction) {
  return instruction.op.has_value() &&
         instruction.op->schema().name().starts_with("aten::_fused_") &&
         instruction.op->schema().name().ends_with("_");
}

// compile_kernels(recording begun): how many fused steps it has so far.
Napi::Value compile_kernels(Environment& env, const Napi::CallbackInfo& info) {
  const auto& begun = object_of<BegunObject>(env, info[0], "a recording").begun;
  const auto& instructions = begun.recorder->recording().instructions;
  return Napi::Number::New(env.js(), static_cast<double>(std::count_if(
                                         instructions.begin(), instructions.end(), is_fused_step)));
}

// compile_set_number(recording, number of a fused step, name of its argument, value, new value):
// false if the argument is not that value.
Napi::Value compile_set_number(Environment& env, const Napi::CallbackInfo& info) {
  const auto compiled = compiled_of(env, info[0]);
  int64_t left = info[1].As<Napi::Number>().Int64Value();
  const std::string name = info[2].As<Napi::String>();
  const double was = info[3].As<Napi::Number>();
  const double now = info[4].As<Napi::Number>();
  for (Instruction& instruction : compiled->recording.instructions) {
    if (!is_fused_step(instruction) || left-- > 0) continue;
    const auto index = instruction.op->schema().argumentIndexWithName(name);
    // One that the kernel does not have, or takes as a tensor.
    if (!index.has_value() || !instruction.arguments[*index].constant.isDouble()) {
      return Napi::Boolean::New(env.js(), was == now || !index.has_value());
    }
    c10::IValue& constant = instruction.arguments[*index].constant;
    if (constant.toDouble() != was) return Napi::Boolean::New(env.js(), false);
    constant = now;
    return Napi::Boolean::New(env.js(), true);
  }
  return Napi::Boolean::New(env.js(), false);
}

// compile_text(recording): a line for each instruction.
Napi::Value compile_text(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::String::New(env.js(), text_of(compiled_of(env, info[0])->recording));
}

constexpr DoorEntry kDoors[] = {
    {"compile_begin", compile_begin},     {"compile_pause", compile_pause},
    {"compile_resume", compile_resume},   {"compile_abort", compile_abort},
    {"compile_break", compile_break},     {"compile_end", compile_end},
    {"compile_replay", compile_replay},   {"compile_continue", compile_continue},
    {"compile_abandon", compile_abandon}, {"compile_misfit", compile_misfit},
    {"compile_kernels", compile_kernels}, {"compile_set_number", compile_set_number},
    {"compile_text", compile_text},       {"compile_obstacle", compile_obstacle},
};

}  // namespace

void install_compile(Environment& env, Napi::Object exports) {
  env.install(exports, kDoors);
  install_snapshots(env, exports);
  install_dynamic(env, exports);
  install_runs(env, exports);
}

}  // namespace nodetorch
