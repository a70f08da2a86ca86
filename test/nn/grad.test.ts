import * as grad from 'nodetorch/nn/grad';
import { describe } from 'vitest';
import { testSeededCalls } from './support/seeded_calls.js';

describe('nn.grad', () => testSeededCalls('nn_grad', grad));
