#include "device/tunable.h"

#include <ATen/cuda/tunable/Tunable.h>

#include <cstddef>
#include <memory>

#include "device/cuda_library.h"

namespace nodetorch {

namespace {

// The context of the process, whose members are called by their names.
void* context() {
  return cuda_function<void*()>("_ZN2at4cuda7tunable16getTuningContextEv", "TunableOp")();
}

template <typename Function, typename... Arguments>
auto member(const char* symbol, Arguments&&... arguments) {
  return cuda_function<Function>(symbol, "TunableOp")(context(),
                                                      std::forward<Arguments>(arguments)...);
}

#define TUNING_CONTEXT(name) "_ZN2at4cuda7tunable13TuningContext" name
#define TUNING_CONTEXT_CONST(name) "_ZNK2at4cuda7tunable13TuningContext" name

struct Setting {
  const char* name;
  bool is_flag;
  const char* get;
  const char* set;
};

constexpr Setting kSettings[] = {
    {"enabled", true, TUNING_CONTEXT_CONST("18IsTunableOpEnabledEv"),
     TUNING_CONTEXT("15EnableTunableOpEb")},
    {"tuning", true, TUNING_CONTEXT_CONST("15IsTuningEnabledEv"),
     TUNING_CONTEXT("12EnableTuningEb")},
    {"record_untuned", true, TUNING_CONTEXT_CONST("22IsRecordUntunedEnabledEv"),
     TUNING_CONTEXT("19EnableRecordUntunedEb")},
    {"wildcard_fallback", true, TUNING_CONTEXT_CONST("25IsWildcardFallbackEnabledEv"),
     TUNING_CONTEXT("22EnableWildcardFallbackEb")},
    {"max_tuning_duration", false, TUNING_CONTEXT_CONST("22GetMaxTuningDurationMsEv"),
     TUNING_CONTEXT("22SetMaxTuningDurationMsEi")},
    {"max_tuning_iterations", false, TUNING_CONTEXT_CONST("22GetMaxTuningIterationsEv"),
     TUNING_CONTEXT("22SetMaxTuningIterationsEi")},
    {"cublaslt_requested_algo_count", false,
     TUNING_CONTEXT_CONST("29GetCublasLtRequestedAlgoCountEv"),
     TUNING_CONTEXT("29SetCublasLtRequestedAlgoCountEi")},
    {"rotating_buffer_size", false, TUNING_CONTEXT_CONST("21GetRotatingBufferSizeEv"),
     TUNING_CONTEXT("21SetRotatingBufferSizeEi")},
};

const Setting& setting_named(const Napi::Value& value) {
  const std::string name = value.As<Napi::String>();
  for (const Setting& each : kSettings) {
    if (name == each.name) return each;
  }
  throw ArgumentError("no setting of this name: " + name);
}

Napi::Value read_tunable(Environment&, const Napi::CallbackInfo& info) {
  const Setting& setting = setting_named(info[0]);
  if (setting.is_flag) return Napi::Boolean::New(info.Env(), member<bool(void*)>(setting.get));
  return Napi::Number::New(info.Env(), member<int(void*)>(setting.get));
}

Napi::Value write_tunable(Environment&, const Napi::CallbackInfo& info) {
  const Setting& setting = setting_named(info[0]);
  if (setting.is_flag) {
    member<void(void*, bool)>(setting.set, info[1].ToBoolean().Value());
  } else {
    member<void(void*, int)>(setting.set, info[1].As<Napi::Number>().Int32Value());
  }
  return info.Env().Undefined();
}

// tunable_filename(a new one or null, whether it gets the device's number): what holds now.
Napi::Value tunable_filename(Environment&, const Napi::CallbackInfo& info) {
  if (info[0].IsString()) {
    member<void(void*, const std::string&, bool)>(
        TUNING_CONTEXT("11SetFilenameERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEEb"),
        std::string(info[0].As<Napi::String>()), info[1].ToBoolean().Value());
  }
  return Napi::String::New(
      info.Env(), member<std::string(void*)>(TUNING_CONTEXT_CONST("11GetFilenameB5cxx11Ev")));
}

Napi::Value tunable_read_file(Environment&, const Napi::CallbackInfo& info) {
  const bool read = member<bool(void*, const std::string&)>(
      TUNING_CONTEXT("8ReadFileERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"),
      std::string(info[0].As<Napi::String>()));
  return Napi::Boolean::New(info.Env(), read);
}

// tunable_tolerances(whether to check, absolute, relative)
Napi::Value tunable_tolerances(Environment&, const Napi::CallbackInfo& info) {
  member<void(void*, bool, double, double)>(
      TUNING_CONTEXT("23SetNumericalCheckConfigEbdd"), info[0].ToBoolean().Value(),
      info[1].As<Napi::Number>().DoubleValue(), info[2].As<Napi::Number>().DoubleValue());
  return info.Env().Undefined();
}

Napi::Value list_of(Napi::Env js, const std::vector<Napi::Value>& values) {
  Napi::Array list = Napi::Array::New(js);
  for (const Napi::Value& value : values) list.Set(list.Length(), value);
  return list;
}

// tunable_results(): [operation, arguments, kernel, milliseconds] of each.
Napi::Value tunable_results(Environment&, const Napi::CallbackInfo& info) {
  const Napi::Env js = info.Env();
  auto* manager = member<void*(void*)>(TUNING_CONTEXT("23GetTuningResultsManagerEv"));
  const auto results = cuda_function<at::cuda::tunable::ResultsMap(void*)>(
      "_ZN2at4cuda7tunable20TuningResultsManager4DumpB5cxx11Ev", "TunableOp")(manager);
  Napi::Array list = Napi::Array::New(js);
  for (const auto& [operation, kernels] : results) {
    for (const auto& [arguments, result] : kernels) {
      list.Set(list.Length(),
               list_of(js, {Napi::String::New(js, operation), Napi::String::New(js, arguments),
                            Napi::String::New(js, result.GetKey()),
                            Napi::Number::New(js, result.GetTime())}));
    }
  }
  return list;
}

// tunable_validators(): [name, value] of each.
Napi::Value tunable_validators(Environment&, const Napi::CallbackInfo& info) {
  const Napi::Env js = info.Env();
  auto* validator = member<void*(void*)>(TUNING_CONTEXT("25GetTuningResultsValidatorEv"));
  using Validators = std::unordered_map<std::string, std::string>;
  const auto validators = cuda_function<Validators(void*)>(
      "_ZNK2at4cuda7tunable22TuningResultsValidator16GetAllValidatorsB5cxx11Ev",
      "TunableOp")(validator);
  Napi::Array list = Napi::Array::New(js);
  for (const auto& [name, value] : validators) {
    list.Set(list.Length(),
             list_of(js, {Napi::String::New(js, name), Napi::String::New(js, value)}));
  }
  return list;
}

// A guard of libtorch's around calls whose sizes vary, which newer versions have: made and ended by
// its constructor and destructor, in room that is large enough for it.
class DimensionsGuard {
 public:
  explicit DimensionsGuard(uint8_t dimensions) {
    cuda_function<void(void*, uint8_t)>(
        "_ZN2at4cuda7tunable23TunableDynamicDimsGuardC1ENS1_15DynamicDimsMaskE",
        "dynamic dimensions")(room_, dimensions);
  }
  ~DimensionsGuard() {
    if (void* end = find_cuda_symbol("_ZN2at4cuda7tunable23TunableDynamicDimsGuardD1Ev")) {
      reinterpret_cast<void (*)(void*)>(end)(room_);
    }
  }
  DimensionsGuard(const DimensionsGuard&) = delete;
  DimensionsGuard& operator=(const DimensionsGuard&) = delete;

 private:
  alignas(std::max_align_t) std::byte room_[64];
};

// tunable_begin_dimensions(bits): what tunable_end_dimensions wants.
Napi::Value tunable_begin_dimensions(Environment&, const Napi::CallbackInfo& info) {
  auto guard = std::make_unique<DimensionsGuard>(
      static_cast<uint8_t>(info[0].As<Napi::Number>().Int32Value()));
  return Napi::External<DimensionsGuard>::New(info.Env(), guard.release());
}

Napi::Value tunable_end_dimensions(Environment&, const Napi::CallbackInfo& info) {
  delete info[0].As<Napi::External<DimensionsGuard>>().Data();
  return info.Env().Undefined();
}

#undef TUNING_CONTEXT
#undef TUNING_CONTEXT_CONST

constexpr DoorEntry kDoors[] = {
    {"read_tunable", read_tunable},
    {"write_tunable", write_tunable},
    {"tunable_filename", tunable_filename},
    {"tunable_read_file", tunable_read_file},
    {"tunable_tolerances", tunable_tolerances},
    {"tunable_results", tunable_results},
    {"tunable_validators", tunable_validators},
    {"tunable_begin_dimensions", tunable_begin_dimensions},
    {"tunable_end_dimensions", tunable_end_dimensions},
};

}  // namespace

void install_tunable(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
