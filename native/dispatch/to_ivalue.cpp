#include "dispatch/to_ivalue.h"

#include <ATen/ScalarOps.h>
#include <ATen/core/Generator.h>
#include <ATen/core/jit_type.h>
#include <c10/core/Device.h>
#include <c10/core/Scalar.h>

#include <cmath>

#include "device/device.h"

namespace nodetorch {

namespace {

// Doubles hold every integer up to here; int64 ends at the second.
constexpr double kInt64End = 9223372036854775808.0;

[[noreturn]] void wrong_type(Environment& env, const Plan& plan, size_t index, napi_value value) {
  const ArgumentPlan& argument = plan.arguments[index];
  const ArgumentName name{plan.function.c_str(), argument.name.c_str(),
                          argument.keyword_only ? 0 : static_cast<int>(index + 1)};
  throw ArgumentError(name.text() + " must be " + argument.type + ", not " +
                      describe(env.raw(), value));
}

// What the converters need to read one value and to complain about it.
struct Source {
  Environment& env;
  const Plan& plan;
  size_t index;

  napi_env raw() const { return env.raw(); }
  const ArgumentPlan& argument() const { return plan.arguments[index]; }
  [[noreturn]] void reject(napi_value value) const { wrong_type(env, plan, index, value); }
  [[noreturn]] void reject(const std::string& why) const {
    const ArgumentName name{plan.function.c_str(), argument().name.c_str(),
                            argument().keyword_only ? 0 : static_cast<int>(index + 1)};
    throw ArgumentError(name.text() + " " + why);
  }
};

napi_valuetype type_of(napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  napi_typeof(env, value, &type);
  return type;
}

bool is_nullish(napi_env env, napi_value value) {
  const napi_valuetype type = type_of(env, value);
  return type == napi_undefined || type == napi_null;
}

// Where a plain number means a tensor's handle, a list of one number is that number; where it means
// itself, such a list is a tensor (lib/addon/call/arguments.ts). The element, or null.
napi_value boxed_element(napi_env env, napi_value value) {
  uint32_t length = 0;
  napi_value element = nullptr;
  if (napi_get_array_length(env, value, &length) != napi_ok || length != 1 ||
      napi_get_element(env, value, 0, &element) != napi_ok) {
    return nullptr;
  }
  return element;
}

const Handle* handle_of(const Source& source, napi_value value) {
  const Handle* handle = source.env.handles.find(value);
  if (handle == nullptr) source.reject(value);
  if (handle->disposed) source.reject("is a disposed Tensor");
  return handle;
}

c10::IValue tensor_from(const Source& source, napi_value value) {
  const Handle* handle = handle_of(source, value);
  if (!handle->value.isTensor()) source.reject(value);
  return handle->value;
}

// The handle of a tensor given where a number is wanted, or null.
const Handle* boxed_tensor(const Source& source, napi_value value) {
  const napi_value element = boxed_element(source.raw(), value);
  if (element == nullptr) return nullptr;
  const Handle* handle = handle_of(source, element);
  return handle->value.isTensor() ? handle : nullptr;
}

std::string string_from(const Source& source, napi_value value) {
  size_t length = 0;
  if (napi_get_value_string_utf8(source.raw(), value, nullptr, 0, &length) != napi_ok) {
    source.reject(value);
  }
  std::string text(length, '\0');
  napi_get_value_string_utf8(source.raw(), value, text.data(), length + 1, &length);
  return text;
}

int64_t int_from(const Source& source, napi_value value) {
  double number = 0;
  if (napi_get_value_double(source.raw(), value, &number) == napi_ok) {
    if (std::trunc(number) != number) {
      source.reject("must be " + source.argument().type + ", not the number " +
                    std::to_string(number));
    }
    if (number >= kInt64End || number < -kInt64End) {
      source.reject("is " + std::to_string(number) + ", which does not fit in 64 bits");
    }
    return static_cast<int64_t>(number);
  }
  int64_t integer = 0;
  bool lossless = false;
  if (napi_get_value_bigint_int64(source.raw(), value, &integer, &lossless) == napi_ok) {
    if (!lossless) source.reject("is a bigint that does not fit in 64 bits");
    return integer;
  }
  // As in Python, an integer tensor of one element is an integer.
  if (const Handle* handle = boxed_tensor(source, value)) {
    const at::Tensor& tensor = handle->value.toTensor();
    if (tensor.numel() == 1 && c10::isIntegralType(tensor.scalar_type(), false) &&
        tensor.dim() == 0) {
      return tensor.item().toLong();
    }
  }
  source.reject(value);
}

double float_from(const Source& source, napi_value value) {
  double number = 0;
  if (napi_get_value_double(source.raw(), value, &number) == napi_ok) return number;
  int64_t integer = 0;
  bool lossless = false;
  if (napi_get_value_bigint_int64(source.raw(), value, &integer, &lossless) == napi_ok) {
    return static_cast<double>(integer);
  }
  if (const Handle* handle = boxed_tensor(source, value)) {
    const at::Tensor& tensor = handle->value.toTensor();
    if (tensor.dim() == 0 && !tensor.is_complex()) return tensor.item().toDouble();
  }
  source.reject(value);
}

bool bool_from(const Source& source, napi_value value) {
  bool boolean = false;
  if (napi_get_value_bool(source.raw(), value, &boolean) != napi_ok) source.reject(value);
  return boolean;
}

// Complex numbers cross as an object with numbers `re` and `im` (lib/values/complex.ts).
std::optional<c10::complex<double>> complex_from(napi_env env, napi_value value) {
  napi_value part = nullptr;
  double re = 0;
  double im = 0;
  bool pending = false;
  const bool whole = napi_get_named_property(env, value, "re", &part) == napi_ok &&
                     napi_get_value_double(env, part, &re) == napi_ok &&
                     napi_get_named_property(env, value, "im", &part) == napi_ok &&
                     napi_get_value_double(env, part, &im) == napi_ok;
  napi_is_exception_pending(env, &pending);
  if (pending) throw PendingException();
  if (!whole) return std::nullopt;
  return c10::complex<double>(re, im);
}

// A JS number that is an integer counts as int, any other as float: 1 and 1.0 are one value in JS.
// Negative zero and integers beyond int64 stay floats, since an int would lose them.
c10::IValue scalar_from(const Source& source, napi_value value) {
  switch (type_of(source.raw(), value)) {
    case napi_number: {
      double number = 0;
      napi_get_value_double(source.raw(), value, &number);
      const bool integer = std::trunc(number) == number && number < kInt64End &&
                           number >= -kInt64End && !(number == 0 && std::signbit(number));
      return integer ? c10::IValue(static_cast<int64_t>(number)) : c10::IValue(number);
    }
    case napi_boolean:
      return bool_from(source, value);
    case napi_bigint: {
      uint64_t integer = 0;
      bool lossless = false;
      napi_get_value_bigint_uint64(source.raw(), value, &integer, &lossless);
      // What only 64 bits without a sign can hold.
      if (lossless && integer > INT64_MAX) return c10::IValue(c10::Scalar(integer));
      return int_from(source, value);
    }
    case napi_object:
      if (const Handle* handle = boxed_tensor(source, value)) {
        const at::Tensor& tensor = handle->value.toTensor();
        if (tensor.dim() != 0) {
          source.reject("must be Number, not a Tensor of " + std::to_string(tensor.dim()) +
                        " dimensions");
        }
        return c10::IValue(tensor.item());
      }
      if (auto complex = complex_from(source.raw(), value)) return *complex;
      source.reject(value);
    default:
      source.reject(value);
  }
}

// PyTorch's "wrapped number": a tensor of no dimensions that takes part in type promotion as a
// number.
c10::IValue tensor_from_number(const Source& source, napi_value value) {
  at::Tensor tensor = c10::scalar_to_tensor(scalar_from(source, value).toScalar());
  tensor.unsafeGetTensorImpl()->set_wrapped_number(true);
  return tensor;
}

c10::Device device_from(const Source& source, napi_value value) {
  const c10::Device device(string_from(source, value));
  // No device has to answer whether memory is pinned for it, and pinning asks by itself.
  const std::string& function = source.plan.function;
  if (function != "is_pinned" && function != "pin_memory") ensure_device(device.type());
  return device;
}

c10::IValue opaque_from(const Source& source, napi_value value) {
  return handle_of(source, value)->value;
}

c10::IValue any_from(const Source& source, napi_value value) {
  if (const Handle* handle = boxed_tensor(source, value)) return handle->value;
  switch (type_of(source.raw(), value)) {
    case napi_string:
      return string_from(source, value);
    case napi_external:
      return opaque_from(source, value);
    default:
      return scalar_from(source, value);
  }
}

c10::IValue generator_from(const Source& source, napi_value value) {
  const Handle* handle = handle_of(source, value);
  if (!handle->value.isGenerator()) source.reject(value);
  return handle->value;
}

c10::IValue storage_from(const Source& source, napi_value value) {
  const Handle* handle = handle_of(source, value);
  if (!handle->value.isStorage()) source.reject(value);
  return handle->value;
}

c10::IValue stream_from(const Source& source, napi_value value) {
  const Handle* handle = handle_of(source, value);
  if (!handle->value.isStream()) source.reject(value);
  return handle->value;
}

c10::IValue element_from(const Source& source, napi_value value) {
  switch (source.argument().kind) {
    case Kind::Tensor:
      if (source.argument().number_as_tensor) {
        if (const napi_value number = boxed_element(source.raw(), value)) {
          return tensor_from_number(source, number);
        }
      }
      return tensor_from(source, value);
    case Kind::Scalar:
      return scalar_from(source, value);
    case Kind::Int:
      return int_from(source, value);
    case Kind::Float:
      return float_from(source, value);
    case Kind::Bool: {
      const bool on = bool_from(source, value);
      // Pinned memory is a device's to give.
      if (on && source.argument().name == "pin_memory") ensure_cuda();
      return on;
    }
    case Kind::Complex: {
      if (auto complex = complex_from(source.raw(), value)) return *complex;
      return c10::complex<double>(float_from(source, value), 0);
    }
    case Kind::String:
      return string_from(source, value);
    case Kind::ScalarType:
    case Kind::Layout:
    case Kind::MemoryFormat:
    case Kind::QScheme: {
      // Codes of lib/values/dtype.ts and its neighbours; libtorch indexes tables with them.
      constexpr int64_t kCodes[] = {static_cast<int64_t>(c10::ScalarType::NumOptions),
                                    static_cast<int64_t>(c10::Layout::NumOptions),
                                    static_cast<int64_t>(c10::MemoryFormat::NumOptions),
                                    at::COMPILE_TIME_NUM_QSCHEMES};
      const auto which =
          static_cast<size_t>(source.argument().kind) - static_cast<size_t>(Kind::ScalarType);
      const int64_t code = int_from(source, value);
      if (code < 0 || code >= kCodes[which]) source.reject(value);
      return code;
    }
    case Kind::Device:
      return device_from(source, value);
    case Kind::Generator:
      return generator_from(source, value);
    case Kind::Storage:
      return storage_from(source, value);
    case Kind::Stream:
      return stream_from(source, value);
    case Kind::Any:
      return any_from(source, value);
    case Kind::Opaque:
      return opaque_from(source, value);
  }
  source.reject(value);
}

// Calls `each` on the elements of a JS array, or of a typed array. A handle scope per group keeps a
// long list from filling the caller's scope.
template <typename Each>
void for_each_element(const Source& source, napi_value value, Each&& each) {
  const napi_env env = source.raw();
  uint32_t length = 0;
  if (napi_get_array_length(env, value, &length) != napi_ok) source.reject(value);
  if (length > kLongestList) {
    source.reject("is a list of " + std::to_string(length) + " elements, which is too long");
  }
  constexpr uint32_t kGroup = 1024;
  for (uint32_t start = 0; start < length; start += kGroup) {
    Napi::HandleScope scope(source.env.js());
    const uint32_t end = std::min(start + kGroup, length);
    for (uint32_t i = start; i < end; ++i) {
      napi_value element = nullptr;
      check(env, napi_get_element(env, value, i, &element));
      each(element);
    }
  }
}

template <typename T, typename Convert>
c10::IValue typed_list(const Source& source, napi_value value, Convert&& convert) {
  c10::List<T> list;
  for_each_element(source, value, [&](napi_value element) { list.push_back(convert(element)); });
  return list;
}

template <typename T, typename Convert>
c10::IValue numbers_from(const Source& source, napi_value value, Convert&& convert) {
  // int[2] kernel_size=3: one number stands for all.
  const std::optional<int32_t> size = source.argument().size;
  const napi_valuetype type = type_of(source.raw(), value);
  if (size && (type == napi_number || type == napi_bigint || type == napi_boolean)) {
    const T element = convert(value);
    c10::List<T> list;
    for (int32_t i = 0; i < *size; ++i) list.push_back(element);
    return list;
  }
  return typed_list<T>(source, value, convert);
}

c10::IValue generic_list(const Source& source, napi_value value, c10::TypePtr element_type) {
  c10::impl::GenericList list(std::move(element_type));
  for_each_element(source, value, [&](napi_value element) {
    list.push_back(is_nullish(source.raw(), element) && source.argument().optional_elements
                       ? c10::IValue()
                       : element_from(source, element));
  });
  return list;
}

c10::TypePtr element_type_of(const Plan& plan, size_t index) {
  c10::TypePtr type = plan.handle.schema().arguments()[index].type();
  if (auto optional = type->cast<c10::OptionalType>()) type = optional->getElementType();
  return type->expectRef<c10::ListType>().getElementType();
}

c10::IValue tensors_from(const Source& source, napi_value value) {
  return typed_list<at::Tensor>(
      source, value, [&](napi_value element) { return tensor_from(source, element).toTensor(); });
}

c10::IValue optional_tensors_from(const Source& source, napi_value value) {
  return typed_list<std::optional<at::Tensor>>(
      source, value, [&](napi_value element) -> std::optional<at::Tensor> {
        if (is_nullish(source.raw(), element)) return std::nullopt;
        return tensor_from(source, element).toTensor();
      });
}

c10::IValue list_from(const Source& source, napi_value value) {
  const ArgumentPlan& argument = source.argument();
  if (argument.depth == 2) {
    c10::impl::GenericList list(element_type_of(source.plan, source.index));
    for_each_element(source, value, [&](napi_value row) {
      list.push_back(argument.kind == Kind::Tensor
                         ? tensors_from(source, row)
                         : typed_list<std::string>(source, row, [&](napi_value element) {
                             return string_from(source, element);
                           }));
    });
    return list;
  }
  switch (argument.kind) {
    case Kind::Tensor:
      return argument.optional_elements ? optional_tensors_from(source, value)
                                        : tensors_from(source, value);
    case Kind::Int:
      return numbers_from<int64_t>(source, value,
                                   [&](napi_value element) { return int_from(source, element); });
    case Kind::Float:
      return numbers_from<double>(source, value,
                                  [&](napi_value element) { return float_from(source, element); });
    case Kind::Bool:
      return numbers_from<bool>(source, value,
                                [&](napi_value element) { return bool_from(source, element); });
    case Kind::String:
      return typed_list<std::string>(
          source, value, [&](napi_value element) { return string_from(source, element); });
    default:
      return generic_list(source, value, element_type_of(source.plan, source.index));
  }
}

}  // namespace

namespace {

const c10::IValue& default_of(const Plan& plan, size_t index) {
  const ArgumentPlan& argument = plan.arguments[index];
  if (argument.default_value) return *argument.default_value;
  static const c10::IValue none;
  if (argument.optional) return none;
  throw ArgumentError(plan.function + "() missing 1 required positional argument: \"" +
                      argument.name + "\"");
}

c10::IValue to_ivalue(Environment& env, const Plan& plan, size_t index, napi_value value) {
  const ArgumentPlan& argument = plan.arguments[index];
  const Source source{env, plan, index};
  if (argument.kind == Kind::Tensor && argument.depth == 0) {
    if (const Handle* handle = env.handles.find_number(value);
        handle != nullptr && !handle->disposed && handle->value.isTensor()) {
      return handle->value;
    }
  }
  switch (type_of(env.raw(), value)) {
    case napi_undefined:
      return default_of(plan, index);
    case napi_null:
      if (argument.optional) return c10::IValue();
      // An undefined tensor is what Python's None means for a plain Tensor in backward formulas.
      source.reject(value);
    default:
      return argument.depth > 0 ? list_from(source, value) : element_from(source, value);
  }
}

// Reads the elements of an array as long as `read` can; false if it is none, too long, or not all
// could be read.
template <typename Read>
bool read_short_list(Environment& env, napi_value value, Read&& read) {
  // A longer list would fill the caller's handle scope.
  constexpr uint32_t kMost = 16;
  uint32_t length = 0;
  if (napi_get_array_length(env.raw(), value, &length) != napi_ok || length > kMost) return false;
  for (uint32_t i = 0; i < length; ++i) {
    napi_value element = nullptr;
    check(env.raw(), napi_get_element(env.raw(), value, i, &element));
    if (!read(element)) return false;
  }
  return true;
}

bool push_plain_int(napi_env env, napi_value value, c10::SmallVectorImpl<int64_t>& into) {
  double number = 0;
  if (napi_get_value_double(env, value, &number) != napi_ok || std::trunc(number) != number ||
      std::abs(number) >= kInt64End) {
    into.clear();
    return false;
  }
  into.push_back(static_cast<int64_t>(number));
  return true;
}

}  // namespace

Given given_of(Environment& env, const Plan& plan, const napi_value* values, size_t count) {
  if (plan.spread && count > *plan.spread) {
    const napi_valuetype type = type_of(env.raw(), values[*plan.spread]);
    if (type == napi_number || type == napi_bigint) {
      return {values, *plan.spread + 1, count - *plan.spread};
    }
  }
  if (count > plan.arguments.size()) {
    throw ArgumentError(plan.function + "() takes " + std::to_string(plan.arguments.size()) +
                        " arguments but " + std::to_string(count) + " were given");
  }
  return {values, count};
}

c10::IValue argument_of(Environment& env, const Plan& plan, size_t index, const Given& given) {
  if (index >= given.count) return default_of(plan, index);
  if (given.list_size == 0 || index + 1 < given.count) {
    return to_ivalue(env, plan, index, given.values[index]);
  }
  const Source source{env, plan, index};
  c10::List<int64_t> list;
  list.reserve(given.list_size);
  for (size_t i = 0; i < given.list_size; ++i) {
    list.push_back(int_from(source, given.values[index + i]));
  }
  return list;
}

bool read_plain_ints(Environment& env, size_t index, const Given& given,
                     c10::SmallVectorImpl<int64_t>& into) {
  if (index >= given.count) return false;
  if (given.list_size > 0 && index + 1 == given.count) {
    for (size_t i = 0; i < given.list_size; ++i) {
      if (!push_plain_int(env.raw(), given.values[index + i], into)) return false;
    }
    return true;
  }
  return read_short_list(env, given.values[index], [&](napi_value element) {
    return push_plain_int(env.raw(), element, into);
  });
}

bool read_tensors(Environment& env, size_t index, const Given& given,
                  std::vector<at::Tensor>& into) {
  if (index >= given.count) return false;
  return read_short_list(env, given.values[index], [&](napi_value element) {
    const Handle* handle = env.handles.find_number(element);
    const bool readable = handle != nullptr && !handle->disposed && handle->value.isTensor();
    if (readable) {
      into.push_back(handle->value.toTensor());
    } else {
      into.clear();
    }
    return readable;
  });
}

}  // namespace nodetorch
