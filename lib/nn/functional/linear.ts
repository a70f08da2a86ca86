export { linear } from '../../generated/nn.js';
export { bilinear } from '../../generated/torch.js';
