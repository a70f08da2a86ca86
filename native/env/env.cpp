#include "env/env.h"

#include "compile/compile.h"

namespace nodetorch {

namespace {

struct BoundDoor {
  Environment* env;
  const char* name;
  Door door;
};

napi_value call_door(napi_env raw, napi_callback_info info) {
  Napi::CallbackInfo callback(raw, info);
  auto* bound = static_cast<BoundDoor*>(callback.Data());
  return guard(*bound->env, bound->name, [&]() -> napi_value {
    compile::note_door(bound->name);
    return bound->door(*bound->env, callback);
  });
}

}  // namespace

Environment::Environment(napi_env env)
    : reaper(std::make_shared<ReferenceReaper>(env)),
      errors(env),
      handles(env),
      collector(*this),
      autograd(*this),
      weak_objects(env),
      raw_(env),
      thread_(std::this_thread::get_id()) {}

Environment::~Environment() {
  handles.clear();
  reaper->close();
}

void Environment::install_one(Napi::Object exports, const DoorEntry& entry) {
  BoundDoor* bound = keep(std::make_unique<BoundDoor>(BoundDoor{this, entry.name, entry.door}));
  napi_value function = nullptr;
  check(raw_,
        napi_create_function(raw_, entry.name, NAPI_AUTO_LENGTH, call_door, bound, &function));
  exports.Set(entry.name, Napi::Value(raw_, function));
}

}  // namespace nodetorch
