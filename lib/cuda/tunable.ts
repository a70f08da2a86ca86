/** `torch.cuda.tunable`: TunableOp, which tries kernels for products of matrices and keeps the fastest. */
import { cuda, tunable } from '../addon/doors.js';
import { expected, pythonType } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { context } from '../autograd/context.js';
import type { TunableFlag, TunableNumber } from '../addon/doors.js';
import { RuntimeError } from '../values/errors.js';
import { absent } from './tunable/absent.js';

const at = (): typeof tunable => (cuda.cuda_is_absent() ? absent : tunable);
/** `setter` is how PyTorch's messages call the function. */
const turn = (name: TunableFlag, setter: string) => (val: boolean): void =>
  at().write_tunable(name, expected(setter, 'bool', val));
const isOn = (name: TunableFlag) => (): boolean => at().read_tunable(name);
const put = (name: TunableNumber, setter = `cuda_tunableop_set_${name}`) => (value: number): void =>
  at().write_tunable(name, expected(setter, 'int', value));
const read = (name: TunableNumber) => (): number => at().read_tunable(name);

/** Turns TunableOp on or off (`torch.cuda.tunable.enable`). */
export const enable = signature('enable(val: bool = True) -> None').define(turn('enabled', 'cuda_tunableop_enable'));
/** Whether TunableOp is on (`torch.cuda.tunable.is_enabled`). */
export const is_enabled = signature('is_enabled() -> bool').define(isOn('enabled'));

/** Says whether kernels are tried for products that have no entry yet (`torch.cuda.tunable.tuning_enable`). */
export const tuning_enable = signature('tuning_enable(val: bool = True) -> None').define(
  turn('tuning', 'cuda_tunableop_tuning_enable'));
/** Whether kernels are tried (`torch.cuda.tunable.tuning_is_enabled`). */
export const tuning_is_enabled = signature('tuning_is_enabled() -> bool').define(isOn('tuning'));

/** Says whether products without an entry are written to a file (`torch.cuda.tunable.record_untuned_enable`). */
export const record_untuned_enable = signature('record_untuned_enable(val: bool = True) -> None').define(
  turn('record_untuned', 'cuda_record_untuned_enable'));
/** Whether products without an entry are written to a file (`torch.cuda.tunable.record_untuned_is_enabled`). */
export const record_untuned_is_enabled = signature('record_untuned_is_enabled() -> bool').define(isOn('record_untuned'));

/** Says whether entries with a star count for all sizes (`torch.cuda.tunable.wildcard_fallback_enable`). */
export const wildcard_fallback_enable = signature('wildcard_fallback_enable(val: bool = True) -> None').define(
  turn('wildcard_fallback', 'cuda_tunableop_wildcard_fallback_enable'));
/** Whether entries with a star count for all sizes (`torch.cuda.tunable.wildcard_fallback_is_enabled`). */
export const wildcard_fallback_is_enabled = signature('wildcard_fallback_is_enabled() -> bool').define(
  isOn('wildcard_fallback'));

/** The most milliseconds that a kernel is tried (`torch.cuda.tunable.set_max_tuning_duration`). */
export const set_max_tuning_duration = signature('set_max_tuning_duration(duration: int) -> None').define(
  put('max_tuning_duration'));
/** See {@link set_max_tuning_duration} (`torch.cuda.tunable.get_max_tuning_duration`). */
export const get_max_tuning_duration = signature('get_max_tuning_duration() -> int').define(read('max_tuning_duration'));

/** How often a kernel is tried at most (`torch.cuda.tunable.set_max_tuning_iterations`). */
export const set_max_tuning_iterations = signature('set_max_tuning_iterations(iterations: int) -> None').define(
  put('max_tuning_iterations'));
/** See {@link set_max_tuning_iterations} (`torch.cuda.tunable.get_max_tuning_iterations`). */
export const get_max_tuning_iterations = signature('get_max_tuning_iterations() -> int').define(
  read('max_tuning_iterations'));

/** How many algorithms cuBLASLt is asked for, one at least (`torch.cuda.tunable.set_cublaslt_requested_algo_count`). */
export const set_cublaslt_requested_algo_count = signature('set_cublaslt_requested_algo_count(count: int) -> None').define(
  put('cublaslt_requested_algo_count'));
/** See {@link set_cublaslt_requested_algo_count} (`torch.cuda.tunable.get_cublaslt_requested_algo_count`). */
export const get_cublaslt_requested_algo_count = signature('get_cublaslt_requested_algo_count() -> int').define(
  read('cublaslt_requested_algo_count'));

/** Megabytes changed between tries, so that caches are cold (`torch.cuda.tunable.set_rotating_buffer_size`). */
export const set_rotating_buffer_size = signature('set_rotating_buffer_size(buffer_size: int) -> None').define(
  put('rotating_buffer_size'));
/** See {@link set_rotating_buffer_size}, in kilobytes (`torch.cuda.tunable.get_rotating_buffer_size`). */
export const get_rotating_buffer_size = signature('get_rotating_buffer_size() -> int').define(
  read('rotating_buffer_size'));

/** The file for results, whose name may get the device's number (`torch.cuda.tunable.set_filename`). */
export const set_filename = signature('set_filename(filename: str, insert_device_ordinal: bool = False) -> None').define(
  (filename, insert_device_ordinal) => {
    const setter = 'cuda_tunableop_set_filename';
    at().tunable_filename(expected(setter, 'string', filename), expected(setter, 'bool', insert_device_ordinal));
  });
/** The file for results (`torch.cuda.tunable.get_filename`). */
export const get_filename = signature('get_filename() -> str').define(() => at().tunable_filename(null, false));

/** Reads results, of the file for them if none is named; false if it cannot (`torch.cuda.tunable.read_file`). */
export const read_file = signature('read_file(filename: str = None) -> bool').define(
  (filename) => at().tunable_read_file(
    filename === null ? get_filename() : expected('cuda_tunableop_read_file', 'string', filename)));

/**
 * Whether kernels' numbers are compared, and how near they must be
 * (`torch.cuda.tunable.set_numerical_check_tolerances`).
 */
export const set_numerical_check_tolerances = signature(
  'set_numerical_check_tolerances(enable: bool, atol: float = 1e-05, rtol: float = 1e-05) -> None').define(
  (enable, atol, rtol) => {
    if (typeof enable !== 'boolean') throw new RuntimeError(`First argument must be a boolean, got ${pythonType(enable)}`);
    if (typeof atol !== 'number') throw new RuntimeError(`Second argument (atol) must be a float, got ${pythonType(atol)}`);
    if (typeof rtol !== 'number') throw new RuntimeError(`Third argument (rtol) must be a float, got ${pythonType(rtol)}`);
    at().tunable_tolerances(enable, atol, rtol);
  });

/** A result: operation, arguments, kernel, milliseconds. */
export type TuningResult = readonly [operation: string, arguments_: string, kernel: string, milliseconds: number];

/** What was found: the fastest kernels (`torch.cuda.tunable.get_results`). */
export const get_results = signature('get_results() -> list[TuningResult]').define(
  (): TuningResult[] => at().tunable_results());

/** The versions that results hold for (`torch.cuda.tunable.get_validators`). */
export const get_validators = signature('get_validators() -> list[tuple[str, str]]').define(
  () => at().tunable_validators());

/** The bits of the dimensions of a product of (M, K) and (K, N) matrices. */
const bits = [1, 2, 4, 8];

/**
 * A context in which results for one size of these dimensions hold for all (`torch.cuda.tunable.dynamic_dims_mask`).
 */
export const dynamic_dims_mask = context(
  signature('dynamic_dims_mask(M: bool = False, N: bool = False, K: bool = False, BATCH: bool = False)'),
  (...dimensions) => {
    const mask = bits.reduce((sum, bit, i) => sum + (dimensions[i] === true ? bit : 0), 0);
    const guard = at().tunable_begin_dimensions(mask);
    return () => at().tunable_end_dimensions(guard);
  });
