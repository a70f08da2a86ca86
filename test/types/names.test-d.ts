// What editors call types: types.test.ts compares.
import * as torch from 'nodetorch';

export const sum = torch.ones(2).add(1);
export const copy = sum.detach().clone();
export const parts = sum.split(1);
