import { switches, type FlagName } from '../../addon/doors.js';
import { signature } from '../../arguments/signature.js';
import { context } from '../../autograd/context.js';
import { AssertionError } from '../../values/errors.js';
import { pythonType } from '../../values/type_name.js';
import { SDPBackend } from './sdp_backend.js';

/** The switch of each, in the order in which PyTorch asks them. */
const flags: readonly (readonly [FlagName, SDPBackend])[] = [
  ['cudnn_sdp', SDPBackend.CUDNN_ATTENTION],
  ['flash_sdp', SDPBackend.FLASH_ATTENTION],
  ['mem_efficient_sdp', SDPBackend.EFFICIENT_ATTENTION],
  ['math_sdp', SDPBackend.MATH],
  ['overrideable_sdp', SDPBackend.OVERRIDEABLE],
];

/** Whether a context around has said in which order they are asked. */
let ordered = false;

/** See {@link ordered}. */
export const is_priority_order_active = (): boolean => ordered;

/** Those that are allowed; `by_priority`, in the order in which libtorch tries them. */
function allowed(by_priority: boolean): SDPBackend[] {
  const backends = flags.filter(([flag]) => switches.read_switch(flag)).map(([, backend]) => backend);
  if (!by_priority) return backends;
  const order = switches.read_switch('sdp_priority_order');
  return backends.sort((a, b) => order.indexOf(a.value) - order.indexOf(b.value));
}

/** Allows these alone; `set_priority`, in this order, and the others after them in theirs. */
function allow(backends: readonly SDPBackend[], set_priority: boolean): void {
  for (const [flag, backend] of flags) switches.write_switch(flag, backends.includes(backend));
  if (!set_priority) return;
  const first = backends.map(Number);
  const rest = switches.read_switch('sdp_priority_order').filter((each) => !first.includes(each));
  switches.write_switch('sdp_priority_order', [...first, ...rest]);
}

/**
 * A context in which attention is computed in these ways only (`torch.nn.attention.sdpa_kernel`): one, or a list, which
 * with `set_priority` says which is tried first. Throws an AssertionError for what is neither.
 */
export const sdpa_kernel = context(
  signature('sdpa_kernel(backends: list[SDPBackend] | SDPBackend, set_priority: bool = False)'),
  (backends, set_priority) => {
    const given: unknown = backends;
    if (!Array.isArray(given) && !(given instanceof SDPBackend)) {
      throw new AssertionError('Backend must be an instance of SDPBackend or a list of SDPBackend instances, got ' +
        pythonType(given));
    }
    const wanted = [...new Set(Array.isArray(given) ? given as SDPBackend[] : [given as SDPBackend])];
    const [before, wasOrdered] = [allowed(set_priority), ordered];
    ordered ||= set_priority;
    const restore = (): void => {
      ordered = wasOrdered;
      allow(before, set_priority);
    };
    try {
      allow(wanted, set_priority);
    } catch (error) {
      restore();
      throw error;
    }
    return restore;
  });
