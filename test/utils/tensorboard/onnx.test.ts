/** Graphs of ONNX: what PyTorch's load_onnx_graph makes of the same file, with the Python package onnx 1.23. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SummaryWriter } from 'nodetorch/utils/tensorboard';
import protobuf from 'protobufjs';
import { afterAll, expect, test } from 'vitest';
import { onnxSchema } from '../../../dist/utils/tensorboard/onnx_schema.js';
import { decoded, events } from './records.js';

const home = mkdtempSync(join(tmpdir(), 'nodetorch-onnx-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const branch = `then_branch = node {
  input: "x"
  op_type: "Add"
  attribute {
    name: "f"
    f: 0.333333343
    type: FLOAT
  }
}
name: "b"
 = 5, many = [dims: 1
double_data: 0.1
data_location: DEFAULT
] = 9, zero = 0 = 2`;

const tensorType = (elem_type: number, ...dim: object[]) => ({ tensor_type: { elem_type, shape: { dim } } });
const model = {
  ir_version: 8,
  graph: {
    name: 'main',
    input: [{ name: 'x', type: tensorType(1, { dim_value: 1 }, { dim_param: 'n' }, { dim_value: 28 }) }],
    output: [{ name: 'y', type: tensorType(7) }],
    node: [
      {
        input: ['x', 'w'], output: ['c'], op_type: 'Conv', name: 'conv',
        attribute: [
          { name: 'kernel_shape', ints: [3, 3], type: 7 }, { name: 'group', i: 1, type: 2 },
          { name: 'auto_pad', s: Buffer.from("VALID\n'"), type: 3 },
        ],
      },
      { input: ['c'], output: ['l'], op_type: 'LeakyRelu', attribute: [{ name: 'alpha', f: 0.1, type: 1 }] },
      {
        output: ['k'], op_type: 'Constant',
        attribute: [{
          name: 'value', type: 4,
          t: { dims: [2], data_type: 1, float_data: [0.1, 1e10], name: 'tén', raw_data: Uint8Array.from([0, 65, 34, 255, 9]) },
        }],
      },
      { input: ['l', '', 'k'], output: ['y', 'z'], op_type: 'Split', attribute: [{ name: 'p', floats: [0.5, 0.1], type: 6 }] },
      {
        output: ['q'], op_type: 'If',
        attribute: [
          { name: 'then_branch', type: 5, g: { name: 'b', node: [{ op_type: 'Add', input: ['x'], attribute: [{ name: 'f', f: 1 / 3, type: 1 }] }] } },
          { name: 'many', type: 9, tensors: [{ dims: [1], double_data: [0.1], data_location: 0 }] },
          { name: 'zero', type: 2, i: 0 },
        ],
      },
    ],
  },
};

function written(name: string, bytes: Uint8Array): string {
  const file = join(home, name);
  writeFileSync(file, bytes);
  return file;
}

test('inputs, outputs and operators with their attributes', () => {
  const type = protobuf.parse(onnxSchema, { keepCase: true }).root.lookupType('ModelProto');
  const file = written('model.onnx', type.encode(type.fromObject(model)).finish());
  const folder = join(home, 'log');
  const writer = new SummaryWriter(folder);
  writer.add_onnx_graph(file);
  writer.close();
  const [, graph] = events(join(folder, readdirSync(folder)[0]!));
  const found = decoded('GraphDef', graph!.graph_def!) as unknown as {
    node: {
      name: string; op: string; input?: string[];
      attr: Record<string, { s?: Uint8Array; type?: number; shape?: object }>;
    }[];
  };
  const shown = found.node.map(({ name, op, input = [], attr }) => {
    const { parameters, dtype, shape } = attr;
    const known = parameters === undefined ? [dtype!.type, shape!.shape] : Buffer.from(parameters.s ?? []).toString();
    return [name, op, input, known];
  });
  expect(JSON.parse(JSON.stringify(shown))).toEqual([
    ['x', 'Variable', [], [1, { dim: [{ size: 1 }, {}, { size: 28 }] }]],
    ['y', 'Variable', [], [7, {}]],
    ['c', 'Conv', ['x', 'w'], "kernel_shape = [3, 3] = 7, group = 1 = 2, auto_pad = b\"VALID\\n'\" = 3"],
    ['l', 'LeakyRelu', ['c'], 'alpha = 0.10000000149011612 = 1'],
    ['k', 'Constant', [],
      'value = dims: 2\ndata_type: 1\nfloat_data: 0.1\nfloat_data: 1e+10\nname: "tén"\nraw_data: "\\000A\\"\\377\\t"\n = 4'],
    ['y', 'Split', ['l', '', 'k'], 'p = [0.5, 0.10000000149011612] = 6'],
    ['q', 'If', [], branch],
  ]);
});

test('what is no file of ONNX is refused', () => {
  const writer = new SummaryWriter(join(home, 'bad'));
  expect(() => writer.add_onnx_graph(written('bad.onnx', Buffer.from('no graph at all')))).toThrow(/bad\.onnx is no model of ONNX/);
  expect(() => writer.add_onnx_graph(join(home, 'absent.onnx'))).toThrow('absent.onnx');
  writer.close();
});
