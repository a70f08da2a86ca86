import { signature } from '../../../arguments/signature.js';
import { str } from '../../../arguments/kinds.js';
import { AttributeError } from '../../../values/errors.js';
import { pythonType } from '../../../values/type_name.js';
import { DataType, shapeOf, type SummaryDict } from '../messages.js';
import { encoded } from '../proto.js';

/** Text, which TensorBoard reads as Markdown (`torch.utils.tensorboard.summary.text`). */
export const text = signature('text(tag: str, text: str) -> SummaryDict').define((tag, content): SummaryDict => {
  if (!str.fits(content)) throw new AttributeError(`'${pythonType(content)}' object has no attribute 'encode'`);
  const metadata = { plugin_data: { plugin_name: 'text', content: encoded('TextPluginData', { version: 0 }) } };
  const tensor = { dtype: DataType.DT_STRING, string_val: [Buffer.from(content, 'utf8')], tensor_shape: shapeOf([1]) };
  return { value: [{ tag: `${tag}/text_summary`, metadata, tensor }] };
});
