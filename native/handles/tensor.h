// Handles: how a JS object owns a libtorch value.
//
// The table holds a weak reference to the JS object and no finalizer: finalizers of the stable ABI
// run only when the event loop turns, and a training loop never lets it turn, while a weak
// reference reads empty right after a collection inside the same job. The table's sweep then frees
// the value.
//
// A tensor's handle is a number that its JS object keeps in a private field. New objects wait in a
// list of TypeScript's (lib/addon/adoption.ts) and get their weak references together, right before
// the next collection: a number and a late reference cost half of what a napi_external and a
// reference at once do. So a number is good as long as its object is reachable, and collections
// run only when the numbers that an operator was called with have been read and their tensors are
// held. An object that is no tensor is held by a napi_external, the weak reference being to that.
//
// A Handle's memory outlives dispose(): it is reused only once its object is unreachable. A number
// counts its handle's uses, so one that outlived its object is seen.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "env/napi_setup.h"

namespace nodetorch {

class Environment;

struct Handle {
  static constexpr uint64_t kTag = 0x6e6f6465746f7263;  // "nodetorc"
  uint64_t tag = kTag;
  c10::IValue value;        // None once disposed
  napi_ref weak = nullptr;  // null while the JS object waits for adoption
  uint64_t serial = 0;      // creation order, for scopes
  uint32_t index = 0;       // in the table
  uint8_t use = 0;          // how often the memory was reused, modulo 128
  uint8_t age = 0;          // minor collections survived
  bool disposed = false;
  bool scoped = true;  // freed at the end of the scope that it was made in
};

class HandleTable {
 public:
  explicit HandleTable(napi_env env) : env_(env) {}
  HandleTable(const HandleTable&) = delete;
  HandleTable& operator=(const HandleTable&) = delete;

  // The number of a new handle that owns `tensor`, for a JS object to be adopted.
  napi_value make_tensor(at::Tensor tensor);

  // The JS object that owns this handle from now on: the handle lives as long as it is reachable.
  void adopt(Handle& handle, napi_value object);

  // A new external that owns `value`, which outlives scopes: the graph of a tensor that leaves one
  // needs its nodes.
  napi_value make_external(c10::IValue value);

  // Keeps `value` alive as long as `object` is reachable from JS.
  void tie(napi_value object, c10::IValue value);

  // The handle behind a JS value, or null if it is none of ours.
  Handle* find(napi_value value) const;
  // The same for the number of a tensor's handle.
  Handle* find_number(napi_value value) const;

  // Frees the value now; the handle stays, empty. True if it still held one.
  bool dispose(Handle& handle);

  // Whether new tensors belong to scopes; the library's own do not.
  bool set_scoping(bool scoping) { return std::exchange(scoping_, scoping); }

  // Frees what is scoped, was made since `serial` and is not in `kept` (sorted).
  void dispose_since(uint64_t serial, const std::vector<Handle*>& kept);

  // After a minor collection: frees the young whose external died, moves survivors towards the old.
  void sweep_young();
  // After a major collection: looks at everything.
  void sweep_all();
  // Frees every value; the environment ends.
  void clear();

  uint64_t next_serial() const { return next_serial_; }
  size_t live() const { return live_; }
  size_t old() const { return old_.size(); }
  // Bytes of tensors that are old and were made since `serial`.
  int64_t old_bytes_since(uint64_t serial) const;
  size_t made_since_sweep() const { return next_serial_ - serial_at_sweep_; }

 private:
  Handle* take(c10::IValue value, bool scoped);
  void release(Handle* handle);
  bool is_alive(const Handle& handle) const;
  template <typename Survived>
  void sweep(std::vector<Handle*>& list, Survived&& survived);

  napi_env env_;
  std::vector<std::unique_ptr<Handle[]>> slabs_;
  std::vector<Handle*> free_;
  std::vector<Handle*> young_;
  std::vector<Handle*> old_;
  uint64_t next_serial_ = 0;
  uint64_t serial_at_sweep_ = 0;
  size_t live_ = 0;
  bool scoping_ = true;
};

// What an argument is called in messages: "add(): argument 'other' (position 2)".
struct ArgumentName {
  const char* function;
  const char* argument;
  int position;  // 1-based; 0 if the argument can only be named
  std::string text() const;
};

// The tensor behind a JS value. Throws ArgumentError if it is none, or disposed.
const at::Tensor& tensor_of(Environment& env, napi_value value, const ArgumentName& name);
// The same for doors, whose arguments TypeScript has already checked.
const at::Tensor& tensor_of(Environment& env, const Napi::CallbackInfo& info, size_t index,
                            const char* function);

// JS null for an undefined tensor, else the number of a new handle.
napi_value wrap(Environment& env, at::Tensor tensor);

// What came, for messages: "number", "string", "Tensor", "list", ...
std::string describe(napi_env env, napi_value value);

}  // namespace nodetorch
