#include "dispatch/direct.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace nodetorch {

namespace {

napi_value boolean(Environment& env, bool value) {
  napi_value result = nullptr;
  check(env.raw(), napi_get_boolean(env.raw(), value, &result));
  return result;
}

struct DirectEntry {
  const char* name;
  Direct call;
};

constexpr DirectEntry kDirect[] = {
    {"aten::_is_zerotensor",
     [](Environment& env, const at::Tensor& t) { return boolean(env, t._is_zerotensor()); }},
    {"aten::conj", [](Environment& env, const at::Tensor& t) { return wrap(env, t.conj()); }},
    {"aten::is_complex",
     [](Environment& env, const at::Tensor& t) { return boolean(env, t.is_complex()); }},
    {"aten::is_conj",
     [](Environment& env, const at::Tensor& t) { return boolean(env, t.is_conj()); }},
    {"aten::is_floating_point",
     [](Environment& env, const at::Tensor& t) { return boolean(env, t.is_floating_point()); }},
    {"aten::is_inference",
     [](Environment& env, const at::Tensor& t) { return boolean(env, t.is_inference()); }},
    {"aten::is_neg",
     [](Environment& env, const at::Tensor& t) { return boolean(env, t.is_neg()); }},
    {"aten::is_signed",
     [](Environment& env, const at::Tensor& t) { return boolean(env, t.is_signed()); }},
};

}  // namespace

Direct direct_call(const std::string& name) {
  const auto* found =
      std::ranges::find_if(kDirect, [&](const DirectEntry& entry) { return name == entry.name; });
  return found == std::end(kDirect) ? nullptr : found->call;
}

}  // namespace nodetorch
