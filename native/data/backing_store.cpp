#include "data/backing_store.h"

#include <cstring>
#include <new>

#include "env/errors.h"
#include "os/library.h"

namespace nodetorch {

namespace {

template <typename Function>
bool find_symbol(Function*& function, const char* name) {
  function = reinterpret_cast<Function*>(process_symbol(name));
  return function != nullptr;
}

}  // namespace

const BackingStores* BackingStores::find(napi_env env) {
  static const BackingStores* const found = [env]() -> const BackingStores* {
    auto* stores = new BackingStores();
    if (stores->look_up() && stores->works(env)) return stores;
    delete stores;
    return nullptr;
  }();
  return found;
}

bool BackingStores::look_up() {
  find_symbol(new_shared_store_, "_ZN2v817SharedArrayBuffer15NewBackingStoreEPvmPFvS1_mS1_ES1_");
  find_symbol(new_shared_buffer_,
              "_ZN2v817SharedArrayBuffer3NewEPNS_7IsolateESt10shared_ptrINS_12BackingStoreEE");
  return find_symbol(of_buffer_, "_ZN2v811ArrayBuffer15GetBackingStoreEv") &&
         find_symbol(of_shared_buffer_, "_ZN2v817SharedArrayBuffer15GetBackingStoreEv") &&
         find_symbol(current_isolate_, "_ZN2v87Isolate10GetCurrentEv") &&
         find_symbol(new_store_, "_ZN2v811ArrayBuffer15NewBackingStoreEPvmPFvS1_mS1_ES1_") &&
         find_symbol(new_buffer_,
                     "_ZN2v811ArrayBuffer3NewEPNS_7IsolateESt10shared_ptrINS_12BackingStoreEE") &&
         find_symbol(destroy_, "_ZN2v812BackingStoreD1Ev") &&
         find_symbol(data_, "_ZNK2v812BackingStore4DataEv") &&
         find_symbol(byte_length_, "_ZNK2v812BackingStore10ByteLengthEv");
}

// Only official builds of Node are known to pass handles and stores so.
bool BackingStores::works(napi_env env) const {
  const napi_node_version* version = nullptr;
  if (napi_get_node_version(env, &version) != napi_ok) return false;
  if (std::strcmp(version->release, "node") != 0) return false;
  Napi::HandleScope scope{Napi::Env(env)};
  void* data = nullptr;
  napi_value buffer = nullptr;
  if (napi_create_arraybuffer(env, 64, &data, &buffer) != napi_ok) return false;
  const Store store = of_buffer_(buffer);
  return store != nullptr && data_(store.get()) == data && byte_length_(store.get()) == 64;
}

std::shared_ptr<void> BackingStores::of(napi_env env, napi_value buffer) const {
  bool plain = false;
  check(env, napi_is_arraybuffer(env, buffer, &plain));
  return plain ? of_buffer_(buffer) : of_shared_buffer_(buffer);
}

BackingStores::Store BackingStores::own(UniqueStore made) const {
  return Store(made.store, [destroy = destroy_](void* object) {
    destroy(object);
    ::operator delete(object);
  });
}

napi_value BackingStores::make_buffer(void* data, size_t bytes, Release release,
                                      void* context) const {
  return new_buffer_(current_isolate_(), own(new_store_(data, bytes, release, context)));
}

napi_value BackingStores::make_shared_buffer(void* data, size_t bytes, Release release,
                                             void* context) const {
  if (new_shared_store_ == nullptr || new_shared_buffer_ == nullptr) return nullptr;
  return new_shared_buffer_(current_isolate_(),
                            own(new_shared_store_(data, bytes, release, context)));
}

}  // namespace nodetorch
