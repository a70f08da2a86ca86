#include "workers/exchange.h"

#include <ATen/ATen.h>

#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "data/backing_store.h"
#include "handles/allocator.h"
#include "workers/shared_memory.h"

namespace nodetorch {

namespace {

struct Parcel {
  at::Tensor tensor;
  int64_t bytes = 0;  // for the receiver to count
  bool requires_grad = false;
};

using Lot = std::unordered_map<uint64_t, Parcel>;

class Exchange {
 public:
  // Never destroyed: threads may outlive main's statics.
  static Exchange& instance() {
    static auto* exchange = new Exchange();
    return *exchange;
  }

  uint64_t open() {
    std::lock_guard<std::mutex> lock(mutex_);
    lots_.emplace(++last_, Lot());
    return last_;
  }

  void close(uint64_t lot) {
    Lot rest;  // tensors are freed outside the lock
    std::lock_guard<std::mutex> lock(mutex_);
    const auto found = lots_.find(lot);
    if (found == lots_.end()) return;
    rest.swap(found->second);
    lots_.erase(found);
  }

  // False if the lot is closed: nobody waits for the tensor any more.
  bool put(uint64_t lot, uint64_t* number, Parcel&& parcel) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto found = lots_.find(lot);
    if (found == lots_.end()) return false;
    *number = ++last_;
    found->second.emplace(*number, std::move(parcel));
    return true;
  }

  Parcel take(uint64_t lot, uint64_t number) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto found = lots_.find(lot);
    TORCH_CHECK(found != lots_.end(), "from_shared(): the lot ", lot, " is closed");
    const auto parcel = found->second.find(number);
    TORCH_CHECK(parcel != found->second.end(), "from_shared(): there is no tensor ", number);
    Parcel taken = std::move(parcel->second);
    found->second.erase(parcel);
    return taken;
  }

  // A tensor that belongs to what its address names, until that ends.
  void post(const void* token, Parcel&& parcel) {
    std::lock_guard<std::mutex> lock(mutex_);
    posted_.emplace(token, std::move(parcel));
  }

  std::optional<Parcel> posted(const void* token) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto found = posted_.find(token);
    if (found == posted_.end()) return std::nullopt;
    return found->second;
  }

  void withdraw(const void* token) {
    Parcel rest;
    std::lock_guard<std::mutex> lock(mutex_);
    const auto found = posted_.find(token);
    if (found == posted_.end()) return;
    rest = std::move(found->second);
    posted_.erase(found);
  }

  void sign_in(uint64_t thread) {
    std::lock_guard<std::mutex> lock(mutex_);
    alive_.insert(thread);
  }

  void sign_out(uint64_t thread) {
    std::lock_guard<std::mutex> lock(mutex_);
    alive_.erase(thread);
  }

  bool is_signed_in(uint64_t thread) {
    std::lock_guard<std::mutex> lock(mutex_);
    return alive_.count(thread) > 0;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<uint64_t, Lot> lots_;
  std::unordered_map<const void*, Parcel> posted_;
  std::unordered_set<uint64_t> alive_;
  uint64_t last_ = 0;  // of lots and of tensors: a number names one thing only
};

uint64_t number_of(const Napi::Value& value) {
  return static_cast<uint64_t>(value.As<Napi::Number>().Int64Value());
}

Napi::Value number(const Napi::CallbackInfo& info, uint64_t value) {
  return Napi::Number::New(info.Env(), static_cast<double>(value));
}

Napi::Value open_lot(Environment& env, const Napi::CallbackInfo& info) {
  const uint64_t lot = Exchange::instance().open();
  env.membership.lots.insert(lot);
  return number(info, lot);
}

Napi::Value close_lot(Environment& env, const Napi::CallbackInfo& info) {
  const uint64_t lot = number_of(info[0]);
  Exchange::instance().close(lot);
  env.membership.lots.erase(lot);
  return info.Env().Undefined();
}

// The bytes of memory that nobody but this tensor holds.
int64_t bytes_alone(const at::Tensor& tensor) {
  const bool alone = tensor.is_cpu() && tensor.has_storage() && tensor.storage().use_count() == 1;
  return alone && outlives_thread(tensor) ? allocated_bytes(tensor.storage().nbytes()) : 0;
}

void refuse_history(const at::Tensor& tensor) {
  TORCH_CHECK(!tensor.requires_grad() || tensor.is_leaf(),
              "Cowardly refusing to serialize non-leaf tensor which requires_grad, since autograd "
              "does not support crossing process boundaries.  If you just want to transfer the "
              "data, call detach() on the tensor before serializing (e.g., putting it on the "
              "queue).");
}

// share(tensor, lot, outlive, give): the number under which the tensor waits, or null if the lot is
// closed. `outlive` copies what would not outlive this thread; `give` disposes the tensor here.
Napi::Value share(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor tensor = tensor_of(env, info, 0, "share");
  const bool requires_grad = tensor.requires_grad();
  refuse_history(tensor);
  const bool give = info[3].As<Napi::Boolean>();
  // Memory that moves is the receiver's to count, so that it is the one to wait for its end.
  const int64_t moved = give ? bytes_alone(tensor) : 0;
  // The receiver gets a tensor of its own over the memory: sizes and versions are not for threads
  // to share.
  at::Tensor plain = tensor.variable_data();
  if (info[2].As<Napi::Boolean>() && !outlives_thread(tensor)) plain = plain.clone();
  const int64_t bytes =
      moved > 0 ? moved : (plain.has_storage() ? static_cast<int64_t>(plain.nbytes()) : 0);
  uint64_t parcel = 0;
  if (!Exchange::instance().put(number_of(info[1]), &parcel,
                                {std::move(plain), bytes, requires_grad})) {
    return info.Env().Null();
  }
  thread_bytes() -= moved;
  if (give) env.handles.dispose(*env.handles.find_number(info[0]));
  env.collector.poll();
  return number(info, parcel);
}

// from_shared(lot, number)
Napi::Value from_shared(Environment& env, const Napi::CallbackInfo& info) {
  Parcel parcel = Exchange::instance().take(number_of(info[0]), number_of(info[1]));
  thread_bytes() += parcel.bytes;
  if (parcel.requires_grad) parcel.tensor.set_requires_grad(true);
  env.collector.poll();
  return Napi::Value(env.raw(), wrap(env, std::move(parcel.tensor)));
}

Napi::Value share_memory_door(Environment& env, const Napi::CallbackInfo& info) {
  share_memory(tensor_of(env, info, 0, "share_memory_"));
  return info.Env().Undefined();
}

Napi::Value is_shared_door(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& tensor = tensor_of(env, info, 0, "is_shared");
  return Napi::Boolean::New(info.Env(), is_shared(tensor.storage()));
}

// A SharedArrayBuffer of one byte is the token of a posted tensor: the table has the tensor for as
// long as any thread, or a message on its way, has the buffer. Its memory is known by its address,
// and what anybody writes there means nothing.
void withdraw(void* token, size_t, void*) {
  Exchange::instance().withdraw(token);
  delete static_cast<char*>(token);
}

// post_tensor(tensor, kind): the token, on which `kind` is written for whoever receives it.
Napi::Value post_tensor(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor tensor = tensor_of(env, info, 0, "postMessage");
  refuse_history(tensor);
  share_memory(tensor);
  const BackingStores* stores = BackingStores::find(env.raw());
  env.collector.poll();
  at::Tensor plain = tensor.variable_data();
  const auto bytes = static_cast<int64_t>(plain.nbytes());
  auto token = std::make_unique<char>(static_cast<char>(info[1].As<Napi::Number>().Int32Value()));
  Exchange::instance().post(token.get(), {std::move(plain), bytes, tensor.requires_grad()});
  char* const address = token.release();
  napi_value buffer =
      stores == nullptr ? nullptr : stores->make_shared_buffer(address, 1, withdraw, nullptr);
  if (buffer == nullptr) {
    withdraw(address, 1, nullptr);
    TORCH_CHECK_NOT_IMPLEMENTED(false, "postMessage(): this runtime cannot count who has a tensor;",
                                " Node can");
  }
  return Napi::Value(env.raw(), buffer);
}

// posted_tensor(token): null if the SharedArrayBuffer is none.
Napi::Value posted_tensor(Environment& env, const Napi::CallbackInfo& info) {
  const BackingStores* stores = BackingStores::find(env.raw());
  if (stores == nullptr) return info.Env().Null();
  const std::shared_ptr<void> store = stores->of(env.raw(), info[0]);
  std::optional<Parcel> parcel = Exchange::instance().posted(stores->data(store));
  if (!parcel) return info.Env().Null();
  // A tensor of its own again: who else receives the token has another.
  at::Tensor tensor = parcel->tensor.variable_data();
  // What arrives asks for collections as what is made does.
  thread_bytes() += parcel->bytes;
  if (parcel->requires_grad) tensor.set_requires_grad(true);
  env.collector.poll();
  return Napi::Value(env.raw(), wrap(env, std::move(tensor)));
}

Napi::Value sign_in(Environment& env, const Napi::CallbackInfo& info) {
  const uint64_t thread = number_of(info[0]);
  Exchange::instance().sign_in(thread);
  env.membership.threads.insert(thread);
  return info.Env().Undefined();
}

Napi::Value is_signed_in(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), Exchange::instance().is_signed_in(number_of(info[0])));
}

constexpr DoorEntry kDoors[] = {
    {"open_lot", open_lot},
    {"close_lot", close_lot},
    {"share", share},
    {"from_shared", from_shared},
    {"sign_in", sign_in},
    {"is_signed_in", is_signed_in},
    {"share_memory", share_memory_door},
    {"is_shared", is_shared_door},
    {"post_tensor", post_tensor},
    {"posted_tensor", posted_tensor},
};

}  // namespace

Membership::~Membership() {
  for (const uint64_t lot : lots) Exchange::instance().close(lot);
  for (const uint64_t thread : threads) Exchange::instance().sign_out(thread);
}

void install_exchange(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
