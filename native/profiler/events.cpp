// The events of a trace as JavaScript reads them: numbers in one array, a row for each event; names
// once each; what few events have, in objects.
#include <c10/util/Type.h>

#include "dispatch/from_ivalue.h"
#include "profiler/profiler.h"
#include "profiler/trace.h"

namespace nodetorch {

namespace {

using torch::autograd::profiler::KinetoEvent;

struct Column {
  const char* name;
  double (*read)(const KinetoEvent& event);
};

// Those that the oldest libtorch of the window lacks are written so that they need not compile.
constexpr Column kColumns[] = {
    {"id", [](const KinetoEvent& e) -> double { return e.correlationId(); }},
    {"linked_correlation_id",
     [](const KinetoEvent& e) -> double { return e.linkedCorrelationId(); }},
    {"thread", [](const KinetoEvent& e) -> double { return e.startThreadId(); }},
    {"end_thread", [](const KinetoEvent& e) -> double { return e.endThreadId(); }},
    {"fwd_thread", [](const KinetoEvent& e) -> double { return e.fwdThreadId(); }},
    {"activity", [](const KinetoEvent& e) -> double { return e.activityType(); }},
    {"scope", [](const KinetoEvent& e) -> double { return e.scope(); }},
    {"is_async", [](const KinetoEvent& e) -> double { return e.isAsync(); }},
    {"is_hidden", [](const KinetoEvent& e) -> double { return e.isHiddenEvent(); }},
    {"is_python_function", [](const KinetoEvent& e) -> double { return e.isPythonFunction(); }},
    {"sequence_nr", [](const KinetoEvent& e) -> double { return e.sequenceNr(); }},
    {"device_type",
     [](const KinetoEvent& e) -> double { return static_cast<int>(e.deviceType()); }},
    {"device_index", [](const KinetoEvent& e) -> double { return e.deviceIndex(); }},
    {"device_resource_id", [](const KinetoEvent& e) -> double { return e.deviceResourceId(); }},
    {"nbytes", [](const KinetoEvent& e) -> double { return e.nBytes(); }},
    {"flops", [](const KinetoEvent& e) -> double { return e.flops(); }},
    {"cuda_elapsed_us", [](const KinetoEvent& e) -> double { return e.cudaElapsedUs(); }},
    {"privateuse1_elapsed_us",
     [](const KinetoEvent& e) -> double { return e.privateuse1ElapsedUs(); }},
    {"flow_id",
     [](const auto& e) -> double {
       if constexpr (requires { e.flowId(); }) return e.flowId();
       return 0;
     }},
    {"flow_type",
     [](const auto& e) -> double {
       if constexpr (requires { e.flowType(); }) return e.flowType();
       return 0;
     }},
    {"flow_start",
     [](const auto& e) -> double {
       if constexpr (requires { e.flowStart(); }) return e.flowStart();
       return 0;
     }},
    {"external_id",
     [](const auto& e) -> double {
       // Without it no event is taken for a record of a driver's.
       if constexpr (requires { e.externalId(); }) return e.externalId();
       return e.correlationId();
     }},
    {"python_id",
     [](const auto& e) -> double {
       if constexpr (requires { e.pythonId(); }) return e.pythonId();
       return -1;
     }},
    {"python_parent_id",
     [](const auto& e) -> double {
       if constexpr (requires { e.pythonParentId(); }) return e.pythonParentId();
       return -1;
     }},
    {"python_module_id",
     [](const auto& e) -> double {
       if constexpr (requires { e.pythonModuleId(); }) return e.pythonModuleId();
       return -1;
     }},
};
constexpr size_t kWidth = std::size(kColumns);

// Texts by the numbers that stand for them.
class Names {
 public:
  explicit Names(Napi::Env js) : array_(Napi::Array::New(js)) {}

  uint32_t number_of(const std::string& name) {
    const auto [at, is_new] = numbers_.try_emplace(name, static_cast<uint32_t>(numbers_.size()));
    if (is_new) array_.Set(at->second, name);
    return at->second;
  }
  Napi::Array array() const { return array_; }

 private:
  Napi::Array array_;
  std::unordered_map<std::string, uint32_t> numbers_;
};

Napi::Value to_js(Napi::Env js, int64_t number) { return Napi::Value(js, from_int64(js, number)); }
Napi::Value to_js(Napi::Env js, const std::string& text) { return Napi::String::New(js, text); }

template <typename... T>
Napi::Value to_js(Napi::Env js, const std::variant<T...>& one);

template <typename T>
Napi::Value to_js(Napi::Env js, const std::vector<T>& list) {
  Napi::Array array = Napi::Array::New(js, list.size());
  for (uint32_t i = 0; i < list.size(); ++i) array.Set(i, to_js(js, list[i]));
  return array;
}

template <typename... T>
Napi::Value to_js(Napi::Env js, const std::variant<T...>& one) {
  return std::visit([&](const auto& value) { return to_js(js, value); }, one);
}

template <typename T>
Napi::Value to_js(Napi::Env js, const c10::ArrayRef<T>& list) {
  return to_js(js, list.vec());
}

Napi::Value to_js(Environment& env, const c10::IValue& value) {
  // Tensors are not kept by events, and other objects say nothing.
  const bool is_plain = value.isScalar() || value.isBool() || value.isString() || value.isList() ||
                        value.isDevice() || value.isTuple();
  return Napi::Value(env.raw(), from_ivalue(env, is_plain ? value : c10::IValue()));
}

template <typename Map>
Napi::Value map_to_js(Environment& env, const Map& map) {
  Napi::Object object = Napi::Object::New(env.js());
  for (const auto& [key, value] : map) {
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) {
      object.Set(key, value);
    } else {
      object.Set(key, to_js(env, value));
    }
  }
  return object;
}

// What few events have. Null for one that has none of it.
template <typename Event>
Napi::Value details(Environment& env, const Event& event) {
  const Napi::Env js = env.js();
  Napi::Object object = Napi::Object::New(js);
  bool any = false;
  const auto set = [&](const char* name, const Napi::Value& value) {
    object.Set(name, value);
    any = true;
  };
  if (event.hasShapes()) set("shapes", to_js(js, event.shapes()));
  if (event.hasTypes()) set("dtypes", to_js(js, event.dtypes()));
  if (event.hasConcreteInputs()) {
    const auto inputs = event.concreteInputs();
    Napi::Array array = Napi::Array::New(js, inputs.size());
    for (uint32_t i = 0; i < inputs.size(); ++i) array.Set(i, to_js(env, inputs[i]));
    set("concrete_inputs", array);
  }
  if (event.hasKwinputs()) set("kwinputs", map_to_js(env, event.kwinputs()));
  if (event.hasStack()) set("stack", to_js(js, event.stack()));
  if (const auto meta = event.extraMeta(); !meta.empty()) set("extra_meta", map_to_js(env, meta));
  if constexpr (requires { event.typedMetadata(); }) {
    if (const auto& meta = event.typedMetadata(); !meta.empty()) {
      set("typed_metadata", map_to_js(env, meta));
    }
  }
  if constexpr (requires { event.structuredInputShapes(); }) {
    if (const auto shapes = event.structuredInputShapes(); !shapes.empty()) {
      set("structured_input_shapes", to_js(js, shapes));
      set("structured_input_strides", to_js(js, event.structuredInputStrides()));
    }
  }
  return any ? Napi::Value(object) : js.Null();
}

// profiler_events(trace): { columns, numbers, names, details }. Times count from the trace's start,
// in nanoseconds; `name` and `overload_name` are places in names.
Napi::Value profiler_events(Environment& env, const Napi::CallbackInfo& info) {
  const auto& result = result_of(env, info[0]);
  const auto& events = result.events();
  const Napi::Env js = env.js();
  const size_t width = kWidth + 4;
  Names names(js);
  Napi::Float64Array numbers = Napi::Float64Array::New(js, events.size() * width);
  Napi::Array rest = Napi::Array::New(js, events.size());
  const auto start = static_cast<int64_t>(result.trace_start_ns());
  double* row = numbers.Data();
  for (size_t i = 0; i < events.size(); ++i, row += width) {
    const Napi::HandleScope scope(js);
    const KinetoEvent& event = events[i];
    for (size_t k = 0; k < kWidth; ++k) row[k] = kColumns[k].read(event);
    row[kWidth] = names.number_of(event.name());
    row[kWidth + 1] = names.number_of(event.overload_name());
    row[kWidth + 2] = static_cast<double>(static_cast<int64_t>(event.startNs()) - start);
    row[kWidth + 3] = static_cast<double>(static_cast<int64_t>(event.endNs()) - start);
    rest.Set(static_cast<uint32_t>(i), details(env, event));
  }
  Napi::Array columns = Napi::Array::New(js);
  for (const Column& column : kColumns) columns.Set(columns.Length(), column.name);
  for (const char* name : {"name", "overload_name", "start_ns", "end_ns"}) {
    columns.Set(columns.Length(), name);
  }
  Napi::Object object = Napi::Object::New(js);
  object.Set("columns", columns);
  object.Set("numbers", numbers);
  object.Set("names", names.array());
  object.Set("details", rest);
  return object;
}

// profiler_save(trace, path): as Chrome reads it.
Napi::Value profiler_save(Environment& env, const Napi::CallbackInfo& info) {
  result_of(env, info[0]).save(info[1].As<Napi::String>());
  return info.Env().Undefined();
}

Napi::Value profiler_demangle(Environment&, const Napi::CallbackInfo& info) {
  const std::string name = info[0].As<Napi::String>();
  return Napi::String::New(info.Env(), c10::demangle(name.c_str()));
}

constexpr DoorEntry kDoors[] = {
    {"profiler_events", profiler_events},
    {"profiler_save", profiler_save},
    {"profiler_demangle", profiler_demangle},
};

}  // namespace

void install_profiler_events(Environment& env, Napi::Object exports) {
  env.install(exports, kDoors);
}

}  // namespace nodetorch
