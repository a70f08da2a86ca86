export interface Setting {
  readonly name: string;
  readonly missing: string[];
  readonly env: Record<string, string>;
}
export function processorFlags(text?: string): Set<string>;
export function settings(flags?: Set<string>): Setting[];
export const PLAIN: Record<string, string>;
