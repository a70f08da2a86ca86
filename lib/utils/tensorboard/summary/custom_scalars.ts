import { signature } from '../../../arguments/signature.js';
import { AssertionError } from '../../../values/errors.js';
import { DataType, type SummaryDict } from '../messages.js';
import { encoded } from '../proto.js';

/** Charts by their titles, in categories: each is its kind, and the tags of the scalars in it. */
export type CustomScalarsDict = Readonly<Record<string, Readonly<Record<string,
  readonly [kind: 'Multiline' | 'Margin', tags: readonly string[]]>>>>;

function chart(title: string, kind: string, tags: readonly string[]): object {
  if (kind !== 'Margin') return { title, multiline: { tag: tags } };
  if (tags.length !== 3) throw new AssertionError('len(tags) != 3');
  const [value, lower, upper] = tags;
  return { title, margin: { series: [{ value, lower, upper }] } };
}

/**
 * Which scalars TensorBoard shows in one chart: lines, or a line between two margins
 * (`torch.utils.tensorboard.summary.custom_scalars`). Throws an AssertionError for margins without three tags.
 */
export const custom_scalars = signature('custom_scalars(layout: CustomScalarsDict) -> SummaryDict').define(
  (layout): SummaryDict => {
    const category = Object.entries(layout).map(([title, charts]) =>
      ({ title, chart: Object.entries(charts).map(([name, [kind, tags]]) => chart(name, kind, tags)) }));
    const tensor = { dtype: DataType.DT_STRING, string_val: [encoded('Layout', { category })], tensor_shape: {} };
    const metadata = { plugin_data: { plugin_name: 'custom_scalars' } };
    return { value: [{ tag: 'custom_scalars__config__', tensor, metadata }] };
  });
