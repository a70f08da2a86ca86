export interface Block { language: string; code: string; heading: string; line: number }
/** `prints`: what the page says that it prints; `file`: the name that the page gives it. */
export interface Program { heading: string; line: number; file?: string; code: string; prints?: string }

export const PAGES: string[];
/** The fenced blocks of a page. */
export function blocksOf(markdown: string): Block[];
/** The programs of a page of docs/ in a language. */
export function programsOf(page: string, language: 'ts' | 'python'): Program[];
/** Runs compiled programs in order, in one process and one folder. */
export function runModules(files: string[]): { printed: string[]; complaint: string };
/** Runs the pages' Python with the reference's python, and compares. */
export function checkPython(python: string): { name: string; passed: boolean; detail: string }[];
