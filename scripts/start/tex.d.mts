/** A formula as text, and the commands that this does not know, of which it has the names. */
export function readTex(tex: string): { text: string; unknown: string[] };
