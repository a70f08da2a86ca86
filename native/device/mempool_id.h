// The two numbers by which libtorch knows a pool of memory, as JS sees them.
#pragma once

#include <c10/core/CachingDeviceAllocator.h>

#include "device/streams.h"
#include "dispatch/from_ivalue.h"

namespace nodetorch {

inline Napi::Value from_pool_id(Environment& env, const c10::MempoolId_t& pool) {
  Napi::Array pair = Napi::Array::New(env.js(), 2);
  pair.Set(uint32_t{0},
           Napi::Value(env.raw(), from_int64(env.raw(), static_cast<int64_t>(pool.first))));
  pair.Set(uint32_t{1},
           Napi::Value(env.raw(), from_int64(env.raw(), static_cast<int64_t>(pool.second))));
  return pair;
}

// A door's argument: a list of two integers.
inline c10::MempoolId_t pool_id_from(const Napi::Value& value) {
  const auto pair = value.As<Napi::Array>();
  return {static_cast<c10::CaptureId_t>(integer_from(pair.Get(uint32_t{0}))),
          static_cast<c10::CaptureId_t>(integer_from(pair.Get(uint32_t{1})))};
}

}  // namespace nodetorch
