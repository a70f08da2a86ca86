/** What libtorch says where integers have to be, of a float32 tensor or of one whose dtype it does not name. */
const wantsIntegers = [
  /\b(Long|Int|int64|long|integral)\b.*\b(but got:?|found|with dtype) (torch\.)?Float(Tensor)?\b/,
  /: Expected dtype int(32\/int64|32 or int64|64) for index/,
  /^one_hot is only applicable to index tensor of type LongTensor/,
  /^tensors used as indices must be long, int, byte or bool tensors/,
  /^(input|target)_lengths must be integral/,
  /^"(bincount|bitwise_\w+|gcd|lcm|[lr]shift)_\w+" not implemented for 'Float'/,
];

const hint = "\nJavaScript's numbers become float32, integers too: write torch.tensor([0, 1], { dtype: torch.long }).";

/** libtorch's message; where a tensor of JavaScript's integers is the likely cause, a second line says so. */
export function withIntegerHint(message: string): string {
  return wantsIntegers.some((wanted) => wanted.test(message)) ? message + hint : message;
}
