#include <c10/core/Event.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include "device/accelerator.h"
#include "device/streams.h"
#include "dispatch/from_ivalue.h"
#include "handles/held_object.h"

namespace nodetorch {

namespace {

struct EventObject final : torch::CustomClassHolder {
  EventObject(c10::DeviceType type, c10::EventFlag flag) : event(type, flag) {}
  c10::Event event;
};

c10::Event& event_of(Environment& env, const Napi::Value& value) {
  return object_of<EventObject>(env, value, "an Event").event;
}

// A door's argument: a stream, or null for the device's current one.
c10::Stream stream_or_current(Environment& env, const Napi::Value& value, c10::DeviceType type) {
  if (!value.IsNull()) return stream_of(env, value);
  const c10::impl::VirtualGuardImpl guard(type);
  return guard.getStream(guard.getDevice());
}

// event_new(type, timing): the device makes its own when it is first recorded.
Napi::Value event_new(Environment& env, const Napi::CallbackInfo& info) {
  env.collector.poll();
  const auto flag = info[1].As<Napi::Boolean>().Value() ? c10::EventFlag::BACKEND_DEFAULT
                                                        : c10::EventFlag::PYTORCH_DEFAULT;
  return Napi::Value(
      env.raw(), hand_out(env, c10::make_intrusive<EventObject>(device_type_from(info[0]), flag)));
}

// event_numbers(event): [kind of device, its index or -1, flag, address].
Napi::Value event_numbers(Environment& env, const Napi::CallbackInfo& info) {
  const c10::Event& event = event_of(env, info[0]);
  Napi::Array numbers = Napi::Array::New(info.Env(), 4);
  numbers.Set(uint32_t{0}, static_cast<double>(event.device_type()));
  numbers.Set(uint32_t{1}, static_cast<double>(event.device_index()));
  numbers.Set(uint32_t{2}, static_cast<double>(event.flag()));
  numbers.Set(
      uint32_t{3},
      Napi::Value(env.raw(), from_int64(env.raw(), reinterpret_cast<int64_t>(event.eventId()))));
  return numbers;
}

Napi::Value event_record(Environment& env, const Napi::CallbackInfo& info) {
  c10::Event& event = event_of(env, info[0]);
  event.record(stream_or_current(env, info[1], event.device_type()));
  return info.Env().Undefined();
}

// event_block(event, stream or null): what comes next on the stream waits for the event.
Napi::Value event_block(Environment& env, const Napi::CallbackInfo& info) {
  const c10::Event& event = event_of(env, info[0]);
  event.block(stream_or_current(env, info[1], event.device_type()));
  return info.Env().Undefined();
}

Napi::Value event_query(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), event_of(env, info[0]).query());
}

Napi::Value event_synchronize(Environment& env, const Napi::CallbackInfo& info) {
  event_of(env, info[0]).synchronize();
  return info.Env().Undefined();
}

Napi::Value event_elapsed_time(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), event_of(env, info[0]).elapsedTime(event_of(env, info[1])));
}

constexpr DoorEntry kDoors[] = {
    {"event_new", event_new},
    {"event_numbers", event_numbers},
    {"event_record", event_record},
    {"event_block", event_block},
    {"event_query", event_query},
    {"event_synchronize", event_synchronize},
    {"event_elapsed_time", event_elapsed_time},
};

}  // namespace

void install_events(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
