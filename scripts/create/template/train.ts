import * as torch from 'nodetorch';
import { accuracy, samples, train } from './net.js';

torch.manual_seed(0);
const net = train(200, (step, loss) => console.log(`step ${step}, loss ${loss.toFixed(4)}`));
console.log(`accuracy on new samples: ${accuracy(net, samples(1000)).toFixed(2)}`);
torch.save(net.state_dict(), 'net.pt');
