#include "autograd/autograd.h"

#include <ATen/ATen.h>
#include <ATen/FuncTorchTLS.h>
#include <torch/csrc/autograd/engine.h>
#include <torch/csrc/autograd/functions/basic_ops.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/input_metadata.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>

#include "autograd/graph_node.h"
#include "autograd/one_thread.h"
#include "compile/recorder.h"
#include "functorch/functorch.h"

namespace nodetorch {

namespace {

using torch::autograd::edge_list;
using torch::autograd::Engine;

// While it lives, the engine runs nodes of every device on this thread: hooks and custom Functions
// are JavaScript. It also counts how deep backward() runs inside backward(): beyond MAX_DEPTH the
// engine would go on in another thread.
class BackwardScope {
 public:
  explicit BackwardScope(Environment& env) : depth_(env.autograd.backward_depth) {
    TORCH_CHECK(depth_ <= torch::autograd::MAX_DEPTH, "backward() was called inside backward() ",
                depth_, " levels deep, by hooks or by the backward of custom Functions; at most ",
                torch::autograd::MAX_DEPTH, " levels are supported");
    ++depth_;
  }
  ~BackwardScope() { --depth_; }
  BackwardScope(const BackwardScope&) = delete;
  BackwardScope& operator=(const BackwardScope&) = delete;

 private:
  int& depth_;
  OneThread one_thread_;
};

template <typename Sizes>
std::string size_text(const Sizes& sizes) {
  std::ostringstream text;
  text << "torch.Size(" << sizes << ")";
  return text.str();
}

std::string dtype_text(c10::ScalarType dtype) {
  return "torch." + std::string(c10::getDtypeNames(dtype).first);
}

void check_dtype(c10::ScalarType output, c10::ScalarType grad, size_t index) {
  TORCH_CHECK(c10::isComplexType(output) == c10::isComplexType(grad),
              "For complex Tensors, both grad_output and output are required to have the same "
              "dtype. Mismatch in dtype: grad_output[",
              index, "] has a dtype of ", dtype_text(grad), " and output[", index,
              "] has a dtype of ", dtype_text(output), ".");
}

void check_gradient(const at::Tensor& output, const at::Tensor& grad, size_t index) {
  const bool nested = output.is_nested() || grad.is_nested();
  const bool same_size =
      nested ? at::is_same_size(output, grad) : output.sym_sizes().equals(grad.sym_sizes());
  if (!same_size) {
    TORCH_CHECK(!nested, "Mismatch in shape: grad_output[", index, "] and output[", index, "]");
    TORCH_CHECK(false, "Mismatch in shape: grad_output[", index, "] has a shape of ",
                size_text(grad.sizes()), " and output[", index, "] has a shape of ",
                size_text(output.sizes()), ".");
  }
  check_dtype(output.scalar_type(), grad.scalar_type(), index);
}

void check_implicit(bool one_element, c10::ScalarType dtype) {
  TORCH_CHECK(one_element, "grad can be implicitly created only for scalar outputs");
  TORCH_CHECK(c10::isFloatingType(dtype),
              "grad can be implicitly created only for real scalar outputs but got ",
              dtype_text(dtype));
}

// A tensor, or an edge of the graph in its place.
struct Place {
  at::Tensor tensor;
  torch::autograd::Edge edge;  // invalid for a tensor

  bool is_edge() const { return edge.is_valid(); }
  const torch::autograd::InputMetadata& metadata() const {
    return edge.function->input_metadata(edge.input_nr);
  }
};

// The gradient that backward() starts from where the caller gave none.
at::Tensor implicit_gradient(const Place& output) {
  if (output.is_edge()) {
    const auto& metadata = output.metadata();
    const c10::SymIntArrayRef sizes = metadata.shape_as_dim_vector();
    check_implicit(std::all_of(sizes.begin(), sizes.end(), [](const auto& n) { return n == 1; }),
                   metadata.dtype().toScalarType());
    return at::ones_symint(sizes, metadata.options().requires_grad(false));
  }
  const at::Tensor& tensor = output.tensor;
  if (!tensor.requires_grad()) return {};
  check_implicit(tensor.numel() == 1, tensor.scalar_type());
  return at::ones_like(tensor, {}, at::MemoryFormat::Preserve);
}

struct BackwardCall {
  std::vector<Place> outputs;
  variable_list gradients;
  std::vector<Place> inputs;
  bool retain_graph;
  bool create_graph;
  bool accumulate;  // into .grad; else the gradients of `inputs` are the result
  bool allow_unused;
};

void check_gradient(const Place& output, const at::Tensor& grad, size_t index) {
  if (!output.is_edge()) return check_gradient(output.tensor, grad, index);
  const auto& metadata = output.metadata();
  TORCH_CHECK(!metadata.is_cpp_nested_tensor(),
              "C++ NestedTensor are not supported with GradientEdge");
  const c10::SymIntArrayRef sizes = metadata.shape_as_dim_vector();
  TORCH_CHECK(sizes.equals(grad.sym_sizes()), "Mismatch in shape: grad_output[", index,
              "] has a shape of ", size_text(grad.sizes()), " and output[", index,
              "] has a shape of ", size_text(sizes), ".");
  check_dtype(metadata.dtype().toScalarType(), grad.scalar_type(), index);
}

edge_list input_edges(const BackwardCall& call) {
  edge_list edges;
  edges.reserve(call.inputs.size());
  for (const Place& place : call.inputs) {
    if (place.is_edge()) {
      edges.push_back(place.edge);
      continue;
    }
    const at::Tensor& input = place.tensor;
    NodePointer node = input.grad_fn();
    if (!node) node = torch::autograd::impl::try_get_grad_accumulator(input);
    if (call.accumulate) {
      TORCH_CHECK(input.requires_grad(),
                  "can't retain_grad on Tensor that has requires_grad=False");
      input.retain_grad();
    }
    TORCH_CHECK(input.requires_grad(), "One of the differentiated Tensors does not require grad");
    // No node: nothing computed with this input, so no path of any graph leads to it.
    if (node) {
      edges.emplace_back(std::move(node), input.output_nr());
    } else {
      edges.emplace_back(make_node<torch::autograd::Identity>(), 0);
    }
  }
  return edges;
}

variable_list run(Environment& env, BackwardCall& call) {
  const size_t count = call.outputs.size();
  TORCH_CHECK(call.gradients.size() == count, "got ", count, " tensors and ", call.gradients.size(),
              " gradients");
  edge_list roots;
  roots.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    const Place& output = call.outputs[i];
    at::Tensor& gradient = call.gradients[i];
    if (gradient.defined()) {
      check_gradient(output, gradient, i);
    } else {
      gradient = implicit_gradient(output);
    }
    torch::autograd::Edge root =
        output.is_edge() ? output.edge : torch::autograd::impl::gradient_edge(output.tensor);
    TORCH_CHECK(root.function, "element ", i,
                " of tensors does not require grad and does not have a grad_fn");
    roots.push_back(std::move(root));
  }
  const edge_list inputs = input_edges(call);
  const BackwardScope scope(env);
  variable_list gradients = Engine::get_default_engine().execute(
      roots, call.gradients, call.retain_graph, call.create_graph, call.accumulate, inputs);
  if (compile::Recorder* recorder = compile::listening()) {
    recorder->backward_from(roots, call.retain_graph, inputs);
  }
  return gradients;
}

// Tensors' handles; [node, number of its input] stands for an edge.
std::vector<Place> places_from(Environment& env, const Napi::Value& value,
                               const ArgumentName& name) {
  const Napi::Array array = value.As<Napi::Array>();
  std::vector<Place> places(array.Length());
  for (uint32_t i = 0; i < places.size(); ++i) {
    const Napi::Value element = array.Get(i);
    if (!element.IsArray()) {
      places[i].tensor = tensor_of(env, element, name);
      continue;
    }
    const Napi::Array pair = element.As<Napi::Array>();
    Node& node = node_of(env, pair.Get(uint32_t{0}));
    const uint32_t number = pair.Get(uint32_t{1}).As<Napi::Number>().Uint32Value();
    TORCH_CHECK(number < node.num_inputs(), "GradientEdge: ", short_name(node), " has no output ",
                number);
    places[i].edge = torch::autograd::Edge(node.getptr(), number);
  }
  return places;
}

bool is_null(const Napi::Value& value) { return value.IsNull() || value.IsUndefined(); }

variable_list optional_gradients(Environment& env, const Napi::Value& value, size_t count,
                                 const ArgumentName& name) {
  if (is_null(value)) return variable_list(count);
  return tensors_from(env, value, name, true);
}

// backward(tensors, gradients or null, retain_graph or null, create_graph, inputs or null)
Napi::Value backward(Environment& env, const Napi::CallbackInfo& info) {
  TORCH_CHECK(!in_func_layers(),
              "backward() called inside a functorch transform. This is not supported, please use "
              "functorch.grad or functorch.vjp instead or call backward() outside of functorch "
              "transforms.");
  BackwardCall call{};
  call.outputs = places_from(env, info[0], {"backward", "tensors", 1});
  call.gradients =
      optional_gradients(env, info[1], call.outputs.size(), {"backward", "grad_tensors", 2});
  call.create_graph = info[3].ToBoolean();
  call.retain_graph = is_null(info[2]) ? call.create_graph : info[2].ToBoolean().Value();
  call.accumulate = true;
  call.allow_unused = true;
  if (!is_null(info[4])) {
    call.inputs = places_from(env, info[4], {"backward", "inputs", 0});
    TORCH_CHECK(!call.inputs.empty(), "`inputs` argument to `backward()` cannot be empty.");
  }
  run(env, call);
  env.collector.poll();
  if (env.autograd.backward_depth == 0) env.collector.after_backward();
  return info.Env().Undefined();
}

// autograd_grad(outputs, inputs, gradients or null, retain_graph or null, create_graph,
// allow_unused)
Napi::Value autograd_grad(Environment& env, const Napi::CallbackInfo& info) {
  BackwardCall call{};
  call.outputs = places_from(env, info[0], {"grad", "outputs", 1});
  call.inputs = places_from(env, info[1], {"grad", "inputs", 2});
  TORCH_CHECK(!call.inputs.empty(), "`inputs` argument to `grad()` cannot be empty.");
  call.gradients =
      optional_gradients(env, info[2], call.outputs.size(), {"grad", "grad_outputs", 3});
  call.create_graph = info[4].ToBoolean();
  call.retain_graph = is_null(info[3]) ? call.create_graph : info[3].ToBoolean().Value();
  call.allow_unused = info[5].ToBoolean();
  const variable_list gradients = run(env, call);
  env.collector.poll();
  for (size_t i = 0; i < gradients.size(); ++i) {
    TORCH_CHECK(call.allow_unused || gradients[i].defined(), "The differentiated Tensor at index ",
                i,
                " appears to not have been used in the graph. Set allow_unused=True if this is the "
                "desired behavior.");
  }
  return Napi::Value(env.raw(), wrap_list(env, gradients));
}

Napi::Value grad(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& self = tensor_of(env, info, 0, "grad");
  if (compile::Recorder* recorder = compile::listening()) recorder->look_at_gradient(self, false);
  at::Tensor gradient = self.grad();
  env.collector.poll();
  return Napi::Value(env.raw(), wrap(env, std::move(gradient)));
}

Napi::Value set_grad(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& self = tensor_of(env, info, 0, "grad");
  if (compile::Recorder* recorder = compile::listening()) recorder->look_at_gradient(self, true);
  if (is_null(info[1])) {
    self.mutable_grad().reset();
    return info.Env().Undefined();
  }
  const at::Tensor& gradient = tensor_of(env, info, 1, "grad");
  TORCH_CHECK(!self.is_same(gradient), "can't assign Variable as its own grad");
  const std::optional<c10::ScalarType> wanted = self.grad_dtype();
  TORCH_CHECK(
      !wanted.has_value() || gradient.scalar_type() == *wanted,
      "attempting to assign a gradient with dtype '", gradient.dtype(),
      "' to a tensor with grad_dtype '", wanted.value_or(self.scalar_type()),
      "'. The gradient must match the tensor's grad_dtype (defaults to the tensor's "
      "dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None "
      "to allow any dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and "
      "its gradient may break downstream systems that assume they match.");
  TORCH_CHECK(gradient.device().type() == self.device().type(),
              "attempting to assign a gradient with device type '", gradient.device().type(),
              "' to a tensor with device type '", self.device().type(),
              "'. Please ensure that the gradient and the tensor are on the same device");
  TORCH_CHECK(gradient.layout() != at::kStrided || gradient.device() == self.device(),
              "attempting to assign a gradient located on device '", gradient.device(),
              "' to a tensor located on device '", self.device(),
              "'. Please ensure that the gradient and the tensor are on the same device");
  TORCH_CHECK(gradient.sym_sizes().equals(self.sym_sizes()),
              "attempting to assign a gradient of size '", gradient.sym_sizes(),
              "' to a tensor of size '", self.sym_sizes(),
              "'. Please ensure that the gradient and the tensor are the same size");
  self.mutable_grad() = gradient;
  return info.Env().Undefined();
}

Napi::Value set_requires_grad(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& self = tensor_of(env, info, 0, "requires_grad");
  const bool requires_grad = info[1].ToBoolean();
  if (const auto& layers = at::functorch::functorchTLSAccessor()) {
    layers->checkSupportsInplaceRequiresGrad();
  }
  TORCH_CHECK(self.is_leaf(), "you can only change requires_grad flags of leaf variables.",
              requires_grad ? ""
                            : " If you want to use a computed variable in a subgraph that doesn't "
                              "require differentiation use var_no_grad = var.detach().");
  TORCH_CHECK(!requires_grad || torch::autograd::isDifferentiableType(self.scalar_type()),
              "only Tensors of floating point and complex dtype can require gradients");
  if (compile::Recorder* recorder = compile::listening()) {
    if (self.requires_grad() != requires_grad)
      recorder->give_up("requires_grad of a tensor was set");
  }
  self.set_requires_grad(requires_grad);
  return info.Env().Undefined();
}

// grad_dtype(tensor): the dtype that gradients are cast to; null if they may have any.
Napi::Value grad_dtype(Environment& env, const Napi::CallbackInfo& info) {
  const std::optional<c10::ScalarType> dtype = tensor_of(env, info, 0, "grad_dtype").grad_dtype();
  if (!dtype.has_value()) return info.Env().Null();
  return Napi::Number::New(info.Env(), static_cast<double>(*dtype));
}

// set_grad_dtype(tensor, dtype code or null)
Napi::Value set_grad_dtype(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& self = tensor_of(env, info, 0, "grad_dtype");
  std::optional<c10::ScalarType> dtype;
  if (!is_null(info[1])) {
    dtype = static_cast<c10::ScalarType>(info[1].As<Napi::Number>().Int32Value());
  }
  TORCH_CHECK(self.is_leaf(), "grad_dtype can only be set on leaf tensors.");
  const at::Tensor& grad = self.grad();
  TORCH_CHECK(!dtype.has_value() || !grad.defined() || grad.scalar_type() == *dtype,
              "Cannot set grad_dtype to '", dtype.value_or(self.scalar_type()),
              "' because there is already a gradient with dtype '", grad.dtype(),
              "'. Please clear the gradient (.grad = None) before changing grad_dtype, or ensure "
              "the new grad_dtype matches the existing gradient's dtype.");
  self.set_grad_dtype(dtype);
  return info.Env().Undefined();
}

Napi::Value retain_grad(Environment& env, const Napi::CallbackInfo& info) {
  if (const auto& layers = at::functorch::functorchTLSAccessor()) layers->checkSupportsRetainGrad();
  tensor_of(env, info, 0, "retain_grad").retain_grad();
  return info.Env().Undefined();
}

// delayed_error(tensors, message): the same values, whose gradients fail with the message.
Napi::Value delayed_error(Environment& env, const Napi::CallbackInfo& info) {
  variable_list tensors = tensors_from(env, info[0], {"delayed_error", "tensors", 1}, true);
  const std::string message = info[1].As<Napi::String>();
  const auto count = static_cast<int64_t>(tensors.size());
  auto node = make_node<torch::autograd::DelayedError>(message, count);
  return Napi::Value(env.raw(), wrap_list(env, (*node)(std::move(tensors))));
}

constexpr DoorEntry kDoors[] = {
    {"backward", backward},
    {"autograd_grad", autograd_grad},
    {"grad", grad},
    {"set_grad", set_grad},
    {"set_requires_grad", set_requires_grad},
    {"grad_dtype", grad_dtype},
    {"set_grad_dtype", set_grad_dtype},
    {"retain_grad", retain_grad},
    {"delayed_error", delayed_error},
};

}  // namespace

void install_backward(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
