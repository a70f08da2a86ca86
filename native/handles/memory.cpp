#include "handles/memory.h"

#include <algorithm>
#include <utility>

#include "compile/recorder.h"
#include "env/env.h"

namespace nodetorch {

namespace {

constexpr size_t kOldGrowth = 20'000;
constexpr int kMostPasses = 16;

}  // namespace

Collector::Collector(Environment& env) : env_(env) {}

void Collector::set_hooks(napi_value minor, napi_value major) {
  check(env_.raw(), napi_create_reference(env_.raw(), minor, 1, &minor_hook_));
  check(env_.raw(), napi_create_reference(env_.raw(), major, 1, &major_hook_));
}

void Collector::set_budget(int64_t bytes, size_t count) {
  host_.set_least(bytes);
  count_budget_ = count;
}

napi_value Collector::run(napi_ref hook) {
  if (hook == nullptr) return nullptr;
  // What the library does meanwhile is no part of a program that is recorded.
  const compile::Listening paused(false);
  napi_value function = nullptr;
  check(env_.raw(), napi_get_reference_value(env_.raw(), hook, &function));
  return call_js(env_, function, 0, nullptr);
}

void Collector::collect_due() {
  collect(false);
  if (major_is_due()) collect(true);
}

bool Collector::major_is_due() const {
  return host_.asks_for_major(bytes_on_cpu()) || devices_.ask_for_major() ||
         env_.handles.old() > 2 * old_after_major_ + kOldGrowth;
}

bool Collector::set_patience(bool patient) {
  if (patient && !first_checkpoint_) first_checkpoint_ = env_.handles.next_serial();
  return std::exchange(patient_, patient);
}

// What was read before and dropped since is garbage that no budget asks for, for it was accepted.
void Collector::begin_reading() {
  if (readings_++ > 0) return;
  if (read_ >= read_due_) {
    const int64_t before = bytes_on_cpu();
    collect(false);
    read_ = std::max(read_ - (before - bytes_on_cpu()), int64_t{0});
    if (read_ >= read_due_) collect_read();
  }
  before_reading_ = bytes_on_cpu();
}

// Programs that keep what they read are asked half as often each time.
void Collector::collect_read() {
  const int64_t read = read_;
  const int64_t before = bytes_on_cpu();
  collect(true);
  const bool kept = before - bytes_on_cpu() < read / 4;
  read_due_ = kept ? std::min(std::max(2 * read_due_, read), kHostBudget.major_most) : kWorthwhile;
}

void Collector::end_reading() {
  if (--readings_ > 0) return;
  const int64_t held = bytes_on_cpu();
  read_ += std::max(held - before_reading_, int64_t{0});
  host_.accept(held);
}

void Collector::after_recomputation(uint64_t serial) {
  poll();
  collect_old(serial);
}

void Collector::after_backward() {
  if (const auto since = std::exchange(first_checkpoint_, std::nullopt)) collect_old(*since);
}

// A major collection, if enough became old since handle `serial` was made. It takes time for all
// that V8 holds, so less than that is not worth it.
void Collector::collect_old(uint64_t serial) {
  if (env_.handles.old_bytes_since(serial) >= std::max(kWorthwhile, heap_)) collect(true);
}

void Collector::collect(bool major) {
  // A collection runs no user code, but freeing a tensor may end up here again.
  if (running_ || paused_ > 0) return;
  running_ = true;
  struct Done {
    bool& flag;
    ~Done() { flag = false; }
  } done{running_};

  const int64_t before = bytes_on_cpu();
  devices_.before_collection();
  if (major) {
    run_major();
  } else {
    {
      const Napi::HandleScope scope(env_.js());
      run(minor_hook_);
    }
    env_.handles.sweep_young();
    env_.reaper->reap();
    ++minor_;
  }

  devices_.after_collection(major);
  if (major) {
    host_.after_major(before, bytes_on_cpu());
    read_ = 0;
    old_after_major_ = env_.handles.old();
  } else {
    host_.after_minor(bytes_on_cpu());
  }
}

// What C++ held may have held tensors in turn: a Function's ctx, the tensors on it, the graph below
// them. Each collection frees one such layer.
void Collector::run_major() {
  Cycles& cycles = env_.autograd.cycles;
  bool again = true;
  for (int pass = 0; again && pass < kMostPasses; ++pass) {
    const int64_t before = bytes_held();
    {
      const Cycles::Weakened weakened(cycles);
      const Napi::HandleScope scope(env_.js());
      if (napi_value heap = run(major_hook_)) {
        heap_ = Napi::Number(env_.raw(), heap).Int64Value();
      }
    }
    env_.handles.sweep_all();
    const size_t reaped = env_.reaper->reap();
    ++major_;
    again = (reaped > 0 && bytes_held() < before) || cycles.has_more();
  }
}

void free_all_memory(Environment& env) {
  env.collector.collect(true);
  trim_pool();
  empty_device_caches();
}

namespace {

Napi::Value memory_stats(Environment& env, const Napi::CallbackInfo& info) {
  const PoolStats pool = pool_stats();
  Napi::Object stats = Napi::Object::New(info.Env());
  stats.Set("live_tensors", static_cast<double>(env.handles.live()));
  stats.Set("live_bytes", static_cast<double>(pool.live_bytes));
  stats.Set("pooled_bytes", static_cast<double>(pool.pooled_bytes));
  stats.Set("made_tensors", static_cast<double>(env.handles.next_serial()));
  stats.Set("minor_collections", static_cast<double>(env.collector.minor_collections()));
  stats.Set("major_collections", static_cast<double>(env.collector.major_collections()));
  return stats;
}

Napi::Value begin_reading(Environment& env, const Napi::CallbackInfo& info) {
  env.collector.begin_reading();
  return info.Env().Undefined();
}

Napi::Value end_reading(Environment& env, const Napi::CallbackInfo& info) {
  env.collector.end_reading();
  return info.Env().Undefined();
}

Napi::Value set_collectors(Environment& env, const Napi::CallbackInfo& info) {
  env.collector.set_hooks(info[0], info[1]);
  return info.Env().Undefined();
}

Napi::Value collect(Environment& env, const Napi::CallbackInfo& info) {
  env.collector.collect(info[0].ToBoolean());
  return info.Env().Undefined();
}

Napi::Value trim(Environment&, const Napi::CallbackInfo& info) {
  trim_pool();
  return info.Env().Undefined();
}

Napi::Value set_memory_budget(Environment& env, const Napi::CallbackInfo& info) {
  env.collector.set_budget(info[0].As<Napi::Number>().Int64Value(),
                           static_cast<size_t>(info[1].As<Napi::Number>().Int64Value()));
  return info.Env().Undefined();
}

// adopt(handle, object, handle, object, ...): the objects of new tensors.
Napi::Value adopt(Environment& env, const Napi::CallbackInfo& info) {
  for (size_t i = 0; i + 1 < info.Length(); i += 2) {
    if (Handle* handle = env.handles.find_number(info[i])) env.handles.adopt(*handle, info[i + 1]);
  }
  return info.Env().Undefined();
}

Napi::Value dispose(Environment& env, const Napi::CallbackInfo& info) {
  Handle* handle = env.handles.find(info[0]);
  return Napi::Boolean::New(info.Env(), handle != nullptr && env.handles.dispose(*handle));
}

Napi::Value is_disposed(Environment& env, const Napi::CallbackInfo& info) {
  const Handle* handle = env.handles.find(info[0]);
  return Napi::Boolean::New(info.Env(), handle == nullptr || handle->disposed);
}

Napi::Value scope_begin(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(env.handles.next_serial()));
}

// set_scoping(whether new tensors belong to scopes): what was before.
Napi::Value set_scoping(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), env.handles.set_scoping(info[0].ToBoolean()));
}

// keep(handle): the tensor belongs to no scope from now on.
Napi::Value keep(Environment& env, const Napi::CallbackInfo& info) {
  if (Handle* handle = env.handles.find(info[0])) handle->scoped = false;
  return info.Env().Undefined();
}

// scope_end(serial, handles that leave the scope)
Napi::Value scope_end(Environment& env, const Napi::CallbackInfo& info) {
  const auto serial = static_cast<uint64_t>(info[0].As<Napi::Number>().Int64Value());
  const Napi::Array leaving = info[1].As<Napi::Array>();
  std::vector<Handle*> kept;
  for (uint32_t i = 0; i < leaving.Length(); ++i) {
    if (Handle* handle = env.handles.find(leaving.Get(i))) kept.push_back(handle);
  }
  std::sort(kept.begin(), kept.end());
  env.handles.dispose_since(serial, kept);
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"memory_stats", memory_stats},
    {"begin_reading", begin_reading},
    {"end_reading", end_reading},
    {"set_collectors", set_collectors},
    {"collect", collect},
    {"trim", trim},
    {"set_memory_budget", set_memory_budget},
    {"adopt", adopt},
    {"dispose", dispose},
    {"is_disposed", is_disposed},
    {"scope_begin", scope_begin},
    {"scope_end", scope_end},
    {"set_scoping", set_scoping},
    {"keep", keep},
};

}  // namespace

void install_memory(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
