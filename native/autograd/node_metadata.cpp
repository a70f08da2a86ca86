#include "autograd/node_metadata.h"

#include "autograd/engine.h"

namespace nodetorch {

namespace {

std::string string_from(Environment& env, napi_value value) {
  return Napi::Value(env.raw(), value).ToString();
}

void set_text(Environment& env, napi_value object, const char* name, const std::string& text) {
  Napi::Object(env.raw(), object).Set(name, text);
}

}  // namespace

napi_value NodeMetadata::dict(Environment& env) {
  if (dict_ == nullptr || owner_ != env.autograd.owner) {
    owner_ = env.autograd.owner;
    napi_value made = nullptr;
    check(env.raw(), napi_create_object(env.raw(), &made));
    dict_ = std::make_shared<SharedReference>(env.raw(), env.reaper, made);
    if (!stack_.empty()) set_text(env, made, "traceback_", stack_);
  }
  return dict_->value();
}

// Where no JavaScript runs there is no line to remember.
void NodeMetadata::store_stack() {
  ThreadState* thread = ScriptEngine::instance().thread();
  if (thread == nullptr || thread->anomaly == nullptr) return;
  const Napi::HandleScope scope(thread->env.js());
  stack_ = string_from(thread->env, thread->anomaly->call(0, nullptr));
}

// The warnings of PyTorch, one for the node and one for each whose backward made the last; their
// words are TypeScript's (lib/autograd/anomaly_mode.ts).
void NodeMetadata::print_stack(const std::string& current_node_name) {
  ThreadState* thread = ScriptEngine::instance().thread();
  if (thread == nullptr || thread->anomaly == nullptr) return;
  const Napi::Env js = thread->env.js();
  const Napi::HandleScope scope(js);
  std::string name = current_node_name;
  const NodeMetadata* metadata = this;
  NodePointer node;
  while (true) {
    const napi_value arguments[] = {Napi::String::New(js, name),
                                    Napi::String::New(js, metadata->stack_),
                                    Napi::Boolean::New(js, metadata != this)};
    thread->anomaly->call(3, arguments);
    node = metadata->parent_;
    if (!node) return;
    name = short_name(*node);
    metadata = dynamic_cast<const NodeMetadata*>(node->metadata());
    if (metadata == nullptr) return;
  }
}

void NodeMetadata::assign_parent(const NodePointer& parent_node) { parent_ = parent_node; }

}  // namespace nodetorch
