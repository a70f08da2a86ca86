// State of one Node environment (the main thread or one worker thread). There are no globals: every
// function of the addon reaches its state through the Environment bound to it, and everything an
// environment owns is released when that environment ends.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "autograd/autograd_state.h"
#include "env/errors.h"
#include "env/napi_setup.h"
#include "env/references.h"
#include "handles/memory.h"
#include "handles/tensor.h"
#include "workers/membership.h"

namespace nodetorch {

class Environment;

// A hand-written function of the addon, listed by the file that owns it.
using Door = Napi::Value (*)(Environment& env, const Napi::CallbackInfo& info);

struct DoorEntry {
  const char* name;
  Door door;
};

class Environment {
 public:
  explicit Environment(napi_env env);
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  napi_env raw() const { return raw_; }
  Napi::Env js() const { return Napi::Env(raw_); }
  bool on_own_thread() const { return std::this_thread::get_id() == thread_; }

  // Installs each door as a function of `exports`, run inside the error guard.
  template <size_t N>
  void install(Napi::Object exports, const DoorEntry (&doors)[N]) {
    for (const DoorEntry& entry : doors) install_one(exports, entry);
  }
  void install_one(Napi::Object exports, const DoorEntry& entry);

  // Keeps an object that function callbacks point to alive as long as the environment.
  template <typename T>
  T* keep(std::unique_ptr<T> owned) {
    T* pointer = owned.get();
    owned_.emplace_back(owned.release(), [](void* p) { delete static_cast<T*>(p); });
    return pointer;
  }

  std::shared_ptr<ReferenceReaper> reaper;
  ErrorFactory errors;
  HandleTable handles;
  Collector collector;
  AutogradState autograd;
  Membership membership;
  WeakList weak_objects;
  bool worker = false;  // of a data loader: see worker.h

 private:
  napi_env raw_;
  std::thread::id thread_;
  std::vector<std::unique_ptr<void, void (*)(void*)>> owned_;
};

inline bool Collector::is_due() {
  if (readings_ > 0) return host_.is_scarce(bytes_on_cpu());
  return host_.is_spent(bytes_on_cpu(), patience()) || devices_.is_due() ||
         env_.handles.made_since_sweep() >= count_budget_;
}

}  // namespace nodetorch
