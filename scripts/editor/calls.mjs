// What an editor shows at a call: signature help, completions inside the braces of the options, hovers and complaints.

import ts from 'typescript';
import { project, serviceOver } from './service.mjs';

const before = `
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import { StepLR } from 'nodetorch/optim/lr_scheduler';
import { DataLoader, TensorDataset } from 'nodetorch/utils/data';
import { Compose } from 'nodetorch/vision/transforms';
declare const x: torch.Tensor;
declare const w: torch.Tensor;
declare const layer: nn.Linear;
declare const optimizer: optim.SGD;
declare const dataset: TensorDataset;
`;

/** Constructors whose signature help is looked at. */
const CONSTRUCTORS = [
  'nn.Linear', 'nn.Conv2d', 'nn.BatchNorm2d', 'nn.LSTM', 'nn.Embedding', 'nn.CrossEntropyLoss', 'nn.MultiheadAttention',
  'nn.TransformerEncoderLayer', 'nn.MaxPool2d', 'nn.Dropout', 'nn.LayerNorm', 'nn.Sequential', 'nn.MSELoss', 'nn.ReLU',
  'optim.SGD', 'optim.Adam', 'optim.AdamW', 'StepLR', 'DataLoader', 'Compose',
];

/** Calls with the names that PyTorch has left for the braces. */
const BRACES = [
  ['optim.Adam', 'new optim.Adam(layer.parameters(), {@})',
    'lr betas eps weight_decay amsgrad foreach maximize capturable differentiable fused decoupled_weight_decay'],
  ['optim.SGD', 'new optim.SGD(layer.parameters(), {@})',
    'lr momentum dampening weight_decay nesterov maximize foreach differentiable fused'],
  ['F.conv2d', 'F.conv2d(x, w, {@})', 'bias stride padding dilation groups'],
  ['F.cross_entropy', 'F.cross_entropy(x, w, {@})', 'weight size_average ignore_index reduce reduction label_smoothing'],
  ['F.relu', 'F.relu(x, {@})', 'inplace'],
  ['nn.Linear', 'new nn.Linear(2, 3, {@})', 'bias device dtype'],
  ['nn.Conv2d', 'new nn.Conv2d(1, 2, 3, {@})', 'stride padding dilation groups bias padding_mode device dtype'],
  ['torch.zeros', 'torch.zeros([2], {@})', 'out dtype layout device pin_memory requires_grad'],
  ['torch.tensor', 'torch.tensor([2], {@})', 'dtype device pin_memory requires_grad'],
  ['torch.add', 'torch.add(x, w, {@})', 'alpha out'],
  ['x.sum', 'x.sum({@})', 'dim keepdim dtype'],
  ['x.to', 'x.to({@})', 'device dtype non_blocking copy memory_format'],
  ['x.backward', 'x.backward({@})', 'gradient retain_graph create_graph inputs'],
  ['StepLR', 'new StepLR(optimizer, {@})', 'step_size gamma last_epoch'],
  ['DataLoader', 'new DataLoader(dataset, {@})',
    'batch_size shuffle sampler batch_sampler num_workers collate_fn pin_memory drop_last timeout worker_init_fn ' +
    'multiprocessing_context generator prefetch_factor persistent_workers pin_memory_device in_order'],
  ['torch.save', "torch.save(x, 'x.pt', {@})", 'pickle_module pickle_protocol _use_new_zipfile_serialization'],
  ['torch.load', "torch.load('x.pt', {@})", 'map_location pickle_module weights_only mmap encoding'],
];

/** Variables, by what makes them. */
const HOVERS = ['x.add(1)', 'torch.ones(2)', 'x.max(0)', 'F.relu(x)', 'layer.forward(x)', 'layer.weight', 'x.shape'];

/** Calls that must not compile. */
const WRONG = [
  "x.add('one')", 'x.sum({ dmi: 1 })', 'torch.zeros("2")', 'torch.cat(1)', 'new nn.Linear(10)', "new nn.Linear(1, 'two')",
  'new nn.Conv2d(1, 2)', 'F.relu(1)', 'F.conv2d(x)', 'F.cross_entropy(x, w, { redction: "sum" })',
  'new optim.Adam(1)', 'new optim.SGD(layer.parameters(), { momentun: 1 })', 'new DataLoader(dataset, { batchsize: 1 })',
  'x.view("a")', 'const n: number = x.add(1)',
];

/** What is ours alone, and says nothing to a user. */
const INNER = /\w+Impl\b|import\("|\b(?:Some)?Named<|\bOmit<|PythonFunction<|WithNames<|\bArguments<|\bPositional\b/;

const flat = (text) => text.replace(/\s+/g, ' ');

function signatureHelp({ service, file }, name, position) {
  const items = service.getSignatureHelpItems(file, position, undefined)?.items ?? [];
  const labels = items.map(({ parameters }) => parameters.map((one) => one.name));
  return {
    name,
    variants: items.length,
    labels: labels.length === 0 ? [] : labels.reduce((a, b) => (b.length > a.length ? b : a)),
    numbered: labels.flat().filter((label) => /^_*args?(_\d+)?$/.test(label)).length,
    documented: items.filter(({ documentation }) => documentation.length > 0).length,
  };
}

function completions({ service, file }, name, position, expected) {
  const { entries = [] } = service.getCompletionsAtPosition(file, position, {}) ?? {};
  const names = entries.map((entry) => entry.name);
  return {
    name,
    names: names.length,
    missing: expected.filter((one) => !names.includes(one)),
    others: names.filter((one) => !expected.includes(one)),
  };
}

/** What an editor shows at the calls above, of the package in `directory`. */
export function atCalls(directory) {
  const marks = [];
  const text = [before];
  const add = (line, mark) => {
    const at = line.indexOf('@');
    marks.push(text.join('\n').length + 1 + at);
    text.push(line.replace('@', mark));
    return marks.length - 1;
  };
  const calls = CONSTRUCTORS.map((name) => [name, add(`new ${name}(@);`, '')]);
  const braces = BRACES.map(([name, line, expected]) => [name, add(`${line};`, ' '), expected.split(' ')]);
  const variables = HOVERS.map((made, i) => [made, add(`const @v${i} = ${made};`, '')]);
  const first = text.join('\n').length;
  const wrong = WRONG.map((line) => [line, add(`{ @${line} }`, '')]);
  const { folder, remove } = project(directory);
  try {
    const asked = serviceOver(folder, `${text.join('\n')}\nexport {};\n`);
    const { service, file } = asked;
    const hovers = variables.map(([made, mark]) => {
      const info = service.getQuickInfoAtPosition(file, marks[mark]);
      return { name: made, text: flat(ts.displayPartsToString(info?.displayParts)) };
    });
    const found = service.getSemanticDiagnostics(file).filter(({ start }) => start > first);
    const complaints = wrong.map(([line, mark]) => {
      const own = found.find(({ start }) => start >= marks[mark] && start < marks[mark] + line.length);
      return { name: line, text: own === undefined ? '' : flat(ts.flattenDiagnosticMessageText(own.messageText, ' ')) };
    });
    return {
      signatures: calls.map(([name, mark]) => signatureHelp(asked, name, marks[mark])),
      completions: braces.map(([name, mark, expected]) => completions(asked, name, marks[mark], expected)),
      hovers: hovers.map((one) => ({ ...one, inner: INNER.test(one.text) })),
      errors: complaints.map((one) => ({ ...one, inner: INNER.test(one.text) })),
    };
  } finally {
    remove();
  }
}
