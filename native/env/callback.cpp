#include "env/callback.h"

#include "env/env.h"

namespace nodetorch {

Environment& CallbackOwner::environment(const char* what) const {
  Environment* env = env_.load();
  if (env == nullptr) {
    throw std::runtime_error(std::string(what) +
                             ": the JavaScript thread that it belongs to has ended");
  }
  if (std::this_thread::get_id() != thread_) {
    throw std::runtime_error(std::string(what) +
                             ": called from another thread than the JavaScript thread that it "
                             "belongs to; run backward() on that one");
  }
  return *env;
}

JsCallback::JsCallback(Environment& env, napi_value function, const char* what)
    : owner_(env.autograd.owner), function_(env.raw(), env.reaper, function), what_(what) {}

napi_value JsCallback::call(size_t count, const napi_value* arguments) const {
  return call_js(environment(), function_.value(), count, arguments);
}

}  // namespace nodetorch
