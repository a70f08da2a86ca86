// Callbacks that may refer to the very tensor which holds them: a hook on `w` that reads `w`, a ctx
// with the output of its Function in a list. V8 does not see that the tensor holds the callback,
// and takes what refers to it for alive. So TypeScript ties the callback to the tensor's JS object
// (lib/autograd/ties.ts), and for the length of a major collection of ours the addon's own
// reference is weak wherever that object alone can lead to a call: the collector then sees the
// whole circle, and frees it if nothing else refers to it. Collections that V8 begins by itself
// see the strong reference.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace torch::autograd {
struct Node;
}

namespace nodetorch {

class Environment;
class JsCallback;
struct Handle;

// A tensor's handle as it was: its memory may belong to another tensor since.
struct HandleMark {
  explicit HandleMark(Handle& handle);
  // The handle, if its object has not been found dead, nor its tensor disposed of.
  Handle* current() const;

 private:
  Handle* handle_;
  uint64_t serial_;
};

class Cycles {
 public:
  // `callback` is called through `node`, or through the leaf itself where that is null, and is tied
  // to the JS object of each owner.
  void watch(std::weak_ptr<JsCallback> callback, std::vector<HandleMark> owners,
             const torch::autograd::Node* node);

  // While it lives, callbacks are weak where that is right.
  class Weakened {
   public:
    explicit Weakened(Cycles& cycles);
    ~Weakened();
    Weakened(const Weakened&) = delete;
    Weakened& operator=(const Weakened&) = delete;

   private:
    std::vector<std::shared_ptr<JsCallback>> callbacks_;
  };

  // Whether another collection would find callbacks weak that were strong in the last one.
  bool has_more() const;

 private:
  struct Watched {
    std::weak_ptr<JsCallback> callback;
    std::vector<HandleMark> owners;
    const torch::autograd::Node* node;
    bool weakened = false;  // in the last collection
  };

  static bool is_held_by_owners(const Watched& watched);
  void forget_dead();

  std::vector<Watched> watched_;
  size_t forget_at_ = 64;
};

}  // namespace nodetorch
