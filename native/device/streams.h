// Streams as JS values: handles of libtorch's own c10::Stream, which operators take.
#pragma once

#include <c10/core/Stream.h>

#include "env/env.h"

namespace nodetorch {

napi_value hand_out_stream(Environment& env, c10::Stream stream);

// Throws ArgumentError for what is no handle of a stream.
c10::Stream stream_of(Environment& env, napi_value value);

// A door's argument: an integer, as a number or a bigint.
int64_t integer_from(const Napi::Value& value);

// libtorch's number of a kind of device. Throws a RuntimeError for none that this libtorch has.
c10::DeviceType device_type_from(const Napi::Value& value);

}  // namespace nodetorch
