/** Says something once per message, as Python's warnings do, through Node's own channel (`process.on('warning')`). */
export function warn(
  kind: 'UserWarning' | 'DeprecationWarning' | 'FutureWarning' | 'RuntimeWarning', message: string,
): void {
  if (said.has(message)) return;
  said.add(message);
  process.emitWarning(message, kind);
}

const said = new Set<string>();
