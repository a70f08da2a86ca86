#include "dispatch/geometry.h"

#include <ATen/SparseCsrTensorImpl.h>
#include <ATen/SparseTensorImpl.h>
#include <c10/util/safe_numerics.h>

#include <algorithm>

namespace nodetorch {

namespace {

// Quantized dtypes of less than a byte have several elements in one.
uint64_t elements_per_item(const c10::TensorImpl& tensor) {
  switch (c10::typeMetaToScalarType(tensor.dtype())) {
    case c10::ScalarType::QUInt4x2:
      return 2;
    case c10::ScalarType::QUInt2x4:
      return 4;
    default:
      return 1;
  }
}

bool is_compressed(c10::Layout layout) {
  return layout == c10::kSparseCsr || layout == c10::kSparseCsc || layout == c10::kSparseBsr ||
         layout == c10::kSparseBsc;
}

bool is_dense(const at::Tensor& tensor) {
  return tensor.layout() == c10::kStrided && !tensor.is_nested() && tensor.has_storage() &&
         tensor.unsafeGetTensorImpl()->storage() &&
         !tensor.unsafeGetTensorImpl()->has_symbolic_sizes_strides();
}

}  // namespace

bool fits_storage(const c10::TensorImpl& tensor) {
  return fits_storage(tensor, tensor.sizes(), tensor.strides(), tensor.storage_offset());
}

bool fits_storage(const c10::TensorImpl& tensor, at::IntArrayRef sizes, at::IntArrayRef strides,
                  int64_t offset) {
  if (std::ranges::find(sizes, 0) != sizes.end()) return true;
  if (offset < 0) return false;
  auto last = static_cast<uint64_t>(offset);
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] < 0 || (strides[i] < 0 && sizes[i] > 1)) return false;
    uint64_t step = 0;
    if (sizes[i] == 1) continue;
    if (c10::mul_overflows(static_cast<uint64_t>(sizes[i] - 1), static_cast<uint64_t>(strides[i]),
                           &step) ||
        c10::add_overflows(last, step, &last)) {
      return false;
    }
  }
  const uint64_t per_item = elements_per_item(tensor);
  uint64_t bytes = 0;
  return !c10::mul_overflows(last / per_item + 1, static_cast<uint64_t>(tensor.itemsize()),
                             &bytes) &&
         bytes <= tensor.unsafe_storage().nbytes();
}

GeometryGuard::GeometryGuard(const Plan& plan, const torch::jit::Stack& stack) {
  for (const size_t i : plan.resizes) {
    if (stack[i].isTensor()) {
      remember(stack[i].toTensor());
    } else if (stack[i].isTensorList()) {
      for (const at::Tensor& tensor : stack[i].toTensorList()) remember(tensor);
    }
  }
}

void GeometryGuard::remember(const at::Tensor& tensor) {
  if (!tensor.defined()) return;
  if (tensor.layout() == c10::kSparse) {
    const auto* sparse = static_cast<at::SparseTensorImpl*>(tensor.unsafeGetTensorImpl());
    remember_dense(sparse->indices());
    remember_dense(sparse->values());
  } else if (is_compressed(tensor.layout())) {
    const auto* sparse = static_cast<at::SparseCsrTensorImpl*>(tensor.unsafeGetTensorImpl());
    remember_dense(sparse->compressed_indices());
    remember_dense(sparse->plain_indices());
    remember_dense(sparse->values());
  } else {
    remember_dense(tensor);
  }
}

void GeometryGuard::remember_dense(const at::Tensor& tensor) {
  if (!tensor.defined() || !is_dense(tensor)) return;
  remembered_.push_back({tensor, tensor.storage(), c10::SmallVector<int64_t, 5>(tensor.sizes()),
                         c10::SmallVector<int64_t, 5>(tensor.strides()), tensor.storage_offset()});
}

void GeometryGuard::keep() {
  for (const Remembered& was : remembered_) {
    const c10::TensorImpl& is = *was.tensor.unsafeGetTensorImpl();
    TORCH_CHECK(!is_dense(was.tensor) || fits_storage(is), "sizes ", is.sizes(), ", strides ",
                is.strides(), ", storage offset ", is.storage_offset(), ", and itemsize ",
                is.itemsize(), " are out of bounds for storage of size ",
                is.unsafe_storage().nbytes());
  }
  remembered_.clear();
}

GeometryGuard::~GeometryGuard() {
  for (const Remembered& was : remembered_) {
    c10::TensorImpl& is = *was.tensor.unsafeGetTensorImpl();
    try {
      if (!is_dense(was.tensor)) continue;
      if (is.unsafe_storage().unsafeGetStorageImpl() != was.storage.unsafeGetStorageImpl()) {
        is.set_storage_keep_dtype(was.storage);
      }
      if (is.sizes() != at::IntArrayRef(was.sizes) ||
          is.strides() != at::IntArrayRef(was.strides) || is.storage_offset() != was.offset) {
        is.set_sizes_and_strides(was.sizes, was.strides, was.offset);
      }
    } catch (const c10::Error&) {
      // Its sizes may not be changed, so the operator did not change them either.
    }
  }
}

}  // namespace nodetorch
