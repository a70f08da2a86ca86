/**
 * TunableOp's settings where libtorch_cuda, which keeps them, is not there: they read and write as in a PyTorch without
 * a driver, the variables of the environment before what was written, and nothing is tuned.
 */
import { existsSync } from 'node:fs';
import { cuda, type TunableFlag, type TunableNumber, type tunable } from '../../addon/doors.js';

/** A setting that is on or off: the value of the variable that decides it, and what holds otherwise. */
interface Flag {
  readonly variable: string;
  readonly decides: '0' | '1';
  value: boolean;
}

/** A setting that is a number, no less than `least`. */
interface Quantity {
  readonly variable: string;
  readonly least: number;
  value: number;
}

const flags: Readonly<Record<TunableFlag, Flag>> = {
  enabled: { variable: 'PYTORCH_TUNABLEOP_ENABLED', decides: '1', value: false },
  tuning: { variable: 'PYTORCH_TUNABLEOP_TUNING', decides: '0', value: true },
  record_untuned: { variable: 'PYTORCH_TUNABLEOP_RECORD_UNTUNED', decides: '1', value: false },
  wildcard_fallback: { variable: 'PYTORCH_TUNABLEOP_WILDCARD_FALLBACK', decides: '1', value: false },
};

const numbers: Readonly<Record<Exclude<TunableNumber, 'rotating_buffer_size'>, Quantity>> = {
  max_tuning_duration: { variable: 'PYTORCH_TUNABLEOP_MAX_TUNING_DURATION_MS', least: 0, value: 30 },
  max_tuning_iterations: { variable: 'PYTORCH_TUNABLEOP_MAX_TUNING_ITERATIONS', least: 0, value: 100 },
  cublaslt_requested_algo_count: {
    variable: 'PYTORCH_TUNABLEOP_CUBLASLT_REQUESTED_ALGO_COUNT', least: 1, value: 8,
  },
};

let filename = '';

/** Asks a device, of which there is none: throws what CUDA's run time says. */
function ask(): never {
  cuda.cuda_check_runtime();
  throw new Error('CUDA is there');
}

function read(name: TunableFlag | TunableNumber): boolean | number {
  if (name in flags) {
    const { variable, decides, value } = flags[name as TunableFlag];
    return process.env[variable] === decides ? decides === '1' : value;
  }
  // It depends on the cache of a device.
  if (name === 'rotating_buffer_size') return ask();
  const { variable, least, value } = numbers[name as keyof typeof numbers];
  const said = Number.parseInt(process.env[variable] ?? '', 10);
  return Number.isNaN(said) ? value : Math.max(least, said);
}

function write(name: TunableFlag | TunableNumber, value: boolean | number): void {
  if (name in flags) flags[name as TunableFlag].value = value as boolean;
  else if (name !== 'rotating_buffer_size') {
    const number = numbers[name as keyof typeof numbers];
    number.value = Math.max(number.least, value as number);
  }
}

/** What stands for the functions of libtorch_cuda. */
export const absent: typeof tunable = {
  read_tunable: read as typeof tunable.read_tunable,
  write_tunable: write as typeof tunable.write_tunable,
  tunable_filename(name, with_device) {
    if (name !== null && with_device) ask();
    if (name !== null) filename = name;
    return filename;
  },
  tunable_read_file: (name) => existsSync(name) && ask(),
  tunable_tolerances: () => undefined,
  tunable_results: ask,
  tunable_validators: ask,
  tunable_begin_dimensions: () => ({}),
  tunable_end_dimensions: () => undefined,
};
