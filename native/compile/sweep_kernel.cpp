// Walks a planned run.
#include <ATen/EmptyTensor.h>
#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cstring>
#include <mutex>

#include "compile/sweep_plan.h"

namespace nodetorch::compile::sweeping {

namespace {

using tape::Loops;
using tape::Mode;
using tape::Step;

constexpr int64_t kAlignment = 64;
constexpr int64_t kGrain = 32768;  // below that many elements one thread is enough

int64_t aligned(int64_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

// The steps of one stage with addresses: for the walk, and for what is left at the end of a block.
struct Steps {
  std::vector<Step> walk;
  std::vector<Step> rest;
};

// Tensors of a block, whose memory is set for each.
struct Shells {
  torch::jit::Stack stack;  // as the operator wants it, before each call copied
  std::vector<at::Tensor> tensors;
  std::vector<Place> places;
};

// What one thread needs for the walk.
struct Bench {
  std::vector<char> memory;
  std::vector<char*> blocks;
  char* scratch = nullptr;  // for what is left at the end of a block
  std::vector<Steps> steps;
  std::vector<Shells> shells;
  std::vector<int64_t> filled;  // the phase with which a gather's block is laid out; -1: not at all
};

// What one replay fixed: the tensors' memory and the numbers.
struct Call {
  std::vector<char*> externals;
  std::vector<double> numbers;
  std::vector<const char*> gathers;
  bool took = false;  // an output has an input's memory
};

class Sweep final : public Kernel {
 public:
  Sweep(Plan plan, std::vector<Instruction> originals)
      : plan_(std::move(plan)), originals_(std::move(originals)), loops_(tape::loops()) {}

  std::string name() const override {
    std::string names;
    for (const Instruction& original : originals_) {
      names += (names.empty() ? "" : ", ") + c10::toString(original.op->operator_name());
    }
    return "sweep[" + names + "]";
  }

  void run(at::Tensor* slots) const override {
    const at::AutoDispatchBelowAutograd below;
    const bool threads = at::get_num_threads() > 1 && !at::in_parallel_region();
    if (threads && plan_.grain < 0) {
      // Libtorch's loops have to begin and end where they do when each walks alone.
      run_one_by_one(originals_, slots);
      for (const Slot slot : plan_.within) slots[slot].reset();
      return;
    }
    const Call call = begin(slots);
    const int64_t grain = plan_.grain > 0 ? plan_.grain : kGrain;
    if (!threads || plan_.count < grain) {
      walk(call, 0, plan_.count);
      return;
    }
    at::parallel_for(0, plan_.count, grain, [&](int64_t from, int64_t to) {
      const at::AutoDispatchBelowAutograd below;
      walk(call, from, to);
    });
  }

 private:
  // --- once a replay

  Call begin(at::Tensor* slots) const {
    Call call;
    call.numbers.reserve(plan_.numbers.size());
    for (const Number& number : plan_.numbers) {
      call.numbers.push_back(read_number(slots[number.slot], number.as_double));
    }
    for (const Gather& gather : plan_.gathers) {
      call.gathers.push_back(static_cast<const char*>(slots[gather.slot].const_data_ptr()));
    }
    call.externals.resize(plan_.externals.size());
    for (size_t k = 0; k < plan_.externals.size(); k++) {
      const External& external = plan_.externals[k];
      if (external.made) continue;
      at::Tensor& tensor = slots[external.slot];
      call.externals[k] = external.written
                              ? static_cast<char*>(tensor.mutable_data_ptr())
                              : static_cast<char*>(const_cast<void*>(tensor.const_data_ptr()));
    }
    size_t made = 0;
    for (size_t k = 0; k < plan_.externals.size(); k++) {
      const External& external = plan_.externals[k];
      if (!external.made) continue;
      const SlotInfo& info = plan_.slots[made++];
      at::Tensor& tensor = slots[external.slot];
      bool took = false;
      for (const int from : external.may_take) {
        at::Tensor& input = slots[plan_.externals[from].slot];
        if (!is_free(input)) continue;
        tensor = std::move(input);
        input.reset();
        took = call.took = true;
        break;
      }
      if (!took) {
        tensor = at::detail::empty_strided_cpu(info.sizes, info.strides, info.dtype);
      }
      call.externals[k] = static_cast<char*>(tensor.mutable_data_ptr());
    }
    return call;
  }

  // Nobody else holds the tensor or its memory, and it is what the run would allocate.
  static bool is_free(const at::Tensor& tensor) {
    return tensor.use_count() == 1 && tensor.storage().use_count() == 1 &&
           !tensor.requires_grad() && tensor.is_inference() == c10::InferenceMode::is_enabled();
  }

  static double read_number(const at::Tensor& tensor, bool as_double) {
    const void* data = tensor.const_data_ptr();
    double bits = 0;
    const auto put = [&](auto value) {
      if (as_double) {
        bits = static_cast<double>(value);
      } else {
        const auto narrow = static_cast<float>(value);
        std::memcpy(&bits, &narrow, sizeof(narrow));
      }
    };
    switch (tensor.scalar_type()) {
      case at::kFloat:
        put(*static_cast<const float*>(data));
        break;
      case at::kDouble:
        put(*static_cast<const double*>(data));
        break;
      case at::kLong:
        put(*static_cast<const int64_t*>(data));
        break;
      case at::kInt:
        put(*static_cast<const int32_t*>(data));
        break;
      case at::kBool:
        put(*static_cast<const bool*>(data) ? 1 : 0);
        break;
      default:
        put(tensor.item().to<double>());
    }
    return bits;
  }

  // --- benches: kept from call to call, one for each thread that walks

  std::unique_ptr<Bench> take_bench() const {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!benches_.empty()) {
        auto bench = std::move(benches_.back());
        benches_.pop_back();
        return bench;
      }
    }
    return new_bench();
  }

  void give_bench(std::unique_ptr<Bench> bench) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    benches_.push_back(std::move(bench));
  }

  std::unique_ptr<Bench> new_bench() const {
    auto bench = std::make_unique<Bench>();
    const int64_t wide = 8 * loops_->register_bytes;
    int64_t bytes = kAlignment + plan_.temporaries * wide;
    for (const int element : plan_.block_bytes) {
      bytes += aligned(plan_.block * element) + kAlignment;  // not all at the same place of a page
    }
    size_t most = 0;
    for (const Stage& stage : plan_.stages) most = std::max(most, stage.touched.size());
    bytes += static_cast<int64_t>(most) * 2 * wide;
    bench->memory.resize(bytes);
    char* at = bench->memory.data();
    at += (kAlignment - reinterpret_cast<uintptr_t>(at) % kAlignment) % kAlignment;
    char* const temporaries = at;
    at += plan_.temporaries * wide;
    for (const int element : plan_.block_bytes) {
      bench->blocks.push_back(at);
      at += aligned(plan_.block * element) + kAlignment;
    }
    bench->scratch = at;
    for (const Stage& stage : plan_.stages) {
      bench->steps.push_back(stage.is_tape ? new_steps(stage, temporaries, at, wide) : Steps{});
      bench->shells.push_back(stage.is_tape ? Shells{} : new_shells(stage));
    }
    bench->filled.assign(plan_.gathers.size(), -1);
    return bench;
  }

  Steps new_steps(const Stage& stage, char* temporaries, char* scratch, int64_t wide) const {
    Steps steps;
    for (const PlannedStep& planned : stage.steps) {
      Step step;
      step.handler = loops_->find(stage.is_double, planned.code, planned.mode_a, planned.mode_b);
      step.scalar_a = planned.scalar_a;
      step.scalar_b = planned.scalar_b;
      step.constant = planned.constant;
      const auto fixed = [&](const Place& place) {
        return place.kind == Place::Kind::temporary ? temporaries + place.index * wide : nullptr;
      };
      step.a = fixed(planned.a);
      step.b = fixed(planned.b);
      steps.walk.push_back(step);
      const auto rest = [&](const Place& place, char* otherwise) {
        for (size_t k = 0; k < stage.touched.size(); k++) {
          if (stage.touched[k].place == place) return scratch + k * 2 * wide;
        }
        return otherwise;
      };
      step.a = rest(planned.a, step.a);
      step.b = rest(planned.b, step.b);
      steps.rest.push_back(step);
    }
    return steps;
  }

  Shells new_shells(const Stage& stage) const {
    Shells shells;
    for (const c10::IValue& constant : stage.constants) shells.stack.push_back(constant);
    shells.stack.emplace_back();
    const auto add = [&](const Place& place, size_t position) {
      at::Tensor shell = at::detail::empty_cpu({0}, stage.dtype);
      shells.tensors.push_back(shell);
      shells.places.push_back(place);
      shells.stack[position] = shell;
    };
    for (const auto& [position, place] : stage.tensors) add(place, position);
    add(stage.result, shells.stack.size() - 1);
    return shells;
  }

  // --- the walk

  char* address(const Call& call, const Bench& bench, const Place& place, int64_t from) const {
    if (place.kind == Place::Kind::external) return call.externals[place.index];
    return bench.blocks[place.index] - from * plan_.block_bytes[place.index];
  }

  // Addresses that change with the call, or (blocks' buffers) with each block.
  void point(const Call& call, Bench& bench, size_t s, int64_t from, bool first) const {
    const Stage& stage = plan_.stages[s];
    Steps& steps = bench.steps[s];
    for (size_t k = 0; k < stage.steps.size(); k++) {
      const PlannedStep& planned = stage.steps[k];
      Step& step = steps.walk[k];
      const auto set = [&](const Place& place, char*& to) {
        if (place.kind == Place::Kind::block || (first && place.kind == Place::Kind::external)) {
          to = address(call, bench, place, from);
        }
      };
      set(planned.a, step.a);
      set(planned.b, step.b);
      if (!first) continue;
      if (planned.number_a >= 0) {
        step.scalar_a = steps.rest[k].scalar_a = call.numbers[planned.number_a];
      }
      if (planned.number_b >= 0) {
        step.scalar_b = steps.rest[k].scalar_b = call.numbers[planned.number_b];
      }
    }
  }

  void walk(const Call& call, int64_t begin, int64_t end) const {
    auto bench = take_bench();
    std::fill(bench->filled.begin(), bench->filled.end(), -1);
    int64_t to = 0;
    for (int64_t from = begin; from < end; from = to) {
      to = std::min(end, from + plan_.block);
      for (size_t g = 0; g < plan_.gathers.size(); g++) gather(call, *bench, g, from, to);
      for (size_t s = 0; s < plan_.stages.size(); s++) {
        if (plan_.stages[s].is_tape) {
          point(call, *bench, s, from, from == begin);
          walk_tape(call, *bench, s, from, to);
        } else {
          call_operator(call, *bench, s, from, to);
        }
      }
    }
    give_bench(std::move(bench));
  }

  void walk_tape(const Call& call, Bench& bench, size_t s, int64_t from, int64_t to) const {
    const Stage& stage = plan_.stages[s];
    const Steps& steps = bench.steps[s];
    const int64_t width = loops_->width(stage.is_double);
    const int64_t whole = from + (to - from) / width * width;
    loops_->run(stage.is_double, steps.walk.data(), from, whole);
    if (whole == to) return;
    if (stage.may_overlap && !call.took && to - from >= width) {
      loops_->run(stage.is_double, steps.walk.data(), to - width, to);
      return;
    }
    // The rest goes through buffers as wide as the registers.
    const int64_t wide = 8 * loops_->register_bytes;
    const auto each = [&](bool write) {
      for (size_t k = 0; k < stage.touched.size(); k++) {
        const Touched& touched = stage.touched[k];
        if (write ? !touched.written : !touched.read_first) continue;
        char* const there =
            address(call, bench, touched.place, from) + whole * touched.element_bytes;
        char* const here = bench.scratch + static_cast<int64_t>(k) * 2 * wide;
        const size_t bytes = (to - whole) * touched.element_bytes;
        std::memcpy(write ? there : here, write ? here : there, bytes);
      }
    };
    each(false);
    loops_->run(stage.is_double, steps.rest.data(), 0, width);
    each(true);
  }

  void call_operator(const Call& call, Bench& bench, size_t s, int64_t from, int64_t to) const {
    const Stage& stage = plan_.stages[s];
    Shells& shells = bench.shells[s];
    const auto element = static_cast<int64_t>(c10::elementSize(stage.dtype));
    for (size_t k = 0; k < shells.tensors.size(); k++) {
      c10::TensorImpl* const shell = shells.tensors[k].unsafeGetTensorImpl();
      c10::StorageImpl* const storage = shell->unsafe_storage().unsafeGetStorageImpl();
      if (shell->numel() != to - from) {
        shell->set_sizes_contiguous({to - from});
        storage->set_nbytes((to - from) * element);
      }
      storage->set_data_ptr_noswap(
          at::DataPtr(address(call, bench, shells.places[k], from) + from * element, at::kCPU));
    }
    torch::jit::Stack stack = shells.stack;
    stage.op->redispatchBoxed(c10::DispatchKeySet(c10::DispatchKey::CPU), &stack);
  }

  // --- gathers

  void gather(const Call& call, Bench& bench, size_t g, int64_t from, int64_t to) const {
    const Gather& gather = plan_.gathers[g];
    const int64_t phase = from % gather.period;
    if (bench.filled[g] == phase) return;
    // A shorter block at the end, or one of another phase, is no pattern for the next.
    bench.filled[g] = to - from == plan_.block && gather.period <= plan_.block ? phase : -1;
    char* out = bench.blocks[gather.block];
    const int64_t element = gather.element_bytes;
    const int64_t inner_size = gather.sizes[0];
    const int64_t inner_stride = gather.strides[0];
    for (int64_t i = from; i < to;) {
      const int64_t inner = i % inner_size;
      const char* in = call.gathers[g] + inner * inner_stride;
      int64_t outer = i / inner_size;
      for (size_t d = 1; d < gather.sizes.size(); d++) {
        in += outer % gather.sizes[d] * gather.strides[d];
        outer /= gather.sizes[d];
      }
      const int64_t count = std::min(inner_size - inner, to - i);
      copy_row(out, in, count, inner_stride, element);
      out += count * element;
      i += count;
    }
  }

  template <class T>
  static void copy_strided(char* out, const char* in, int64_t count, int64_t stride) {
    T* const to = reinterpret_cast<T*>(out);
    if (stride == 0) {
      T value;
      std::memcpy(&value, in, sizeof(T));
      std::fill_n(to, count, value);
      return;
    }
    for (int64_t k = 0; k < count; k++) std::memcpy(to + k, in + k * stride, sizeof(T));
  }

  static void copy_row(char* out, const char* in, int64_t count, int64_t stride, int64_t element) {
    if (stride == element) {
      std::memcpy(out, in, count * element);
    } else if (element == 1) {
      copy_strided<uint8_t>(out, in, count, stride);
    } else if (element == 4) {
      copy_strided<uint32_t>(out, in, count, stride);
    } else {
      copy_strided<uint64_t>(out, in, count, stride);
    }
  }

  const Plan plan_;
  const std::vector<Instruction> originals_;
  const Loops* const loops_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Bench>> benches_;
};

}  // namespace

std::unique_ptr<Kernel> make_kernel(Plan plan, std::vector<Instruction> originals) {
  return std::make_unique<Sweep>(std::move(plan), std::move(originals));
}

void run_one_by_one(const std::vector<Instruction>& instructions, at::Tensor* slots) {
  for (const Instruction& instruction : instructions) {
    torch::jit::Stack stack;
    for (const Argument& argument : instruction.arguments) {
      if (argument.kind == Argument::Kind::slot) {
        stack.emplace_back(argument.slot == kNoSlot ? c10::IValue()
                                                    : c10::IValue(slots[argument.slot]));
      } else {
        stack.push_back(argument.constant);
      }
    }
    instruction.op->callBoxed(&stack);
    const Slot result =
        instruction.results[0].slots.empty() ? kNoSlot : instruction.results[0].slots[0];
    if (result != kNoSlot) slots[result] = stack[0].toTensor();
  }
}

}  // namespace nodetorch::compile::sweeping
