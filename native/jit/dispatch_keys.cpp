// The keys by which libtorch's dispatcher finds kernels, and sets of them as 64 bits.
#include <c10/core/DispatchKeySet.h>
#include <c10/core/impl/LocalDispatchKeySet.h>

#include "jit/jit.h"

namespace nodetorch {

namespace {

using c10::DispatchKey;
using c10::DispatchKeySet;

DispatchKey key_of(const Napi::Value& value) {
  return static_cast<DispatchKey>(value.As<Napi::Number>().Uint32Value());
}

DispatchKeySet set_of(const Napi::Value& value) {
  bool lossless = false;
  return DispatchKeySet(DispatchKeySet::RAW, value.As<Napi::BigInt>().Uint64Value(&lossless));
}

Napi::Value out(Environment& env, DispatchKeySet set) {
  return Napi::BigInt::New(env.js(), set.raw_repr());
}

// dispatch_key_name(number)
Napi::Value dispatch_key_name(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::String::New(env.js(), c10::toString(key_of(info[0])));
}

Napi::Value dispatch_key_set(Environment& env, const Napi::CallbackInfo& info) {
  return out(env, DispatchKeySet(key_of(info[0])));
}

Napi::Value dispatch_key_set_text(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::String::New(env.js(), c10::toString(set_of(info[0])));
}

Napi::Value dispatch_key_set_highest(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Number::New(env.js(), static_cast<double>(set_of(info[0]).highestPriorityTypeId()));
}

Napi::Value dispatch_key_set_has(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(env.js(), set_of(info[0]).has(key_of(info[1])));
}

// dispatch_key_set_with(set, "|" | "&" | "-", set), or "remove" with a key
Napi::Value dispatch_key_set_with(Environment& env, const Napi::CallbackInfo& info) {
  const DispatchKeySet set = set_of(info[0]);
  const std::string how = info[1].As<Napi::String>().Utf8Value();
  if (how == "remove") return out(env, set.remove(key_of(info[2])));
  const DispatchKeySet other = set_of(info[2]);
  if (how == "|") return out(env, set | other);
  return out(env, how == "&" ? set & other : set - other);
}

// dispatch_exclude(set): the thread's calls pass over these keys from now on; those of them that
// they did not pass over before.
Napi::Value dispatch_exclude(Environment& env, const Napi::CallbackInfo& info) {
  auto keys = c10::impl::tls_local_dispatch_key_set();
  const DispatchKeySet fresh = set_of(info[0]) - keys.excluded_;
  keys.excluded_ = keys.excluded_ | fresh;
  c10::impl::_force_tls_local_dispatch_key_set(keys);
  return out(env, fresh);
}

// dispatch_include(set): ends what gave that set.
Napi::Value dispatch_include(Environment& env, const Napi::CallbackInfo& info) {
  auto keys = c10::impl::tls_local_dispatch_key_set();
  keys.excluded_ = keys.excluded_ - set_of(info[0]);
  c10::impl::_force_tls_local_dispatch_key_set(keys);
  return env.js().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"dispatch_key_name", dispatch_key_name},
    {"dispatch_key_set", dispatch_key_set},
    {"dispatch_key_set_text", dispatch_key_set_text},
    {"dispatch_key_set_highest", dispatch_key_set_highest},
    {"dispatch_key_set_has", dispatch_key_set_has},
    {"dispatch_key_set_with", dispatch_key_set_with},
    {"dispatch_exclude", dispatch_exclude},
    {"dispatch_include", dispatch_include},
};

}  // namespace

void install_dispatch_keys(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
