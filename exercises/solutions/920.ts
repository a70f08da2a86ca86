// 920: state 0 grows by 0.001 at each one. Output k is 2000 k times the state less k squared.
import * as torch from 'nodetorch';

const step = 0.001;
const W = torch.zeros(5, 4);
W.index_put_([0, 0], 1);
W.index_put_([4, 0], step);
const V = torch.zeros(4, 21);
V.index_put_([0], torch.arange(21).mul(2 / step));

export const my_W = W;
export const my_b = torch.zeros(1, 4);
export const my_V = V;
export const my_d = torch.arange(21).to(torch.float32).pow(2).neg().view(1, 21);

console.log(my_W);
