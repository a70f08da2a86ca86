// While it lives, the engine runs the nodes of every device on this thread.
#pragma once

#include <c10/core/AutogradState.h>

namespace nodetorch {

class OneThread {
 public:
  OneThread() : before_(c10::AutogradState::get_tls_state().get_multithreading_enabled()) {
    set(false);
  }
  ~OneThread() { set(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  static void set(bool enabled) {
    c10::AutogradState state = c10::AutogradState::get_tls_state();
    state.set_multithreading_enabled(enabled);
    c10::AutogradState::set_tls_state(state);
  }

  bool before_;
};

}  // namespace nodetorch
