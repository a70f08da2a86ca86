// How each kind of file of files.py is read here, and written: the same names there.

import fs from 'node:fs';
import * as torch from 'nodetorch';
import { load_torch_model, save_torch_model, save_torch_state_dict, sharded_open } from 'nodetorch/huggingface_hub';
import * as np from 'nodetorch/numpy';
import { load_file, safe_open, save_file } from 'nodetorch/safetensors';
import { dcp_to_torch_save, torch_save_to_dcp } from 'nodetorch/distributed/checkpoint/format_utils';
import { _load_state_dict_from_keys } from 'nodetorch/distributed/checkpoint/state_dict_loader';

const { nn } = torch;
const dcp = torch.distributed.checkpoint;

/** Two names for one weight, as language models have them. */
class Tied extends nn.Module {
  constructor() {
    super();
    this.embed = new nn.Embedding(20, 8);
    this.body = new nn.Sequential(new nn.Linear(8, 16), new nn.BatchNorm1d(16), new nn.Linear(16, 8));
    this.head = new nn.Linear(8, 20, { bias: false });
    this.head.weight = this.embed.weight;
  }
}

const entries = (values) => (values instanceof Map ? [...values] : Object.entries(values));
const inOrder = (values) => new Map(entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));

const arrays = {
  write: (values, to) => entries(values).forEach(([name, tensor]) => np.save(`${to}/${name}`, tensor)),
  read: (from) => new Map(fs.readdirSync(from).filter((name) => name.endsWith('.npy')).sort()
    .map((name) => [name.slice(0, -4), np.load(`${from}/${name}`)])),
};

function readNpz(from) {
  const archive = np.load(`${from}/a.npz`);
  try {
    return new Map(archive.items());
  } finally {
    archive.close();
  }
}

const file = (options) => ({
  write: (values, to) => torch.save(values, `${to}/a.pt`), read: (from) => torch.load(`${from}/a.pt`, options),
});

function modelOf(values) {
  const model = new Tied();
  model.load_state_dict(values);
  return model;
}

function loadedModel(from, options) {
  const model = new Tied();
  load_torch_model(model, from, options);
  return model.state_dict();
}

function scriptOf(values) {
  const net = new torch.jit.ScriptModule();
  net.register_parameter('weight', new nn.Parameter(values.get('weight').detach().clone()));
  net.register_buffer('scale', values.get('scale').clone());
  net.define('def forward(self, x):\n    return torch.relu(x @ self.weight.t()) * self.scale\n');
  return net;
}

const small = { max_shard_size: 300 };

/** The values of files.py's flat_state, empty. */
const flatState = () => new Map([0, 1, 2, 3, 4, 5].flatMap((i) => ['bias', 'weight'].map(
  (name) => [`layers.${i}.${name}`, torch.zeros(8, 4)])));

const inPlace = (from) => {
  const values = flatState();
  dcp.load(values, { checkpoint_id: from, no_dist: true });
  return values;
};

/** @type {Record<string, { write?: (values: any, to: string) => void, read: (from: string) => unknown }>} */
export const kinds = {
  'npy of each dtype': arrays,
  'npy in the order of Fortran': arrays,
  'npy scalar, empty and one-dimensional': arrays,
  'npy of the other order of bytes': { read: arrays.read },
  'npy of versions 2 and 3': { read: arrays.read },
  npz: { write: (values, to) => np.savez(`${to}/a`, values), read: readNpz },
  'npz compressed': { write: (values, to) => np.savez_compressed(`${to}/a.npz`, values), read: readNpz },
  'torch.save': file(),
  'torch.save mapped into memory': file({ mmap: true }),
  'torch.save as before 1.6': { read: file().read },
  'torch.save of views of one memory': file(),
  'safetensors of each dtype': {
    write: (values, to) => save_file(values, `${to}/a.safetensors`), read: (from) => inOrder(load_file(`${from}/a.safetensors`)),
  },
  'safetensors with metadata': {
    write: (values, to) => save_file({ x: values.get('x') }, `${to}/a.safetensors`, Object.fromEntries(values.get('metadata'))),
    read: (from) => {
      const open = safe_open(`${from}/a.safetensors`, 'pt');
      const found = new Map([['metadata', inOrder(open.metadata())], ['x', open.get_tensor('x')]]);
      open.close();
      return found;
    },
  },
  'Hugging Face, one file': {
    write: (values, to) => save_torch_state_dict(values, to), read: (from) => inOrder(load_file(`${from}/model.safetensors`)),
  },
  'Hugging Face, sharded': {
    write: (values, to) => save_torch_state_dict(values, to, small),
    read: (from) => inOrder(sharded_open(from).state_dict()),
  },
  'Hugging Face, sharded, tensor by tensor': {
    write: (values, to) => save_torch_state_dict(values, to, small),
    read: (from) => {
      const open = sharded_open(from);
      return new Map(open.keys().sort().map((name) => [name, open.get_tensor(name)]));
    },
  },
  'Hugging Face, sharded files of torch.save': {
    write: (values, to) => save_torch_state_dict(values, to, { ...small, safe_serialization: false }),
    read: (from) => inOrder(sharded_open(from, { safe: false }).state_dict()),
  },
  'Hugging Face, a module with tied weights': {
    write: (values, to) => save_torch_model(modelOf(values), to), read: (from) => loadedModel(from),
  },
  'Hugging Face, a module with tied weights, sharded': {
    write: (values, to) => save_torch_model(modelOf(values), to, { max_shard_size: '1KB' }), read: (from) => loadedModel(from),
  },
  'Hugging Face, a module, sharded files of torch.save': {
    write: (values, to) => save_torch_model(modelOf(values), to, { max_shard_size: 700, safe_serialization: false }),
    read: (from) => loadedModel(from, { safe: false, strict: true }),
  },
  'distributed checkpoint': {
    write: (values, to) => void dcp.save(values, { checkpoint_id: to, no_dist: true }),
    read: (from) => {
      dcp_to_torch_save(from, `${from}.pt`);
      return torch.load(`${from}.pt`);
    },
  },
  'distributed checkpoint, in place': {
    write: (values, to) => void dcp.save(values, { checkpoint_id: to, no_dist: true }), read: inPlace,
  },
  'distributed checkpoint of three processes': { read: (from) => _load_state_dict_from_keys(null, { checkpoint_id: from }) },
  'distributed checkpoint out of a file of torch.save': {
    write: (values, to) => {
      torch.save(values, `${to}/a.pt`);
      torch_save_to_dcp(`${to}/a.pt`, to);
    },
    read: (from) => _load_state_dict_from_keys(null, { checkpoint_id: from }),
  },
  'TorchScript, the weights': {
    write: (values, to) => torch.jit.save(scriptOf(values), `${to}/a.pt`), read: (from) => torch.jit.load(`${from}/a.pt`).state_dict(),
  },
  'program of AOTInductor': {
    read: (from) => {
      const { x, scale } = torch.load(`${from}/in.pt`);
      const model = torch._inductor.aoti_load_package(`${from}/a.pt2`);
      return { x, scale, out: torch.no_grad(() => model(x, { scale })) };
    },
  },
  'torch.hub': {
    write: (values, to) => torch.save(values, `${to}/a.pt`),
    read: (from) => torch.hub.load_state_dict_from_url(`file://${from}/a.pt`, { model_dir: `${from}/cache`, progress: false }),
  },
};

/** Files that have to be the same to the last byte, whoever writes them; the others hold dates, ids or places. */
export const sameBytes = /\.(npy|npz|safetensors|index\.json)$/;

/** Kinds whose files are compressed, which every library does in its own way. */
export const ownBytes = new Set(['npz compressed']);
