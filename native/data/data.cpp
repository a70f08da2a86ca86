#include "data/data.h"

#include <ATen/ATen.h>

#include "compile/recorder.h"
#include "data/backing_store.h"
#include "functorch/functorch.h"
#include "functorch/no_layers.h"

namespace nodetorch {

std::vector<int64_t> sizes_from(const Napi::Value& value) {
  const Napi::Array array = value.As<Napi::Array>();
  std::vector<int64_t> sizes(array.Length());
  for (uint32_t i = 0; i < sizes.size(); ++i) {
    sizes[i] = array.Get(i).As<Napi::Number>().Int64Value();
  }
  return sizes;
}

namespace {

c10::ScalarType dtype_from(const Napi::Value& value) {
  return static_cast<c10::ScalarType>(value.As<Napi::Number>().Int32Value());
}

struct Bytes {
  void* data = nullptr;
  size_t count = 0;
  napi_value buffer = nullptr;
};

// The memory of a typed array, which must hold exactly the elements of `sizes`.
Bytes bytes_of(Environment& env, const Napi::Value& value, at::IntArrayRef sizes,
               c10::ScalarType dtype, const char* function) {
  napi_typedarray_type type = napi_uint8_array;
  size_t length = 0;
  size_t offset = 0;
  Bytes bytes;
  check(env.raw(), napi_get_typedarray_info(env.raw(), value, &type, &length, &bytes.data,
                                            &bytes.buffer, &offset));
  constexpr size_t kElement[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};
  bytes.count = length * kElement[type];
  const size_t wanted =
      static_cast<size_t>(c10::multiply_integers(sizes)) * c10::elementSize(dtype);
  if (bytes.count != wanted) {
    throw ArgumentError(std::string(function) + "(): the typed array holds " +
                        std::to_string(bytes.count) + " bytes, but a tensor of this shape needs " +
                        std::to_string(wanted) + " (is its buffer detached?)");
  }
  return bytes;
}

// copy_in(typed array, sizes, dtype code)
Napi::Value copy_in(Environment& env, const Napi::CallbackInfo& info) {
  const std::vector<int64_t> sizes = sizes_from(info[1]);
  const c10::ScalarType dtype = dtype_from(info[2]);
  const Bytes bytes = bytes_of(env, info[0], sizes, dtype, "tensor");
  at::Tensor tensor;
  {
    const NoLayers plain;
    // Its elements come by no operator: torch.compile takes it as it is when it is whole.
    const compile::Listening unseen(false);
    tensor = at::empty(sizes, at::TensorOptions().dtype(dtype));
  }
  if (bytes.count > 0) std::memcpy(tensor.mutable_data_ptr(), bytes.data, bytes.count);
  env.collector.poll();
  return Napi::Value(env.raw(), wrap(env, lift_into_layers(std::move(tensor))));
}

// Owns the memory of a typed array. Where that takes a reference, TypeScript forbids to transfer
// the buffer.
std::shared_ptr<void> owner_of(Environment& env, const Napi::Value& array, const Bytes& bytes) {
  if (const BackingStores* stores = BackingStores::find(env.raw())) {
    return stores->of(env.raw(), bytes.buffer);
  }
  return std::make_shared<SharedReference>(env.raw(), env.reaper, array);
}

// What a tensor over a typed array keeps: the whole buffer, of which the array may be a small part.
struct SharedIn {
  std::shared_ptr<void> owner;
  std::shared_ptr<HeldBytes> held;
};

SharedIn hold(Environment& env, const Napi::Value& array, const Bytes& bytes) {
  SharedIn shared{owner_of(env, array, bytes), nullptr};
  const BackingStores* stores = BackingStores::find(env.raw());
  const size_t count = stores != nullptr ? stores->bytes(shared.owner) : bytes.count;
  shared.held = env.collector.hold(shared.owner.get(), static_cast<int64_t>(count));
  return shared;
}

// share_in(typed array, sizes, dtype code): the tensor uses the array's memory and keeps it alive.
Napi::Value share_in(Environment& env, const Napi::CallbackInfo& info) {
  const std::vector<int64_t> sizes = sizes_from(info[1]);
  const c10::ScalarType dtype = dtype_from(info[2]);
  const Bytes bytes = bytes_of(env, info[0], sizes, dtype, "from_numpy");
  at::Tensor tensor = at::from_blob(
      bytes.data, sizes, [shared = hold(env, info[0], bytes)](void*) mutable { shared = {}; },
      at::TensorOptions().dtype(dtype));
  env.collector.poll();
  return Napi::Value(env.raw(), wrap(env, lift_into_layers(std::move(tensor))));
}

at::Tensor contiguous_on_cpu(const at::Tensor& tensor) {
  const NoLayers none;
  at::Tensor plain = without_gradient_layers(tensor).detach();
  // A tensor that is known to be zero has a shape, but no memory to read.
  if (plain._is_zerotensor()) plain = plain.clone();
  return plain.to(c10::kCPU).resolve_conj().resolve_neg().contiguous();
}

// A buffer of V8's own. Through the constructor, which throws where memory runs out: Node-API's
// function ends the process.
Napi::ArrayBuffer new_buffer(Environment& env, size_t bytes) {
  const Napi::Function constructor = env.js().Global().Get("ArrayBuffer").As<Napi::Function>();
  const Napi::Value made =
      constructor.New({Napi::Number::New(env.js(), static_cast<double>(bytes))});
  if (!made.IsArrayBuffer() || made.As<Napi::ArrayBuffer>().ByteLength() != bytes) {
    throw ArgumentError("globalThis.ArrayBuffer is not JavaScript's own");
  }
  return made.As<Napi::ArrayBuffer>();
}

// copy_out(tensor): an ArrayBuffer with the elements in row-major order.
Napi::Value copy_out(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor tensor = contiguous_on_cpu(tensor_of(env, info, 0, "tolist"));
  env.collector.poll();
  Napi::ArrayBuffer buffer = new_buffer(env, tensor.nbytes());
  if (tensor.nbytes() > 0) std::memcpy(buffer.Data(), tensor.const_data_ptr(), tensor.nbytes());
  return buffer;
}

// What a buffer over a tensor's memory keeps. V8 frees it on a thread of its own.
struct SharedOut {
  at::Tensor tensor;
  std::shared_ptr<ReferenceReaper> reaper;

  static void release(void*, size_t, void* context) {
    std::unique_ptr<SharedOut> shared(static_cast<SharedOut*>(context));
    shared->reaper->bury(std::move(shared->tensor));
  }
};

// An ArrayBuffer over the memory of a contiguous CPU tensor, which lives as long as the buffer
// does, or another one that the memory was transferred to.
Napi::Value buffer_over(Environment& env, const at::Tensor& tensor) {
  TORCH_CHECK_TYPE(tensor.is_cpu() && tensor.is_contiguous() && !tensor.is_conj() &&
                       !tensor.is_neg() && !tensor._is_zerotensor(),
                   "numpy(): only a contiguous CPU tensor can share its memory");
  if (tensor.nbytes() == 0) return Napi::ArrayBuffer::New(env.js(), 0);
  void* data = tensor.mutable_data_ptr();
  if (const BackingStores* stores = BackingStores::find(env.raw())) {
    auto shared = std::make_unique<SharedOut>(SharedOut{tensor.detach(), env.reaper});
    return Napi::Value(env.raw(), stores->make_buffer(data, tensor.nbytes(), SharedOut::release,
                                                      shared.release()));
  }
  // The handle table keeps the storage for as long as the buffer is reachable, without a finalizer
  // (see tensor.h); TypeScript forbids to transfer it.
  Napi::ArrayBuffer buffer = Napi::ArrayBuffer::New(env.js(), data, tensor.nbytes());
  env.handles.tie(buffer, tensor.detach());
  return buffer;
}

// share_out(tensor): such a buffer, for the program.
Napi::Value share_out(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor tensor = tensor_of(env, info, 0, "numpy");
  env.collector.poll();
  const Napi::Value buffer = buffer_over(env, tensor);
  // As NumPy's arrays do: memory that others see does not move.
  if (tensor.nbytes() > 0) tensor.storage().unsafeGetStorageImpl()->set_resizable(false);
  return buffer;
}

// lend(tensor): such a buffer, which take_back empties.
Napi::Value lend(Environment& env, const Napi::CallbackInfo& info) {
  return buffer_over(env, tensor_of(env, info, 0, "storage"));
}

// take_back(buffer): the memory is the tensor's alone again, and V8 no longer counts it. A runtime
// that cannot empty a buffer keeps the memory until it has collected it.
Napi::Value take_back(Environment& env, const Napi::CallbackInfo& info) {
  napi_detach_arraybuffer(env.raw(), info[0]);
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"copy_in", copy_in},     {"share_in", share_in}, {"copy_out", copy_out},
    {"share_out", share_out}, {"lend", lend},         {"take_back", take_back},
};

}  // namespace

void install_data(Environment& env, Napi::Object exports) {
  env.install(exports, kDoors);
  exports.Set("owns_buffers",
              Napi::Boolean::New(env.js(), BackingStores::find(env.raw()) != nullptr));
}

}  // namespace nodetorch
