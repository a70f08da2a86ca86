// Begins and ends profiles. libtorch's profiler belongs to a thread, as an environment does.
#include <ATen/Context.h>
#include <torch/csrc/profiler/api.h>
#include <torch/version.h>

#include <optional>

#include "handles/allocator.h"
#include "os/library.h"
#include "profiler/call_stacks.h"
#include "profiler/module_calls.h"
#include "profiler/profiler.h"
#include "profiler/trace.h"

// libtorch's header of these asks for one of Kineto's.
namespace torch::autograd::profiler {
TORCH_API void addMetadataJson(const std::string& key, const std::string& value);
TORCH_API void profilerStep();
#if TORCH_VERSION_MAJOR > 2 || TORCH_VERSION_MINOR >= 15
TORCH_API bool isKinetoStopped();
#endif
}  // namespace torch::autograd::profiler

namespace nodetorch {

namespace {

namespace impl = torch::profiler::impl;
namespace kineto = torch::autograd::profiler;

using Activities = std::set<impl::ActivityType>;
using Frames = std::vector<std::vector<std::string>>;

// The profile of this thread, which ends with its environment at the latest.
class Session {
 public:
  static Session& of_thread() { return *current; }

  Session() { current = this; }
  ~Session() {
    try {
      if (on_) end({});
    } catch (...) {
      // Nobody is left to be told.
    }
    current = nullptr;
  }

  void begin(Environment& env, const impl::ProfilerConfig& config, const Activities& activities,
             const Napi::Value& capture) {
    TORCH_CHECK(!on_ && !impl::profilerEnabled(), "Profiler is already enabled on this thread.");
    if (config.with_stack) trace_module_calls();
    if (capture.IsFunction()) {
      frames_ = std::make_shared<Frames>();
      stacks_.emplace(env, capture, config.global());
    }
    try {
      if (stacks_) {
        kineto::enableProfilerWithEventPostProcess(
            config, activities,
            [frames = frames_](int64_t number, std::vector<std::string>& stack,
                               std::vector<std::string>&) {
              if (number < 0 || static_cast<size_t>(number) >= frames->size()) return;
              const auto& found = (*frames)[number];
              stack.insert(stack.end(), found.begin(), found.end());
            });
      } else {
        kineto::enableProfiler(config, activities);
      }
    } catch (...) {
      stacks_.reset();
      throw;
    }
    on_ = true;
    memory_ = config.profile_memory;
    if (memory_) report_memory(true);
  }

  std::unique_ptr<kineto::ProfilerResult> end(Frames frames) {
    TORCH_CHECK(on_, "Can't disable Kineto profiler when it's not running");
    on_ = false;
    if (std::exchange(memory_, false)) report_memory(false);
    stacks_.reset();
    if (frames_) *frames_ = std::move(frames);
    frames_.reset();
    return kineto::disableProfiler();
  }

 private:
  static thread_local Session* current;
  bool on_ = false;
  bool memory_ = false;
  std::optional<CallStacks> stacks_;
  std::shared_ptr<Frames> frames_;
};

thread_local Session* Session::current = nullptr;

std::string string_of(const Napi::Value& value) { return value.As<Napi::String>().Utf8Value(); }

template <typename Use>
void each_of(const Napi::Value& list, Use use) {
  const auto array = list.As<Napi::Array>();
  for (uint32_t i = 0; i < array.Length(); ++i) {
    const Napi::HandleScope scope(list.Env());
    use(array.Get(i));
  }
}

std::vector<std::string> strings_of(const Napi::Value& list) {
  std::vector<std::string> strings;
  each_of(list, [&](const Napi::Value& each) { strings.push_back(string_of(each)); });
  return strings;
}

impl::ActivityType activity_of(const Napi::Value& value) {
  return static_cast<impl::ActivityType>(value.As<Napi::Number>().Int32Value());
}

Activities activities_of(const Napi::Value& list) {
  Activities activities;
  each_of(list, [&](const Napi::Value& each) { activities.insert(activity_of(each)); });
  return activities;
}

// What an older libtorch does not know stays away.
template <typename Config>
void read_experimental(const Napi::Object& given, Config& config) {
  const auto flag = [&](const char* name) { return given.Get(name).ToBoolean().Value(); };
  config.verbose = flag("verbose");
  config.performance_events = strings_of(given.Get("performance_events"));
  config.enable_cuda_sync_events = flag("enable_cuda_sync_events");
  config.disable_external_correlation = flag("disable_external_correlation");
  config.profile_all_threads = flag("profile_all_threads");
  config.capture_overload_names = flag("capture_overload_names");
  config.expose_kineto_event_metadata = flag("expose_kineto_event_metadata");
  config.custom_profiler_config = string_of(given.Get("custom_profiler_config"));
  config.adjust_timestamps = flag("adjust_timestamps");
  if constexpr (requires { config.trace_only; }) config.trace_only = flag("trace_only");
}

impl::ProfilerConfig config_of(const Napi::Value& value) {
  const auto given = value.As<Napi::Object>();
  const auto flag = [&](const char* name) { return given.Get(name).ToBoolean().Value(); };
  impl::ExperimentalConfig experimental;
  read_experimental(given.Get("experimental").As<Napi::Object>(), experimental);
  const int32_t state = given.Get("state").As<Napi::Number>().Int32Value();
  return impl::ProfilerConfig(static_cast<impl::ProfilerState>(state), flag("record_shapes"),
                              flag("profile_memory"), flag("with_stack"), flag("with_flops"),
                              flag("with_modules"), experimental, string_of(given.Get("trace_id")));
}

using Filters = std::unordered_map<impl::ActivityType, std::unordered_set<std::string>>;
using Extensions = std::unordered_map<std::string, std::string>;

template <typename Config>
void prepare(const Config& config, const Activities& activities, const Filters& filters,
             const Extensions& extensions) {
  if constexpr (requires { kineto::prepareProfiler(config, activities, filters, extensions); }) {
    kineto::prepareProfiler(config, activities, filters, extensions);
  } else {
    TORCH_CHECK(filters.empty() && extensions.empty(), "libtorch ", NODETORCH_TORCH_VERSION,
                " collects all types of an activity, or none");
    kineto::prepareProfiler(config, activities);
  }
}

// profiler_prepare(config, activities, filters, extensions): filters are pairs of an activity and
// names, extensions pairs of names and values.
Napi::Value profiler_prepare(Environment&, const Napi::CallbackInfo& info) {
  Filters filters;
  each_of(info[2], [&](const Napi::Value& each) {
    const auto pair = each.As<Napi::Array>();
    const auto names = strings_of(pair.Get(1u));
    filters[activity_of(pair.Get(0u))] = {names.begin(), names.end()};
  });
  Extensions extensions;
  each_of(info[3], [&](const Napi::Value& each) {
    const auto pair = strings_of(each);
    extensions[pair[0]] = pair[1];
  });
  prepare(config_of(info[0]), activities_of(info[1]), filters, extensions);
  return info.Env().Undefined();
}

// profiler_enable(config, activities, capture): a function that gives the number of the frames
// that are on the stack, or null.
Napi::Value profiler_enable(Environment& env, const Napi::CallbackInfo& info) {
  Session::of_thread().begin(env, config_of(info[0]), activities_of(info[1]), info[2]);
  return info.Env().Undefined();
}

// profiler_disable(frames): what the numbers stand for, innermost first.
Napi::Value profiler_disable(Environment& env, const Napi::CallbackInfo& info) {
  Frames frames;
  each_of(info[0], [&](const Napi::Value& each) { frames.push_back(strings_of(each)); });
  auto result = Session::of_thread().end(std::move(frames));
  return Napi::Value(env.raw(), hand_out(env, c10::make_intrusive<Trace>(std::move(result))));
}

Napi::Value profiler_toggle(Environment&, const Napi::CallbackInfo& info) {
  kineto::toggleCollectionDynamic(info[0].ToBoolean(), activities_of(info[1]));
  return info.Env().Undefined();
}

Napi::Value profiler_is_enabled(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), impl::profilerEnabled());
}

// Of libtorch's own types of activities those that can be seen here.
Napi::Value profiler_activities(Environment&, const Napi::CallbackInfo& info) {
  Napi::Array array = Napi::Array::New(info.Env());
  const auto add = [&](impl::ActivityType type) {
    array.Set(array.Length(), Napi::Number::New(info.Env(), static_cast<int>(type)));
  };
  add(impl::ActivityType::CPU);
  if (at::hasXPU()) add(impl::ActivityType::XPU);
  if (at::getNumGPUs() > 0) add(impl::ActivityType::CUDA);
  return array;
}

// Whether Kineto is in this libtorch: a function of its C interface.
Napi::Value profiler_has_kineto(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), process_symbol("libkineto_init") != nullptr);
}

Napi::Value profiler_add_metadata(Environment&, const Napi::CallbackInfo& info) {
  kineto::addMetadataJson(string_of(info[0]), string_of(info[1]));
  return info.Env().Undefined();
}

Napi::Value profiler_step(Environment&, const Napi::CallbackInfo& info) {
  kineto::profilerStep();
  return info.Env().Undefined();
}

Napi::Value profiler_is_stopped(Environment&, const Napi::CallbackInfo& info) {
#if TORCH_VERSION_MAJOR > 2 || TORCH_VERSION_MINOR >= 15
  return Napi::Boolean::New(info.Env(), kineto::isKinetoStopped());
#else
  return Napi::Boolean::New(info.Env(), false);
#endif
}

constexpr DoorEntry kDoors[] = {
    {"profiler_prepare", profiler_prepare},
    {"profiler_enable", profiler_enable},
    {"profiler_disable", profiler_disable},
    {"profiler_toggle", profiler_toggle},
    {"profiler_is_enabled", profiler_is_enabled},
    {"profiler_activities", profiler_activities},
    {"profiler_has_kineto", profiler_has_kineto},
    {"profiler_add_metadata", profiler_add_metadata},
    {"profiler_step", profiler_step},
    {"profiler_is_stopped", profiler_is_stopped},
};

}  // namespace

void install_profiler(Environment& env, Napi::Object exports) {
  env.keep(std::make_unique<Session>());
  env.install(exports, kDoors);
  install_profiler_events(env, exports);
  install_execution_trace(env, exports);
  install_itt(env, exports);
  install_module_calls(env, exports);
}

}  // namespace nodetorch
