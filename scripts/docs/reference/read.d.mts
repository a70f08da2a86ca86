import type { PublicName } from '../../editor/names.mjs';

export interface Entry extends PublicName {
  readonly name: string;
}

export function entriesOf(names: readonly PublicName[]): { entries: Entry[]; paths: Map<string, string> };
