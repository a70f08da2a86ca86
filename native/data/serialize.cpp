#include "data/serialize.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <c10/util/safe_numerics.h>

#include "data/data.h"
#include "dispatch/from_ivalue.h"

namespace nodetorch {

namespace {

// Elements of some types are smaller than a byte.
int64_t elements_in_byte(c10::ScalarType dtype) {
  if (dtype == c10::ScalarType::QUInt4x2) return 2;
  return dtype == c10::ScalarType::QUInt2x4 ? 4 : 1;
}

// Whether a view lies inside its storage. libtorch would make the storage larger, or believe a file
// about one that cannot grow.
void check_view(const at::Tensor& target, int64_t nbytes, int64_t offset, at::IntArrayRef sizes,
                at::IntArrayRef strides) {
  TORCH_CHECK(sizes.size() == strides.size(),
              "mismatch in length of strides and shape: ", strides.size(), " and ", sizes.size());
  TORCH_CHECK(offset >= 0, "Tensor: invalid storage offset ", offset);
  bool empty = false;
  for (size_t i = 0; i < sizes.size(); ++i) {
    TORCH_CHECK(sizes[i] >= 0, "Trying to create tensor with negative dimension ", sizes[i], ": ",
                sizes);
    TORCH_CHECK(strides[i] >= 0,
                "Negative strides are not supported at the moment, got strides: ", strides);
    empty |= sizes[i] == 0;
  }
  const int64_t itemsize = static_cast<int64_t>(target.element_size());
  int64_t needed = 0;
  bool overflow = c10::mul_overflows(offset, itemsize, &needed);
  if (!empty) {
    int64_t count = 1;
    int64_t last = offset;
    for (size_t i = 0; i < sizes.size(); ++i) {
      int64_t step = 0;
      overflow |= c10::mul_overflows(count, sizes[i], &count);
      overflow |= c10::mul_overflows(sizes[i] - 1, strides[i], &step);
      overflow |= c10::add_overflows(last, step, &last);
    }
    overflow |= c10::mul_overflows(count, itemsize, &count);
    overflow |= c10::add_overflows(last, elements_in_byte(target.scalar_type()), &last);
    last /= elements_in_byte(target.scalar_type());
    overflow |= c10::mul_overflows(last, itemsize, &needed);
  }
  TORCH_CHECK(!overflow, "Storage size calculation overflowed with sizes=", sizes,
              " and strides=", strides);
  TORCH_CHECK(empty || needed <= nbytes, "setStorage: sizes ", sizes, ", strides ", strides,
              ", storage offset ", offset, ", and itemsize ", itemsize,
              " requiring a storage size of ", needed, " are out of bounds for storage of size ",
              nbytes);
}

// storage_id(tensor): a number that two tensors over the same storage share; 0 without a storage.
Napi::Value storage_id(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& tensor = tensor_of(env, info, 0, "storage");
  const void* storage = tensor.has_storage() ? tensor.storage().unsafeGetStorageImpl() : nullptr;
  return Napi::Value(env.raw(), from_int64(env.raw(), reinterpret_cast<int64_t>(storage)));
}

// set_storage(target, source, offset, sizes, strides): makes `target` a view of the storage that
// `source` is a view of, whatever the dtypes. Never makes the storage larger.
Napi::Value set_storage(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor target = tensor_of(env, info, 0, "set_");
  const at::Tensor source = tensor_of(env, info, 1, "set_");
  const int64_t offset = info[2].As<Napi::Number>().Int64Value();
  const std::vector<int64_t> sizes = sizes_from(info[3]);
  const std::vector<int64_t> strides = sizes_from(info[4]);
  TORCH_CHECK(source.has_storage(),
              "Cannot access data pointer of Tensor that doesn't have storage");
  const c10::Storage& storage = source.storage();
  check_view(target, static_cast<int64_t>(storage.nbytes()), offset, sizes, strides);
  c10::NoGradGuard no_grad;
  target.set_(storage, offset, sizes, strides);
  return info.Env().Undefined();
}

// slice_storage(bytes, start, length): a storage of its own over a part of another one's memory,
// which it keeps.
Napi::Value slice_storage(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor bytes = tensor_of(env, info, 0, "storage");
  const int64_t start = info[1].As<Napi::Number>().Int64Value();
  const int64_t length = info[2].As<Napi::Number>().Int64Value();
  TORCH_CHECK(bytes.is_cpu() && bytes.is_contiguous() && bytes.element_size() == 1,
              "slice_storage: expected the bytes of a storage on the CPU");
  TORCH_CHECK(
      start >= 0 && length >= 0 && start <= bytes.numel() && length <= bytes.numel() - start,
      "slice_storage: ", length, " bytes from ", start, " are out of bounds for storage of size ",
      bytes.numel());
  at::Tensor slice = at::from_blob(
      static_cast<char*>(bytes.mutable_data_ptr()) + start, {length},
      [kept = at::Tensor(bytes)](void*) mutable { kept.reset(); },
      at::TensorOptions().dtype(c10::kByte));
  return Napi::Value(env.raw(), wrap(env, std::move(slice)));
}

// count_storage(tensor): memory that no allocator of libtorch gave, such as a mapped file's, counts
// as held for as long as the tensor's storage lives.
Napi::Value count_storage(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor tensor = tensor_of(env, info, 0, "from_file");
  c10::StorageImpl* storage = tensor.storage().unsafeGetStorageImpl();
  struct Counted {
    at::DataPtr memory;
    std::shared_ptr<HeldBytes> held;
  };
  at::DataPtr memory = storage->set_data_ptr(at::DataPtr());
  void* data = memory.get();
  const c10::Device device = memory.device();
  auto held = env.collector.hold(data, static_cast<int64_t>(storage->nbytes()));
  auto* counted = new Counted{std::move(memory), std::move(held)};
  storage->set_data_ptr_noswap(at::DataPtr(
      data, counted, [](void* context) { delete static_cast<Counted*>(context); }, device));
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"storage_id", storage_id},
    {"set_storage", set_storage},
    {"slice_storage", slice_storage},
    {"count_storage", count_storage},
};

}  // namespace

void install_serialize(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
