#include "handles/tensor_info.h"

#include <ATen/core/Tensor.h>

#include "compile/recorder.h"
#include "dispatch/from_ivalue.h"

namespace nodetorch {

namespace {

using Reader = napi_value (*)(Environment& env, const at::Tensor& tensor);

struct ReaderEntry {
  const char* name;
  Reader read;
};

napi_value number(Environment& env, int64_t value) { return from_int64(env.raw(), value); }

napi_value boolean(Environment& env, bool value) {
  napi_value result = nullptr;
  check(env.raw(), napi_get_boolean(env.raw(), value, &result));
  return result;
}

napi_value text(Environment& env, const std::string& value) {
  napi_value result = nullptr;
  check(env.raw(), napi_create_string_utf8(env.raw(), value.data(), value.size(), &result));
  return result;
}

napi_value numbers(Environment& env, at::IntArrayRef values) {
  napi_value array = nullptr;
  check(env.raw(), napi_create_array_with_length(env.raw(), values.size(), &array));
  for (uint32_t i = 0; i < values.size(); ++i) {
    check(env.raw(), napi_set_element(env.raw(), array, i, number(env, values[i])));
  }
  return array;
}

constexpr ReaderEntry kReaders[] = {
    {"sizes", [](Environment& env, const at::Tensor& t) { return numbers(env, t.sizes()); }},
    {"strides", [](Environment& env, const at::Tensor& t) { return numbers(env, t.strides()); }},
    {"dim", [](Environment& env, const at::Tensor& t) { return number(env, t.dim()); }},
    {"numel", [](Environment& env, const at::Tensor& t) { return number(env, t.numel()); }},
    {"dtype",
     [](Environment& env, const at::Tensor& t) {
       return number(env, static_cast<int64_t>(t.scalar_type()));
     }},
    {"layout", [](Environment& env,
                  const at::Tensor& t) { return number(env, static_cast<int64_t>(t.layout())); }},
    {"device", [](Environment& env, const at::Tensor& t) { return text(env, t.device().str()); }},
    {"is_cpu", [](Environment& env, const at::Tensor& t) { return boolean(env, t.is_cpu()); }},
    {"storage_offset",
     [](Environment& env, const at::Tensor& t) { return number(env, t.storage_offset()); }},
    {"storage_nbytes",
     [](Environment& env, const at::Tensor& t) {
       return number(env, t.has_storage() ? static_cast<int64_t>(t.storage().nbytes()) : 0);
     }},
    {"data_ptr",
     [](Environment& env, const at::Tensor& t) {
       return number(env, reinterpret_cast<int64_t>(t.data_ptr()));
     }},
    // Which tensor it is, whatever its handle, as long as it lives; and whose memory it has, 0 for
    // a tensor without a storage.
    {"identity",
     [](Environment& env, const at::Tensor& t) {
       return number(env, reinterpret_cast<int64_t>(t.unsafeGetTensorImpl()));
     }},
    {"storage_identity",
     [](Environment& env, const at::Tensor& t) {
       return number(env, t.has_storage()
                              ? reinterpret_cast<int64_t>(t.storage().unsafeGetStorageImpl())
                              : 0);
     }},
    {"version", [](Environment& env, const at::Tensor& t) { return number(env, t._version()); }},
    {"requires_grad",
     [](Environment& env, const at::Tensor& t) { return boolean(env, t.requires_grad()); }},
    {"is_leaf", [](Environment& env, const at::Tensor& t) { return boolean(env, t.is_leaf()); }},
    {"retains_grad",
     [](Environment& env, const at::Tensor& t) { return boolean(env, t.retains_grad()); }},
    {"is_view", [](Environment& env, const at::Tensor& t) { return boolean(env, t.is_view()); }},
    {"is_quantized",
     [](Environment& env, const at::Tensor& t) { return boolean(env, t.is_quantized()); }},
    {"is_nested",
     [](Environment& env, const at::Tensor& t) { return boolean(env, t.is_nested()); }},
    {"item",
     [](Environment& env, const at::Tensor& t) {
       const at::Scalar element = t.item();
       env.collector.poll();
       return from_scalar(env, element);
     }},
    {"output_nr", [](Environment& env, const at::Tensor& t) { return number(env, t.output_nr()); }},
};

struct BoundReader {
  Environment* env;
  const char* name;
  Reader read;
};

napi_value call_reader(napi_env raw, napi_callback_info info) {
  size_t count = 1;
  napi_value argument = nullptr;
  void* data = nullptr;
  napi_get_cb_info(raw, info, &count, &argument, nullptr, &data);
  const auto& bound = *static_cast<BoundReader*>(data);
  return guard(*bound.env, bound.name, [&] {
    return bound.read(*bound.env, tensor_of(*bound.env, argument, {bound.name, "self", 0}));
  });
}

Napi::Value same_tensor(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(
      info.Env(),
      tensor_of(env, info, 0, "same_tensor").is_same(tensor_of(env, info, 1, "same_tensor")));
}

Napi::Value set_data(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& tensor = tensor_of(env, info, 0, "data");
  const at::Tensor& source = tensor_of(env, info, 1, "data");
  if (compile::Recorder* recorder = compile::listening()) {
    recorder->assign_data(tensor, source);
  } else {
    tensor.set_data(source);
  }
  return info.Env().Undefined();
}

Napi::Value variable_data(Environment& env, const Napi::CallbackInfo& info) {
  at::Tensor data = tensor_of(env, info, 0, "data").variable_data();
  env.collector.poll();
  return Napi::Value(env.raw(), wrap(env, std::move(data)));
}

// is_contiguous(tensor, code of a memory format)
Napi::Value is_contiguous(Environment& env, const Napi::CallbackInfo& info) {
  const int64_t code = info[1].As<Napi::Number>().Int64Value();
  TORCH_CHECK_VALUE(code >= 0 && code < static_cast<int64_t>(c10::MemoryFormat::NumOptions),
                    "is_contiguous(): there is no memory format ", code);
  return Napi::Boolean::New(
      info.Env(),
      tensor_of(env, info, 0, "is_contiguous").is_contiguous(static_cast<c10::MemoryFormat>(code)));
}

constexpr DoorEntry kDoors[] = {
    {"is_contiguous", is_contiguous},
    {"same_tensor", same_tensor},
    {"set_data", set_data},
    {"variable_data", variable_data},
};

}  // namespace

void install_tensor_info(Environment& env, Napi::Object exports) {
  for (const ReaderEntry& entry : kReaders) {
    BoundReader* bound =
        env.keep(std::make_unique<BoundReader>(BoundReader{&env, entry.name, entry.read}));
    napi_value function = nullptr;
    check(env.raw(), napi_create_function(env.raw(), entry.name, NAPI_AUTO_LENGTH, call_reader,
                                          bound, &function));
    exports.Set(entry.name, Napi::Value(env.raw(), function));
  }
  env.install(exports, kDoors);
}

}  // namespace nodetorch
