/** What torchvision takes from Python for granted. */

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
