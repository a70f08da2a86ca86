// A recording with what a call needs besides: guards, what its results are, and a frame to run in.
#pragma once

#include <torch/custom_class.h>

#include <mutex>

#include "compile/recorder.h"
#include "compile/replay.h"
#include "handles/disposals.h"

namespace nodetorch::compile {

// What a tensor must be like for a recording to hold.
struct TensorGuard {
  c10::ScalarType dtype;
  c10::Device device;
  uint64_t keys;
  bool requires_grad;
  std::vector<int64_t> sizes;
  std::vector<int64_t> strides;
  int64_t offset = 0;        // in its storage; it counts where instructions speak of such
  int32_t same_memory = -1;  // the first input over the same storage

  explicit TensorGuard(const at::Tensor& tensor);
  // Null, or what differs.
  const char* misfit(const at::Tensor& tensor) const;
};

// Of all arguments, with which of them share memory.
std::vector<TensorGuard> guards_of(const std::vector<at::Tensor>& tensors);

// What is on in this thread that sees operators as they are called; null if nothing is.
const char* obstacle();

// Of the thread: grad mode, inference mode, autocast, the default dtype.
struct StateGuard {
  bool grad_mode;
  bool inference;
  c10::ScalarType default_dtype;
  c10::ScalarType autocast_cpu;
  c10::ScalarType autocast_cuda;
  bool autocast_on_cpu;
  bool autocast_on_cuda;
  bool deterministic;

  static StateGuard now();
  bool operator==(const StateGuard&) const = default;
};

struct Output {
  Slot slot = kNoSlot;
  // A gradient goes back through the recording's own backward part, as the result of this number.
  int32_t differentiable = -1;
  // Its graph is gone: the name of the node that says so.
  std::string freed;
};

// A tensor that was there before, of which the program has objects.
struct Captured {
  Slot slot = kNoSlot;
  int32_t same_memory = -1;  // the first input over the same storage
  std::unique_ptr<DisposalWatch> watch;
};

// The backward part for one choice of results that gradients come in by.
struct BackwardPart {
  uint64_t results = 0;  // a bit for each differentiable one
  size_t begin = 0;
  size_t end = 0;
  std::vector<Slot> gradients;  // of what is differentiated; kNoSlot for none

  bool operator==(const BackwardPart&) const = default;
};

struct Compiled final : torch::CustomClassHolder {
  Recording recording;
  // As it was before any pass, for recordings of other shapes; null if there will be none.
  std::shared_ptr<const Recording> plain;
  std::vector<size_t> plain_pauses;
  std::vector<BackwardPart> plain_backward;
  std::vector<TensorGuard> inputs;
  StateGuard state{};
  std::vector<LeafGradient> leaves;
  std::vector<Output> outputs;
  size_t values = 0;             // item() and the like
  std::vector<size_t> pauses;    // instructions before which JavaScript runs
  std::vector<Slot> written;     // that were there before: what a snapshot keeps
  std::vector<Slot> of_program;  // captured, but made by the program: alike at each call
  bool random = false;
  std::vector<Captured> captured;
  // The backward part: whose gradients it gives; all results' first; what forward keeps for it.
  std::vector<Slot> differentiated;
  std::vector<BackwardPart> backward;
  std::vector<Slot> saved;

  // Null, or why the recording does not hold for these inputs.
  const char* misfit(const std::vector<at::Tensor>& given) const;
  // A frame with captured tensors, inputs and gradients in it.
  Frame frame(const std::vector<at::Tensor>& given) const;
  // The results of a frame that ran, with their graphs.
  std::vector<at::Tensor> results(const c10::intrusive_ptr<Compiled>& self, Frame& frame) const;

  std::optional<Frame> waiting;  // while JavaScript runs in the middle of a replay
  size_t next_pause = 0;
};

// The program's own objects of what a recording has from outside may be disposed: it wants to know.
void watch_captured(Compiled& compiled);

// The passes; no run goes from one backward part into the next.
void optimise_parts(Compiled& compiled);

}  // namespace nodetorch::compile
