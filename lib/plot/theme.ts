/**
 * How all pictures look. The colours are those of Okabe and Ito, which people tell apart with any kind of colour
 * vision; their lightness differs too, and lines and marks differ in shape, so a black-and-white print can be read.
 */
export const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000'] as const;
export const shapes = ['circle', 'triangle-up', 'square', 'diamond', 'cross', 'triangle-down', 'stroke'] as const;
export const dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3], [10, 4], [1, 3], [4, 4]] as const;

/** Pale grounds under points of `colours`, red, green and blue from 0 to 255; they differ in lightness as well. */
export const grounds = [
  [196, 220, 238], [253, 236, 222], [216, 238, 230], [245, 228, 238], [250, 240, 214], [226, 242, 251], [225, 225, 225],
] as const;

/** From white to a dark blue, even in lightness: for amounts. */
export const sequential = ['#ffffff', '#08306b'] as const;
/** From orange over white to blue: for numbers with a sign. White is 0. */
export const diverging = [[213, 94, 0], [255, 255, 255], [0, 114, 178]] as const;
export const wrong = '#D55E00';

const ink = '#222222';
const faint = '#dddddd';

/** The `config` of every specification. */
export const config = {
  background: 'white',
  font: 'Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif',
  padding: 12,
  title: { anchor: 'start', color: ink, fontSize: 15, fontWeight: 'bold', offset: 10 },
  axis: {
    labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 13, titleFontWeight: 'normal', gridColor: faint,
    domainColor: ink, tickColor: ink, titlePadding: 8,
  },
  legend: { labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal' },
  view: { stroke: null },
} as const;
