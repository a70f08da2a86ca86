// The vmap that autograd has of its own (torch._vmap_internals), older than functorch's: a count of
// the thread's, below which random operators refuse, and tensors that hide a dimension. Its layers
// are no layers of functorch's, so that a function inside may run backward.
#include "functorch/legacy_vmap.h"

#include <ATen/LegacyVmapMode.h>

namespace nodetorch {

namespace {

struct Nested {
  int64_t level = at::impl::VmapMode::increment_nesting();
  Nested() = default;
  ~Nested() { at::impl::VmapMode::decrement_nesting(); }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;
};

// legacy_vmap(body): what body(level) gives.
Napi::Value legacy_vmap(Environment& env, const Napi::CallbackInfo& info) {
  const Nested nested;
  const napi_value level = Napi::Number::New(env.js(), static_cast<double>(nested.level));
  return Napi::Value(env.raw(), call_js(env, info[0], 1, &level));
}

constexpr DoorEntry kDoors[] = {{"legacy_vmap", legacy_vmap}};

}  // namespace

void install_legacy_vmap(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
