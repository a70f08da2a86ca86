#include "profiler/module_calls.h"

#include <torch/csrc/profiler/collection.h>

#include <mutex>

namespace nodetorch {

namespace {

namespace impl = torch::profiler::impl;
namespace python_tracer = torch::profiler::impl::python_tracer;

using PyCall = impl::ExtraFields<impl::EventType::PyCall>;

impl::PyFrameState no_frame() { return {0, at::StringView(""), at::StringView("")}; }

// Of the profile that its thread has begun, which owns it.
class ModuleCalls final : public python_tracer::PythonTracerBase {
 public:
  explicit ModuleCalls(impl::RecordQueue* queue) : queue_(queue) { of_thread = this; }
  ~ModuleCalls() override {
    if (of_thread == this) of_thread = nullptr;
  }
  ModuleCalls(const ModuleCalls&) = delete;
  ModuleCalls& operator=(const ModuleCalls&) = delete;

  static thread_local ModuleCalls* of_thread;

  // The number of a call that begins, of the kth module of a class; -1 while nothing is recorded.
  int64_t enter(std::string class_name, size_t instance) {
    if (!on_) return -1;
    const auto number = static_cast<uint64_t>(calls_.size());
    calls_.push_back({std::move(class_name), instance, std::nullopt});
    queue_->getSubqueue()->emplace_py_call(python_tracer::TraceKey(number),
                                           c10::getApproximateTime());
    return static_cast<int64_t>(number);
  }

  void leave(int64_t number) {
    if (number < 0 || static_cast<size_t>(number) >= calls_.size()) return;
    calls_[number].end = c10::getApproximateTime();
  }

  void stop() override { on_ = false; }
  void restart() override { on_ = true; }
  void register_gc_callback() override {}

  std::vector<std::shared_ptr<impl::Result>> getEvents(
      std::function<c10::time_t(c10::approx_time_t)> time_converter,
      std::vector<python_tracer::CompressedEvent>& enters, c10::time_t end_time_ns) override {
    std::vector<std::shared_ptr<impl::Result>> events;
    for (const auto& enter : enters) {
      const uint64_t number = enter.key_.value_of();
      if (number >= calls_.size()) continue;
      const Call& call = calls_[number];
      impl::NNModuleInfo module{};
      module.cls_name_ = at::StringView(call.class_name);
      module.id_ = call.instance;
      PyCall fields(call.end ? time_converter(*call.end) : end_time_ns, 0, no_frame(),
                    PyCall::args_t{no_frame(), std::move(module), std::nullopt});
      fields.id_ = events.size();
      events.push_back(impl::Result::create(enter.enter_t_, enter.system_tid_, enter.kineto_info_,
                                            std::move(fields)));
    }
    return events;
  }

 private:
  struct Call {
    std::string class_name;
    size_t instance;
    std::optional<c10::approx_time_t> end;
  };

  impl::RecordQueue* queue_;
  std::vector<Call> calls_;
  bool on_ = true;
};

thread_local ModuleCalls* ModuleCalls::of_thread = nullptr;

std::unique_ptr<python_tracer::PythonTracerBase> make(impl::RecordQueue* queue) {
  return std::make_unique<ModuleCalls>(queue);
}

// profiler_module_enter(name of the class, number of the module among those of the class)
Napi::Value profiler_module_enter(Environment&, const Napi::CallbackInfo& info) {
  ModuleCalls* calls = ModuleCalls::of_thread;
  if (calls == nullptr) return Napi::Number::New(info.Env(), -1);
  const int64_t instance = info[1].As<Napi::Number>().Int64Value();
  const int64_t number =
      calls->enter(info[0].As<Napi::String>().Utf8Value(), static_cast<size_t>(instance));
  return Napi::Number::New(info.Env(), static_cast<double>(number));
}

// profiler_module_leave(number)
Napi::Value profiler_module_leave(Environment&, const Napi::CallbackInfo& info) {
  if (ModuleCalls::of_thread != nullptr) {
    ModuleCalls::of_thread->leave(info[0].As<Napi::Number>().Int64Value());
  }
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"profiler_module_enter", profiler_module_enter},
    {"profiler_module_leave", profiler_module_leave},
};

}  // namespace

void trace_module_calls() {
  static std::once_flag once;
  std::call_once(once, [] { python_tracer::registerTracer(&make); });
}

void install_module_calls(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
