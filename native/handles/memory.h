// When to collect. JS objects that own tensors look tiny to V8, so the addon asks for collections
// itself, from inside the synchronous loop that makes the garbage: a minor one when the bytes this
// thread holds, those that a device holds, or the number of handles made have grown by a budget, a
// major one when bytes pile up behind objects that minor collections no longer look at.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "env/errors.h"
#include "env/napi_setup.h"
#include "handles/allocator.h"
#include "handles/byte_budget.h"
#include "handles/device_bytes.h"
#include "handles/foreign_bytes.h"

namespace nodetorch {

class Environment;

// Garbage that a collection is worth its time for.
constexpr int64_t kWorthwhile = int64_t{16} << 20;

class Collector {
 public:
  explicit Collector(Environment& env);

  // `minor` and `major` are JS functions that run V8's collector; the bytes of V8's heap are what
  // `major` gives back.
  void set_hooks(napi_value minor, napi_value major);

  // Whether a budget is spent: cheap, and asked at every operator call.
  bool is_due();
  void collect_due();
  // Collects if it is due. Only where nobody needs the numbers of handles that a call was given.
  void poll() {
    if (is_due()) collect_due();
  }
  // Bytes on a device whose allocator we do not own, told when a handle to new storage is made; on
  // the CPU, bytes of pinned memory.
  void count_device_bytes(c10::Device device, int64_t bytes) {
    devices_.count(device, bytes, patience());
  }

  // No collection for as long as it lives.
  class Pause {
   public:
    explicit Pause(Collector& collector) : collector_(collector) { ++collector_.paused_; }
    ~Pause() { --collector_.paused_; }
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;

   private:
    Collector& collector_;
  };

  // Counts `bytes` of memory that no allocator of libtorch gave for as long as the result lives.
  std::shared_ptr<HeldBytes> hold(const void* memory, int64_t bytes) const {
    return std::make_shared<HeldBytes>(foreign_, memory, bytes);
  }

  // Whether much may be made before the next minor collection, while a checkpoint runs a function:
  // what it makes is dead soon, and young for as long as no collection has seen it. Gives back what
  // was before.
  bool set_patience(bool patient);
  // A file is read until end_reading(): what is made is no garbage, so collections wait as long as
  // there is memory. They may be nested.
  void begin_reading();
  void end_reading();
  // Such a function has run again: what it made since handle `serial` and is old for all that.
  void after_recomputation(uint64_t serial);
  // Backward is over: what was made since its first checkpoint is dead.
  void after_backward();

  void collect(bool major);
  void set_budget(int64_t bytes, size_t count);

  uint64_t minor_collections() const { return minor_; }
  uint64_t major_collections() const { return major_; }

 private:
  bool major_is_due() const;
  void collect_old(uint64_t serial);
  void collect_read();
  int64_t bytes_on_cpu() const { return thread_bytes_ + foreign_->total(); }
  int64_t bytes_held() const { return bytes_on_cpu() + devices_.held(); }
  int64_t patience() const { return patient_ ? kMuch : 0; }
  napi_value run(napi_ref hook);
  void run_major();

  Environment& env_;
  napi_ref minor_hook_ = nullptr;
  napi_ref major_hook_ = nullptr;
  size_t count_budget_ = 1024;
  const int64_t& thread_bytes_ = thread_bytes();  // of the environment's thread
  std::shared_ptr<ForeignBytes> foreign_ = std::make_shared<ForeignBytes>();
  ByteBudget host_{kHostBudget, host_memory()};
  DeviceBytes devices_;
  size_t old_after_major_ = 0;
  int64_t heap_ = 0;  // V8's bytes after the last one, which is what it costs
  bool patient_ = false;
  int readings_ = 0;
  int64_t before_reading_ = 0;
  int64_t read_ = 0;  // bytes that were read since the last major one, as far as they are held
  int64_t read_due_ = kWorthwhile;
  std::optional<uint64_t> first_checkpoint_;  // since the last backward: the next handle's serial
  uint64_t minor_ = 0;
  uint64_t major_ = 0;
  int paused_ = 0;
  bool running_ = false;
};

// A major collection, then the pool and the allocators of devices give back what they kept.
void free_all_memory(Environment& env);

// Runs `call`; when memory ran out and the call may be repeated, frees all that can be freed and
// runs what `prepare` made: it holds the arguments, whose JS objects the collection may find dead.
// The second failure is the caller's.
template <typename Call, typename Repeatable, typename Prepare>
auto with_memory_retry(Environment& env, Call&& call, Repeatable&& repeatable, Prepare&& prepare) {
  try {
    return call();
  } catch (...) {
    if (!is_out_of_memory() || !repeatable()) throw;
  }
  auto again = prepare();
  free_all_memory(env);
  return again();
}

// Installs the doors: memory_stats, collect, set_memory_budget, set_collectors, dispose, scopes.
void install_memory(Environment& env, Napi::Object exports);

}  // namespace nodetorch
