// autograd.graph, .functional and .gradcheck against PyTorch's answers.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as torch from 'nodetorch';
import { messageOf } from '../pinned_version.js';
import { scenes } from './graph_scenes.js';

const golden = JSON.parse(
  readFileSync(new URL('../golden/autograd_graph.json', import.meta.url), 'utf8')) as Record<string, unknown>;

function answerOf(name: string): unknown {
  try {
    return scenes[name]!() ?? null;
  } catch (error) {
    return { error: (error as Error).name, message: (error as Error).message };
  }
}

test('both sides play the same scenes', () => {
  expect(Object.keys(scenes).sort()).toEqual(Object.keys(golden).sort());
});

// Sums and products of small integers, and texts: the same on every processor.
test.each(Object.keys(golden))('%s, as in PyTorch', (name) => {
  const expected = golden[name] as { error?: string; message?: string } | null;
  const text = expected?.message;
  expect(answerOf(name)).toEqual(text === undefined ? expected : { ...expected, message: messageOf(text) });
});

test('anomaly mode says which lines called forward, in the order of a traceback and without the library', async () => {
  const seen: Error[] = [];
  const listen = (warning: Error): void => void seen.push(warning);
  process.on('warning', listen);
  const x = torch.tensor(-1).to(torch.float32).requires_grad_();
  function forwardLine(): torch.Tensor {
    return x.sqrt();
  }
  torch.autograd.detect_anomaly(() => {
    expect(() => forwardLine().backward()).toThrow("Function 'SqrtBackward0' returned nan values in its 0th output.");
  });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  const text = seen.map(({ message }) => message).find((message) => message.startsWith('Error detected'))!;
  expect(text).toMatch(/^Error detected in SqrtBackward0\. Traceback of forward call that caused the error:\n/);
  expect(text.trimEnd().split('\n').at(-1)).toMatch(/^ {2}at forwardLine \(.*graph\.test\.ts:\d+:\d+\)$/);
  expect(text).not.toMatch(/dist\/(autograd|addon|tensor)\/|\.so\b|node:/);
});
