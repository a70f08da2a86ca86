// Who counts what the executor of TorchScript does: libtorch's own objects.
#include <torch/csrc/jit/runtime/logging.h>

#include "dispatch/from_ivalue.h"
#include "jit/jit.h"

namespace nodetorch {

namespace {

using torch::jit::logging::LockingLogger;

struct LoggerObject final : torch::CustomClassHolder {
  LockingLogger logger;
};

LockingLogger& logger_of(Environment& env, napi_value value) {
  return object_of<LoggerObject>(env, value, "a LockingLogger").logger;
}

Napi::Value locking_logger(Environment& env, const Napi::CallbackInfo&) {
  return Napi::Value(env.raw(), hand_out(env, c10::make_intrusive<LoggerObject>()));
}

// locking_logger_aggregate(logger, name, how): 0 for sums, 1 for averages.
Napi::Value locking_logger_aggregate(Environment& env, const Napi::CallbackInfo& info) {
  logger_of(env, info[0])
      .setAggregationType(info[1].As<Napi::String>(), static_cast<LockingLogger::AggregationType>(
                                                          info[2].As<Napi::Number>().Int32Value()));
  return env.js().Undefined();
}

Napi::Value locking_logger_value(Environment& env, const Napi::CallbackInfo& info) {
  const int64_t value = logger_of(env, info[0]).getCounterValue(info[1].As<Napi::String>());
  return Napi::Value(env.raw(), from_int64(env.raw(), value));
}

constexpr DoorEntry kDoors[] = {
    {"locking_logger", locking_logger},
    {"locking_logger_aggregate", locking_logger_aggregate},
    {"locking_logger_value", locking_logger_value},
};

}  // namespace

void install_loggers(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
