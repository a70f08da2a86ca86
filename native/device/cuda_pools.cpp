#include <ATen/cuda/MemPool.h>

#include <thread>

#include "device/cuda_allocator.h"
#include "device/cuda_graphs.h"
#include "device/cuda_object.h"
#include "device/mempool_id.h"
#include "env/python_errors.h"
#include "handles/held_object.h"
#include "os/library.h"

namespace nodetorch {

namespace {

using c10::MempoolId_t;
using SharedAllocator = std::shared_ptr<CudaAllocator>;

struct PoolNames {
  static constexpr const char* construct =
      "_ZN2at4cuda7MemPoolC1ESt10shared_ptrIN3c104cuda20CUDACachingAllocator13CUDAAllocatorEEbbb";
  static constexpr const char* destroy = "_ZN2at4cuda7MemPoolD1Ev";
  static constexpr const char* what = "MemPool";
};

using Pool = CudaObject<at::cuda::MemPool, PoolNames>;

constexpr const char* kId = "_ZN2at4cuda7MemPool2idEv";
constexpr const char* kUseCount = "_ZN2at4cuda7MemPool9use_countEv";
constexpr const char* kDevice = "_ZN2at4cuda7MemPool6deviceEv";

// An allocator of the user's: two functions of a library, which stays open.
using Allocate = void*(size_t, int, cudaStream_t);
using Free = void(void*, size_t, int, cudaStream_t);
constexpr const char* kCreateAllocator =
    "_ZN5torch4cuda22CUDAPluggableAllocator21createCustomAllocatorESt8functionIFPvmiP11CUstream_st"
    "EES2_IFvS3_miS5_EE";
constexpr const char* kChangeAllocator =
    "_ZN5torch4cuda22CUDAPluggableAllocator22changeCurrentAllocatorERKSt10shared_ptrIN3c104cuda20"
    "CUDACachingAllocator13CUDAAllocatorEE";

struct AllocatorObject final : torch::CustomClassHolder {
  explicit AllocatorObject(SharedAllocator held) : allocator(std::move(held)) {}
  SharedAllocator allocator;
};

Pool& pool_of(Environment& env, const Napi::Value& value) {
  return object_of<Pool>(env, value, "a MemPool");
}

bool flag_of(const Napi::Value& value) { return value.As<Napi::Boolean>().Value(); }

c10::DeviceIndex index_from(const Napi::Value& value) {
  return static_cast<c10::DeviceIndex>(value.As<Napi::Number>().Int32Value());
}

// cuda_pool_new(allocator or null, use_on_oom, no_split)
Napi::Value cuda_pool_new(Environment& env, const Napi::CallbackInfo& info) {
  env.collector.poll();
  SharedAllocator allocator;
  if (!info[0].IsNull()) {
    allocator = object_of<AllocatorObject>(env, info[0], "an allocator").allocator;
  }
  return Napi::Value(
      env.raw(), hand_out(env, c10::make_intrusive<Pool>(std::in_place, std::move(allocator), true,
                                                         flag_of(info[1]), flag_of(info[2]))));
}

Napi::Value cuda_pool_id(Environment& env, const Napi::CallbackInfo& info) {
  return from_pool_id(env, pool_of(env, info[0]).call<MempoolId_t>(kId, "MemPool.id"));
}

Napi::Value cuda_pool_use_count(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(),
                           pool_of(env, info[0]).call<int>(kUseCount, "MemPool.use_count"));
}

Napi::Value cuda_pool_device(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(),
                           pool_of(env, info[0]).call<c10::DeviceIndex>(kDevice, "MemPool.device"));
}

// cuda_pool_enter(index, pool): what this thread allocates on the device comes from the pool.
Napi::Value cuda_pool_enter(Environment&, const Napi::CallbackInfo& info) {
  const auto thread = std::this_thread::get_id();
  cuda_allocator().beginAllocateToPool(
      index_from(info[0]), pool_id_from(info[1]),
      [thread](cudaStream_t) { return std::this_thread::get_id() == thread; });
  return info.Env().Undefined();
}

// cuda_pool_leave(index, pool): undoes it.
Napi::Value cuda_pool_leave(Environment&, const Napi::CallbackInfo& info) {
  const MempoolId_t pool = pool_id_from(info[1]);
  cuda_allocator().endAllocateToPool(index_from(info[0]), pool);
  cuda_allocator().releasePool(index_from(info[0]), pool);
  return info.Env().Undefined();
}

void* function_in(void* library, const std::string& name) {
  void* const found = symbol_of(library, name.c_str());
  TORCH_CHECK(found != nullptr, library_error());
  return found;
}

// cuda_allocator_load(path, name of its allocate, name of its free)
Napi::Value cuda_allocator_load(Environment& env, const Napi::CallbackInfo& info) {
  const std::string path = info[0].As<Napi::String>();
  void* const library = open_library(path);
  if (library == nullptr) throw SystemFailure(library_error());
  auto* const allocate =
      reinterpret_cast<Allocate*>(function_in(library, info[1].As<Napi::String>()));
  auto* const free = reinterpret_cast<Free*>(function_in(library, info[2].As<Napi::String>()));
  using Create = SharedAllocator(std::function<Allocate>, std::function<Free>);
  SharedAllocator made =
      cuda_function<Create>(kCreateAllocator, "CUDAPluggableAllocator")(allocate, free);
  return Napi::Value(env.raw(),
                     hand_out(env, c10::make_intrusive<AllocatorObject>(std::move(made))));
}

Napi::Value cuda_allocator_change(Environment& env, const Napi::CallbackInfo& info) {
  const SharedAllocator& allocator =
      object_of<AllocatorObject>(env, info[0], "an allocator").allocator;
  cuda_function<void(const SharedAllocator&)>(kChangeAllocator,
                                              "change_current_allocator")(allocator);
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"cuda_pool_new", cuda_pool_new},
    {"cuda_pool_id", cuda_pool_id},
    {"cuda_pool_use_count", cuda_pool_use_count},
    {"cuda_pool_device", cuda_pool_device},
    {"cuda_pool_enter", cuda_pool_enter},
    {"cuda_pool_leave", cuda_pool_leave},
    {"cuda_allocator_load", cuda_allocator_load},
    {"cuda_allocator_change", cuda_allocator_change},
};

}  // namespace

void install_cuda_pools(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
