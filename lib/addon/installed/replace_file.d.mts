/** Writes a file whole or not at all; `content` is text, bytes, or what makes the file that it is given the name of. */
export function replaceFile(file: string, content: string | Uint8Array | ((part: string) => void)): void;
