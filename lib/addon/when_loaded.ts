import type { threads } from './doors.js';

type Begin = (addon: typeof threads) => void;

let begin: Begin = () => undefined;

/** What this thread does with the addon before any module of the library asks it for something. */
export function whenLoaded(first: Begin): void {
  begin = first;
}

/** Told by who loads the addon. */
export const isLoaded: Begin = (addon) => begin(addon);
