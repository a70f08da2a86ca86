/** What torchvision takes from Python for granted. */

/** Python's `round(x)`: to the nearest whole number, and from the middle to the even one. */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** The name of a value's type as Python would print its class. */
export function pythonType(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (value === null) return "<class 'NoneType'>";
  if (typeof value === 'string') return "<class 'str'>";
  if (typeof value === 'boolean') return "<class 'bool'>";
  if (typeof value === 'number') return Number.isInteger(value) ? "<class 'int'>" : "<class 'float'>";
  if (Array.isArray(value)) return "<class 'list'>";
  if (typeof value === 'function') return "<class 'function'>";
  const name = (value as object).constructor?.name ?? 'object';
  if (name === 'Object') return "<class 'dict'>";
  return `<class '${name === 'Tensor' ? 'torch.Tensor' : name}'>`;
}
