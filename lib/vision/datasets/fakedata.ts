import { IndexError } from '../../values/errors.js';
import * as torch from '../../index.js';
import type { Tensor } from '../../tensor/tensor.js';
import { signature } from '../../arguments/signature.js';
import type { FakeDataArguments } from '../../generated/signatures/vision.js';
import type { Image } from '../image/image.js';
import { to_pil_image } from '../transforms/functional/conversions.js';
import { changed, VisionDataset } from './vision.js';

const takes = signature(`FakeData[Sample](
  size: int = 1000, image_size: Sequence[int] = (3, 224, 224), num_classes: int = 10,
  transform: Callable[[Image], Sample] = None, target_transform: Callable[[Tensor], Tensor] = None,
  random_offset: int = 0)`);

/** Random pictures, the same ones each time (`torchvision.datasets.FakeData`). */
export class FakeData<Sample = Image> extends VisionDataset<[Sample, number]> {
  size: number;
  num_classes: number;
  image_size: readonly number[];
  random_offset: number;

  constructor(...args: FakeDataArguments<Sample>) {
    const { size, image_size, num_classes, transform, target_transform, random_offset } = takes.read(args);
    super({ transform, target_transform });
    this.size = size;
    this.num_classes = num_classes;
    this.image_size = image_size;
    this.random_offset = random_offset;
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
