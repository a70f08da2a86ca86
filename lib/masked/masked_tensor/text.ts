import { formatFloat } from '../../format/spec.js';
import { strided } from '../../values/layout.js';
import { ValueError } from '../../values/errors.js';
import type { Tensor } from '../../tensor/tensor.js';

/** The text of a masked tensor, to the character as PyTorch's: `--` where nothing is. */
export function maskedText(given: Tensor, mask: Tensor): string {
  const data = given.detach();
  if (data.dim() === 0) {
    const isThere = mask.item<boolean>();
    return `MaskedTensor(${isThere ? elementText(data) : '--'}, ${isThere ? 'True' : 'False'})`;
  }
  return `MaskedTensor(\n${indented(bodyText(data, mask))}\n)`;
}

function elementText(element: Tensor): string {
  if (element.is_floating_point()) return formatFloat(Number(element.item()), '8.4f');
  const value = element.item<number | bigint | boolean>({ bigint: true } as never);
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}

function bodyText(given: Tensor, givenMask: Tensor): string {
  const [data, mask] = given.layout === strided ? [given, givenMask] : [given.to_dense(), givenMask.to_dense()];
  if (data.dim() > 1) {
    const rows = data.unbind(0).map((row, i) => indented(bodyText(row, mask.index(i))));
    return `[\n${rows.join(',\n')}\n]`;
  }
  const flags = mask.tolist<boolean[]>();
  const texts = data.unbind(0).map(elementText);
  if (texts.length === 0) throw new ValueError('max() arg is an empty sequence');
  const width = Math.max(...texts.map((text, i) => (flags[i]! ? text.length : 8)));
  return `[${texts.map((text, i) => (flags[i]! ? text : '--'.padStart(width))).join(', ')}]`;
}
