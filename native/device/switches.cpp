#include "device/switches.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/autocast_mode.h>
#include <ATen/native/verbose_wrapper.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "os/library.h"

namespace nodetorch {

namespace {

using at::Context;

Context& context() { return at::globalContext(); }

std::string text_of(const Napi::Value& value) { return value.As<Napi::String>().Utf8Value(); }
bool flag_of(const Napi::Value& value) { return value.ToBoolean().Value(); }
int64_t number_of(const Napi::Value& value) { return value.As<Napi::Number>().Int64Value(); }

// What can be read and written under a name; what can only be read has no `write`.
struct Switch {
  const char* name;
  Napi::Value (*read)(Napi::Env);
  void (*write)(const Napi::Value&);
};

[[noreturn]] void not_in_this_version(const char* name) {
  TORCH_CHECK(false, "this libtorch has no switch ", name);
  std::abort();
}

template <bool (Context::*Get)() const, void (Context::*Set)(bool)>
constexpr Switch flag(const char* name) {
  return {name,
          [](Napi::Env js) -> Napi::Value { return Napi::Boolean::New(js, (context().*Get)()); },
          [](const Napi::Value& value) { (context().*Set)(flag_of(value)); }};
}

template <bool (*Get)()>
constexpr Switch fact(const char* name) {
  return {name, [](Napi::Env js) -> Napi::Value { return Napi::Boolean::New(js, Get()); }, nullptr};
}

template <std::string (*Get)()>
constexpr Switch text(const char* name) {
  return {name, [](Napi::Env js) -> Napi::Value { return Napi::String::New(js, Get()); }, nullptr};
}

// An enum, by number.
template <auto Get, auto Set>
constexpr Switch choice(const char* name) {
  return {name,
          [](Napi::Env js) -> Napi::Value {
            return Napi::Number::New(js, static_cast<double>((context().*Get)()));
          },
          [](const Napi::Value& value) {
            using Enum = decltype((context().*Get)());
            (context().*Set)(static_cast<Enum>(number_of(value)));
          }};
}

// Switches that the oldest libtorch of the window lacks.
template <typename C>
Napi::Value read_grouped_gemm(Napi::Env js, C& c) {
  if constexpr (requires { c.preferCublasltGroupedGemm(); }) {
    return Napi::Boolean::New(js, c.preferCublasltGroupedGemm());
  } else {
    return Napi::Boolean::New(js, false);
  }
}

template <typename C>
void write_grouped_gemm(const Napi::Value& value, C& c) {
  if constexpr (requires { c.setPreferCublasltGroupedGemm(true); }) {
    c.setPreferCublasltGroupedGemm(flag_of(value));
  } else {
    not_in_this_version("prefer_cublaslt_grouped_gemm");
  }
}

template <typename C>
Napi::Value read_default_blas(Napi::Env js, C& c) {
  if constexpr (requires { c.blasDefaultBackend(); }) {
    return Napi::Number::New(js, static_cast<double>(c.blasDefaultBackend()));
  } else {
    return Napi::Number::New(js, static_cast<double>(c.blasPreferredBackend()));
  }
}

template <typename C>
Napi::Value read_depthwise(Napi::Env js, C& c) {
  if constexpr (requires { c.cudnnDepthwiseKernel(); }) {
    return Napi::String::New(js, cudnn_depthwise2str(c.cudnnDepthwiseKernel()));
  } else {
    return Napi::String::New(js, "auto");
  }
}

template <typename C>
void write_depthwise(const Napi::Value& value, C& c) {
  const std::string wanted = text_of(value);
  if constexpr (requires { c.cudnnDepthwiseKernel(); }) {
    using Kernel = decltype(c.cudnnDepthwiseKernel());
    for (const Kernel kernel : {Kernel::AUTO, Kernel::CUDNN, Kernel::NATIVE}) {
      if (cudnn_depthwise2str(kernel) == wanted) return c.setCuDNNDepthwiseKernel(kernel);
    }
    TORCH_CHECK(false, "Unknown cuDNN depthwise kernel mode: ", wanted,
                ". Expected one of: auto, cudnn, native");
  } else {
    not_in_this_version("depthwise_kernel");
  }
}

// Kernels that libtorch_cuda has compiled from other languages, which libtorch of later versions
// can mask.
template <typename C>
Napi::Value read_native_aot(Napi::Env js, C& c) {
  if constexpr (requires { c.allowNativeAot(); }) {
    return Napi::Boolean::New(js, c.allowNativeAot());
  } else {
    return Napi::Boolean::New(js, false);
  }
}

template <typename C>
void write_native_aot(const Napi::Value& value, C& c) {
  if constexpr (requires { c.setAllowNativeAot(true); }) {
    c.setAllowNativeAot(flag_of(value));
  } else if (flag_of(value)) {
    not_in_this_version("native_aot");
  }
}

// Whether sums may be rounded to the operands' dtype, and whether they may be split: two flags as
// two bits.
template <auto Get, void (Context::*Set)(bool, bool)>
constexpr Switch reduction(const char* name) {
  return {name,
          [](Napi::Env js) -> Napi::Value {
            switch ((context().*Get)()) {
              case at::CuBLASReductionOption::AllowReducedPrecisionWithSplitK:
                return Napi::Number::New(js, 3);
              case at::CuBLASReductionOption::DisallowReducedPrecisionAllowSplitK:
                return Napi::Number::New(js, 2);
              default:
                return Napi::Number::New(js, 0);
            }
          },
          [](const Napi::Value& value) {
            const int64_t bits = number_of(value);
            (context().*Set)((bits & 1) != 0, (bits & 2) != 0);
          }};
}

Napi::Value supported_engines(Napi::Env js) {
  const auto& engines = Context::supportedQEngines();
  Napi::Array list = Napi::Array::New(js, engines.size());
  for (size_t i = 0; i < engines.size(); i++) {
    list.Set(static_cast<uint32_t>(i), Napi::Number::New(js, static_cast<double>(engines[i])));
  }
  return list;
}

Napi::Value matmul_precision(Napi::Env js) {
  switch (context().float32MatmulPrecision()) {
    case at::Float32MatmulPrecision::HIGHEST:
      return Napi::String::New(js, "highest");
    case at::Float32MatmulPrecision::HIGH:
      return Napi::String::New(js, "high");
    default:
      return Napi::String::New(js, "medium");
  }
}

// Two bits: whether they are on, and whether they only warn.
Napi::Value deterministic(Napi::Env js) {
  const int on = context().deterministicAlgorithms() ? 1 : 0;
  return Napi::Number::New(js, on | (context().deterministicAlgorithmsWarnOnly() ? 2 : 0));
}

void set_deterministic(const Napi::Value& value) {
  const int64_t bits = number_of(value);
  context().setDeterministicAlgorithms((bits & 1) != 0, (bits & 2) != 0);
}

Napi::Value sdp_priority_order(Napi::Env js) {
  const auto order = context().sDPPriorityOrder();
  Napi::Array list = Napi::Array::New(js, order.size());
  for (size_t i = 0; i < order.size(); i++) {
    list.Set(static_cast<uint32_t>(i), Napi::Number::New(js, static_cast<double>(order[i])));
  }
  return list;
}

void set_sdp_priority_order(const Napi::Value& value) {
  const Napi::Array list = value.As<Napi::Array>();
  std::vector<int64_t> order;
  for (uint32_t i = 0; i < list.Length(); i++) order.push_back(number_of(list.Get(i)));
  context().setSDPPriorityOrder(order);
}

constexpr Switch kSwitches[] = {
    flag<&Context::userEnabledCuDNN, &Context::setUserEnabledCuDNN>("cudnn_enabled"),
    flag<&Context::benchmarkCuDNN, &Context::setBenchmarkCuDNN>("cudnn_benchmark"),
    flag<&Context::deterministicCuDNN, &Context::setDeterministicCuDNN>("cudnn_deterministic"),
    {"cudnn_allow_tf32",
     [](Napi::Env js) -> Napi::Value { return Napi::Boolean::New(js, context().allowTF32CuDNN()); },
     [](const Napi::Value& value) { context().setAllowTF32CuDNN(flag_of(value)); }},
    {"cudnn_benchmark_limit",
     [](Napi::Env js) -> Napi::Value {
       return Napi::Number::New(js, context().benchmarkLimitCuDNN());
     },
     [](const Napi::Value& value) {
       context().setBenchmarkLimitCuDNN(static_cast<int>(number_of(value)));
     }},
    {"cudnn_depthwise_kernel", [](Napi::Env js) { return read_depthwise(js, context()); },
     [](const Napi::Value& value) { write_depthwise(value, context()); }},
    fact<&Context::hasCuDNN>("has_cudnn"),
    {"cudnn_version",
     [](Napi::Env js) -> Napi::Value {
       return Napi::Number::New(js, static_cast<double>(Context::versionCuDNN()));
     },
     nullptr},
    flag<&Context::immediateMiopen, &Context::setImmediateMiopen>("miopen_immediate"),
    flag<&Context::userEnabledMkldnn, &Context::setUserEnabledMkldnn>("mkldnn_enabled"),
    flag<&Context::deterministicMkldnn, &Context::setDeterministicMkldnn>("mkldnn_deterministic"),
    flag<&Context::userEnabledNNPACK, &Context::setUserEnabledNNPACK>("nnpack_enabled"),
    flag<&Context::userEnabledFlashSDP, &Context::setSDPUseFlash>("flash_sdp"),
    flag<&Context::userEnabledMemEfficientSDP, &Context::setSDPUseMemEfficient>(
        "mem_efficient_sdp"),
    flag<&Context::userEnabledMathSDP, &Context::setSDPUseMath>("math_sdp"),
    flag<&Context::userEnabledCuDNNSDP, &Context::setSDPUseCuDNN>("cudnn_sdp"),
    flag<&Context::userEnabledOverrideableSDP, &Context::setSDPUseOverrideable>("overrideable_sdp"),
    flag<&Context::allowFP16BF16ReductionMathSDP, &Context::setAllowFP16BF16ReductionMathSDP>(
        "math_sdp_reduction"),
    {"sdp_priority_order", sdp_priority_order, set_sdp_priority_order},
    flag<&Context::allowTF32CuBLAS, &Context::setAllowTF32CuBLAS>("cublas_allow_tf32"),
    flag<&Context::allowFP16AccumulationCuBLAS, &Context::setAllowFP16AccumulationCuBLAS>(
        "cublas_fp16_accumulation"),
    reduction<&Context::allowFP16ReductionCuBLAS, &Context::setAllowFP16ReductionCuBLAS>(
        "cublas_fp16_reduction"),
    reduction<&Context::allowBF16ReductionCuBLAS, &Context::setAllowBF16ReductionCuBLAS>(
        "cublas_bf16_reduction"),
    {"native_aot", [](Napi::Env js) { return read_native_aot(js, context()); },
     [](const Napi::Value& value) { write_native_aot(value, context()); }},
    {"cublaslt_grouped_gemm", [](Napi::Env js) { return read_grouped_gemm(js, context()); },
     [](const Napi::Value& value) { write_grouped_gemm(value, context()); }},
    choice<&Context::linalgPreferredBackend, &Context::setLinalgPreferredBackend>("linalg_library"),
    choice<&Context::blasPreferredBackend, &Context::setBlasPreferredBackend>("blas_library"),
    {"blas_default_library", [](Napi::Env js) { return read_default_blas(js, context()); },
     nullptr},
    choice<&Context::getROCmFAPreferredBackend, &Context::setROCmFAPreferredBackend>(
        "rocm_fa_library"),
    choice<&Context::qEngine, &Context::setQEngine>("quantized_engine"),
    {"quantized_engines", supported_engines, nullptr},
    flag<&Context::allowFP16ReductionCPU, &Context::setAllowFP16ReductionCPU>("cpu_fp16_reduction"),
    {"float32_matmul_precision", matmul_precision,
     [](const Napi::Value& value) { context().setFloat32MatmulPrecision(text_of(value)); }},
    {"deterministic_algorithms", deterministic, set_deterministic},
    flag<&Context::deterministicFillUninitializedMemory,
         &Context::setDeterministicFillUninitializedMemory>("fill_uninitialized_memory"),
    {"warn_always",
     [](Napi::Env js) -> Napi::Value {
       return Napi::Boolean::New(js, c10::WarningUtils::get_warnAlways());
     },
     [](const Napi::Value& value) { c10::WarningUtils::set_warnAlways(flag_of(value)); }},
    {"autocast_cache",
     [](Napi::Env js) -> Napi::Value {
       return Napi::Boolean::New(js, at::autocast::is_autocast_cache_enabled());
     },
     [](const Napi::Value& value) { at::autocast::set_autocast_cache_enabled(flag_of(value)); }},
    fact<&Context::hasCUDA>("has_cuda"),
    fact<&Context::hasMKL>("has_mkl"),
    fact<&Context::hasMKLDNN>("has_mkldnn"),
    fact<&Context::hasMPS>("has_mps"),
    fact<&Context::hasOpenMP>("has_openmp"),
    fact<&Context::hasLAPACK>("has_lapack"),
    fact<&Context::hasKleidiAI>("has_kleidiai"),
    fact<&Context::hasMAGMA>("has_magma"),
    fact<&Context::hasCKSDPA>("has_ck_sdpa"),
    fact<&Context::isXNNPACKAvailable>("has_xnnpack"),
    text<&at::show_config>("config"),
    text<&at::get_parallel_info>("parallel_info"),
    text<&at::get_cxx_flags>("cxx_flags"),
    text<&at::get_cpu_capability>("cpu_capability"),
};

const Switch& switch_named(const Napi::Value& value) {
  const std::string name = text_of(value);
  for (const Switch& each : kSwitches) {
    if (name == each.name) return each;
  }
  throw ArgumentError("no switch of this name: " + name);
}

Napi::Value read_switch(Environment&, const Napi::CallbackInfo& info) {
  return switch_named(info[0]).read(info.Env());
}

Napi::Value write_switch(Environment&, const Napi::CallbackInfo& info) {
  const Switch& found = switch_named(info[0]);
  if (found.write == nullptr) throw ArgumentError(std::string(found.name) + " can only be read");
  found.write(info[1]);
  return info.Env().Undefined();
}

// get_fp32_precision(backend, op), set_fp32_precision(backend, op, precision): by PyTorch's names.
Napi::Value get_fp32_precision(Environment&, const Napi::CallbackInfo& info) {
  const auto precision =
      context().float32Precision(at::str2backend(text_of(info[0])), at::str2op(text_of(info[1])));
  return Napi::String::New(info.Env(), at::precision2str(precision));
}

Napi::Value set_fp32_precision(Environment&, const Napi::CallbackInfo& info) {
  context().setFloat32Precision(at::str2backend(text_of(info[0])), at::str2op(text_of(info[1])),
                                at::str2precision(text_of(info[2])));
  return info.Env().Undefined();
}

Napi::Value set_flush_denormal(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), Context::setFlushDenormal(flag_of(info[0])));
}

// cublas_workspace_size(lt, size or null): the functions are libtorch_cuda's, which is opened at
// run time.
Napi::Value cublas_workspace_size(Environment&, const Napi::CallbackInfo& info) {
  const bool lt = flag_of(info[0]);
  const auto get = reinterpret_cast<size_t (*)()>(process_symbol(
      lt ? "_ZN2at4cuda26getCUDABlasLtWorkspaceSizeEv" : "_ZN2at4cuda22getChosenWorkspaceSizeEv"));
  const auto set = reinterpret_cast<void (*)(size_t)>(process_symbol(
      lt ? "_ZN2at4cuda26setCUDABlasLtWorkspaceSizeEm" : "_ZN2at4cuda22setChosenWorkspaceSizeEm"));
  if (get == nullptr || set == nullptr) return info.Env().Null();
  if (info[1].IsNumber()) {
    const int64_t size = number_of(info[1]);
    TORCH_CHECK(size >= 0, "workspace size must be non-negative, got ", size);
    set(static_cast<size_t>(size));
  }
  return Napi::Number::New(info.Env(), static_cast<double>(get()));
}

Napi::Value set_mkl_verbose(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(),
                           torch::verbose::_mkl_set_verbose(static_cast<int>(number_of(info[0]))));
}

Napi::Value set_mkldnn_verbose(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Number::New(
      info.Env(), torch::verbose::_mkldnn_set_verbose(static_cast<int>(number_of(info[0]))));
}

// Autocast's state belongs to the thread. The device is a number of c10::DeviceType.
c10::DeviceType device_type_of(const Napi::Value& value) {
  return static_cast<c10::DeviceType>(number_of(value));
}

Napi::Value autocast_enabled(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), at::autocast::is_autocast_enabled(device_type_of(info[0])));
}

Napi::Value autocast_available(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(),
                            at::autocast::is_autocast_available(device_type_of(info[0])));
}

Napi::Value any_autocast_enabled(Environment&, const Napi::CallbackInfo& info) {
  const auto& devices = at::autocast::_AUTOCAST_SUPPORTED_DEVICES;
  return Napi::Boolean::New(
      info.Env(), std::any_of(devices.begin(), devices.end(), at::autocast::is_autocast_enabled));
}

Napi::Value set_autocast_enabled(Environment&, const Napi::CallbackInfo& info) {
  at::autocast::set_autocast_enabled(device_type_of(info[0]), flag_of(info[1]));
  return info.Env().Undefined();
}

Napi::Value autocast_dtype(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Number::New(
      info.Env(), static_cast<double>(at::autocast::get_autocast_dtype(device_type_of(info[0]))));
}

Napi::Value set_autocast_dtype(Environment&, const Napi::CallbackInfo& info) {
  at::autocast::set_autocast_dtype(device_type_of(info[0]),
                                   static_cast<c10::ScalarType>(number_of(info[1])));
  return info.Env().Undefined();
}

Napi::Value nest_autocast(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), flag_of(info[0]) ? at::autocast::increment_nesting()
                                                        : at::autocast::decrement_nesting());
}

Napi::Value clear_autocast_cache(Environment&, const Napi::CallbackInfo& info) {
  at::autocast::clear_cache();
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"read_switch", read_switch},
    {"write_switch", write_switch},
    {"get_fp32_precision", get_fp32_precision},
    {"set_fp32_precision", set_fp32_precision},
    {"set_flush_denormal", set_flush_denormal},
    {"cublas_workspace_size", cublas_workspace_size},
    {"set_mkl_verbose", set_mkl_verbose},
    {"set_mkldnn_verbose", set_mkldnn_verbose},
    {"autocast_enabled", autocast_enabled},
    {"autocast_available", autocast_available},
    {"any_autocast_enabled", any_autocast_enabled},
    {"set_autocast_enabled", set_autocast_enabled},
    {"autocast_dtype", autocast_dtype},
    {"set_autocast_dtype", set_autocast_dtype},
    {"nest_autocast", nest_autocast},
    {"clear_autocast_cache", clear_autocast_cache},
};

}  // namespace

void install_switches(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
