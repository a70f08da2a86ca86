#include "handles/tensor.h"

#include <algorithm>
#include <unordered_set>

#include "compile/recorder.h"
#include "env/env.h"
#include "handles/disposals.h"

namespace nodetorch {

namespace {

constexpr size_t kSlab = 1024;
// A tensor's number is its index and its use: 31 bits, so that V8 keeps it in place.
constexpr uint32_t kUseBits = 7;
constexpr uint32_t kUseMask = (1u << kUseBits) - 1;
constexpr size_t kMostHandles = size_t{1} << (31 - kUseBits);
// Objects that survived this many minor collections are in V8's old generation.
constexpr uint8_t kOldAge = 3;
// References read while sweeping make local handles: release them in groups.
constexpr size_t kScopeSize = 512;

}  // namespace

Handle* HandleTable::take(c10::IValue value, bool scoped) {
  if (free_.empty()) {
    const size_t first = slabs_.size() * kSlab;
    TORCH_CHECK_WITH(OutOfMemoryError, first < kMostHandles, "a thread can hold ", kMostHandles,
                     " tensors at once, and this one does");
    slabs_.push_back(std::make_unique<Handle[]>(kSlab));
    Handle* slab = slabs_.back().get();
    for (size_t i = kSlab; i-- > 0;) {
      slab[i].index = static_cast<uint32_t>(first + i);
      free_.push_back(&slab[i]);
    }
  }
  Handle* handle = free_.back();
  free_.pop_back();
  handle->value = std::move(value);
  handle->serial = next_serial_++;
  handle->scoped = scoped;
  young_.push_back(handle);
  ++live_;
  return handle;
}

napi_value HandleTable::make_tensor(at::Tensor tensor) {
  const Handle* handle = take(std::move(tensor), scoping_);
  napi_value number = nullptr;
  check(env_, napi_create_uint32(env_, handle->index << kUseBits | handle->use, &number));
  return number;
}

void HandleTable::adopt(Handle& handle, napi_value object) {
  if (handle.weak != nullptr) return;
  check(env_, napi_create_reference(env_, object, 0, &handle.weak));
}

napi_value HandleTable::make_external(c10::IValue value) {
  Handle* handle = take(std::move(value), false);
  napi_value external = nullptr;
  check(env_, napi_create_external(env_, handle, nullptr, nullptr, &external));
  adopt(*handle, external);
  return external;
}

void HandleTable::tie(napi_value object, c10::IValue value) {
  adopt(*take(std::move(value), false), object);
}

Handle* HandleTable::find_number(napi_value value) const {
  // Not as a uint32: Deno would convert, null to 0, and an object by running its code.
  int64_t number = 0;
  if (napi_get_value_int64(env_, value, &number) != napi_ok || number < 0) return nullptr;
  const size_t index = static_cast<size_t>(number) >> kUseBits;
  if (index / kSlab >= slabs_.size()) return nullptr;
  Handle* handle = &slabs_[index / kSlab][index % kSlab];
  return handle->use == (static_cast<uint64_t>(number) & kUseMask) ? handle : nullptr;
}

Handle* HandleTable::find(napi_value value) const {
  if (Handle* handle = find_number(value)) return handle;
  void* data = nullptr;
  if (napi_get_value_external(env_, value, &data) != napi_ok || data == nullptr) return nullptr;
  auto* handle = static_cast<Handle*>(data);
  return handle->tag == Handle::kTag ? handle : nullptr;
}

bool HandleTable::dispose(Handle& handle) {
  if (handle.disposed) return false;
  if (handle.value.isTensor()) note_disposal(handle.value.toTensor());
  handle.disposed = true;
  --live_;
  handle.value = c10::IValue();
  return true;
}

void HandleTable::dispose_since(uint64_t serial, const std::vector<Handle*>& kept) {
  for (auto* list : {&young_, &old_}) {
    for (Handle* handle : *list) {
      if (handle->serial < serial || !handle->scoped) continue;
      if (std::binary_search(kept.begin(), kept.end(), handle)) continue;
      dispose(*handle);
    }
  }
}

int64_t HandleTable::old_bytes_since(uint64_t serial) const {
  std::unordered_set<const c10::StorageImpl*> storages;
  int64_t bytes = 0;
  for (const Handle* handle : old_) {
    if (handle->serial < serial || !handle->value.isTensor()) continue;
    const at::Tensor& tensor = handle->value.toTensor();
    if (!tensor.defined() || !tensor.has_storage()) continue;
    const c10::Storage& storage = tensor.storage();
    if (storages.insert(storage.unsafeGetStorageImpl()).second) {
      bytes += static_cast<int64_t>(storage.nbytes());
    }
  }
  return bytes;
}

void HandleTable::release(Handle* handle) {
  // Nobody can call with it: that is no disposal.
  if (!handle->disposed) --live_;
  handle->value = c10::IValue();
  if (handle->weak != nullptr) napi_delete_reference(env_, handle->weak);
  handle->weak = nullptr;
  handle->use = (handle->use + 1) & kUseMask;
  handle->age = 0;
  handle->disposed = false;
  free_.push_back(handle);
}

bool HandleTable::is_alive(const Handle& handle) const {
  // Not adopted yet: the number is on its way to its object. Nobody waits for two collections.
  if (handle.weak == nullptr) return handle.age < 2;
  napi_value alive = nullptr;
  napi_get_reference_value(env_, handle.weak, &alive);
  return alive != nullptr;
}

template <typename Survived>
void HandleTable::sweep(std::vector<Handle*>& list, Survived&& survived) {
  std::vector<Handle*> entries;
  entries.swap(list);
  for (size_t start = 0; start < entries.size(); start += kScopeSize) {
    Napi::HandleScope scope{Napi::Env(env_)};
    const size_t end = std::min(start + kScopeSize, entries.size());
    for (size_t i = start; i < end; ++i) {
      if (is_alive(*entries[i])) {
        survived(entries[i]);
      } else {
        release(entries[i]);
      }
    }
  }
}

void HandleTable::sweep_young() {
  serial_at_sweep_ = next_serial_;
  sweep(young_, [this](Handle* handle) {
    if (++handle->age >= kOldAge) {
      old_.push_back(handle);
    } else {
      young_.push_back(handle);
    }
  });
}

void HandleTable::sweep_all() {
  sweep_young();
  sweep(old_, [this](Handle* handle) { old_.push_back(handle); });
}

void HandleTable::clear() {
  for (auto* list : {&young_, &old_}) {
    std::vector<Handle*> entries;
    entries.swap(*list);
    for (Handle* handle : entries) release(handle);
  }
}

std::string ArgumentName::text() const {
  std::string text = std::string(function) + "(): argument '" + argument + "'";
  if (position > 0) text += " (position " + std::to_string(position) + ")";
  return text;
}

const at::Tensor& tensor_of(Environment& env, napi_value value, const ArgumentName& name) {
  const Handle* handle = env.handles.find(value);
  if (handle == nullptr) {
    throw ArgumentError(name.text() + " must be Tensor, not " + describe(env.raw(), value));
  }
  if (handle->disposed) throw ArgumentError(name.text() + " is a disposed Tensor");
  if (!handle->value.isTensor()) {
    throw ArgumentError(name.text() + " must be Tensor, not " + handle->value.tagKind());
  }
  return handle->value.toTensor();
}

const at::Tensor& tensor_of(Environment& env, const Napi::CallbackInfo& info, size_t index,
                            const char* function) {
  return tensor_of(env, info[index],
                   {function, index == 0 ? "self" : "tensor", static_cast<int>(index)});
}

napi_value wrap(Environment& env, at::Tensor tensor) {
  if (!tensor.defined()) {
    napi_value null = nullptr;
    napi_get_null(env.raw(), &null);
    return null;
  }
  if (!tensor.is_cpu() && tensor.has_storage() && tensor.storage().use_count() == 1) {
    env.collector.count_device_bytes(tensor.device(),
                                     static_cast<int64_t>(tensor.storage().nbytes()));
  }
  if (compile::Recorder* recorder = compile::listening()) recorder->wrapped(tensor);
  return env.handles.make_tensor(std::move(tensor));
}

std::string describe(napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  if (value == nullptr || napi_typeof(env, value, &type) != napi_ok) return "undefined";
  switch (type) {
    case napi_undefined:
      return "undefined";
    case napi_null:
      return "null";
    case napi_boolean:
      return "boolean";
    case napi_number:
      return "number";
    case napi_string:
      return "string";
    case napi_symbol:
      return "symbol";
    case napi_bigint:
      return "bigint";
    case napi_function:
      return "function";
    case napi_external:
      return "Tensor";
    case napi_object:
      break;
  }
  bool is = false;
  if (napi_is_array(env, value, &is) == napi_ok && is) return "list";
  if (napi_is_typedarray(env, value, &is) == napi_ok && is) return "typed array";
  return "object";
}

}  // namespace nodetorch
