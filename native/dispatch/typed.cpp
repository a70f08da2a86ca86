#include "dispatch/typed.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/SymIntArrayRef.h>
#include <c10/util/SmallVector.h>

#include <algorithm>
#include <tuple>

#include "dispatch/to_ivalue.h"

namespace nodetorch {

namespace {

// Holds what one C++ argument refers to for the time of a call, and says which plans it fits.
template <typename T>
struct Argument;

template <typename T, Kind kind, bool optional>
struct PlainArgument {
  static bool fits(const ArgumentPlan& plan) {
    return plan.kind == kind && plan.depth == 0 && plan.optional == optional;
  }
  PlainArgument(Environment& env, const Plan& plan, size_t index, const Given& given)
      : value(argument_of(env, plan, index, given)) {}
  c10::IValue value;
};

template <>
struct Argument<const at::Tensor&> {
  static bool fits(const ArgumentPlan& plan) {
    return plan.kind == Kind::Tensor && plan.depth == 0 && !plan.optional;
  }
  // Borrowed: nothing is collected before the call is done, so no count is taken.
  Argument(Environment& env, const Plan& plan, size_t index, const Given& given)
      : function(plan.function),
        handle(index < given.count ? env.handles.find_number(given.values[index]) : nullptr) {
    if (!is_borrowed()) {
      handle = nullptr;
      owned = argument_of(env, plan, index, given);
    }
  }
  bool is_borrowed() const {
    return handle != nullptr && !handle->disposed && handle->value.isTensor();
  }
  // Asked once all arguments were read: reading another one may have run a script.
  const at::Tensor& get() const {
    if (handle == nullptr) return owned.toTensor();
    if (!is_borrowed()) {
      throw ArgumentError(function +
                          "(): a Tensor was disposed of while the other arguments were read");
    }
    return handle->value.toTensor();
  }
  const std::string& function;
  const Handle* handle;
  c10::IValue owned;
};

template <>
struct Argument<at::Tensor&> : Argument<const at::Tensor&> {
  using Argument<const at::Tensor&>::Argument;
  at::Tensor& get() { return const_cast<at::Tensor&>(Argument<const at::Tensor&>::get()); }
};

template <>
struct Argument<const at::Scalar&> : PlainArgument<at::Scalar, Kind::Scalar, false> {
  Argument(Environment& env, const Plan& plan, size_t index, const Given& given)
      : PlainArgument(env, plan, index, given), scalar(value.toScalar()) {}
  const at::Scalar& get() const { return scalar; }
  at::Scalar scalar;
};

template <>
struct Argument<int64_t> : PlainArgument<int64_t, Kind::Int, false> {
  using PlainArgument::PlainArgument;
  int64_t get() const { return value.toInt(); }
};

template <>
struct Argument<c10::SymInt> : PlainArgument<c10::SymInt, Kind::Int, false> {
  using PlainArgument::PlainArgument;
  c10::SymInt get() const { return value.toInt(); }
};

template <>
struct Argument<std::optional<c10::SymInt>> : PlainArgument<c10::SymInt, Kind::Int, true> {
  using PlainArgument::PlainArgument;
  std::optional<c10::SymInt> get() const {
    if (value.isNone()) return std::nullopt;
    return c10::SymInt(value.toInt());
  }
};

template <>
struct Argument<bool> : PlainArgument<bool, Kind::Bool, false> {
  using PlainArgument::PlainArgument;
  bool get() const { return value.toBool(); }
};

template <>
struct Argument<std::optional<c10::ScalarType>>
    : PlainArgument<c10::ScalarType, Kind::ScalarType, true> {
  using PlainArgument::PlainArgument;
  std::optional<c10::ScalarType> get() const {
    if (value.isNone()) return std::nullopt;
    return value.toScalarType();
  }
};

template <>
struct Argument<std::optional<c10::Layout>> : PlainArgument<c10::Layout, Kind::Layout, true> {
  using PlainArgument::PlainArgument;
  std::optional<c10::Layout> get() const {
    if (value.isNone()) return std::nullopt;
    return value.toLayout();
  }
};

template <>
struct Argument<std::optional<c10::Device>> : PlainArgument<c10::Device, Kind::Device, true> {
  using PlainArgument::PlainArgument;
  std::optional<c10::Device> get() const {
    if (value.isNone()) return std::nullopt;
    return value.toDevice();
  }
};

template <>
struct Argument<std::optional<bool>> : PlainArgument<bool, Kind::Bool, true> {
  using PlainArgument::PlainArgument;
  std::optional<bool> get() const {
    if (value.isNone()) return std::nullopt;
    return value.toBool();
  }
};

// Lists of integers, read straight into place when they are arrays of plain numbers.
struct IntList {
  IntList(Environment& env, const Plan& plan, size_t index, const Given& given_arguments) {
    if (read_plain_ints(env, index, given_arguments, values)) return;
    const c10::IValue value = argument_of(env, plan, index, given_arguments);
    given = !value.isNone();
    if (given) {
      for (const int64_t item : value.toIntVector()) values.push_back(item);
    }
  }
  c10::SmallVector<int64_t, 8> values;
  bool given = true;
};

template <>
struct Argument<c10::SymIntArrayRef> : IntList {
  static bool fits(const ArgumentPlan& plan) {
    return plan.kind == Kind::Int && plan.depth == 1 && !plan.optional;
  }
  using IntList::IntList;
  c10::SymIntArrayRef get() const { return c10::fromIntArrayRefSlow(values); }
};

template <>
struct Argument<at::OptionalIntArrayRef> : IntList {
  static bool fits(const ArgumentPlan& plan) {
    return plan.kind == Kind::Int && plan.depth == 1 && plan.optional;
  }
  using IntList::IntList;
  at::OptionalIntArrayRef get() const {
    if (!given) return std::nullopt;
    return at::OptionalIntArrayRef(at::IntArrayRef(values));
  }
};

template <>
struct Argument<const at::ITensorListRef&> {
  static bool fits(const ArgumentPlan& plan) {
    return plan.kind == Kind::Tensor && plan.depth == 1 && !plan.optional &&
           !plan.optional_elements;
  }
  Argument(Environment& env, const Plan& plan, size_t index, const Given& given) {
    if (!read_tensors(env, index, given, tensors)) {
      tensors = argument_of(env, plan, index, given).toTensorVector();
    }
    list = at::ITensorListRef(tensors);
  }
  const at::ITensorListRef& get() const { return list; }
  std::vector<at::Tensor> tensors;
  at::ITensorListRef list;
};

template <>
struct Argument<at::TensorList> : Argument<const at::ITensorListRef&> {
  using Argument<const at::ITensorListRef&>::Argument;
  at::TensorList get() const { return tensors; }
};

template <>
struct Argument<const c10::List<std::optional<at::Tensor>>&> {
  static bool fits(const ArgumentPlan& plan) {
    return plan.kind == Kind::Tensor && plan.depth == 1 && !plan.optional && plan.optional_elements;
  }
  Argument(Environment& env, const Plan& plan, size_t index, const Given& given)
      : list(argument_of(env, plan, index, given).toOptionalTensorList()) {}
  const c10::List<std::optional<at::Tensor>>& get() const { return list; }
  c10::List<std::optional<at::Tensor>> list;
};

napi_value result_of(Environment& env, at::Tensor&& tensor) { return wrap(env, std::move(tensor)); }

napi_value result_of(Environment& env, std::tuple<at::Tensor, at::Tensor>&& pair) {
  napi_value array = nullptr;
  check(env.raw(), napi_create_array_with_length(env.raw(), 2, &array));
  check(env.raw(), napi_set_element(env.raw(), array, 0, wrap(env, std::get<0>(std::move(pair)))));
  check(env.raw(), napi_set_element(env.raw(), array, 1, wrap(env, std::get<1>(std::move(pair)))));
  return array;
}

// An in-place operator: the caller holds the object.
napi_value result_of(Environment& env, at::Tensor& tensor) {
  (void)tensor;
  napi_value undefined = nullptr;
  check(env.raw(), napi_get_undefined(env.raw(), &undefined));
  return undefined;
}

// Nobody checks the C++ type of the results where only a boxed kernel is registered: split_copy
// gives a list.
bool gives_tensors(const Plan& plan) {
  const auto& returns = plan.handle.schema().returns();
  return std::all_of(returns.begin(), returns.end(), [](const c10::Argument& result) {
    return result.type()->kind() == c10::TypeKind::TensorType;
  });
}

template <typename Signature>
class TypedCallOf;

template <typename Result, typename... Arguments>
class TypedCallOf<Result(Arguments...)> final : public TypedCall {
 public:
  using Typed = c10::TypedOperatorHandle<Result(Arguments...)>;

  explicit TypedCallOf(Typed handle) : handle_(std::move(handle)) {}

  static std::unique_ptr<TypedCall> make(const Plan& plan) {
    if (!fits(plan, std::index_sequence_for<Arguments...>())) return nullptr;
    try {
      return std::make_unique<TypedCallOf>(plan.handle.typed<Result(Arguments...)>());
    } catch (const c10::Error&) {
      return nullptr;  // the same kinds of arguments in another C++ signature
    }
  }

  napi_value call(Environment& env, const Plan& plan, const Given& given) const override {
    return call(env, plan, given, std::index_sequence_for<Arguments...>());
  }

 private:
  template <size_t... I>
  static bool fits(const Plan& plan, std::index_sequence<I...>) {
    constexpr bool kWrites = std::is_reference_v<Result>;
    constexpr size_t kResults = std::is_same_v<std::remove_reference_t<Result>, at::Tensor> ? 1 : 2;
    return plan.arguments.size() == sizeof...(Arguments) && plan.returns.size() == kResults &&
           gives_tensors(plan) && plan.returns[0].same_as_argument.has_value() == kWrites &&
           (Argument<Arguments>::fits(plan.arguments[I]) && ...);
  }

  template <size_t... I>
  napi_value call(Environment& env, const Plan& plan, const Given& given,
                  std::index_sequence<I...>) const {
    std::tuple<Argument<Arguments>...> held{Argument<Arguments>(env, plan, I, given)...};
    return result_of(env, handle_.call(std::get<I>(held).get()...));
  }

  Typed handle_;
};

template <typename... Signatures>
std::unique_ptr<TypedCall> first_fitting(const Plan& plan) {
  std::unique_ptr<TypedCall> found;
  ((found = TypedCallOf<Signatures>::make(plan)) || ...);
  return found;
}

}  // namespace

std::unique_ptr<TypedCall> typed_call(const Plan& plan) {
  using T = const at::Tensor&;
  using S = const at::Scalar&;
  using Dtype = std::optional<c10::ScalarType>;
  return first_fitting<at::Tensor(T),                                      // relu, t, detach
                       at::Tensor(T, T),                                   // mul, mm
                       at::Tensor(T, S),                                   // mul.Scalar, gt.Scalar
                       at::Tensor(T, T, S),                                // add, sub
                       at::Tensor&(at::Tensor&),                           // relu_, zero_
                       at::Tensor&(at::Tensor&, T),                        // mul_
                       at::Tensor&(at::Tensor&, S),                        // mul_.Scalar, fill_
                       at::Tensor&(at::Tensor&, T, S),                     // add_
                       at::Tensor&(at::Tensor&, T, T, S),                  // addcmul_, addcdiv_
                       at::Tensor(T, c10::SymIntArrayRef),                 // view, reshape
                       at::Tensor(T, int64_t),                             // unsqueeze, squeeze
                       at::Tensor(T, int64_t, int64_t),                    // transpose
                       at::Tensor(T, int64_t, c10::SymInt),                // select
                       at::Tensor(T, int64_t, std::optional<c10::SymInt>,  // slice
                                  std::optional<c10::SymInt>, c10::SymInt),         //
                       at::Tensor(T, const c10::List<std::optional<at::Tensor>>&),  // index
                       at::Tensor(const at::ITensorListRef&, int64_t),              // cat
                       at::Tensor(at::TensorList, int64_t),                         // stack
                       at::Tensor(T, Dtype),                                        // sum, mean
                       at::Tensor(T, int64_t, Dtype),                        // softmax, log_softmax
                       at::Tensor(T, at::OptionalIntArrayRef, bool, Dtype),  // sum.dim_IntList
                       std::tuple<at::Tensor, at::Tensor>(T, int64_t, bool),  // max.dim
                       at::Tensor(c10::SymIntArrayRef, Dtype,
                                  std::optional<c10::Layout>,  // zeros, rand
                                  std::optional<c10::Device>, std::optional<bool>)>(plan);
}

}  // namespace nodetorch
