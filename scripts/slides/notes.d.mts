export function paragraphs(xml: string): string;
export function separateNotes(file: string): Promise<void>;
