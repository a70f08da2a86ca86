#include "env/errors.h"

#include <c10/util/Exception.h>
#include <torch/csrc/jit/api/object.h>
#include <torch/csrc/jit/runtime/jit_exception.h>

#include <cstdlib>
#include <new>

#include "env/env.h"
#include "env/python_errors.h"

namespace nodetorch {

namespace {

bool exception_pending(napi_env env) {
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  return pending;
}

std::string text_of(const c10::Error& error) {
  const char* wanted = std::getenv("TORCH_SHOW_CPP_STACKTRACES");
  const bool backtrace = wanted != nullptr && std::string_view(wanted) == "1";
  return backtrace ? error.what() : error.what_without_backtrace();
}

// libtorch's exception classes, most derived first, and the error class each becomes.
const char* kind_of(const c10::Error& error) {
  if (dynamic_cast<const c10::IndexError*>(&error)) return "IndexError";
  if (dynamic_cast<const c10::ValueError*>(&error)) return "ValueError";
  if (dynamic_cast<const c10::TypeError*>(&error)) return "TypeError";
  if (dynamic_cast<const c10::NotImplementedError*>(&error)) return "NotImplementedError";
  if (dynamic_cast<const c10::OutOfMemoryError*>(&error)) return "OutOfMemoryError";
  if (dynamic_cast<const c10::BufferError*>(&error)) return "BufferError";
  if (dynamic_cast<const c10::LinAlgError*>(&error)) return "LinAlgError";
  if (dynamic_cast<const c10::AcceleratorError*>(&error)) return "AcceleratorError";
  return "RuntimeError";
}

// Puts what the device's own library calls the error by on the pending exception.
void add_code(napi_env env, const c10::Error& error) {
  const auto* device = dynamic_cast<const c10::AcceleratorError*>(&error);
  napi_value thrown = nullptr;
  napi_value code = nullptr;
  if (device == nullptr || napi_get_and_clear_last_exception(env, &thrown) != napi_ok) return;
  napi_create_int32(env, device->get_error_code(), &code);
  napi_set_named_property(env, thrown, "error_code", code);
  napi_throw(env, thrown);
}

}  // namespace

JsException::JsException(Environment& env) {
  napi_value thrown = nullptr;
  napi_get_and_clear_last_exception(env.raw(), &thrown);
  // References hold objects only, and anything can be thrown: keep it in a box.
  napi_value box = nullptr;
  napi_create_array_with_length(env.raw(), 1, &box);
  napi_set_element(env.raw(), box, 0, thrown);
  thrown_ = std::make_shared<SharedReference>(env.raw(), env.reaper, box);
}

napi_value JsException::value() const {
  napi_value thrown = nullptr;
  napi_get_element(thrown_->env(), thrown_->value(), 0, &thrown);
  return thrown;
}

void check(napi_env env, napi_status status) {
  if (status == napi_ok) return;
  if (exception_pending(env)) throw PendingException();
  const napi_extended_error_info* info = nullptr;
  napi_get_last_error_info(env, &info);
  throw std::runtime_error(info != nullptr && info->error_message != nullptr
                               ? std::string("Node-API: ") + info->error_message
                               : "Node-API call failed");
}

napi_value call_js(Environment& env, napi_value function, size_t count, const napi_value* arguments,
                   napi_value self) {
  if (self == nullptr) napi_get_undefined(env.raw(), &self);
  napi_value result = nullptr;
  const napi_status status =
      napi_call_function(env.raw(), self, function, count, arguments, &result);
  if (status == napi_ok) return result;
  if (exception_pending(env.raw())) throw JsException(env);
  check(env.raw(), status);
  return nullptr;
}

void ErrorFactory::set_maker(napi_value maker) {
  napi_ref reference = nullptr;
  check(env_, napi_create_reference(env_, maker, 1, &reference));
  if (maker_ != nullptr) napi_delete_reference(env_, maker_);
  maker_ = reference;
}

void ErrorFactory::raise(const char* kind, const std::string& message,
                         const char* where) const noexcept {
  if (exception_pending(env_)) return;
  napi_value maker = nullptr;
  if (maker_ != nullptr) napi_get_reference_value(env_, maker_, &maker);
  if (maker == nullptr) {
    napi_throw_error(env_, kind, message.c_str());
    return;
  }
  napi_value self = nullptr;
  napi_value error = nullptr;
  napi_value arguments[3] = {nullptr, nullptr, nullptr};
  napi_get_undefined(env_, &self);
  napi_create_string_utf8(env_, kind, NAPI_AUTO_LENGTH, &arguments[0]);
  napi_create_string_utf8(env_, message.c_str(), message.size(), &arguments[1]);
  napi_create_string_utf8(env_, where, NAPI_AUTO_LENGTH, &arguments[2]);
  if (napi_call_function(env_, self, maker, 3, arguments, &error) == napi_ok) {
    napi_throw(env_, error);
  }
}

void raise_current(Environment& env, const char* where) noexcept {
  try {
    throw;
  } catch (const PendingException&) {
  } catch (const Napi::Error& error) {
    try {
      error.ThrowAsJavaScriptException();
    } catch (const Napi::Error&) {
      // The thread is being terminated and takes no exception any more.
    }
  } catch (const JsException& error) {
    napi_throw(env.raw(), error.value());
  } catch (const ArgumentError& error) {
    env.errors.raise("TypeError", error.what(), where);
  } catch (const AssertionFailure& error) {
    env.errors.raise("AssertionError", error.what(), where);
  } catch (const SystemFailure& error) {
    env.errors.raise("OSError", error.what(), where);
  } catch (const ModuleMissing& error) {
    env.errors.raise("ModuleNotFoundError", error.what(), where);
  } catch (const c10::Error& error) {
    env.errors.raise(kind_of(error), text_of(error), where);
    add_code(env.raw(), error);
  } catch (const torch::jit::JITException& error) {
    env.errors.raise("JITException", error.what(), where);
  } catch (const torch::jit::ObjectAttributeError& error) {
    env.errors.raise("AttributeError", error.what(), where);
  } catch (const std::bad_alloc&) {
    env.errors.raise("OutOfMemoryError", "not enough memory", where);
  } catch (const std::out_of_range& error) {
    env.errors.raise("IndexError", error.what(), where);
  } catch (const std::exception& error) {
    env.errors.raise("RuntimeError", error.what(), where);
  } catch (...) {
    env.errors.raise("RuntimeError", "unknown C++ exception", where);
  }
}

bool is_out_of_memory() noexcept {
  // What CUDA's own functions say, those that allocate pinned memory or a library's workspace.
  constexpr int32_t kMemoryAllocation = 2;
  try {
    throw;
  } catch (const c10::OutOfMemoryError&) {
    return true;
  } catch (const c10::AcceleratorError& error) {
    return error.get_error_code() == kMemoryAllocation;
  } catch (const std::bad_alloc&) {
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace nodetorch
