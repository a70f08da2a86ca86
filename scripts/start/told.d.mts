/** The text of the copy of a compiled exercise that tells its cells while it runs. */
export function toldText(lesson: {
  /** The exercise in TypeScript. */
  source: string;
  compiled: string;
  /** The parsed source map of `compiled`, and where the copy finds it. */
  map: unknown;
  mapAddress: string;
  /** What the copy imports tell.mjs as. */
  teller: string;
  /** The exercise's path from the project's folder, or an absolute one. */
  lesson: string;
}): string;
