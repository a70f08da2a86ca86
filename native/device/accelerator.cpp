#include "device/accelerator.h"

#include <ATen/DeviceAccelerator.h>
#include <ATen/core/CachingHostAllocator.h>
#include <c10/core/CachingDeviceAllocator.h>

#include <optional>

#include "device/device.h"
#include "device/device_memory.h"
#include "device/streams.h"

namespace nodetorch {

namespace {

using c10::CachingDeviceAllocator::DeviceStats;

c10::DeviceIndex index_from(const Napi::Value& value) {
  return static_cast<c10::DeviceIndex>(value.As<Napi::Number>().Int32Value());
}

// Throws what PyTorch throws where there is none, or no driver for it.
c10::DeviceType accelerator() {
  if (is_cuda_absent()) ensure_cuda();
  return at::accelerator::getAccelerator(true).value();
}

c10::DeviceAllocator& allocator() { return *at::getDeviceAllocator(accelerator()); }

// accelerator_type(): libtorch's number of the kind of device; null for a libtorch without one.
Napi::Value accelerator_type(Environment&, const Napi::CallbackInfo& info) {
  if (is_cuda_absent()) return Napi::Number::New(info.Env(), static_cast<double>(c10::kCUDA));
  const std::optional<c10::DeviceType> type = at::accelerator::getAccelerator(false);
  if (!type.has_value()) return info.Env().Null();
  return Napi::Number::New(info.Env(), static_cast<double>(*type));
}

Napi::Value accelerator_device_count(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), at::accelerator::deviceCount());
}

Napi::Value accelerator_device_index(Environment&, const Napi::CallbackInfo& info) {
  accelerator();
  return Napi::Number::New(info.Env(), at::accelerator::getDeviceIndex());
}

Napi::Value accelerator_set_device_index(Environment&, const Napi::CallbackInfo& info) {
  accelerator();
  at::accelerator::setDeviceIndex(index_from(info[0]));
  return info.Env().Undefined();
}

// accelerator_exchange_device(index): makes it the current one, and gives back the one before.
Napi::Value accelerator_exchange_device(Environment&, const Napi::CallbackInfo& info) {
  accelerator();
  return Napi::Number::New(info.Env(), at::accelerator::exchangeDevice(index_from(info[0])));
}

// The same, without beginning to use a device that nobody used yet.
Napi::Value accelerator_maybe_exchange_device(Environment&, const Napi::CallbackInfo& info) {
  accelerator();
  return Napi::Number::New(info.Env(), at::accelerator::maybeExchangeDevice(index_from(info[0])));
}

Napi::Value accelerator_stream(Environment& env, const Napi::CallbackInfo& info) {
  accelerator();
  return Napi::Value(env.raw(),
                     hand_out_stream(env, at::accelerator::getCurrentStream(index_from(info[0]))));
}

// accelerator_set_stream(stream): makes it the current one, and its device too.
Napi::Value accelerator_set_stream(Environment& env, const Napi::CallbackInfo& info) {
  accelerator();
  const c10::Stream stream = stream_of(env, info[0]);
  if (at::accelerator::getDeviceIndex() != stream.device_index()) {
    at::accelerator::setDeviceIndex(stream.device_index());
  }
  at::accelerator::setCurrentStream(stream);
  return info.Env().Undefined();
}

Napi::Value accelerator_synchronize(Environment&, const Napi::CallbackInfo& info) {
  accelerator();
  at::accelerator::synchronizeDevice(index_from(info[0]));
  return info.Env().Undefined();
}

// accelerator_dtypes(index): the numbers of the dtypes that tensors can have there.
Napi::Value accelerator_dtypes(Environment&, const Napi::CallbackInfo& info) {
  accelerator();
  const c10::DeviceCapability capability =
      at::accelerator::getDeviceCapability(index_from(info[0]));
  Napi::Array dtypes = Napi::Array::New(info.Env());
  capability.forEachSupportedScalarType(
      [&](c10::ScalarType type) { dtypes.Set(dtypes.Length(), static_cast<double>(type)); });
  return dtypes;
}

Napi::Value accelerator_is_allocator_ready(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), !is_cuda_absent() && allocator().initialized());
}

Napi::Value accelerator_empty_cache(Environment&, const Napi::CallbackInfo& info) {
  allocator().emptyCache();
  return info.Env().Undefined();
}

Napi::Value accelerator_empty_host_cache(Environment&, const Napi::CallbackInfo& info) {
  if (!is_cuda_absent()) at::getHostAllocator(accelerator())->empty_cache();
  return info.Env().Undefined();
}

// What statistics are called in Python, in the order of its list of four numbers.
constexpr const char* kPools[] = {"all", "small_pool", "large_pool"};

void put(Napi::Object& into, const std::string& name, const c10::CachingAllocator::Stat& stat) {
  into.Set(name + ".current", static_cast<double>(stat.current));
  into.Set(name + ".peak", static_cast<double>(stat.peak));
  into.Set(name + ".allocated", static_cast<double>(stat.allocated));
  into.Set(name + ".freed", static_cast<double>(stat.freed));
}

void put(Napi::Object& into, const std::string& name,
         const c10::CachingAllocator::StatArray& stats) {
  for (size_t pool = 0; pool < std::size(kPools); ++pool) {
    put(into, name + "." + kPools[pool], stats[pool]);
  }
}

// accelerator_stats(index): numbers by PyTorch's names, flat.
Napi::Value accelerator_stats(Environment&, const Napi::CallbackInfo& info) {
  const DeviceStats stats = allocator().getDeviceStats(index_from(info[0]));
  Napi::Object into = Napi::Object::New(info.Env());
  put(into, "allocation", stats.allocation);
  put(into, "segment", stats.segment);
  put(into, "active", stats.active);
  put(into, "inactive_split", stats.inactive_split);
  put(into, "allocated_bytes", stats.allocated_bytes);
  put(into, "reserved_bytes", stats.reserved_bytes);
  put(into, "active_bytes", stats.active_bytes);
  put(into, "inactive_split_bytes", stats.inactive_split_bytes);
  put(into, "requested_bytes", stats.requested_bytes);
  put(into, "oversize_allocations", stats.oversize_allocations);
  put(into, "oversize_segments", stats.oversize_segments);
  into.Set("num_alloc_retries", static_cast<double>(stats.num_alloc_retries));
  into.Set("num_ooms", static_cast<double>(stats.num_ooms));
  into.Set("num_sync_all_streams", static_cast<double>(stats.num_sync_all_streams));
  into.Set("num_device_alloc", static_cast<double>(stats.num_device_alloc));
  into.Set("num_device_free", static_cast<double>(stats.num_device_free));
  into.Set("max_split_size", static_cast<double>(stats.max_split_size));
  return into;
}

Napi::Value accelerator_reset_accumulated_stats(Environment&, const Napi::CallbackInfo& info) {
  allocator().resetAccumulatedStats(index_from(info[0]));
  return info.Env().Undefined();
}

Napi::Value accelerator_reset_peak_stats(Environment&, const Napi::CallbackInfo& info) {
  allocator().resetPeakStats(index_from(info[0]));
  return info.Env().Undefined();
}

// accelerator_memory_info(index): [free bytes, all bytes].
Napi::Value accelerator_memory_info(Environment&, const Napi::CallbackInfo& info) {
  const auto [free, total] =
      memory_info(allocator(), c10::Device(accelerator(), index_from(info[0])));
  Napi::Array pair = Napi::Array::New(info.Env(), 2);
  pair.Set(uint32_t{0}, static_cast<double>(free));
  pair.Set(uint32_t{1}, static_cast<double>(total));
  return pair;
}

constexpr DoorEntry kDoors[] = {
    {"accelerator_type", accelerator_type},
    {"accelerator_device_count", accelerator_device_count},
    {"accelerator_device_index", accelerator_device_index},
    {"accelerator_set_device_index", accelerator_set_device_index},
    {"accelerator_exchange_device", accelerator_exchange_device},
    {"accelerator_maybe_exchange_device", accelerator_maybe_exchange_device},
    {"accelerator_stream", accelerator_stream},
    {"accelerator_set_stream", accelerator_set_stream},
    {"accelerator_synchronize", accelerator_synchronize},
    {"accelerator_dtypes", accelerator_dtypes},
    {"accelerator_is_allocator_ready", accelerator_is_allocator_ready},
    {"accelerator_empty_cache", accelerator_empty_cache},
    {"accelerator_empty_host_cache", accelerator_empty_host_cache},
    {"accelerator_stats", accelerator_stats},
    {"accelerator_reset_accumulated_stats", accelerator_reset_accumulated_stats},
    {"accelerator_reset_peak_stats", accelerator_reset_peak_stats},
    {"accelerator_memory_info", accelerator_memory_info},
};

}  // namespace

void install_accelerator(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
