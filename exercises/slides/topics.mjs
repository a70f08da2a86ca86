// What the deck has to cover, a row for each topic, and the slides that do: `npm run slides -- --check` holds it.

const part = (number, rows) => Object.entries(rows).map(([topic, slides]) => ({ part: number, topic, slides }));

export const topics = [
  ...part(1, {
    'two outputs computed by hand from two inputs': ['two-outputs-by-hand'],
    'a layer as one product of matrices': ['one-matrix-product'],
  }),
  ...part(5, {
    'XOR: no straight line does it': ['xor-examples', 'xor-points', 'xor-points-plain', 'xor-lines', 'xor-one-layer-loss'],
    'the decision boundary': ['xor-boundary', 'xor-opposite', 'xor-bias'],
    'two linear layers collapse into one': ['xor-two-linear', 'xor-collapse', 'xor-collapse-bias', 'xor-bent'],
    'a sigmoid built up term by term': ['act-step1', 'act-step2', 'act-step3', 'act-sigmoid'],
    'activations, their ranges and slopes': ['act-sigmoid-slope', 'act-tanh', 'act-relu', 'act-check', 'act-fade', 'act-softmax'],
    'two layers learn it': ['net-670', 'frames-670', 'loss-670', 'hidden-670', 'solve-670', 'stuck-680', 'stuck-why',
      'boundary-690', 'boundary-695', 'five-networks'],
  }),
];
