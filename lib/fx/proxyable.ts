/** Classes whose construction is recorded. */
const proxyable = new WeakSet<object>();

export const isProxyableClass = (value: unknown): boolean => typeof value === 'function' && proxyable.has(value);

export function markProxyable(value: object): void {
  proxyable.add(value);
}
