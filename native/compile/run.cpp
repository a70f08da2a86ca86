#include "compile/run.h"

#include <ATen/Parallel.h>
#include <ATen/ThreadLocalState.h>

#include <atomic>
#include <exception>

#include "compile/handles.h"
#include "env/callback.h"
#include "handles/allocator.h"
#include "handles/held_object.h"
#include "workers/worker.h"

namespace nodetorch::compile {

namespace {

// One call of a compiled function that runs on another thread. Node-API's work has a reference to
// it for as long as it runs, and JavaScript has one to cancel it by.
struct Run final : torch::CustomClassHolder {
  Run(Environment& env, napi_value settle) : settled(env, settle, "the end of a run") {}

  // On a thread of the pool: what that one is for the process, this run makes its own.
  void execute() noexcept {
    const int64_t before = thread_bytes();
    try {
      const at::ThreadLocalStateGuard carried(state);
      use_threads(threads);
      replay(compiled->recording, frame, begin, end, &cancelled);
    } catch (...) {
      error = std::current_exception();
      frame = {};
    }
    // The thread of JavaScript is the one that collects.
    bytes += std::exchange(thread_bytes(), before) - before;
  }

  size_t pauses() const { return compiled->pauses.size(); }

  JsCallback settled;
  c10::intrusive_ptr<Compiled> compiled;
  Frame frame;
  at::ThreadLocalState state;  // of the thread of JavaScript
  int threads = 1;
  size_t place = 0;  // of the next pause
  size_t begin = 0;
  size_t end = 0;
  std::atomic<bool> cancelled{false};
  std::exception_ptr error;
  int64_t bytes = 0;
  napi_async_work work = nullptr;
};

// Tells JavaScript: settle(error), or settle(null, results); undefined in their place where
// JavaScript runs before compile_go_on.
void settle(Environment& env, const c10::intrusive_ptr<Run>& run) {
  thread_bytes() += std::exchange(run->bytes, 0);
  napi_value passed[2] = {env.js().Null(), env.js().Undefined()};
  if (run->error) {
    const auto error = std::exchange(run->error, nullptr);
    guard(env, "replay", [&]() -> napi_value { std::rethrow_exception(error); });
    check(env.raw(), napi_get_and_clear_last_exception(env.raw(), &passed[0]));
  } else if (run->end == run->compiled->recording.backward_begin && run->place == run->pauses()) {
    const napi_value made = guard(env, "replay", [&]() -> napi_value {
      return results_of(env, run->compiled, std::exchange(run->frame, {}));
    });
    if (made == nullptr) {
      check(env.raw(), napi_get_and_clear_last_exception(env.raw(), &passed[0]));
    } else {
      passed[1] = made;
    }
  } else {
    ++run->place;
  }
  run->settled.call(2, passed);
}

// Back on the thread of JavaScript, also when that ends: then nobody is told.
void complete(napi_env raw, napi_status, void* data) {
  const auto run = c10::intrusive_ptr<Run>::reclaim(static_cast<Run*>(data));
  napi_delete_async_work(raw, std::exchange(run->work, nullptr));
  try {
    Environment& env = run->settled.environment();
    const Napi::HandleScope scope(env.js());
    guard(env, "replay", [&]() -> napi_value {
      settle(env, run);
      return nullptr;
    });
  } catch (const std::exception&) {
    // The environment has ended.
  }
}

void start(Environment& env, const c10::intrusive_ptr<Run>& run) {
  const auto& pauses = run->compiled->pauses;
  run->begin = run->place == 0 ? 0 : run->end;
  run->end =
      run->place < pauses.size() ? pauses[run->place] : run->compiled->recording.backward_begin;
  run->threads = at::get_num_threads();
  run->state = at::ThreadLocalState();
  const napi_value name = Napi::String::New(env.js(), "nodetorch.replay");
  const auto execute = [](napi_env, void* data) { static_cast<Run*>(data)->execute(); };
  auto held = run;
  check(env.raw(),
        napi_create_async_work(env.raw(), nullptr, name, execute, complete, run.get(), &run->work));
  const napi_status status = napi_queue_async_work(env.raw(), run->work);
  if (status != napi_ok) napi_delete_async_work(env.raw(), std::exchange(run->work, nullptr));
  check(env.raw(), status);
  held.release();  // to complete()
}

// compile_start(recording, inputs, settle): the run; null where the recording does not hold.
Napi::Value compile_start(Environment& env, const Napi::CallbackInfo& info) {
  const auto compiled = compiled_of(env, info[0]);
  const std::vector<at::Tensor> inputs = tensors_of(env, info[1]);
  if (compiled->misfit(inputs) != nullptr) return info.Env().Null();
  env.collector.poll();
  auto run = c10::make_intrusive<Run>(env, info[2]);
  run->compiled = compiled;
  run->frame = compiled->frame(inputs);
  start(env, run);
  return Napi::Value(env.raw(), hand_out(env, std::move(run)));
}

c10::intrusive_ptr<Run> run_of(Environment& env, const Napi::Value& value) {
  return c10::intrusive_ptr<Run>::reclaim_copy(&object_of<Run>(env, value, "a run"));
}

// compile_go_on(run): JavaScript has run.
Napi::Value compile_go_on(Environment& env, const Napi::CallbackInfo& info) {
  start(env, run_of(env, info[0]));
  return info.Env().Undefined();
}

// compile_cancel(run): it ends before its next operator, with an error.
Napi::Value compile_cancel(Environment& env, const Napi::CallbackInfo& info) {
  object_of<Run>(env, info[0], "a run").cancelled.store(true);
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"compile_start", compile_start},
    {"compile_go_on", compile_go_on},
    {"compile_cancel", compile_cancel},
};

}  // namespace

void install_runs(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch::compile
