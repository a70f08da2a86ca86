// What the deck has to cover, a row for each topic, and the slides that do: `npm run slides -- --check` and a test
// hold it.

const part = (number, rows) => Object.entries(rows).map(([topic, slides]) => ({ part: number, topic, slides }));

export const topics = [
  ...part(1, {
    'what deep learning is': ['rules-or-examples', 'where-it-is-used', 'what-deep-means'],
    'neurons: inputs, weights, biases': ['a-neuron', 'a-neuron-in-numbers', 'what-a-weight-does', 'what-a-bias-does'],
    'two outputs computed by hand from two inputs': ['two-outputs', 'two-outputs-by-hand', 'two-outputs-answer'],
    'the same as linear equations': ['linear-equations'],
    'a layer as one product of matrices': ['row-times-column', 'one-matrix-product', 'many-rows-at-once'],
    'tensors in a program (110)': ['what-a-tensor-is', 'making-tensors', 'parts-of-a-tensor'],
    'the layer in a program (210)': ['run-one-layer'],
    'three inputs as homework': ['homework-three-inputs', 'homework-answer'],
  }),
  ...part(2, {
    'kinds of machine learning': ['three-kinds', 'which-kind'],
    'supervised learning': ['supervised'],
    'classification and regression': ['two-kinds-of-answers', 'regression-a-line', 'classification-a-border'],
    'unsupervised learning': ['unsupervised'],
    'reinforcement learning': ['reinforcement'],
    'classifying as deciding: doors, colours': ['classifying-is-deciding', 'two-doors', 'doors-as-a-layer', 'which-colour'],
    'a classifier in a program (310)': ['a-classifier', 'run-a-classifier', 'always-zero'],
  }),
  ...part(3, {
    'from outputs to a hard decision: argmax': ['soft-and-hard', 'argmax'],
    'toy problem 1, which is larger (350)': ['problem-one', 'problem-one-picture', 'zeros-do-not-do', 'find-weights-one',
      'weights-one', 'many-answers'],
    'toy problem 2, one against the sum of two (380)': ['problem-two', 'zeros-again', 'find-weights-two', 'weights-two-tried'],
    'a text as counts of words': ['texts-as-numbers'],
    'sport against politics': ['sport-or-politics', 'too-many-words'],
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
  ...part(6, {
    'which derivatives are needed': ['bp-question', 'bp-nudge', 'bp-chain', 'bp-boxes', 'bp-needed'],
    'the chain from the loss back: −log, softmax, the affine layer': ['bp-log', 'bp-softmax', 'bp-together', 'bp-affine', 'bp-outer'],
    'the result softmax(c) − t': ['bp-result', 'bp-check'],
    'a worked example with numbers (710)': ['bp-710-start', 'bp-710-forward', 'bp-710-c', 'bp-710-w', 'bp-710-step', 'bp-710-again',
      'bp-710-autograd'],
    'another point, a batch (720, 730)': ['bp-720-start', 'bp-720', 'bp-730'],
    'through ReLU to the first layer (740, 750)': ['bp-740-net', 'bp-740-forward', 'bp-740-h', 'bp-gate', 'bp-740-backward', 'bp-740-table',
      'bp-750', 'bp-shut-start', 'bp-shut', 'what-backward-does'],
  }),
  ...part(7, {
    'digits as grids of numbers, flattened (810)': ['digits', 'digit-grid', 'digit-scaled', 'digit-flat'],
    'fully connected networks for them (830 to 870)': ['digits-one-layer', 'weights-830', 'mistakes-830', 'digits-layers', 'shift-linear',
      'shuffled'],
    'convolution in one dimension, edges and smoothing': ['ideas', 'conv1-step1', 'conv1-step2', 'conv1-step3', 'conv1-all', 'conv1-smooth'],
    'convolution in two dimensions, step by step': ['conv2-step1', 'conv2-step2', 'conv2-step3', 'conv2-all', 'conv2-kernels', 'conv-size'],
    'stride': ['conv-stride'],
    'several kernels, feature maps': ['kernels-890', 'kernel-depth'],
    'pooling, largest and mean, in one and two dimensions': ['pool1', 'pool2', 'pool-shift'],
    'the layers of LeNet-5 and what each does (890)': ['lenet', 'lenet-table', 'lenet-maps', 'digits-table', 'shift-all', 'mistakes-890'],
  }),
];
