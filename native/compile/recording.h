// What torch.compile records and replays: a flat list of operator calls below autograd, with the
// tensors that flow between them in numbered slots.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nodetorch::compile {

using Slot = int32_t;
constexpr Slot kNoSlot = -1;

// Where the tensor of a slot comes from.
enum class Source : uint8_t {
  input,     // an argument of the compiled function
  captured,  // a tensor that was there before: a parameter, a buffer, a closure's tensor
  gradient,  // the .grad of a captured or given leaf, read when the replay begins
  tangent,   // the gradient of an output, given to the backward part
  result,    // an instruction makes it
};

// A slot as it was when it was recorded. Guards see to it that inputs are alike at each replay, so
// the geometry of the others follows.
struct SlotInfo {
  Source source = Source::result;
  int32_t index = -1;   // of an input or a tangent: which; of a gradient: the leaf's slot
  at::Tensor captured;  // of Source::captured: owned by the recording
  bool fresh = false;   // captured, but made by the program: each replay gets a copy
  bool requires_grad = false;
  bool escapes = false;  // a result, a gradient that stays, or otherwise seen afterwards
  bool strided = false;  // what follows is known: a plain tensor with a storage
  c10::ScalarType dtype{};
  c10::DeviceType device{};
  std::vector<int64_t> sizes;
  std::vector<int64_t> strides;
  int64_t offset = 0;    // in the storage
  int64_t storage = -1;  // slots with the same number share their memory (views)
  bool is_conj_or_neg = false;
};

// An argument of an instruction: a slot, a list of slots (kNoSlot for None in it), or a constant.
struct Argument {
  enum class Kind : uint8_t { constant, slot, list } kind = Kind::constant;
  Slot slot = kNoSlot;
  std::vector<Slot> list;
  bool optional_elements = false;  // the list is Tensor?[]
  c10::IValue constant;
};

// The results of an instruction in the order of the schema: one slot, or those of a list.
struct Result {
  bool is_list = false;
  std::vector<Slot> slots;  // kNoSlot: not needed, or an argument that comes back
  int32_t value = -1;       // no tensor: the place among the values that leave (item())
};

// A property of the tensor arguments[0] that becomes arguments[1]. `.data` gives it other memory:
// from then on the same tensor has another slot, which is the result.
enum class Assigns : uint8_t { nothing, gradient, data };

struct Instruction;

// What stands for several instructions, or for one in a faster form. `slots` are the frame's
// tensors; it reads and fills them.
class Kernel {
 public:
  virtual ~Kernel() = default;
  virtual void run(at::Tensor* slots) const = 0;
  // What text_of says for it.
  virtual std::string name() const = 0;
};

struct Instruction {
  std::optional<c10::OperatorHandle> op;
  std::vector<Argument> arguments;
  std::vector<Result> results;
  std::unique_ptr<Kernel> kernel;      // instead of `op`, of which it may be another form
  Assigns assigns = Assigns::nothing;  // instead of `op`
  bool grad_mode = true;               // of the thread when it was recorded: kernels may ask
  bool inference = false;
  bool asks_gradients = false;  // its kernel looks at requires_grad of its arguments
  std::vector<Slot> reads;      // all slots that it reads, also those it writes to
  std::vector<Slot> writes;     // slots whose memory it changes (alias marks of the schema)
  std::vector<Slot> makes;      // slots that it fills
  std::vector<Slot> dead;       // slots that nobody needs afterwards: freed by the replay
};

struct Recording {
  std::vector<SlotInfo> slots;
  std::vector<Instruction> instructions;
  // Of instructions before which a recomputation begins: that shares nothing with what came before.
  std::vector<size_t> again;
  // The instructions from here on are the backward part: they run when gradients are asked for.
  size_t backward_begin = 0;
  // An instruction says where in a memory a view lies, not where from its base.
  bool absolute_offsets = false;
};

// Fills what follows from the rest: what each instruction reads and makes, and where slots die.
// Slots that escape, and those that are no results, never do.
void finish(Recording& recording);

// A line for each instruction, for people.
std::string text_of(const Recording& recording);

}  // namespace nodetorch::compile
