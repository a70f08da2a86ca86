/** `torchvision.datasets`: pictures with their classes. */
import { portable } from '../../utils/data/portable.js';
import * as folder from './folder.js';
import * as datasets from './index.js';

export { CIFAR10, CIFAR100 } from './cifar.js';
export { FakeData } from './fakedata.js';
export { DatasetFolder, ImageFolder } from './folder.js';
export { FashionMNIST, KMNIST, MNIST } from './mnist.js';
export { StandardTransform, VisionDataset } from './vision.js';
export { folder };
export * as utils from './utils.js';

// A DataLoader's workers find all of them here.
portable(import.meta.url, { ...folder, ...datasets });
