// @ts-check
// Whole modules of PyTorch that stay away, with the reason, as missing.mjs has them for names. None of their names may
// be reached.
import { ddp, privateUse, script, torchao } from './missing.mjs';

const device = 'a device type that has no build for Node';
const processes = 'processes of Python and what they share: worker_threads, to which tensors are posted';

/** @type {[modules: RegExp, reason: string][]} */
export const missingModules = [
  [/^torch\.jit\./, script],
  [/^torch\.utils\.(jit\.|bundled_inputs$|mobile_optimizer$|model_dump$|throughput_benchmark$)/, script],
  [/^torch\.(quantization|nn\.(intrinsic|qat|quantizable|quantized))(\.|$)/, 'older paths of torch.ao, deprecated in PyTorch'],
  [/^torch\.ao\.quantization(\.|$)/, torchao],
  [/^torch\.ao\.nn(\.|$)/, 'the modules that torch.ao.quantization puts in the place of others, which goes with it'],
  [/^torch\.ao\.ns(\.|$)/, 'compares what torch.ao.quantization makes of a model, by graphs of it, and goes with it'],
  [/^torch\.export(\.|$)/, 'captures graphs for other programs out of the bytecode of Python'],
  [/^torch\.onnx(\.|$)/, 'writes what torch.export captured, by the Python packages onnx and onnxscript'],
  [/^torch\.fx\.experimental(\.|$)/, 'PyTorch calls it experimental: graphs out of the bytecode of Python, and symbols for sizes'],
  [/^torch\.fx\.passes(\.(?!shape_prop$|utils\.matcher_utils$)|$)/, 'what PyTorch\'s own compilers do to graphs of Python functions'],
  [/^torch\.numa(\.|$)/, 'binds the processes that torchrun starts to processors'],
  [/^torch\.nn\.parallel\.distributed$/, ddp],
  [/^torch\.utils\.mkldnn$/, 'modules of TorchScript, which its compiler makes of Python'],
  [/^torch\.utils\.backcompat$/, "warnings for programs before PyTorch 0.2, switches of PyTorch's Python half"],
  [/^torch\.utils\.backend_registration$/, privateUse],
  [/^torch\.nn\.cpp$/, 'wraps modules of the C++ API for Python'],
  [/^torch\.compiler\.precompile$/, 'recordings hold tensors of this process: no file has them'],
  [/^torch\.package(\.|$)/, 'packs sources of Python'],
  [/^torch\.multiprocessing(\.|$)/, processes],
  [/^torch\.(mps|mtia|xpu)(\.|$)/, device],
  [/^torch\.backends\.xeon\./, 'a command that starts programs of Python'],
  [/^torch\.utils\.(cpp_extension|file_baton)$/, 'builds extensions of Python'],
  [/^torch\.utils\.hipify(\.|$)/, 'translates sources of CUDA for the compiler of AMD'],
  [/^torch\.utils\.collect_env$/, 'npx nodetorch doctor'],
  [/^torch\.utils\.show_pickle$/, "a command over Python's pickle"],
  [/^torch\.utils\.data\.(datapipes(\.|$)|graph$|graph_settings$|backward_compatibility$)/, 'data pipes, deprecated in PyTorch'],
  [/^torch\.utils\.benchmark\.utils\.cpp_jit$/, 'builds extensions of Python'],
  [/^torch\.utils\.benchmark\.utils\.valgrind_wrapper(\.|$)/, 'runs Python in Callgrind'],
  [/^torch\.utils\.benchmark\.examples(\.|$)/, 'programs that show how, not a library'],
];
