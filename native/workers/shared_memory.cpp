#include "workers/shared_memory.h"

#include <ATen/ATen.h>
#include <c10/core/CPUAllocator.h>

#include <cstring>
#include <memory>

namespace nodetorch {

namespace {

// What the memory belonged to before it was marked; that it is this is the mark.
void release(void* context) { delete static_cast<c10::DataPtr*>(context); }

bool is_of_libtorch(const c10::DataPtr& data) {
  return data.get() == nullptr || data.get_deleter() == c10::GetCPUAllocator()->raw_deleter();
}

}  // namespace

bool outlives_thread(const at::Tensor& tensor) {
  if (!tensor.is_cpu()) return true;
  if (!tensor.has_storage()) return false;
  return is_of_libtorch(tensor.storage().data_ptr()) || is_shared(tensor.storage()) ||
         tensor.is_pinned();
}

bool is_shared(const c10::Storage& storage) {
  return storage.device_type() != c10::kCPU || storage.data_ptr().get_deleter() == &release;
}

void share_memory(const at::Tensor& tensor) {
  const c10::Storage& storage = tensor.storage();
  if (is_shared(storage)) return;
  c10::StorageImpl* impl = storage.unsafeGetStorageImpl();
  impl->mutable_data();  // a lazy copy is made now
  if (!outlives_thread(tensor)) {
    c10::DataPtr moved = c10::GetCPUAllocator()->allocate(impl->nbytes());
    if (impl->nbytes() > 0) std::memcpy(moved.get(), impl->data(), impl->nbytes());
    impl->set_data_ptr(std::move(moved));
  }
  // As in PyTorch, what others see does not move.
  impl->set_resizable(false);
  void* data = impl->mutable_data();
  auto owner = std::make_unique<c10::DataPtr>();
  *owner = impl->set_data_ptr(c10::DataPtr(nullptr, c10::kCPU));
  impl->set_data_ptr(c10::DataPtr(data, owner.release(), &release, c10::kCPU));
}

}  // namespace nodetorch
