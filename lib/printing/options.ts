import { signature } from '../arguments/signature.js';

/** How tensors are printed; the meaning and the defaults are those of `torch.set_printoptions`. */
export interface PrintOptions {
  /** Digits after the point of floating-point numbers. */
  precision: number;
  /** More elements than this are summarised. */
  threshold: number;
  /** How many items a summary shows at each end of a dimension. */
  edgeitems: number;
  /** Characters in a line, after which elements go to the next one. */
  linewidth: number;
  /** Scientific notation always, never, or (null) when the magnitudes call for it. */
  sci_mode: boolean | null;
}

export type PrintOptionsChange = { readonly [Name in keyof PrintOptions]?: PrintOptions[Name] | null } & {
  readonly profile?: PrintProfile | null;
};

/** Several options by one name. */
export type PrintProfile = keyof typeof profiles;

const profiles = {
  default: { precision: 4, threshold: 1000, edgeitems: 3, linewidth: 80 },
  short: { precision: 2, threshold: 1000, edgeitems: 2, linewidth: 80 },
  full: { precision: 4, threshold: Infinity, edgeitems: 3, linewidth: 80 },
} as const;

const set_printoptions_ = signature(`set_printoptions(precision: int = None, threshold: float = None,
  edgeitems: int = None, linewidth: int = None, profile: PrintProfile = None, sci_mode: bool = None)`);

const counts = ['precision', 'threshold', 'edgeitems', 'linewidth'] as const;

let current: PrintOptions = { ...profiles.default, sci_mode: null };

/** The options in force now, as an object that `set_printoptions` takes (`torch.get_printoptions`). */
export function get_printoptions(): PrintOptions {
  return { ...current };
}

/**
 * Changes how tensors are printed (`torch.set_printoptions`). What is not named stays, but for `sci_mode`, which goes
 * back to automatic, as in PyTorch. Throws a TypeError for a name or a value that is none, and changes nothing then.
 */
export function set_printoptions(...args: typeof set_printoptions_.args): void {
  current = changed(current, set_printoptions_.read(args));
}

/** The options with a change made to them; throws for one that cannot be meant. */
export function changed(options: PrintOptions, change: PrintOptionsChange): PrintOptions {
  const { profile, sci_mode } = change;
  const result: PrintOptions = { ...options, sci_mode: sci_mode ?? null };
  if (profile != null) {
    if (!Object.hasOwn(profiles, profile)) {
      throw new TypeError(`set_printoptions(): profile must be one of default, short, full, got '${String(profile)}'`);
    }
    Object.assign(result, profiles[profile]);
  }
  if (sci_mode != null && typeof sci_mode !== 'boolean') {
    throw new TypeError(`set_printoptions(): sci_mode must be true, false or null, got ${String(sci_mode)}`);
  }
  for (const option of counts) {
    const value = change[option];
    if (value == null) continue;
    const whole = option !== 'threshold';
    if (typeof value !== 'number' || !(value >= 0) || (whole && !Number.isInteger(value))) {
      const wanted = whole ? 'a whole number' : 'a number';
      throw new TypeError(`set_printoptions(): ${option} must be ${wanted} of 0 or more, got ${String(value)}`);
    }
    result[option] = value;
  }
  return result;
}
