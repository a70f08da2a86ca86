import type ts from 'typescript';

export function project(directory: string): { folder: string; remove(): void };
export function entriesOf(directory: string): string[];
export function serviceOver(folder: string, text: string): {
  service: ts.LanguageService;
  file: string;
  checker: ts.TypeChecker;
  source: ts.SourceFile;
};
