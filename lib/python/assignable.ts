/** A module's names, and with them attributes that may be assigned, which a module of JavaScript's cannot have. */
export function assignable<Names extends object, Attributes extends object>(
  names: Names, attributes: Attributes,
): Readonly<Names> & Attributes {
  const object = { ...names };
  for (const key of Object.keys(attributes) as (keyof Attributes & string)[]) {
    Object.defineProperty(object, key, {
      enumerable: true,
      get: () => attributes[key],
      set(value: Attributes[typeof key]) {
        attributes[key] = value;
      },
    });
  }
  return object as Readonly<Names> & Attributes;
}
