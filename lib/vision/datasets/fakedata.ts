import { IndexError } from '../../values/errors.js';
import * as torch from '../../index.js';
import type { Tensor } from '../../tensor/tensor.js';
import { byName } from '../arguments.js';
import type { Image } from '../image/image.js';
import { to_pil_image } from '../transforms/functional/conversions.js';
import { changed, VisionDataset } from './vision.js';

interface FakeArguments<Sample> {
  readonly size?: number;
  /** Channels, height and width. */
  readonly image_size?: readonly number[];
  readonly num_classes?: number;
  readonly transform?: ((image: Image) => Sample) | null;
  readonly target_transform?: ((target: Tensor) => Tensor) | null;
  readonly random_offset?: number;
}
const fakeNames = ['size', 'image_size', 'num_classes', 'transform', 'target_transform', 'random_offset'] as const;

/** Random pictures, the same ones each time (`torchvision.datasets.FakeData`). */
export class FakeData<Sample = Image> extends VisionDataset<[Sample, number]> {
  size: number;
  num_classes: number;
  image_size: readonly number[];
  random_offset: number;

  constructor(options?: FakeArguments<Sample>);
  constructor(size: number, options?: Omit<FakeArguments<Sample>, 'size'>);
  constructor(size: number, image_size: readonly number[], options?: Omit<FakeArguments<Sample>, 'size' | 'image_size'>);
  constructor(
    size: number, image_size: readonly number[], num_classes: number, transform?: ((image: Image) => Sample) | null,
    target_transform?: ((target: Tensor) => Tensor) | null, random_offset?: number);
  constructor(...args: readonly unknown[]) {
    const given = byName<FakeArguments<Sample>>(
      'FakeData.__init__', fakeNames, 0, args.filter((arg) => arg !== undefined));
    super({ transform: given.transform ?? null, target_transform: given.target_transform ?? null });
    this.size = given.size ?? 1000;
    this.num_classes = given.num_classes ?? 10;
    this.image_size = given.image_size ?? [3, 224, 224];
    this.random_offset = given.random_offset ?? 0;
  }

  override __len__(): number {
    return this.size;
  }

  /** The picture of an index, and its class. The generator is left as it was. Throws an IndexError from `size` on. */
  override __getitem__(index: number): [Sample, number] {
    if (index >= this.size) throw new IndexError(`${this.constructor.name} index out of range`);
    const state = torch.get_rng_state();
    torch.manual_seed(index + this.random_offset);
    const values = torch.randn([...this.image_size]);
    const target = torch.randint(0, this.num_classes, [1]).index(0);
    torch.set_rng_state(state);
    const image = changed(this.transform, to_pil_image(values)) as Sample;
    return [image, (changed(this.target_transform, target) as Tensor).item()];
  }
}
