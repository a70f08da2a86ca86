import * as torch from 'nodetorch';

/** Whether what keeps this machine from a GPU is that it has no driver, and nothing else. */
export function hasNoDriver(): boolean {
  try {
    torch.cuda.init();
    return false;
  } catch (error) {
    return (error as Error).message.startsWith('Found no NVIDIA driver');
  }
}
