/** Markdown as lines of text, `width` columns at most where words allow it; `colours`: with styles of a terminal. */
export function linesOf(markdown: string, options?: { width?: number; colours?: boolean }): string[];
