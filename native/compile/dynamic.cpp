#include "compile/dynamic.h"

#include <ATen/ops/scalar_tensor.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <sstream>
#include <unordered_map>

#include "compile/handles.h"
#include "compile/kernels.h"
#include "compile/passes.h"
#include "compile/snapshot.h"
#include "handles/held_object.h"

namespace nodetorch::compile {

namespace {

// A number of a recording; one of a fused step of an optimizer is read at each replay.
struct Number {
  bool is_float = false;
  bool free = false;
  int64_t whole = 0;
  double real = 0;
};

using Visit = std::function<void(Number&)>;

void walk_integer(int64_t& value, const Visit& visit) {
  Number number{.whole = value};
  visit(number);
  value = number.whole;
}

c10::IValue walk_constant(const c10::IValue& value, bool free, const Visit& visit) {
  Number number{.free = free};
  if (value.isInt()) {
    number.whole = value.toInt();
    visit(number);
    return number.whole;
  }
  if (value.isDouble()) {
    number.is_float = true;
    number.real = value.toDouble();
    visit(number);
    return number.real;
  }
  if (value.isIntList()) {
    std::vector<int64_t> list = value.toIntVector();
    for (int64_t& each : list) walk_integer(each, visit);
    return list;
  }
  if (value.isDoubleList()) {
    std::vector<double> list = value.toDoubleVector();
    for (double& each : list) each = walk_constant(each, free, visit).toDouble();
    return list;
  }
  if (value.isList() && !value.isTensorList()) {
    c10::List<c10::IValue> list(value.toList().elementType());
    for (const c10::IValue& each : value.toListRef()) {
      list.push_back(walk_constant(each, free, visit));
    }
    return list;
  }
  return value;
}

bool is_fused_step(const Instruction& instruction) {
  return instruction.op.has_value() && instruction.op->schema().name().starts_with("aten::_fused_");
}

// A number that an operator got as a tensor.
bool is_number(const SlotInfo& slot) {
  return slot.source == Source::captured && slot.captured.dim() == 0 &&
         slot.captured.unsafeGetTensorImpl()->is_wrapped_number() &&
         (slot.dtype == at::kLong || slot.dtype == at::kDouble);
}

void walk_number(SlotInfo& slot, const Visit& visit) {
  const bool is_float = slot.dtype == at::kDouble;
  Number number{.is_float = is_float};
  if (is_float) {
    number.real = *slot.captured.const_data_ptr<double>();
  } else {
    number.whole = *slot.captured.const_data_ptr<int64_t>();
  }
  const Number before = number;
  visit(number);
  if (number.whole == before.whole && number.real == before.real) return;
  slot.captured = is_float ? at::scalar_tensor(number.real, slot.captured.options())
                           : at::scalar_tensor(number.whole, slot.captured.options());
  slot.captured.unsafeGetTensorImpl()->set_wrapped_number(true);
}

// Visits, and may change, each number that may depend on sizes, always in the same order.
void walk(Recording& recording, const Visit& visit) {
  // Where an argument begins in its storage is no matter, but how far a view is from there.
  std::unordered_map<int64_t, int64_t> begins;
  for (SlotInfo& slot : recording.slots) {
    if (slot.strided) {
      const int64_t begin = begins.try_emplace(slot.storage, slot.offset).first->second;
      int64_t distance = slot.offset - begin;
      walk_integer(distance, visit);
      slot.offset = begin + distance;
    }
    if (is_number(slot)) walk_number(slot, visit);
    for (int64_t& size : slot.sizes) walk_integer(size, visit);
    for (int64_t& stride : slot.strides) walk_integer(stride, visit);
  }
  for (Instruction& instruction : recording.instructions) {
    const bool free = is_fused_step(instruction);
    for (Argument& argument : instruction.arguments) {
      if (argument.kind != Argument::Kind::constant) continue;
      argument.constant = walk_constant(argument.constant, free, visit);
    }
  }
}

// Whether two constants are alike but for their numbers.
bool alike(const c10::IValue& a, const c10::IValue& b) {
  if (a.isInt() || a.isDouble()) return a.isInt() == b.isInt() && a.isDouble() == b.isDouble();
  if (a.tagKind() != b.tagKind()) return false;
  if (a.isNone()) return true;
  if (a.isTensor()) return !a.toTensor().defined() && !b.toTensor().defined();
  if (a.isGenerator()) return a.toGenerator() == b.toGenerator();
  if (a.isIntList()) return a.toIntVector().size() == b.toIntVector().size();
  if (a.isDoubleList()) return a.toDoubleVector().size() == b.toDoubleVector().size();
  if (a.isList()) {
    const auto left = a.toListRef();
    const auto right = b.toListRef();
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), alike);
  }
  return a == b;
}

bool alike(const Argument& a, const Argument& b) {
  return a.kind == b.kind && a.slot == b.slot && a.list == b.list &&
         a.optional_elements == b.optional_elements &&
         (a.kind != Argument::Kind::constant || alike(a.constant, b.constant));
}

bool alike(const Result& a, const Result& b) {
  return a.is_list == b.is_list && a.slots == b.slots && a.value == b.value;
}

bool alike(const Instruction& a, const Instruction& b) {
  const auto arguments = [](const Argument& x, const Argument& y) { return alike(x, y); };
  const auto results = [](const Result& x, const Result& y) { return alike(x, y); };
  return a.op.has_value() == b.op.has_value() &&
         (!a.op.has_value() || a.op->operator_name() == b.op->operator_name()) &&
         a.assigns == b.assigns && a.grad_mode == b.grad_mode && a.inference == b.inference &&
         a.writes == b.writes &&
         std::equal(a.arguments.begin(), a.arguments.end(), b.arguments.begin(), b.arguments.end(),
                    arguments) &&
         std::equal(a.results.begin(), a.results.end(), b.results.begin(), b.results.end(),
                    results);
}

bool alike(const SlotInfo& a, const SlotInfo& b) {
  return a.source == b.source && a.index == b.index && a.fresh == b.fresh &&
         a.requires_grad == b.requires_grad && a.escapes == b.escapes && a.strided == b.strided &&
         a.dtype == b.dtype && a.device == b.device && a.storage == b.storage &&
         a.is_conj_or_neg == b.is_conj_or_neg && a.sizes.size() == b.sizes.size() &&
         a.strides.size() == b.strides.size();
}

bool alike(const LeafGradient& a, const LeafGradient& b) {
  return a.leaf == b.leaf && a.defined_at_entry == b.defined_at_entry && a.at_entry == b.at_entry &&
         a.set_before_use == b.set_before_use;
}

bool alike(const Output& a, const Output& b) {
  return a.slot == b.slot && a.differentiable == b.differentiable && a.freed == b.freed;
}

// All but sizes and strides.
bool alike(const TensorGuard& a, const TensorGuard& b) {
  return a.dtype == b.dtype && a.device == b.device && a.keys == b.keys &&
         a.requires_grad == b.requires_grad && a.sizes.size() == b.sizes.size() &&
         a.same_memory == b.same_memory;
}

template <typename T>
bool all_alike(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const T& x, const T& y) { return alike(x, y); });
}

// What is not alike; null if nothing.
const char* difference(const Compiled& a, const Compiled& b) {
  if (!(a.state == b.state)) return "modes of the thread";
  if (!all_alike(a.inputs, b.inputs)) return "arguments in more than their sizes";
  if (!all_alike(a.plain->instructions, b.plain->instructions)) return "the operators";
  if (!all_alike(a.plain->slots, b.plain->slots)) return "tensors in more than their sizes";
  if (a.plain->backward_begin != b.plain->backward_begin) return "the backward part";
  if (!all_alike(a.leaves, b.leaves)) return "gradients";
  if (!all_alike(a.outputs, b.outputs)) return "results";
  if (a.values != b.values || a.plain_pauses != b.plain_pauses || a.written != b.written)
    return "parts";
  if (a.random != b.random || a.differentiated != b.differentiated) return "gradients";
  if (a.plain_backward != b.plain_backward || a.saved != b.saved) return "gradients";
  return nullptr;
}

// Data that the program makes at each call may be alike; other tensors must be the same.
bool same_captured(const Compiled& a, const Compiled& b) {
  const auto made = [](const Compiled& by, size_t slot) {
    return std::count(by.of_program.begin(), by.of_program.end(), static_cast<Slot>(slot)) > 0;
  };
  for (size_t i = 0; i < a.plain->slots.size(); ++i) {
    const at::Tensor& left = a.plain->slots[i].captured;
    const at::Tensor& right = b.plain->slots[i].captured;
    if (left.is_same(right)) continue;
    if (is_number(a.plain->slots[i]) && is_number(b.plain->slots[i])) continue;
    if (!made(a, i) || !made(b, i) || !bits_differ(left, right).empty()) return false;
  }
  return true;
}

using Wide = __int128;

int64_t product(const std::vector<int32_t>& of, const std::vector<int64_t>& values) {
  return std::accumulate(of.begin(), of.end(), int64_t{1},
                         [&](int64_t sum, int32_t symbol) { return sum * values[symbol]; });
}

class Finder {
 public:
  explicit Finder(const std::vector<SizeSymbol>& symbols) {
    for (const SizeSymbol& symbol : symbols) {
      first_.push_back(symbol.first);
      second_.push_back(symbol.second);
    }
    const auto count = static_cast<int32_t>(symbols.size());
    for (int32_t i = 0; i < count; ++i) products_.push_back({i});
    for (int32_t i = 0; i < count; ++i) {
      for (int32_t k = i; k < count; ++k) products_.push_back({i, k});
    }
    for (int32_t i = 0; i < count; ++i) {
      for (int32_t k = i; k < count; ++k) {
        for (int32_t l = k; l < count; ++l) products_.push_back({i, k, l});
      }
    }
  }

  // The simplest one that gives both numbers.
  std::optional<SizeExpression> integer(int64_t a, int64_t b) const {
    if (a == b) return SizeExpression{};
    std::optional<SizeExpression> best;
    for (const auto& each : products_) {
      const int64_t at_first = product(each, first_);
      const int64_t at_second = product(each, second_);
      if (static_cast<Wide>(a) * at_second != static_cast<Wide>(b) * at_first) continue;
      const int64_t common = std::gcd(a, at_first);
      const SizeExpression found{each, a / common, at_first / common, 0, false};
      if (!best || found.divisor < best->divisor) best = found;
    }
    if (best && best->divisor == 1) return best;
    for (size_t i = 0; i < first_.size(); ++i) {
      const int64_t step = second_[i] - first_[i];
      if ((b - a) % step != 0) continue;
      const int64_t slope = (b - a) / step;
      if (std::abs(slope) > 8) continue;
      const SizeExpression found{{static_cast<int32_t>(i)}, slope, 1, a - slope * first_[i], false};
      if (!best || std::abs(found.offset) <= 2) return found;
    }
    return best;
  }

  std::optional<SizeExpression> real(double a, double b) const {
    constexpr double kLargest = 9e15;
    if (a == std::floor(a) && b == std::floor(b) && std::abs(a) < kLargest &&
        std::abs(b) < kLargest) {
      return integer(static_cast<int64_t>(a), static_cast<int64_t>(b));
    }
    for (const auto& each : products_) {
      const auto at_first = static_cast<double>(product(each, first_));
      const auto at_second = static_cast<double>(product(each, second_));
      const double factor = std::round(a * at_first);
      if (factor == 0 || std::abs(factor) > kLargest) continue;
      if (factor / at_first != a || factor / at_second != b) continue;
      return SizeExpression{each, static_cast<int64_t>(factor), 1, 0, true};
    }
    return std::nullopt;
  }

 private:
  std::vector<std::vector<int32_t>> products_;
  std::vector<int64_t> first_;
  std::vector<int64_t> second_;
};

// False where it gives no whole number.
bool evaluate(const SizeExpression& expression, const std::vector<int64_t>& sizes, Number& number) {
  if (expression.symbols.empty()) return true;
  const int64_t size = product(expression.symbols, sizes);
  if (expression.inverse) {
    number.real = static_cast<double>(expression.factor) / static_cast<double>(size);
    return true;
  }
  const Wide whole = static_cast<Wide>(size) * expression.factor;
  if (whole % expression.divisor != 0) return false;
  const auto value = static_cast<int64_t>(whole / expression.divisor) + expression.offset;
  if (number.is_float) {
    number.real = static_cast<double>(value);
  } else {
    number.whole = value;
  }
  return true;
}

std::vector<Number> numbers_of(const Recording& recording) {
  std::vector<Number> numbers;
  Recording copy = copy_of(recording);
  walk(copy, [&](Number& number) { numbers.push_back(number); });
  return numbers;
}

}  // namespace

Recording copy_of(const Recording& recording) {
  Recording copy;
  copy.slots = recording.slots;
  copy.backward_begin = recording.backward_begin;
  copy.again = recording.again;
  copy.absolute_offsets = recording.absolute_offsets;
  for (const Instruction& from : recording.instructions) {
    Instruction& to = copy.instructions.emplace_back();
    to.op = from.op;
    to.arguments = from.arguments;
    to.results = from.results;
    to.assigns = from.assigns;
    to.grad_mode = from.grad_mode;
    to.inference = from.inference;
    to.writes = from.writes;
  }
  return copy;
}

std::variant<c10::intrusive_ptr<General>, std::string> generalize(
    const c10::intrusive_ptr<Compiled>& first, const c10::intrusive_ptr<Compiled>& second) {
  if (!first->plain || !second->plain) return std::string("they were not kept");
  if (const char* what = difference(*first, *second)) {
    return std::string("two recordings differ in ") + what;
  }
  if (!same_captured(*first, *second)) {
    return std::string("two recordings differ in tensors from outside");
  }
  auto general = c10::make_intrusive<General>();
  general->base = second;
  for (size_t i = 0; i < first->inputs.size(); ++i) {
    for (size_t d = 0; d < first->inputs[i].sizes.size(); ++d) {
      const int64_t a = first->inputs[i].sizes[d];
      const int64_t b = second->inputs[i].sizes[d];
      if (a == b) continue;
      if (a < 2 || b < 2) return std::string("a size of 0 or 1 has a recording of its own");
      const bool known =
          std::any_of(general->symbols.begin(), general->symbols.end(),
                      [&](const SizeSymbol& each) { return each.first == a && each.second == b; });
      if (known) continue;
      general->symbols.push_back({static_cast<int32_t>(i), static_cast<int32_t>(d), a, b});
    }
  }
  if (general->symbols.empty()) return std::string("the sizes are the same");
  if (general->symbols.size() > 4) return std::string("more than four sizes differ");
  const Finder finder(general->symbols);
  const std::vector<Number> left = numbers_of(*first->plain);
  const std::vector<Number> right = numbers_of(*second->plain);
  if (left.size() != right.size()) return std::string("two recordings differ in numbers");
  for (size_t i = 0; i < left.size(); ++i) {
    const Number& a = left[i];
    const Number& b = right[i];
    std::optional<SizeExpression> found;
    if (a.free ||
        (a.is_float && (a.real == b.real || (std::isnan(a.real) && std::isnan(b.real))))) {
      found = SizeExpression{};
    } else {
      found = a.is_float ? finder.real(a.real, b.real) : finder.integer(a.whole, b.whole);
    }
    if (!found) {
      std::ostringstream text;
      text << "a number was " << (a.is_float ? a.real : static_cast<double>(a.whole)) << " and is "
           << (b.is_float ? b.real : static_cast<double>(b.whole))
           << ", which is no function of sizes that was found";
      return text.str();
    }
    general->numbers.push_back(std::move(*found));
  }
  return general;
}

c10::intrusive_ptr<Compiled> General::instantiate(const std::vector<at::Tensor>& given) const {
  if (!(StateGuard::now() == base->state)) return {};
  std::vector<TensorGuard> guards = guards_of(given);
  if (!all_alike(guards, base->inputs)) return {};
  std::vector<int64_t> sizes;
  for (const SizeSymbol& symbol : symbols) {
    sizes.push_back(guards[symbol.input].sizes[symbol.dim]);
    if (sizes.back() < 2) return {};
  }
  Recording recording = copy_of(*base->plain);
  bool fits = true;
  auto next = numbers.begin();
  walk(recording, [&](Number& number) { fits = evaluate(*next++, sizes, number) && fits; });
  if (!fits) return {};
  for (const SlotInfo& slot : recording.slots) {
    if (slot.source != Source::input || !slot.strided) continue;
    const TensorGuard& guard = guards[slot.index];
    if (guard.sizes != slot.sizes || guard.strides != slot.strides) return {};
  }
  auto made = c10::make_intrusive<Compiled>();
  made->recording = std::move(recording);
  made->inputs = std::move(guards);
  made->state = base->state;
  made->leaves = base->leaves;
  made->outputs = base->outputs;
  made->values = base->values;
  made->pauses = base->plain_pauses;
  made->written = base->written;
  made->random = base->random;
  made->differentiated = base->differentiated;
  made->backward = base->plain_backward;
  made->saved = base->saved;
  watch_captured(*made);
  optimise_parts(*made);
  use_kernels(made->recording);
  finish(made->recording);
  return made;
}

namespace {

// compile_generalize(recording, recording): what they have in common, or the reason why it is not
// enough.
Napi::Value compile_generalize(Environment& env, const Napi::CallbackInfo& info) {
  const auto made = generalize(compiled_of(env, info[0]), compiled_of(env, info[1]));
  if (const auto* reason = std::get_if<std::string>(&made)) {
    return Napi::String::New(env.js(), *reason);
  }
  return Napi::Value(env.raw(), hand_out(env, std::get<c10::intrusive_ptr<General>>(made)));
}

// compile_instantiate(what is in common, inputs): a recording; null where the sizes do not fit.
Napi::Value compile_instantiate(Environment& env, const Napi::CallbackInfo& info) {
  const auto& general = object_of<General>(env, info[0], "a recording for several shapes");
  const auto made =
      general.instantiate(tensors_from(env, info[1], {"compile", "inputs", 0}, false));
  if (!made) return info.Env().Null();
  return Napi::Value(env.raw(), hand_out(env, made));
}

constexpr DoorEntry kDoors[] = {
    {"compile_generalize", compile_generalize},
    {"compile_instantiate", compile_instantiate},
};

}  // namespace

void install_dynamic(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch::compile
