// Records what the dispatcher calls on this thread, below autograd: operators of the program, of
// the engine's backward and of optimizers alike, since all of them come by here.
#pragma once

#include <c10/core/DispatchKeySet.h>
#include <torch/csrc/autograd/edge.h>

#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "autograd/graph_node.h"
#include "compile/recording.h"

namespace nodetorch::compile {

// A leaf whose .grad the program may read, set or accumulate into.
struct LeafGradient {
  Slot leaf = kNoSlot;
  bool defined_at_entry = false;
  Slot at_entry = kNoSlot;      // the slot of the gradient that was there
  bool set_before_use = false;  // what was there does not matter
  Slot current = kNoSlot;       // as of the last look
};

// A value that left the tensors: item(), equal().
struct Read {
  size_t instruction;
  c10::IValue value;
};

class Recorder {
 public:
  explicit Recorder(const std::vector<at::Tensor>& inputs);
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // Runs the operator and writes down the call.
  void call(const c10::OperatorHandle& handle, c10::DispatchKeySet keys, torch::jit::Stack* stack);

  // Why this cannot be a recording; the first reason counts.
  void give_up(const std::string& reason);
  const std::string& reason() const { return reason_; }
  // Is told of the first reason, when it is found.
  void on_break(std::function<void(const std::string&)> told) { on_break_ = std::move(told); }
  // Is told when a value leaves the tensors.
  void on_read(std::function<void()> told) { on_read_ = std::move(told); }

  // A tensor is about to get a JS object: one that no operator made is data of the program's.
  void wrapped(const at::Tensor& tensor);
  // The program looks at the gradient of a tensor, or is about to set it.
  void look_at_gradient(const at::Tensor& tensor, bool sets);
  // The first slot of a tensor that got another one with its `.data`.
  Slot origin_of(Slot slot) const;
  // Does `tensor.data = source` and writes it down.
  void assign_data(const at::Tensor& tensor, const at::Tensor& source);
  // backward() from these edges is over, and the graph is gone unless it was retained.
  void backward_from(const torch::autograd::edge_list& roots, bool retained,
                     const torch::autograd::edge_list& inputs);
  // Writes down what became of the gradients of all leaves so far.
  void settle_gradients();
  // JavaScript ran that was not recorded: it may change gradients' contents, and not which they
  // are.
  void gradients_after_pause();

  // Gives up where a result lies in memory that no operator was seen to write.
  void check_written(Slot slot);
  // Gives up where what was there before has another graph than it had.
  void check_graphs();

  Slot slot_of(const at::Tensor& tensor);
  // Of an input or a captured tensor.
  const at::Tensor& tensor_at(Slot slot) const;
  Slot find(const at::Tensor& tensor) const;
  bool is_consumed(const Node* node) const { return consumed_.contains(node); }
  Slot add_tangent(const at::Tensor& tensor, int32_t index);

  Recording& recording() { return recording_; }
  const std::vector<Read>& reads() const { return reads_; }
  const std::vector<LeafGradient>& leaves() const { return leaves_; }
  const std::vector<at::Tensor>& inputs() const { return inputs_; }
  bool ran_backward() const { return ran_backward_; }
  bool is_random() const { return is_random_; }
  // The state of a generator was read or set: gives up if random numbers are drawn, too.
  void touch_generators();
  // What was computed before is computed again from here on, so that it need not be kept.
  void compute_again() { recording_.again.push_back(recording_.instructions.size()); }

 private:
  Slot add_slot(const at::Tensor& tensor, Source source);
  Slot alias_of(const at::Tensor& tensor);
  Argument argument_of(const c10::Argument& schema, const c10::IValue& value);
  Result result_of(const c10::IValue& value);
  void note_leaf(const at::Tensor& tensor, Slot slot);
  const char* data_obstacle(const at::Tensor& tensor, const at::Tensor& source);
  void look_at_memory(const Instruction& instruction);
  void pin(const at::Tensor& tensor);

  std::vector<at::Tensor> inputs_;
  Recording recording_;
  std::string reason_;
  std::function<void(const std::string&)> on_break_;
  std::function<void()> on_read_;
  std::unordered_map<const c10::TensorImpl*, Slot> by_tensor_;
  std::unordered_map<const c10::StorageImpl*, std::vector<Slot>> by_storage_;
  std::unordered_set<int64_t> unwritten_;         // numbers of storages
  std::unordered_map<Slot, NodePointer> graphs_;  // of what was there before, as it was then
  // Addresses stay theirs for as long as something refers to them, weakly: nobody must see more
  // owners than there are without us.
  std::vector<c10::weak_intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>> tensors_;
  std::vector<c10::weak_intrusive_ptr<c10::StorageImpl>> storages_;
  std::unordered_map<const c10::StorageImpl*, int64_t> storage_numbers_;
  std::vector<Read> reads_;
  std::vector<LeafGradient> leaves_;
  std::unordered_map<Slot, size_t> leaf_of_slot_;
  std::unordered_set<const Node*> consumed_;
  std::vector<NodePointer> held_nodes_;
  bool ran_backward_ = false;
  bool is_random_ = false;
  bool touched_generators_ = false;
  void check_randomness();
};

// The recorder of this thread, if one listens; null while it is paused. Cheap.
Recorder* listening();

// Whether operators are recorded while this lives.
class Listening {
 public:
  explicit Listening(bool on);
  ~Listening();
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

 private:
  bool before_;
};

}  // namespace nodetorch::compile
