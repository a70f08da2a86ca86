import { signature } from '../../../arguments/signature.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { ValueError } from '../../../values/errors.js';
import { make_np, type ArrayData } from '../arrays.js';
import { convert_to_HWC, toBytes } from '../layouts.js';
import type { ImageMessage, SummaryDict } from '../messages.js';
import { draw_boxes as drawn, pictureOf, png, resized } from '../pictures.js';

const rows = (boxes: ArrayData): number[][] => make_np(boxes).tolist<number[][]>();

/**
 * Draws boxes (N, 4) of left, top, right and bottom on a picture in red, and a label into each; the picture
 * (`torch.utils.tensorboard.summary.draw_boxes`). Labels need the package @resvg/resvg-js, and a font.
 */
export const draw_boxes = signature(`draw_boxes(disp_image: Picture, boxes: ArrayData, labels: Sequence[str] = None)
    -> Picture`).define((disp_image, boxes, labels) => {
  drawn(disp_image, rows(boxes), labels);
  return disp_image;
});

/**
 * (H, W, 2 to 4) uint8 as a PNG file `rescale` times as wide and high, with boxes and labels where given
 * (`torch.utils.tensorboard.summary.make_image`). Throws a TypeError for other numbers of channels.
 */
export const make_image = signature(`make_image(tensor: Tensor, rescale: float = 1, rois: ArrayData = None,
    labels: Sequence[str] = None) -> ImageMessage`).define((tensor, rescale, rois, labels): ImageMessage => {
  const picture = pictureOf(tensor);
  const { width, height, channels } = picture;
  if (rois !== null) drawn(picture, rows(rois), labels);
  const [wide, high] = [Math.trunc(width * rescale), Math.trunc(height * rescale)];
  if (!(wide > 0 && high > 0)) throw new ValueError('height and width must be > 0');
  return { height, width, colorspace: channels, encoded_image_string: png(resized(picture, wide, high)) };
});

const pixelsOf = (data: ArrayData, dataformats: string): Tensor => toBytes(convert_to_HWC(make_np(data), dataformats));

/**
 * A picture, or several in a grid, of numbers from 0 to 1, of uint8 from 0 to 255: `dataformats` names the dimensions,
 * as in 'CHW', 'HWC' or 'HW' (`torch.utils.tensorboard.summary.image`). Throws an AssertionError for names that do
 * not fit.
 */
export const image = signature('image(tag: str, tensor: ArrayData, rescale: float = 1, dataformats: str = "NCHW") -> SummaryDict')
  .define((tag, tensor, rescale, dataformats): SummaryDict =>
    ({ value: [{ tag, image: make_image(pixelsOf(tensor, dataformats), rescale) }] }));

/** A picture with boxes (N, 4) on it (`torch.utils.tensorboard.summary.image_boxes`). */
export const image_boxes = signature(`image_boxes(tag: str, tensor_image: ArrayData, tensor_boxes: ArrayData,
    rescale: float = 1, dataformats: str = "CHW", labels: Sequence[str] = None) -> SummaryDict`).define(
  (tag, tensor_image, tensor_boxes, rescale, dataformats, labels): SummaryDict =>
    ({ value: [{ tag, image: make_image(pixelsOf(tensor_image, dataformats), rescale, tensor_boxes, labels) }] }));
