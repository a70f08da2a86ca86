/** A budget: what may be made before the next small collection. */
export interface Level {
  readonly bytes: number;
  /** The share of the time that collections may take with it; else a larger one is better. */
  readonly share: number;
  /** How many tensors must fit: one that is larger than the cache finds nothing warm there. */
  readonly tensors: number;
}

const mega = 2 ** 20;
const largest = 8 * mega;

/**
 * The budgets of a processor. What was freed last is used again first, so a budget of the size of the second-level
 * cache keeps it there, which pays as long as collections are cheap; one that a core's part of the third level holds
 * makes them few. Larger ones leave the caches, and are worse everywhere.
 */
export function levelsOf(secondLevel: number): readonly Level[] {
  const levels: Level[] = [
    { bytes: secondLevel, share: 0.18, tensors: 8 },
    { bytes: 4 * mega, share: 0.12, tensors: 1 },
    { bytes: largest, share: 1, tensors: 0 },
  ];
  // A small cache, or one that is not known, has no level of its own, and one of 4 MB and more is a level already.
  return secondLevel >= mega && secondLevel < 4 * mega ? levels : levels.slice(1);
}

/**
 * For programs that make old objects: what survives two small collections is one, and only a collection of all frees
 * it. A long expression, `a.add(b).mul(c).sub(d)`, keeps all its temporaries until it ends; a budget that holds it
 * whole leaves the caches, but costs less than collections of all.
 */
const wide: Level = { bytes: 32 * mega, share: 1, tensors: 0 };
// What collections of all may take, of so many milliseconds.
const oldShare = 0.1;
const oldSpan = 200;
// Milliseconds until a smaller budget is tried again, or this one where it spared nothing; twice as many each time.
const restLeast = 1_000;
const restMost = 60_000;
// The tensors of an expression: a budget that so many fit in is wide enough.
const expression = 16;

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
  /** Milliseconds for collections of all, of those that are looked at. */
  #old = 0;
  #time = 0;
  /** Milliseconds for which the budget stays as it is, wide or not, and for how many it would the next time. */
  #rest = 0;
  #nextRest = restLeast;
  #isWide = false;
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
    this.#time += cost + span;
    this.#costs[at] = cost;
    this.#spans[at] = span;
    this.#tensors[at] = tensors;
    if (at < window - 1) return undefined;
    const made = median(this.#tensors);
    const isWide = this.#wantsWide() && this.#tensorsIn(largest, made) < expression;
    const chosen = isWide ? wide : this.#choose(median(this.#costs), median(this.#spans), made);
    if (chosen === this.#level) return undefined;
    return this.#level = chosen;
  }

  /** A collection of all took `cost` milliseconds; it belongs to the span between two small ones. */
  all(cost: number): void {
    this.#old += cost;
  }

  /** Whether the budget is to be wide. */
  #wantsWide(): boolean {
    if (this.#time < oldSpan) return this.#isWide;
    const isOld = this.#old > oldShare * this.#time;
    this.#rest = Math.max(0, this.#rest - this.#time);
    this.#old = this.#time = 0;
    // Collections of all that go on with it are not due to expressions.
    if (this.#isWide ? isOld : isOld && this.#rest === 0) {
      this.#isWide = !this.#isWide;
      this.#rest = this.#nextRest;
      this.#nextRest = Math.min(2 * this.#rest, restMost);
    } else if (this.#rest === 0) {
      this.#isWide = false;
    }
    return this.#isWide;
  }

  /** How many tensors a budget of so many bytes holds, where this one holds `made`. */
  #tensorsIn(bytes: number, made: number): number {
    return (made * bytes) / this.#level.bytes;
  }

  #choose(cost: number, span: number, tensors: number): Level {
    const now = this.#level.bytes;
    const fits = ({ bytes, share, tensors: least }: Level): boolean => {
      const part = cost / (cost + (span * bytes) / now);
      return part <= (bytes < now ? clearly * share : share) && this.#tensorsIn(bytes, tensors) >= least;
    };
    return this.#levels.find(fits) ?? this.#levels.at(-1)!;
  }
}
