import { inspect } from 'node:util';
import type { ImageBatch } from './image_batch.js';
import type { Picture } from './functional/dispatch.js';
import type { Tensor } from '../../tensor/tensor.js';

/** Something that a pipeline may contain: a transform, or any function of one value. */
export type TransformLike = (value: never) => unknown;

/** What a pipeline works on when it does a whole batch: pictures of one size, or a tensor (N, C, H, W). */
export type Batch = ImageBatch | Tensor;

/**
 * The base of the transforms: objects that are called as functions, as torchvision's are. A subclass has `forward`.
 */
abstract class CallableTransform {
  constructor() {
    const self = (value: never): unknown => (self as unknown as CallableTransform).forward(value);
    // A function's own name and length would hide fields of those names.
    delete (self as { name?: string }).name;
    delete (self as { length?: number }).length;
    return Object.setPrototypeOf(self, new.target.prototype) as CallableTransform;
  }

  abstract forward(value: never): unknown;

  /** What stands between the parentheses in the text, if anything. */
  extra_repr(): string {
    return '';
  }

  toString(): string {
    return `${this.constructor.name}(${this.extra_repr()})`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

/** A transform from `In` to `Out`; subclasses of the library and of users alike have `forward`. */
export interface Transform<In = never, Out = unknown> {
  (value: In): Out;
}
export abstract class Transform<In = never, Out = unknown> extends CallableTransform {
  abstract override forward(value: In): Out;
}

/** A transform that gives a picture for a picture, and a tensor for a tensor. */
export interface PictureTransform {
  <T extends Picture>(img: T): T;
}
export abstract class PictureTransform extends CallableTransform {
  abstract override forward(img: Picture): Picture;
}

/** A transform that does a batch at once, with the results that it has one by one; undefined where it cannot. */
export interface BatchTransform {
  /** The transform of many samples at once; undefined where it has to go one by one. */
  forwardBatch(batch: Batch): Batch | undefined;
}

/** Whether a transform does batches; not so where a subclass has a `forward` of its own, and no such `forwardBatch`. */
export function doesBatches(transform: unknown): transform is BatchTransform {
  if (!(transform instanceof CallableTransform)) return false;
  let owner: object = transform;
  while (!Object.hasOwn(owner, 'forward')) owner = Object.getPrototypeOf(owner) as object;
  return Object.hasOwn(owner, 'forwardBatch');
}

/** The lines of transforms inside another, as torchvision prints them. */
export function listed(name: string, lines: readonly unknown[]): string {
  return `${name}(${lines.map((each) => `\n    ${textOf(each)}`).join('')}\n)`;
}

/** A transform's text; a function that is none of ours is named. */
export function textOf(value: unknown): string {
  if (typeof value !== 'function' || value instanceof CallableTransform) return String(value);
  return `<function ${value.name === '' ? '<lambda>' : value.name}>`;
}
