/** Pictures of what a network learns, drawn by vega-lite: as SVG, or as PNG by resvg. */
import '../addon/check_runtime.js';
export { Figure } from './figure.js';
export { heatmap, type HeatmapOptions } from './heatmap.js';
export { images, type ImagesOptions } from './images.js';
export { lines, type LinesOptions } from './lines.js';
export { points, type PointsOptions } from './points.js';
export type { Matrix, Vector } from './values.js';
