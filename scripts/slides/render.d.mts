import type { Slide } from './deck.mjs';

export interface Page {
  name: string;
  layout: string;
  body: string;
  notes: string;
  pictures: string[];
}
export function textOf(value: unknown, digits?: number): string;
export interface Made {
  pictures: Record<string, string[]>;
  values: Record<string, unknown>;
}
export function pagesOf(slide: Slide, made: Made): Page[];
export function markdownOf(pages: readonly Page[]): string;
