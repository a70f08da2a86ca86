#include "device/streams.h"

#include <ATen/DeviceAccelerator.h>
#include <c10/core/DeviceGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include "device/accelerator.h"
#include "device/cuda_check.h"
#include "device/device.h"
#include "dispatch/from_ivalue.h"

namespace nodetorch {

namespace {

using Guard = c10::impl::VirtualGuardImpl;

// Throws CUDA's own error where there is no driver.
Guard guard_of(c10::DeviceType type) {
  if (type == c10::kCUDA) ensure_cuda_runtime();
  return Guard(type);
}

// A door's argument: a stream whose device is asked something.
c10::Stream working_stream(Environment& env, const Napi::Value& value) {
  const c10::Stream stream = stream_of(env, value);
  guard_of(stream.device_type());
  return stream;
}

c10::Device device_from(const Napi::CallbackInfo& info) {
  const auto index = static_cast<c10::DeviceIndex>(info[1].As<Napi::Number>().Int32Value());
  return {device_type_from(info[0]), index};
}

// A guard learned to answer this after 2.11; what a libtorch without it has of CUDA is asked
// itself.
template <typename Impl>
bool is_capturing(const Impl& impl, c10::Stream stream) {
  if constexpr (requires { impl.isStreamCapturing(stream); }) {
    return impl.isStreamCapturing(stream);
  } else {
    return stream.device_type() == c10::kCUDA && is_cuda_stream_capturing(stream);
  }
}

// stream_new(type, index, priority): a stream of the device's own, index -1 for its current one.
Napi::Value stream_new(Environment& env, const Napi::CallbackInfo& info) {
  const c10::Device device = device_from(info);
  guard_of(device.type());
  const c10::DeviceGuard current(device);
  const auto priority = static_cast<int>(info[2].As<Napi::Number>().Int32Value());
  return Napi::Value(env.raw(),
                     hand_out_stream(env, guard_of(device.type()).getNewStream(device, priority)));
}

// stream_from(id, index, type): the stream of three numbers, which may not exist.
Napi::Value stream_from(Environment& env, const Napi::CallbackInfo& info) {
  const auto index = static_cast<c10::DeviceIndex>(info[1].As<Napi::Number>().Int32Value());
  const auto type = static_cast<c10::DeviceType>(info[2].As<Napi::Number>().Int32Value());
  return Napi::Value(
      env.raw(), hand_out_stream(env, c10::Stream::unpack3(integer_from(info[0]), index, type)));
}

// stream_numbers(stream): [id, index of the device, number of its kind].
Napi::Value stream_numbers(Environment& env, const Napi::CallbackInfo& info) {
  const c10::StreamData3 data = stream_of(env, info[0]).pack3();
  Napi::Array numbers = Napi::Array::New(info.Env(), 3);
  numbers.Set(uint32_t{0}, Napi::Value(env.raw(), from_int64(env.raw(), data.stream_id)));
  numbers.Set(uint32_t{1}, static_cast<double>(data.device_index));
  numbers.Set(uint32_t{2}, static_cast<double>(data.device_type));
  return numbers;
}

Napi::Value stream_query(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), working_stream(env, info[0]).query());
}

Napi::Value stream_synchronize(Environment& env, const Napi::CallbackInfo& info) {
  working_stream(env, info[0]).synchronize();
  return info.Env().Undefined();
}

Napi::Value stream_is_capturing(Environment& env, const Napi::CallbackInfo& info) {
  const c10::Stream stream = stream_of(env, info[0]);
  return Napi::Boolean::New(info.Env(), is_capturing(guard_of(stream.device_type()), stream));
}

// stream_native_handle(stream): the address by which the device's own library knows it.
Napi::Value stream_native_handle(Environment& env, const Napi::CallbackInfo& info) {
  const c10::Stream stream = stream_of(env, info[0]);
  void* const address = guard_of(stream.device_type()).getStreamNativeHandle(stream);
  return Napi::Value(env.raw(), from_int64(env.raw(), reinterpret_cast<int64_t>(address)));
}

// stream_current(type, index) and stream_default(type, index); index -1 is the current device's.
Napi::Value stream_current(Environment& env, const Napi::CallbackInfo& info) {
  const c10::Device device = device_from(info);
  return Napi::Value(env.raw(), hand_out_stream(env, guard_of(device.type()).getStream(device)));
}

Napi::Value stream_default(Environment& env, const Napi::CallbackInfo& info) {
  const c10::Device device = device_from(info);
  return Napi::Value(env.raw(),
                     hand_out_stream(env, guard_of(device.type()).getDefaultStream(device)));
}

// stream_enter(stream): makes its device and it the current ones; gives back [stream that was
// current there, index of the device that was current], or null for a device without streams.
Napi::Value stream_enter(Environment& env, const Napi::CallbackInfo& info) {
  const c10::Stream stream = stream_of(env, info[0]);
  if (stream.device_type() == c10::kCUDA) ensure_cuda_runtime();
  if (!at::accelerator::isAccelerator(stream.device_type())) return info.Env().Null();
  const c10::DeviceIndex before = at::accelerator::getDeviceIndex();
  const c10::DeviceIndex index = stream.device_index();
  if (index != before) at::accelerator::setDeviceIndex(index);
  const c10::Stream previous = at::accelerator::getCurrentStream(index);
  at::accelerator::setCurrentStream(stream);
  Napi::Array pair = Napi::Array::New(info.Env(), 2);
  pair.Set(uint32_t{0}, Napi::Value(env.raw(), hand_out_stream(env, previous)));
  pair.Set(uint32_t{1}, static_cast<double>(before));
  return pair;
}

// stream_leave(previous stream, previous index): undoes it.
Napi::Value stream_leave(Environment& env, const Napi::CallbackInfo& info) {
  at::accelerator::setCurrentStream(stream_of(env, info[0]));
  const auto before = static_cast<c10::DeviceIndex>(info[1].As<Napi::Number>().Int32Value());
  if (before != at::accelerator::getDeviceIndex()) at::accelerator::setDeviceIndex(before);
  return info.Env().Undefined();
}

// stream_set(stream): makes it the current one, and its device too.
Napi::Value stream_set(Environment& env, const Napi::CallbackInfo& info) {
  const c10::Stream stream = stream_of(env, info[0]);
  const Guard guard = guard_of(stream.device_type());
  if (guard.getDevice().index() != stream.device_index()) guard.setDevice(stream.device());
  guard.exchangeStream(stream);
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"stream_new", stream_new},
    {"stream_from", stream_from},
    {"stream_numbers", stream_numbers},
    {"stream_query", stream_query},
    {"stream_synchronize", stream_synchronize},
    {"stream_is_capturing", stream_is_capturing},
    {"stream_native_handle", stream_native_handle},
    {"stream_current", stream_current},
    {"stream_default", stream_default},
    {"stream_enter", stream_enter},
    {"stream_leave", stream_leave},
    {"stream_set", stream_set},
};

}  // namespace

napi_value hand_out_stream(Environment& env, c10::Stream stream) {
  env.collector.poll();
  return env.handles.make_external(c10::IValue(stream));
}

c10::Stream stream_of(Environment& env, napi_value value) {
  const Handle* handle = env.handles.find(value);
  if (handle == nullptr || !handle->value.isStream()) {
    throw ArgumentError("expected a Stream, not " + describe(env.raw(), value));
  }
  return handle->value.toStream();
}

int64_t integer_from(const Napi::Value& value) {
  if (!value.IsBigInt()) return value.As<Napi::Number>().Int64Value();
  bool lossless = false;
  return value.As<Napi::BigInt>().Int64Value(&lossless);
}

c10::DeviceType device_type_from(const Napi::Value& value) {
  const auto type = static_cast<c10::DeviceType>(value.As<Napi::Number>().Int32Value());
  TORCH_CHECK(c10::isValidDeviceType(type), "Unknown device: ", static_cast<int>(type));
  return type;
}

void install_streams(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
