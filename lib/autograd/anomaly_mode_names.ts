/** `torch.autograd.anomaly_mode`: the search for bad gradients. */
export { detect_anomaly, set_detect_anomaly } from './anomaly_mode.js';
