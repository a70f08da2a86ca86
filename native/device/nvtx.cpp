#include "device/nvtx.h"

#include <cstdlib>

#include "os/library.h"

namespace nodetorch {

namespace {

// Of NVTX's interface to profilers: the table of module CORE, and which place each function has.
constexpr uint32_t kCallbacksTable = 1;
constexpr uint32_t kVersionTable = 3;
constexpr uint32_t kCoreModule = 1;
constexpr uint32_t kVersion = 3;
constexpr int kNoTracking = -2;  // what push and pop give where nobody counts
enum Place { kMark = 2, kRangeStart = 5, kRangeEnd = 7, kPush = 9, kPop = 11, kPlaces = 16 };

using Function = void (*)();

// The functions that the profiler filled in; empty places where there is none.
class Profiler {
 public:
  static const Profiler& get() {
    static const Profiler profiler;
    return profiler;
  }

  template <typename Type>
  Type* at(Place place) const {
    return reinterpret_cast<Type*>(functions()[place]);
  }

 private:
  Profiler() {
    for (size_t i = 0; i < kPlaces; ++i) places()[i] = &functions()[i];
    const char* path = std::getenv("NVTX_INJECTION64_PATH");
    if (path == nullptr) return;
    void* const library = open_library(path, {.lazy = true});
    if (library == nullptr) return;
    using Initialize = int(const void* (*)(uint32_t));
    auto* initialize =
        reinterpret_cast<Initialize*>(symbol_of(library, "InitializeInjectionNvtx2"));
    if (initialize == nullptr || initialize(export_table) == 0) {
      for (size_t i = 0; i < kPlaces; ++i) functions()[i] = nullptr;
    }
  }

  // The interface asks by plain functions, so what they fill is one for the process.
  static Function (&functions()) [kPlaces] {
    static Function all[kPlaces] = {};
    return all;
  } static Function* (&places()) [kPlaces + 1] {
    static Function* all[kPlaces + 1] = {};
    return all;
  }

  static int module_table(uint32_t module, Function*** table, unsigned* size) {
    if (module != kCoreModule) return 0;
    if (size != nullptr) *size = kPlaces;
    if (table != nullptr) *table = places();
    return 1;
  }
  static void set_version(uint32_t) {}

  static const void* export_table(uint32_t id) {
    struct Callbacks {
      size_t size;
      int (*module_table)(uint32_t, Function***, unsigned*);
    };
    struct Version {
      size_t size;
      uint32_t version;
      uint32_t reserved;
      void (*set_version)(uint32_t);
    };
    static const Callbacks callbacks{sizeof(Callbacks), module_table};
    static const Version version{sizeof(Version), kVersion, 0, set_version};
    if (id == kCallbacksTable) return &callbacks;
    return id == kVersionTable ? &version : nullptr;
  }
};

std::string text_of(const Napi::Value& value) { return value.As<Napi::String>(); }

Napi::Value nvtx_mark(Environment&, const Napi::CallbackInfo& info) {
  if (auto* mark = Profiler::get().at<void(const char*)>(kMark)) mark(text_of(info[0]).c_str());
  return info.Env().Undefined();
}

Napi::Value nvtx_push(Environment&, const Napi::CallbackInfo& info) {
  auto* push = Profiler::get().at<int(const char*)>(kPush);
  return Napi::Number::New(info.Env(),
                           push == nullptr ? kNoTracking : push(text_of(info[0]).c_str()));
}

Napi::Value nvtx_pop(Environment&, const Napi::CallbackInfo& info) {
  auto* pop = Profiler::get().at<int()>(kPop);
  return Napi::Number::New(info.Env(), pop == nullptr ? kNoTracking : pop());
}

// nvtx_start(text): a number for nvtx_end, of 64 bits.
Napi::Value nvtx_start(Environment&, const Napi::CallbackInfo& info) {
  auto* start = Profiler::get().at<uint64_t(const char*)>(kRangeStart);
  return Napi::BigInt::New(info.Env(),
                           start == nullptr ? uint64_t{0} : start(text_of(info[0]).c_str()));
}

Napi::Value nvtx_end(Environment&, const Napi::CallbackInfo& info) {
  bool lossless = false;
  if (auto* end = Profiler::get().at<void(uint64_t)>(kRangeEnd)) {
    end(info[0].As<Napi::BigInt>().Uint64Value(&lossless));
  }
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"nvtx_mark", nvtx_mark},   {"nvtx_push", nvtx_push}, {"nvtx_pop", nvtx_pop},
    {"nvtx_start", nvtx_start}, {"nvtx_end", nvtx_end},
};

}  // namespace

void install_nvtx(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
