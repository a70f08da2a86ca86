import { train } from './train.ts';

const { loss, accuracy } = train(200);
console.log(`trained: loss ${loss.toFixed(2)}, accuracy ${accuracy.toFixed(2)}`);
