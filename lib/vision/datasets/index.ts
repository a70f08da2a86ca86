/** `torchvision.datasets`: pictures with their classes. */
export { CIFAR10, CIFAR100 } from './cifar.js';
export { FakeData } from './fakedata.js';
export { DatasetFolder, ImageFolder } from './folder.js';
export { FashionMNIST, KMNIST, MNIST } from './mnist.js';
export { StandardTransform, VisionDataset } from './vision.js';
export * as folder from './folder.js';
export * as utils from './utils.js';
