import { signature } from '../../../arguments/signature.js';
import { isPlainObject } from '../../../python/objects.js';
import { IndexError, ValueError } from '../../../values/errors.js';
import { is_tensor } from '../../../values/is_tensor.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { floats, make_np } from '../arrays.js';
import type { SummaryDict } from '../messages.js';
import { encoded } from '../proto.js';

/** What a hyperparameter may be; of what is null nothing is written. */
export type HParam = number | bigint | boolean | string | Tensor | null;
/** What a hyperparameter may be out of. */
export type HParamChoicesDict = Readonly<Record<string, readonly (number | bigint | boolean | string)[]>>;

const DATA_TYPE_STRING = 1;
const DATA_TYPE_FLOAT64 = 3;
const STATUS_SUCCESS = 1;

interface Written {
  readonly value: object;
  readonly info: object;
}

function checkDictionary(value: unknown, name: string): void {
  if (!isPlainObject(value)) throw new TypeError(`parameter: ${name} should be a dictionary, nothing logged.`);
}

/** The only number of a tensor's first row. */
function numberOf(tensor: Tensor): number {
  const array = make_np(tensor);
  if (array.dim() === 0) {
    throw new IndexError('too many indices for array: array is 0-dimensional, but 1 were indexed');
  }
  if (array.select(0, 0).numel() !== 1) throw new TypeError('only 0-dimensional arrays can be converted to Python scalars');
  return floats(array)[0]!;
}

/** A value, and what it is; a boolean is a number, as PyTorch writes it. Null for what is not written. */
function written(name: string, value: unknown, domain: HParamChoicesDict): Written | null {
  if (value === null || value === undefined) return null;
  const holds = (each: unknown): object =>
    (typeof value === 'string' ? { string_value: each } : { number_value: Number(each) });
  if (is_tensor(value)) {
    return { value: { number_value: numberOf(value) }, info: { name, type: DATA_TYPE_FLOAT64 } };
  }
  if (!['number', 'bigint', 'boolean', 'string'].includes(typeof value)) {
    throw new ValueError('value should be one of int, float, str, bool, or torch.Tensor');
  }
  const choices = Object.hasOwn(domain, name) ? { domain_discrete: { values: domain[name]!.map(holds) } } : {};
  const type = typeof value === 'string' ? DATA_TYPE_STRING : DATA_TYPE_FLOAT64;
  return { value: holds(value), info: { name, type, ...choices } };
}

function checkDomain(domain: HParamChoicesDict, hparam_dict: Readonly<Record<string, unknown>>): void {
  for (const [name, choices] of Object.entries(domain)) {
    const known = Object.hasOwn(hparam_dict, name) && Array.isArray(choices);
    if (known && choices.every((each) => typeof each === typeof hparam_dict[name])) continue;
    throw new TypeError(`parameter: hparam_domain_discrete[${name}] should be a list of same type as hparam_dict[${name}].`);
  }
}

const about = (tag: string, data: object): SummaryDict =>
  ({ value: [{ tag, metadata: { plugin_data: { plugin_name: 'hparams', content: encoded('HParamsPluginData', data) } } }] });

/**
 * Three summaries, by which TensorBoard knows an experiment: the names of its hyperparameters and metrics, the values
 * of the hyperparameters, and that it ended well (`torch.utils.tensorboard.summary.hparams`). Throws a TypeError for
 * what is no dictionary and for choices that are no list of the value's type, a ValueError for a value of another type.
 */
export const hparams = signature(`hparams(hparam_dict: dict[str, HParam] = None, metric_dict: dict[str, Any] = None,
    hparam_domain_discrete: HParamChoicesDict = None) -> tuple[SummaryDict, SummaryDict, SummaryDict]`).define(
  (hparam_dict, metric_dict, hparam_domain_discrete): [SummaryDict, SummaryDict, SummaryDict] => {
    checkDictionary(hparam_dict, 'hparam_dict');
    checkDictionary(metric_dict, 'metric_dict');
    const domain = hparam_domain_discrete ?? {};
    checkDictionary(domain, 'hparam_domain_discrete');
    checkDomain(domain, hparam_dict!);
    const all = Object.entries(hparam_dict!).map(([name, value]) => [name, written(name, value, domain)] as const)
      .filter((pair): pair is readonly [string, Written] => pair[1] !== null);
    const values = Object.fromEntries(all.map(([name, { value }]) => [name, value]));
    const experiment = {
      hparam_infos: all.map(([, { info }]) => info),
      metric_infos: Object.keys(metric_dict!).map((tag) => ({ name: { tag } })),
    };
    return [
      about('_hparams_/experiment', { experiment }),
      about('_hparams_/session_start_info', { session_start_info: { hparams: values } }),
      about('_hparams_/session_end_info', { session_end_info: { status: STATUS_SUCCESS } }),
    ];
  });
