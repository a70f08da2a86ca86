import { testLayers } from './support/recorded_layers.js';

testLayers('modules');
