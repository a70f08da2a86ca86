#include "device/cuda_memory.h"

#include <ATen/core/CachingHostAllocator.h>

#include "device/cuda_allocator.h"
#include "device/cuda_library.h"
#include "device/device.h"

namespace nodetorch {

namespace {

using c10::CachingAllocator::Stat;
using c10::CachingAllocator::StatArray;
using c10::CachingAllocator::StatType;
using c10::CachingDeviceAllocator::DeviceStats;
using c10::CachingDeviceAllocator::SegmentInfo;
using c10::CachingDeviceAllocator::TraceEntry;

template <typename Number>
Napi::Value number(Napi::Env js, Number value) {
  return Napi::Number::New(js, static_cast<double>(value));
}

Napi::Value from(Napi::Env js, const Stat& stat) {
  Napi::Object object = Napi::Object::New(js);
  object.Set("current", number(js, stat.current));
  object.Set("peak", number(js, stat.peak));
  object.Set("allocated", number(js, stat.allocated));
  object.Set("freed", number(js, stat.freed));
  return object;
}

Napi::Value from(Napi::Env js, const StatArray& stats) {
  Napi::Object object = Napi::Object::New(js);
  object.Set("all", from(js, stats[static_cast<size_t>(StatType::AGGREGATE)]));
  object.Set("small_pool", from(js, stats[static_cast<size_t>(StatType::SMALL_POOL)]));
  object.Set("large_pool", from(js, stats[static_cast<size_t>(StatType::LARGE_POOL)]));
  return object;
}

// Figures that not every libtorch keeps.
template <typename Stats>
void set_newer(Napi::Env js, Napi::Object object, const Stats& stats) {
  if constexpr (requires { stats.num_oom_rejections; }) {
    object.Set("num_oom_rejections", number(js, stats.num_oom_rejections));
  }
  if constexpr (requires { stats.reserved_bytes_by_private_pools; }) {
    Napi::Object pools = Napi::Object::New(js);
    for (const auto& [id, bytes] : stats.reserved_bytes_by_private_pools) {
      pools.Set(std::to_string(id.first) + "_" + std::to_string(id.second), from(js, bytes));
    }
    object.Set("reserved_bytes_by_private_pools", pools);
  }
}

// cuda_memory_stats(device or null): PyTorch's nested dictionary.
Napi::Value cuda_memory_stats(Environment&, const Napi::CallbackInfo& info) {
  const Napi::Env js = info.Env();
  const c10::DeviceIndex index = cuda_index(info[0]);
  const DeviceStats stats = cuda_allocator().getDeviceStats(index);
  Napi::Object object = Napi::Object::New(js);
  object.Set("num_alloc_retries", number(js, stats.num_alloc_retries));
  object.Set("num_ooms", number(js, stats.num_ooms));
  object.Set("max_split_size", number(js, stats.max_split_size));
  object.Set("num_sync_all_streams", number(js, stats.num_sync_all_streams));
  object.Set("num_device_alloc", number(js, stats.num_device_alloc));
  object.Set("num_device_free", number(js, stats.num_device_free));
  object.Set("allocation", from(js, stats.allocation));
  object.Set("segment", from(js, stats.segment));
  object.Set("active", from(js, stats.active));
  object.Set("inactive_split", from(js, stats.inactive_split));
  object.Set("allocated_bytes", from(js, stats.allocated_bytes));
  object.Set("reserved_bytes", from(js, stats.reserved_bytes));
  object.Set("active_bytes", from(js, stats.active_bytes));
  object.Set("inactive_split_bytes", from(js, stats.inactive_split_bytes));
  object.Set("requested_bytes", from(js, stats.requested_bytes));
  object.Set("oversize_allocations", from(js, stats.oversize_allocations));
  object.Set("oversize_segments", from(js, stats.oversize_segments));
  set_newer(js, object, stats);
  return object;
}

// cuda_reset_memory_stats(device or null, whether the peaks and not the sums)
Napi::Value cuda_reset_memory_stats(Environment&, const Napi::CallbackInfo& info) {
  const c10::DeviceIndex index = cuda_index(info[0]);
  if (info[1].ToBoolean()) {
    cuda_allocator().resetPeakStats(index);
  } else {
    cuda_allocator().resetAccumulatedStats(index);
  }
  return info.Env().Undefined();
}

Napi::Value from(Napi::Env js, const c10::CachingAllocator::DurationStat& stat) {
  Napi::Object object = Napi::Object::New(js);
  object.Set("total", number(js, stat.total));
  object.Set("max", number(js, stat.max));
  object.Set("min", number(js, stat.min));
  object.Set("count", number(js, stat.count));
  object.Set("avg", number(js, stat.count == 0 ? 0 : stat.total / stat.count));
  return object;
}

at::HostAllocator& host_allocator() { return *at::getHostAllocator(at::kCUDA); }

Napi::Value cuda_host_memory_stats(Environment&, const Napi::CallbackInfo& info) {
  const Napi::Env js = info.Env();
  ensure_cuda();
  const at::HostStats stats = host_allocator().get_stats();
  Napi::Object object = Napi::Object::New(js);
  object.Set("num_host_alloc", number(js, stats.num_host_alloc));
  object.Set("num_host_free", number(js, stats.num_host_free));
  object.Set("allocations", from(js, stats.allocations));
  object.Set("active_requests", from(js, stats.active_requests));
  object.Set("allocated_bytes", from(js, stats.allocated_bytes));
  object.Set("active_bytes", from(js, stats.active_bytes));
  object.Set("host_alloc_time", from(js, stats.host_alloc_time));
  object.Set("host_free_time", from(js, stats.host_free_time));
  return object;
}

// cuda_reset_host_memory_stats(whether the peaks and not the sums)
Napi::Value cuda_reset_host_memory_stats(Environment&, const Napi::CallbackInfo& info) {
  ensure_cuda();
  if (info[0].ToBoolean()) {
    host_allocator().reset_peak_stats();
  } else {
    host_allocator().reset_accumulated_stats();
  }
  return info.Env().Undefined();
}

// cuda_memory_fraction(device, the new fraction or null): what holds now.
Napi::Value cuda_memory_fraction(Environment&, const Napi::CallbackInfo& info) {
  const c10::DeviceIndex index = cuda_index(info[0]);
  if (info[1].IsNumber()) {
    cuda_allocator().setMemoryFraction(info[1].As<Napi::Number>().DoubleValue(), index);
  }
  return number(info.Env(), cuda_allocator().getMemoryFraction(index));
}

// cuda_memory_info(device or null): [free bytes, all bytes].
Napi::Value memory_info_door(Environment&, const Napi::CallbackInfo& info) {
  const auto [free, total] = cuda_memory_info(cuda_index(info[0]));
  Napi::Array pair = Napi::Array::New(info.Env(), 2);
  pair.Set(uint32_t{0}, number(info.Env(), free));
  pair.Set(uint32_t{1}, number(info.Env(), total));
  return pair;
}

void* pointer_of(const Napi::Value& value) {
  bool lossless = false;
  if (value.IsBigInt()) {
    return reinterpret_cast<void*>(value.As<Napi::BigInt>().Uint64Value(&lossless));
  }
  return reinterpret_cast<void*>(value.As<Napi::Number>().Int64Value());
}

// cuda_raw_alloc(bytes, device, stream or null, which is the current one): an address.
Napi::Value cuda_raw_alloc(Environment&, const Napi::CallbackInfo& info) {
  const c10::DeviceGuard guard(c10::Device(c10::kCUDA, cuda_index(info[1])));
  const int64_t bytes = info[0].As<Napi::Number>().Int64Value();
  TORCH_CHECK_VALUE(bytes >= 0, "size must be non-negative, got ", bytes);
  CudaAllocator& allocator = cuda_allocator();
  const auto size = static_cast<size_t>(bytes);
  void* const memory = info[2].IsNull() ? allocator.raw_alloc(size)
                                        : allocator.raw_alloc_with_stream(
                                              size, static_cast<cudaStream_t>(pointer_of(info[2])));
  return number(info.Env(), reinterpret_cast<uintptr_t>(memory));
}

// cuda_raw_delete(address): 0 is nothing, as in PyTorch.
Napi::Value cuda_raw_delete(Environment&, const Napi::CallbackInfo& info) {
  void* const memory = pointer_of(info[0]);
  if (memory != nullptr) {
    ensure_cuda();
    cuda_allocator().raw_delete(memory);
  }
  return info.Env().Undefined();
}

// cuda_allocator_enabled(a new setting or null): what held before.
Napi::Value cuda_allocator_enabled(Environment&, const Napi::CallbackInfo& info) {
  if (!is_cuda_initialized()) return Napi::Boolean::New(info.Env(), true);
  const bool before = cuda_allocator().isEnabled();
  if (info[0].IsBoolean()) cuda_allocator().enable(info[0].ToBoolean());
  return Napi::Boolean::New(info.Env(), before);
}

// cuda_allocator_backend(): its name; null before CUDA has begun.
Napi::Value cuda_allocator_backend(Environment&, const Napi::CallbackInfo& info) {
  if (!is_cuda_initialized()) return info.Env().Null();
  return Napi::String::New(info.Env(), cuda_allocator().name());
}

Napi::Value from(Napi::Env js, const c10::MempoolId_t& id) {
  Napi::Array pair = Napi::Array::New(js, 2);
  pair.Set(uint32_t{0}, number(js, id.first));
  pair.Set(uint32_t{1}, number(js, id.second));
  return pair;
}

Napi::Value address(Napi::Env js, const void* pointer) {
  return number(js, reinterpret_cast<uintptr_t>(pointer));
}

Napi::Value from(Napi::Env js, const SegmentInfo& segment) {
  Napi::Object object = Napi::Object::New(js);
  object.Set("device", number(js, segment.device));
  object.Set("address", number(js, segment.address));
  object.Set("total_size", number(js, segment.total_size));
  object.Set("allocated_size", number(js, segment.allocated_size));
  object.Set("active_size", number(js, segment.active_size));
  object.Set("requested_size", number(js, segment.requested_size));
  object.Set("stream", address(js, segment.stream));
  object.Set("segment_type", segment.is_large ? "large" : "small");
  object.Set("segment_pool_id", from(js, segment.owner_private_pool_id));
  object.Set("is_expandable", segment.is_expandable);
  object.Set("frames", Napi::Array::New(js));
  Napi::Array blocks = Napi::Array::New(js);
  size_t at = segment.address;
  for (const auto& block : segment.blocks) {
    Napi::Object part = Napi::Object::New(js);
    part.Set("address", number(js, at));
    part.Set("size", number(js, block.size));
    part.Set("requested_size", number(js, block.requested_size));
    part.Set("state", block.allocated ? "active_allocated"
                      : block.active  ? "active_pending_free"
                                      : "inactive");
    part.Set("frames", Napi::Array::New(js));
    blocks.Set(blocks.Length(), part);
    at += block.size;
  }
  object.Set("blocks", blocks);
  return object;
}

const char* name_of(TraceEntry::Action action) {
  switch (action) {
    case TraceEntry::Action::ALLOC:
      return "alloc";
    case TraceEntry::Action::FREE_REQUESTED:
      return "free_requested";
    case TraceEntry::Action::FREE_COMPLETED:
      return "free_completed";
    case TraceEntry::Action::SEGMENT_ALLOC:
      return "segment_alloc";
    case TraceEntry::Action::SEGMENT_FREE:
      return "segment_free";
    case TraceEntry::Action::SEGMENT_MAP:
      return "segment_map";
    case TraceEntry::Action::SEGMENT_UNMAP:
      return "segment_unmap";
    case TraceEntry::Action::SNAPSHOT:
      return "snapshot";
    case TraceEntry::Action::OOM:
      return "oom";
    default:
      return "annotate";
  }
}

Napi::Value from(Napi::Env js, const TraceEntry& entry) {
  Napi::Object object = Napi::Object::New(js);
  object.Set("action", name_of(entry.action_));
  object.Set(entry.action_ == TraceEntry::Action::OOM ? "device_free" : "addr",
             number(js, entry.addr_));
  object.Set("size", number(js, entry.size_));
  object.Set("stream", address(js, entry.stream_));
  object.Set("time_us", number(js, entry.time_.t_));
  object.Set("pool_id", from(js, entry.mempool_));
  object.Set("frames", Napi::Array::New(js));
  return object;
}

// Each libtorch has asked for a little more when it takes a snapshot.
template <typename Allocator>
auto snapshot_of(Allocator& allocator, c10::MempoolId_t pool, bool traces) {
  if constexpr (requires { allocator.snapshot(pool, traces); }) {
    return allocator.snapshot(pool, traces);
  } else {
    return allocator.snapshot(pool);
  }
}

// cuda_memory_snapshot(pool, pool, whether with traces): segments and traces; null before CUDA has
// begun.
Napi::Value cuda_memory_snapshot(Environment&, const Napi::CallbackInfo& info) {
  const Napi::Env js = info.Env();
  if (!is_cuda_initialized()) return js.Null();
  const c10::MempoolId_t pool{
      static_cast<c10::CaptureId_t>(info[0].As<Napi::Number>().Int64Value()),
      static_cast<c10::CaptureId_t>(info[1].As<Napi::Number>().Int64Value())};
  const auto snapshot = snapshot_of(cuda_allocator(), pool, info[2].ToBoolean());
  Napi::Object object = Napi::Object::New(js);
  Napi::Array segments = Napi::Array::New(js);
  for (const auto& segment : snapshot.segments) segments.Set(segments.Length(), from(js, segment));
  Napi::Array devices = Napi::Array::New(js);
  for (const auto& traces : snapshot.device_traces) {
    Napi::Array list = Napi::Array::New(js);
    for (const auto& trace : traces) list.Set(list.Length(), from(js, trace));
    devices.Set(devices.Length(), list);
  }
  object.Set("segments", segments);
  object.Set("device_traces", devices);
  return object;
}

constexpr DoorEntry kDoors[] = {
    {"cuda_memory_stats", cuda_memory_stats},
    {"cuda_reset_memory_stats", cuda_reset_memory_stats},
    {"cuda_host_memory_stats", cuda_host_memory_stats},
    {"cuda_reset_host_memory_stats", cuda_reset_host_memory_stats},
    {"cuda_memory_fraction", cuda_memory_fraction},
    {"cuda_memory_info", memory_info_door},
    {"cuda_raw_alloc", cuda_raw_alloc},
    {"cuda_raw_delete", cuda_raw_delete},
    {"cuda_allocator_enabled", cuda_allocator_enabled},
    {"cuda_allocator_backend", cuda_allocator_backend},
    {"cuda_memory_snapshot", cuda_memory_snapshot},
};

}  // namespace

std::pair<size_t, size_t> cuda_memory_info(c10::DeviceIndex index) {
  const c10::DeviceGuard guard(c10::Device(c10::kCUDA, index));
  size_t free = 0;
  size_t total = 0;
  const int failed =
      cuda_function<int(size_t*, size_t*)>("cudaMemGetInfo", "cudaMemGetInfo")(&free, &total);
  TORCH_CHECK(failed == 0, "cudaMemGetInfo failed with error ", failed);
  return {free, total};
}

void install_cuda_memory(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
