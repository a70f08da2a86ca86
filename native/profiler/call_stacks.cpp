#include "profiler/call_stacks.h"

namespace nodetorch {

namespace {

// Observers are plain functions, so the one of this thread lies where they find it.
thread_local CallStacks* asked = nullptr;

}  // namespace

// What was outermost before an operator began.
struct CallStacks::Place final : at::ObserverContext {
  explicit Place(int64_t outer) : before(outer) {}
  int64_t before;
};

CallStacks::CallStacks(Environment& env, napi_value capture, bool everywhere)
    : capture_(env, capture, "the stack of a profiled operator") {
  const at::RecordFunctionCallback observer(&enter, &leave);
  handle_ = everywhere ? at::addGlobalCallback(observer) : at::addThreadLocalCallback(observer);
  asked = this;
}

CallStacks::~CallStacks() {
  asked = nullptr;
  at::removeCallback(handle_);
}

std::unique_ptr<at::ObserverContext> CallStacks::enter(const at::RecordFunction& function) {
  if (asked == nullptr) return nullptr;
  const bool is_range = function.scope() == at::RecordScope::USER_SCOPE;
  auto place = std::make_unique<Place>(asked->outermost_);
  const int64_t number =
      is_range || asked->outermost_ == kNowhere ? asked->ask() : asked->outermost_;
  // A range stays open while the program goes on.
  if (!is_range) asked->outermost_ = number;
  // libtorch hands observers a function that they may not change, before it hands it to the
  // profiler; there is no other way from one to the other.
  const_cast<at::RecordFunction&>(function).setDebugHandle(number);
  return place;
}

void CallStacks::leave(const at::RecordFunction& function, at::ObserverContext* place) {
  if (asked == nullptr || place == nullptr) return;
  if (function.scope() == at::RecordScope::USER_SCOPE) return;
  asked->outermost_ = static_cast<Place*>(place)->before;
}

int64_t CallStacks::ask() noexcept {
  try {
    const Napi::HandleScope scope(capture_.environment().js());
    const napi_value number = capture_.call(0, nullptr);
    return Napi::Number(capture_.environment().raw(), number).Int64Value();
  } catch (...) {
    // An operator that runs while an exception is on its way, or an environment that ends.
    return kNowhere;
  }
}

}  // namespace nodetorch
