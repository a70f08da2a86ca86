#include "device/cuda_events.h"

#include <c10/core/DeviceGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <cstring>

#include "device/cuda_check.h"
#include "device/cuda_library.h"
#include "device/device.h"
#include "device/streams.h"
#include "dispatch/from_ivalue.h"
#include "handles/held_object.h"

namespace nodetorch {

namespace {

// Flags of cudaEventCreateWithFlags, cudaEventRecordWithFlags and cudaStreamWaitEvent.
constexpr unsigned kBlockingSync = 0x01;
constexpr unsigned kDisableTiming = 0x02;
constexpr unsigned kInterprocess = 0x04;
constexpr unsigned kExternal = 0x01;

// cudaIpcEventHandle_t.
struct IpcHandle {
  char reserved[64];
};

c10::impl::VirtualGuardImpl cuda() { return c10::impl::VirtualGuardImpl(c10::kCUDA); }

// The CUDA event is made when it is first recorded, on the device of the stream.
class CudaEvent final : public torch::CustomClassHolder {
 public:
  CudaEvent(unsigned flags, bool external) : flags_(flags), external_(external) {}
  CudaEvent(c10::DeviceIndex device, const IpcHandle& handle) : device_(device) {
    ensure_cuda_runtime();
    const c10::DeviceGuard current(place());
    check_cuda(cuda_function<int(void**, IpcHandle)>("cudaIpcOpenEventHandle",
                                                     "cudaIpcOpenEventHandle")(&event_, handle));
  }
  CudaEvent(const CudaEvent&) = delete;
  CudaEvent& operator=(const CudaEvent&) = delete;
  ~CudaEvent() override {
    if (event_ == nullptr) return;
    try {
      const c10::DeviceGuard current(place());
      warn_cuda(cuda_function<int(void*)>("cudaEventDestroy", "cudaEventDestroy")(event_));
    } catch (...) {
      // The device is gone, and the event with it.
    }
  }

  bool is_created() const { return event_ != nullptr; }
  c10::DeviceIndex device() const { return device_; }
  void* address() const { return event_; }

  void record(c10::Stream stream) {
    if (!is_created()) create(stream.device_index());
    TORCH_CHECK(device_ == stream.device_index(), "Event device ", static_cast<int>(device_),
                " does not match recording stream's device ",
                static_cast<int>(stream.device_index()), ".");
    const c10::DeviceGuard current(place());
    check_cuda(cuda_function<int(void*, void*, unsigned)>(
        "cudaEventRecordWithFlags", "cudaEventRecordWithFlags")(event_, native_stream(stream),
                                                                flags_in_capture(stream)));
  }

  void block(c10::Stream stream) const {
    if (!is_created()) return;
    const c10::DeviceGuard current(stream.device());
    check_cuda(
        cuda_function<int(void*, void*, unsigned)>("cudaStreamWaitEvent", "cudaStreamWaitEvent")(
            native_stream(stream), event_, flags_in_capture(stream)));
  }

  bool query() const {
    if (!is_created()) return true;
    const int result = cuda_function<int(void*)>("cudaEventQuery", "cudaEventQuery")(event_);
    if (result == kCudaNotReady) {
      clear_cuda_error();
    } else {
      check_cuda(result);
    }
    return result == kCudaSuccess;
  }

  void synchronize() const {
    if (!is_created()) return;
    check_cuda(cuda_function<int(void*)>("cudaEventSynchronize", "cudaEventSynchronize")(event_));
  }

  double elapsed_time(const CudaEvent& end) const {
    TORCH_CHECK_VALUE((flags_ & kDisableTiming) == 0 && (end.flags_ & kDisableTiming) == 0,
                      "Both events must be created with argument 'enable_timing=True'.");
    TORCH_CHECK_VALUE(is_created() && end.is_created(),
                      "Both events must be recorded before calculating elapsed time.");
    TORCH_CHECK(query() && end.query(),
                "Both events must be completed before calculating elapsed time.");
    const c10::DeviceGuard current(place());
    float milliseconds = 0;
    check_cuda(cuda_function<int(float*, void*, void*)>(
        "cudaEventElapsedTime", "cudaEventElapsedTime")(&milliseconds, event_, end.event_));
    return milliseconds;
  }

  IpcHandle ipc_handle() {
    ensure_cuda_runtime();
    if (!is_created()) create(cuda().getDevice().index());
    const c10::DeviceGuard current(place());
    IpcHandle handle{};
    check_cuda(cuda_function<int(IpcHandle*, void*)>("cudaIpcGetEventHandle",
                                                     "cudaIpcGetEventHandle")(&handle, event_));
    return handle;
  }

 private:
  c10::Device place() const { return {c10::kCUDA, device_}; }

  unsigned flags_in_capture(c10::Stream stream) const {
    return external_ && is_cuda_stream_capturing(stream) ? kExternal : 0;
  }

  void create(c10::DeviceIndex device) {
    ensure_cuda_runtime();
    const c10::DeviceGuard current(c10::Device(c10::kCUDA, device));
    check_cuda(cuda_function<int(void**, unsigned)>("cudaEventCreateWithFlags",
                                                    "cudaEventCreateWithFlags")(&event_, flags_));
    device_ = device;
  }

  unsigned flags_ = kDisableTiming;
  bool external_ = false;
  c10::DeviceIndex device_ = -1;
  void* event_ = nullptr;
};

CudaEvent& event_of(Environment& env, const Napi::Value& value) {
  return object_of<CudaEvent>(env, value, "a torch.cuda.Event");
}

bool flag_of(const Napi::Value& value) { return value.As<Napi::Boolean>().Value(); }

// cuda_event_new(timing, blocking, interprocess, external)
Napi::Value cuda_event_new(Environment& env, const Napi::CallbackInfo& info) {
  env.collector.poll();
  const unsigned flags = (flag_of(info[0]) ? 0 : kDisableTiming) |
                         (flag_of(info[1]) ? kBlockingSync : 0) |
                         (flag_of(info[2]) ? kInterprocess : 0);
  return Napi::Value(env.raw(),
                     hand_out(env, c10::make_intrusive<CudaEvent>(flags, flag_of(info[3]))));
}

// cuda_event_from_ipc_handle(index, 64 bytes)
Napi::Value cuda_event_from_ipc_handle(Environment& env, const Napi::CallbackInfo& info) {
  const auto bytes = info[1].As<Napi::Uint8Array>();
  IpcHandle handle{};
  TORCH_CHECK(bytes.ByteLength() == sizeof handle,
              "cudaIpcEventHandle_t expects byte-like object of size ", sizeof handle, ", but got ",
              bytes.ByteLength());
  std::memcpy(&handle, bytes.Data(), sizeof handle);
  const auto index = static_cast<c10::DeviceIndex>(info[0].As<Napi::Number>().Int32Value());
  return Napi::Value(env.raw(), hand_out(env, c10::make_intrusive<CudaEvent>(index, handle)));
}

// cuda_event_place(event): [index of the device, address], or null before it was made.
Napi::Value cuda_event_place(Environment& env, const Napi::CallbackInfo& info) {
  const CudaEvent& event = event_of(env, info[0]);
  if (!event.is_created()) return info.Env().Null();
  Napi::Array pair = Napi::Array::New(info.Env(), 2);
  pair.Set(uint32_t{0}, static_cast<double>(event.device()));
  pair.Set(
      uint32_t{1},
      Napi::Value(env.raw(), from_int64(env.raw(), reinterpret_cast<int64_t>(event.address()))));
  return pair;
}

Napi::Value cuda_event_record(Environment& env, const Napi::CallbackInfo& info) {
  event_of(env, info[0]).record(stream_of(env, info[1]));
  return info.Env().Undefined();
}

Napi::Value cuda_event_block(Environment& env, const Napi::CallbackInfo& info) {
  event_of(env, info[0]).block(stream_of(env, info[1]));
  return info.Env().Undefined();
}

Napi::Value cuda_event_query(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), event_of(env, info[0]).query());
}

Napi::Value cuda_event_synchronize(Environment& env, const Napi::CallbackInfo& info) {
  event_of(env, info[0]).synchronize();
  return info.Env().Undefined();
}

Napi::Value cuda_event_elapsed_time(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), event_of(env, info[0]).elapsed_time(event_of(env, info[1])));
}

Napi::Value cuda_event_ipc_handle(Environment& env, const Napi::CallbackInfo& info) {
  const IpcHandle handle = event_of(env, info[0]).ipc_handle();
  Napi::Uint8Array bytes = Napi::Uint8Array::New(info.Env(), sizeof handle);
  std::memcpy(bytes.Data(), &handle, sizeof handle);
  return bytes;
}

constexpr DoorEntry kDoors[] = {
    {"cuda_event_new", cuda_event_new},
    {"cuda_event_from_ipc_handle", cuda_event_from_ipc_handle},
    {"cuda_event_place", cuda_event_place},
    {"cuda_event_record", cuda_event_record},
    {"cuda_event_block", cuda_event_block},
    {"cuda_event_query", cuda_event_query},
    {"cuda_event_synchronize", cuda_event_synchronize},
    {"cuda_event_elapsed_time", cuda_event_elapsed_time},
    {"cuda_event_ipc_handle", cuda_event_ipc_handle},
};

}  // namespace

void install_cuda_events(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
