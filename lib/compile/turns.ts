/** Whose turn it is: how many runs go on at once on other threads, and which of them must be alone. */

/** What waits for its turn. */
export interface Job {
  /** Of its kind, how many may run at once. */
  readonly kind: { readonly limit: number; running: number };
  /** Whether nothing else may run meanwhile; asked when it could begin. */
  alone(): boolean;
  /** Begins; `ended` is to be called once. */
  begin(ended: () => void): void;
}

// libuv's pool reads files and looks up names, too: one of its threads is left to that.
const pool = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);
/** How many runs may go on at once in all. */
export const most = Math.max(1, Math.min(Number.isInteger(pool) ? pool : 4, 1024) - 1);

const waiting: Job[] = [];
let running = 0;
let isAlone = false;

/** Begins a job when it is its turn: in the order in which they come, but that one whose kind is at its limit waits. */
export function enqueue(job: Job): void {
  waiting.push(job);
  advance();
}

/** Takes a job back; false if it has begun. */
export function withdraw(job: Job): boolean {
  const at = waiting.indexOf(job);
  if (at < 0) return false;
  waiting.splice(at, 1);
  return true;
}

function advance(): void {
  for (let i = 0; i < waiting.length && !isAlone && running < most;) {
    const job = waiting[i]!;
    const { kind } = job;
    if (kind.running >= kind.limit) {
      i++;
      continue;
    }
    const alone = job.alone();
    // Those behind it wait, too, or it might never come.
    if (alone && running > 0) return;
    waiting.splice(i, 1);
    begin(job, alone);
  }
}

function begin(job: Job, alone: boolean): void {
  running++;
  job.kind.running++;
  isAlone = alone;
  let open = true;
  job.begin(() => {
    if (!open) return;
    open = false;
    running--;
    job.kind.running--;
    isAlone = false;
    advance();
  });
}
