export interface Parts {
  readonly ids: Set<string>;
  readonly links: string[];
  readonly loads: string[];
}

export function partsOf(html: string): Parts;
export function targetOf(target: string, page: string, base: string): { file: string; anchor: string } | undefined;
