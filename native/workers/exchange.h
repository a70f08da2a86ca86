// Tensors on their way between the threads of this process, without a copy: who sends puts a tensor
// into a lot under a number, the number travels as a message, and who gets it takes the tensor out.
// A lot belongs to the environment that opened it and is freed with it, with all that nobody took,
// so nothing is left behind when a thread dies between the two.
//
// What users post with postMessage belongs to no lot but to a token, a SharedArrayBuffer, which
// V8 counts on all threads: no thread waits for it, so none has to take it.
//
// Threads share nothing but this table, so it is one for the process, like the allocator. It also
// knows which threads live: one that ends without a last word (out of memory, terminated) is gone
// from it.
#pragma once

#include "env/env.h"

namespace nodetorch {

// Installs the doors: open_lot, close_lot, share, from_shared, sign_in, is_signed_in,
// share_memory, is_shared, post_tensor, posted_tensor.
void install_exchange(Environment& env, Napi::Object exports);

}  // namespace nodetorch
