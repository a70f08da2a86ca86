// From C++ exceptions to JS errors: all entries run in guard(), which nothing thrown leaves.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "env/napi_setup.h"

namespace nodetorch {

class Environment;

// A JS argument of the wrong kind; becomes a TypeError.
class ArgumentError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A JS exception is already pending in the environment: leave C++ and let it through.
class PendingException {};

// A JS value thrown by user code (a hook, a custom Function) on its way through libtorch's frames.
// It derives from std::exception because libtorch's engine catches and rethrows those.
class JsException : public std::exception {
 public:
  // Takes the pending exception of `env`.
  explicit JsException(Environment& env);
  const char* what() const noexcept override { return "JavaScript exception"; }
  napi_value value() const;

 private:
  std::shared_ptr<class SharedReference> thrown_;
};

// Throws PendingException if a JS exception is pending, else std::runtime_error for a failed call.
void check(napi_env env, napi_status status);

// Calls user code. Any thrown value, null included, becomes a C++ JsException.
napi_value call_js(Environment& env, napi_value function, size_t count, const napi_value* arguments,
                   napi_value self = nullptr);

// Makes the error objects; their classes are TypeScript's (lib/values/errors.ts), handed over at
// start.
class ErrorFactory {
 public:
  explicit ErrorFactory(napi_env env) : env_(env) {}
  void set_maker(napi_value maker);
  // Throws a JS error of the class named `kind`, unless an exception is pending already.
  void raise(const char* kind, const std::string& message, const char* where) const noexcept;

 private:
  napi_env env_;
  napi_ref maker_ = nullptr;
};

// Called inside a catch block: turns the current C++ exception into a pending JS exception.
void raise_current(Environment& env, const char* where) noexcept;

// Whether the current C++ exception (inside a catch block) says that memory ran out.
bool is_out_of_memory() noexcept;

template <typename Body>
napi_value guard(Environment& env, const char* where, Body&& body) noexcept {
  try {
    return body();
  } catch (...) {
    raise_current(env, where);
    return nullptr;
  }
}

}  // namespace nodetorch
