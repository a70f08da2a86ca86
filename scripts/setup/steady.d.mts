export function buildSteadily(
  base: string, places: readonly string[], build: () => void | Promise<void>,
): Promise<void>;
