/** All windows (`torch.signal.windows.windows`). */
export { bartlett, kaiser } from './tapered.js';
export { blackman, general_cosine, general_hamming, hamming, hann, nuttall } from './cosine_sums.js';
export { cosine, exponential, gaussian } from './curves.js';
