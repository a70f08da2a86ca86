/**
 * What PyTorch 2.15 reaches in the lessons that train, each with its own seed, on the data of 410, 610 and 910 after
 * `--seed 0`; `range` is what the course expects of the accuracy.
 */

export interface Toy {
  losses: number[];
  count: number;
  accuracy: number;
  range: [least: number, most: number];
  models: string[];
}
const deep = (...names: string[]): string[] => names.map((name) => `toy_problem_3_trained_deep_model_${name}.bin`);
export const toys: Record<number, Toy> = {
  530: {
    losses: [4.415644e-4, 0.042117096, 0.010021531],
    count: 11,
    accuracy: 0.986,
    range: [0.95, 1],
    models: ['toy_problem_1_trained_model.bin'],
  },
  550: {
    losses: [20.360547, 0.0707338, 0.0276027],
    count: 11,
    accuracy: 0.967,
    range: [0.93, 1],
    models: ['toy_problem_2_trained_model.bin'],
  },
  630: {
    losses: [1.2102963, 11.35282, 1.1636665],
    count: 11,
    accuracy: 0.497,
    range: [0.4, 0.6],
    models: ['toy_problem_3_trained_model.bin'],
  },
  670: {
    losses: [7.206568, 1.0452067],
    count: 101,
    accuracy: 0.975,
    range: [0.9, 1],
    models: deep('weights1', 'weights2'),
  },
  680: {
    losses: [0.6999817, 0.692563, 0.691987],
    count: 101,
    accuracy: 0.514,
    range: [0, 0.65],
    models: deep('weights1', 'weights2'),
  },
  690: {
    losses: [0.7421754, 0.6948393],
    count: 101,
    accuracy: 0.932,
    range: [0.75, 1],
    models: deep('bias1', 'bias2', 'weights1', 'weights2'),
  },
  695: {
    losses: [8.32975, 1.3097974],
    count: 101,
    accuracy: 0.977,
    range: [0.93, 1],
    models: deep('bias1', 'bias2', 'weights1', 'weights2'),
  },
};

/** Losses of the first batches of two epochs, mean losses and accuracies of the tests. */
export const images: Record<number, { first: number[]; test: number[]; accuracy: number[] }> = {
  830: { first: [2.305269, 1.426121], test: [1.527801, 1.101738], accuracy: [0.722656, 0.77832] },
  850: { first: [2.308264, 0.985732], test: [1.164251, 0.676694], accuracy: [0.736328, 0.810547] },
  870: { first: [2.300823, 1.656947], test: [1.840915, 1.207178], accuracy: [0.365234, 0.575195] },
  890: { first: [2.306334, 2.080926], test: [2.101672, 1.136511], accuracy: [0.348633, 0.654297] },
};

/** The lessons that test/exercises/training.test.ts runs. */
export const trained = [...Object.keys(toys).map(Number), 810, ...Object.keys(images).map(Number), 920, 980];
