#include "dispatch/from_ivalue.h"

#include <c10/core/Scalar.h>

namespace nodetorch {

namespace {

// The largest integer that a JS number holds exactly, and every smaller one too.
constexpr int64_t kMaxSafeInteger = (int64_t{1} << 53) - 1;

napi_value from_complex(napi_env env, c10::complex<double> value) {
  napi_value object = nullptr;
  napi_value part = nullptr;
  check(env, napi_create_object(env, &object));
  check(env, napi_create_double(env, value.real(), &part));
  check(env, napi_set_named_property(env, object, "re", part));
  check(env, napi_create_double(env, value.imag(), &part));
  check(env, napi_set_named_property(env, object, "im", part));
  return object;
}

napi_value from_string(napi_env env, const std::string& text) {
  napi_value result = nullptr;
  check(env, napi_create_string_utf8(env, text.data(), text.size(), &result));
  return result;
}

template <typename Elements>
napi_value from_elements(Environment& env, const Elements& elements) {
  napi_value array = nullptr;
  check(env.raw(), napi_create_array_with_length(env.raw(), elements.size(), &array));
  uint32_t i = 0;
  for (const c10::IValue& element : elements) {
    check(env.raw(), napi_set_element(env.raw(), array, i++, from_ivalue(env, element)));
  }
  return array;
}

}  // namespace

napi_value from_int64(napi_env env, int64_t value) {
  napi_value result = nullptr;
  if (value > kMaxSafeInteger || value < -kMaxSafeInteger) {
    check(env, napi_create_bigint_int64(env, value, &result));
  } else {
    check(env, napi_create_int64(env, value, &result));
  }
  return result;
}

napi_value from_scalar(Environment& env, const at::Scalar& scalar) {
  napi_value result = nullptr;
  if (scalar.isBoolean()) {
    check(env.raw(), napi_get_boolean(env.raw(), scalar.toBool(), &result));
    return result;
  }
  if (scalar.isFloatingPoint()) {
    check(env.raw(), napi_create_double(env.raw(), scalar.toDouble(), &result));
    return result;
  }
  if (scalar.isComplex()) return from_complex(env.raw(), scalar.toComplexDouble());
  if (scalar.type() == c10::ScalarType::UInt64) {
    check(env.raw(), napi_create_bigint_uint64(env.raw(), scalar.toUInt64(), &result));
    return result;
  }
  return from_int64(env.raw(), scalar.toLong());
}

napi_value from_ivalue(Environment& env, c10::IValue value) {
  napi_value result = nullptr;
  if (value.isTensor()) return wrap(env, std::move(value).toTensor());
  if (value.isNone()) {
    check(env.raw(), napi_get_null(env.raw(), &result));
    return result;
  }
  if (value.isBool()) {
    check(env.raw(), napi_get_boolean(env.raw(), value.toBool(), &result));
    return result;
  }
  if (value.isInt()) return from_int64(env.raw(), value.toInt());
  if (value.isDouble()) {
    check(env.raw(), napi_create_double(env.raw(), value.toDouble(), &result));
    return result;
  }
  if (value.isScalar()) return from_scalar(env, value.toScalar());
  if (value.isString()) return from_string(env.raw(), value.toStringRef());
  if (value.isDevice()) return from_string(env.raw(), value.toDevice().str());
  if (value.isList()) return from_elements(env, value.toListRef());
  if (value.isTuple()) return from_elements(env, value.toTupleRef().elements());
  return env.handles.make_external(std::move(value));
}

}  // namespace nodetorch
