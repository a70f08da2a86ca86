// The memory of JavaScript's buffers. V8 keeps it in backing stores, which a std::shared_ptr owns:
// one lives on when its buffer is collected, detached or transferred, on whatever thread. That is
// how a tensor and a typed array can share memory without either being able to free it under the
// other. Node-API has no door to them, and a reference to the buffer is no substitute: it keeps the
// object, from which the memory may be moved away. So these are V8's own functions, which Node
// exports to addons, found by name when the addon is loaded and tried once. Where they are missing
// (Bun, Deno), references have to do (data.cpp).
#pragma once

#include <memory>

#include "env/napi_setup.h"

namespace nodetorch {

class BackingStores {
 public:
  // Null where the runtime does not have them.
  static const BackingStores* find(napi_env env);

  // The memory of an ArrayBuffer or SharedArrayBuffer.
  std::shared_ptr<void> of(napi_env env, napi_value buffer) const;
  size_t bytes(const std::shared_ptr<void>& store) const { return byte_length_(store.get()); }

  // Called once, on any thread, when no buffer has the memory any more.
  using Release = void (*)(void* data, size_t bytes, void* context);
  // An ArrayBuffer over memory of ours.
  napi_value make_buffer(void* data, size_t bytes, Release release, void* context) const;
  // A SharedArrayBuffer over memory of ours, which counts the buffers of all threads, and messages
  // on their way between them. Null where the runtime cannot make one.
  napi_value make_shared_buffer(void* data, size_t bytes, Release release, void* context) const;
  void* data(const std::shared_ptr<void>& store) const { return data_(store.get()); }

 private:
  BackingStores() = default;
  bool look_up();
  bool works(napi_env env) const;

  // V8's classes as the C++ ABI passes them: a member function takes its object first, and a class
  // with a destructor is returned in memory of the caller's. A Node-API value is a V8 handle.
  using Store = std::shared_ptr<void>;
  struct UniqueStore {
    void* store;
    ~UniqueStore() {}
  };
  Store (*of_buffer_)(napi_value) = nullptr;
  Store (*of_shared_buffer_)(napi_value) = nullptr;
  void* (*current_isolate_)() = nullptr;
  using NewStore = UniqueStore (*)(void*, size_t, Release, void*);
  using NewBuffer = napi_value (*)(void* isolate, Store);
  NewStore new_store_ = nullptr;
  NewBuffer new_buffer_ = nullptr;
  NewStore new_shared_store_ = nullptr;
  NewBuffer new_shared_buffer_ = nullptr;
  Store own(UniqueStore made) const;
  void (*destroy_)(void*) = nullptr;
  void* (*data_)(const void*) = nullptr;
  size_t (*byte_length_)(const void*) = nullptr;
};

}  // namespace nodetorch
