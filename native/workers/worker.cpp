#include "workers/worker.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>

#include "os/library.h"

namespace nodetorch {

namespace {

template <typename Function>
Function* symbol(const char* name) {
  return reinterpret_cast<Function*>(process_symbol(name));
}

void set_default_generator(const at::Generator* generator) {
  static const auto set = symbol<void(const void*)>("nodetorch_set_default_generator");
  if (set != nullptr) set(generator);
}

// Whether operators that name no generator draw from `own`: not with a libtorch that was linked so
// that nothing comes between its functions (see loader/posix/library.c).
bool draws_from(at::Generator& own) {
  own.set_current_seed(1);
  const at::Tensor wanted = at::empty({2}, at::kLong).random_(own);
  own.set_current_seed(1);
  return at::equal(at::empty({2}, at::kLong).random_(), wanted);
}

struct OwnGenerator {
  at::Generator generator = at::detail::createCPUGenerator();
  OwnGenerator() { set_default_generator(&generator); }
  ~OwnGenerator() { set_default_generator(nullptr); }
};

}  // namespace

void use_threads(int count) {
  at::get_num_threads();  // reads the process's setting once, which must not come after ours
  static const auto set = symbol<void(int)>("omp_set_num_threads");
  if (set != nullptr) set(count);
}

namespace {

// become_worker(): whether the thread has random numbers of its own now.
Napi::Value become_worker(Environment& env, const Napi::CallbackInfo& info) {
  if (env.worker) return Napi::Boolean::New(info.Env(), true);
  use_threads(1);
  auto own = std::make_unique<OwnGenerator>();
  env.worker = draws_from(own->generator);
  if (env.worker) env.keep(std::move(own));
  return Napi::Boolean::New(info.Env(), env.worker);
}

uint32_t number_of(const Napi::Value& value) { return value.As<Napi::Number>().Uint32Value(); }

// watch(object): a number under which is_reachable answers, until unwatch.
Napi::Value watch(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), env.weak_objects.add(info[0]));
}

Napi::Value is_reachable(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), env.weak_objects.is_reachable(number_of(info[0])));
}

Napi::Value unwatch(Environment& env, const Napi::CallbackInfo& info) {
  env.weak_objects.remove(number_of(info[0]));
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"become_worker", become_worker},
    {"watch", watch},
    {"is_reachable", is_reachable},
    {"unwatch", unwatch},
};

}  // namespace

void install_worker(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
