/** The parts of a list, without blanks, not cutting what stands in brackets or quotes. */
export function split(list: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const at of outside(list)) {
    if (list.startsWith(separator, at)) {
      parts.push(list.slice(from, at).trim());
      from = at + separator.length;
    }
  }
  parts.push(list.slice(from).trim());
  return parts.filter((part) => part !== '');
}

/** The places in a text that are in no brackets and no quotes; of brackets, the one that closes too much. */
export function* outside(text: string): Generator<number> {
  let depth = 0;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quote !== '') {
      if (char === quote) quote = '';
      continue;
    }
    if (char === '"' || char === "'") quote = char;
    else if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char) && depth > 0) depth -= 1;
    else if (depth === 0) yield i;
  }
}
