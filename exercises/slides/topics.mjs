// What the deck has to cover, a row for each topic, and the slides that do: `npm run slides -- --check` holds it.

const part = (number, rows) => Object.entries(rows).map(([topic, slides]) => ({ part: number, topic, slides }));

export const topics = [
  ...part(1, {
    'two outputs computed by hand from two inputs': ['two-outputs-by-hand'],
    'a layer as one product of matrices': ['one-matrix-product'],
  }),
];
