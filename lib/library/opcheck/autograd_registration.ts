/** `test_autograd_registration`: gradients are registered for autograd (torch/testing/_internal/optests). */
import { operators } from '../../addon/doors.js';
import { same_tensor } from '../../addon/tensor_info.js';
import { py_repr } from '../../python/repr.js';
import { AssertionError, NotImplementedError } from '../../values/errors.js';
import { has_kernel } from '../lookup.js';
import { call, copied, isAbstract, tensorsIn, type Test } from './samples.js';

const keys: Readonly<Record<string, string>> = { cuda: 'AutogradCUDA', cpu: 'AutogradCPU', xpu: 'AutogradXPU' };

export const autogradRegistrationTest: Test = (sample) => {
  if (isAbstract(sample)) return;
  const { op, args, kwargs } = copied(sample);
  const inputs = tensorsIn([args, kwargs]);
  if (!inputs.some(({ requires_grad }) => requires_grad)) return;
  const devices = new Set<string>(inputs.map(({ device }) => device.type));
  const key = Object.keys(keys).find((each) => devices.has(each));
  if (key === undefined || [...devices].some((each) => !Object.hasOwn(keys, each))) {
    throw new NotImplementedError('autograd_registration_check: NYI devices other than CPU/CUDA/XPU, got ' +
      `{${[...devices].map(py_repr).join(', ')}}`);
  }
  const name = op._name;
  if ([keys[key]!, 'Autograd', 'CompositeImplicitAutograd'].some((each) => has_kernel(name, each))) return;
  const before = operators.autograd_fallback_mode('nothing');
  let outputs: unknown;
  try {
    outputs = call(op, args, kwargs);
  } finally {
    operators.autograd_fallback_mode(before);
  }
  const isInput = (tensor: unknown): boolean => inputs.some((each) => same_tensor(each, tensor));
  if (!tensorsIn(outputs).some((each) => each.requires_grad && !isInput(each))) return;
  throw new AssertionError(`${name}: at least one output of this operator has requires_grad=True but the operator does ` +
    'not have an autograd kernel defined at an autograd key (e.g. DispatchKey::Autograd). This could mean that you ' +
    'have incorrectly registered an autograd kernel to a non-Autograd DispatchKey, which may lead to silently ' +
    'incorrect results. If your operator consists of regular PyTorch operations, consider not using an operator at ' +
    'all or registering your operator as CompositeImplicitAutograd. If you have an autograd.Function registered to a ' +
    'backend (CPU/CUDA/XPU) key, the correct location for it is the Autograd key.');
};
