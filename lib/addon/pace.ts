/** A budget: what may be made before the next small collection. */
export interface Level {
  readonly bytes: number;
  /** The share of the time that collections may take with it; else a larger one is better. */
  readonly share: number;
  /** How many tensors must fit: one that is larger than the cache finds nothing warm there. */
  readonly tensors: number;
}

const mega = 2 ** 20;

/**
 * The budgets of a processor. What was freed last is used again first, so a budget of the size of the second-level
 * cache keeps it there, which pays as long as collections are cheap; one that a core's part of the third level holds
 * makes them few. Larger ones leave the caches, and are worse everywhere.
 */
export function levelsOf(secondLevel: number): readonly Level[] {
  const levels: Level[] = [
    { bytes: secondLevel, share: 0.18, tensors: 8 },
    { bytes: 4 * mega, share: 0.12, tensors: 1 },
    { bytes: 8 * mega, share: 1, tensors: 0 },
  ];
  // A small cache, or one that is not known, has no level of its own, and one of 4 MB and more is a level already.
  return secondLevel >= mega && secondLevel < 4 * mega ? levels : levels.slice(1);
}

/** Collections between two looks. */
const window = 16;

// What is chosen must be this much better than its limit before it replaces a larger one, or two would take turns.
const clearly = 0.75;

function median(values: Float64Array): number {
  return values.sort()[window >> 1]!;
}

/**
 * Chooses a budget by what collections cost, beside the time that the program spends between them: that differs by the
 * runtime, its options and the size of the tensors by a factor of ten and more.
 */
export class Pace {
  readonly #spans = new Float64Array(window);
  readonly #costs = new Float64Array(window);
  readonly #tensors = new Float64Array(window);
  #seen = 0;
  #level: Level;
  readonly #levels: readonly Level[];

  constructor(levels: readonly Level[], level: Level = levels.at(-2)!) {
    this.#levels = levels;
    this.#level = level;
  }

  /**
   * A collection took `cost` milliseconds, `span` after the one before, and looked at so many new tensors. The budget
   * that is better from now on, where it is another one.
   */
  after(cost: number, span: number, tensors: number): Level | undefined {
    const at = this.#seen++ % window;
    this.#costs[at] = cost;
    this.#spans[at] = span;
    this.#tensors[at] = tensors;
    if (at < window - 1) return undefined;
    const chosen = this.#choose(median(this.#costs), median(this.#spans), median(this.#tensors));
    if (chosen === this.#level) return undefined;
    return this.#level = chosen;
  }

  #choose(cost: number, span: number, tensors: number): Level {
    const now = this.#level.bytes;
    const fits = ({ bytes, share, tensors: least }: Level): boolean => {
      const part = cost / (cost + (span * bytes) / now);
      return part <= (bytes < now ? clearly * share : share) && (tensors * bytes) / now >= least;
    };
    return this.#levels.find(fits) ?? this.#levels.at(-1)!;
  }
}
