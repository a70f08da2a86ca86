// Trainings whose steps are compiled: the exercises', the benches' networks, every optimizer, and what programs do
// around a step.

import * as torch from '../../../dist/index.js';
import { GPT, resnet18 } from '../../cuda/networks.mjs';

const { nn, optim } = torch;
const F = nn.functional;
const { checkpoint } = torch.utils.checkpoint;

const points = (i, n = 10, features = 2) => {
  const generator = new torch.Generator().manual_seed(500 + i);
  return [torch.randn([n, features], { generator }), torch.randint(0, 2, [n], { generator })];
};

/** Two layers by hand, as in 670 to 695. */
const layers = (activation, bias) => (wrap) => {
  const tensors = [torch.rand(2, 3), torch.rand(3, 2), ...(bias ? [torch.rand(1, 3), torch.rand(1,
    2)] : [])].map((each) => new nn.Parameter(each));
  const [W1, W2, b1, b2] = tensors;
  const optimizer = new optim.Adam(tensors, { lr: 0.01 });
  const step = wrap((features, target) => {
    optimizer.zero_grad();
    const first = bias ? features.mm(W1).add(b1) : features.mm(W1);
    const hidden = activation(first).mm(W2);
    const loss = F.cross_entropy(bias ? hidden.add(b2) : hidden, target);
    loss.backward();
    optimizer.step();
    return loss.data.item();
  });
  return { step, batch: (i) => points(i), tensors: () => tensors, optimizers: [optimizer] };
};

/** A step by hand with `data`, as in 530, 550 and 630; `late` clears the gradient behind it. */
const byHand = (features, late) => (wrap) => {
  const weights = new nn.Parameter(torch.rand(features, 2));
  const step = wrap((rows, target) => {
    if (!late && weights.grad !== null) weights.grad.data.zero_();
    const loss = F.cross_entropy(torch.mm(rows, weights), target);
    loss.backward();
    weights.data = weights.data.sub(weights.grad.data.mul(0.01));
    if (late) weights.grad.data.zero_();
    return loss.data.item();
  });
  return { step, batch: (i) => points(i, 10, features), tensors: () => [weights] };
};

/** Backpropagation by hand beside autograd's, as in 710 to 750. */
const backpropagation = (rows) => (wrap) => {
  const tensors = [torch.rand(2, 2), torch.rand(2, 2), torch.rand(1, 2), torch.rand(1,
    2)].map((each) => new nn.Parameter(each));
  const [W1, W2, b1, b2] = tensors;
  const step = wrap((features, target, one_hot) => {
    for (const each of tensors) if (each.grad !== null) each.grad.data.zero_();
    const hidden = torch.mm(features, W1).add(b1);
    const active = F.relu(hidden);
    const result = torch.mm(active, W2).add(b2);
    const loss = F.cross_entropy(result, target);
    const grad_c = F.softmax(result, { dim: 1 }).data.sub(one_hot.data).div(features.shape[0]);
    const grad_hidden = grad_c.mm(W2.data.t());
    const before = grad_hidden.clone();
    before.index_put_([hidden.data.le(0)], 0);
    const grads = [features.data.t().mm(before), active.data.t().mm(grad_c), before.sum(0, true), grad_c.sum(0, true)];
    loss.backward();
    torch.no_grad(() => tensors.forEach((each, i) => each.sub_(grads[i].mul(0.1))));
    return loss;
  });
  const batch = (i) => {
    const [features, target] = points(i, rows);
    return [features, target, F.one_hot(target, 2).to(torch.float32)];
  };
  return { step, batch, tensors: () => tensors };
};

/** A network that is trained by a step as programs write it. */
const network = (make, batch, { optimizer: optimizerOf = (p) => new optim.Adam(p, { lr: 2e-3 }),
  loss: criterion = F.cross_entropy, around } = {}) => (wrap) => {
  const net = make();
  const optimizer = optimizerOf([...net.parameters()], net);
  const step = wrap(around?.(net, optimizer, criterion) ?? ((x, y) => {
    optimizer.zero_grad();
    const loss = criterion(net(x), y);
    loss.backward();
    optimizer.step();
    return loss.item();
  }));
  return { step, batch, net, optimizers: [optimizer] };
};

const random = (shape, classes = 10) => (i) => {
  const generator = new torch.Generator().manual_seed(900 + i);
  return [torch.randn(shape, { generator }), torch.randint(0, classes, [shape[0]], { generator })];
};
const mlp = () => new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 32), new nn.ReLU(),
  new nn.Linear(32, 2));
const mlpBatch = random([32, 16], 2);
const digits = () => new nn.Sequential(new nn.Flatten(), ...[1024, 64, 48, 32, 10].flatMap((n, i, all) =>
  (i === 0 ? [] : [...(i > 1 ? [new nn.ReLU()] : []), new nn.Linear(all[i - 1], n)])));
const lenet = () => new nn.Sequential(
  new nn.Conv2d(1, 6, 5), new nn.ReLU(), new nn.MaxPool2d(2), new nn.Conv2d(6, 16, 5), new nn.ReLU(),
  new nn.MaxPool2d(2),
  new nn.Conv2d(16, 120, 5), new nn.ReLU(), new nn.Flatten(), new nn.Linear(120, 84), new nn.ReLU(), new nn.Linear(84,
    10));

class Recurrent extends nn.Module {
  constructor(Cell) {
    super();
    this.cell = new Cell(8, 16, { num_layers: 2, batch_first: true });
    this.fc = new nn.Linear(16, 10);
  }

  forward(x) {
    const [output] = this.cell(x);
    return this.fc(output.index(':', -1));
  }
}

class Dropped extends nn.Module {
  constructor() {
    super();
    this.body = new nn.Sequential(new nn.Linear(16, 32), new nn.BatchNorm1d(32), new nn.ReLU(), new nn.Dropout(0.3),
      new nn.Linear(32, 2));
  }

  forward(x) {
    return this.body(x);
  }
}

class Checkpointed extends nn.Module {
  constructor(reentrant) {
    super();
    this.reentrant = reentrant;
    this.first = new nn.Linear(16, 32);
    this.middle = new nn.Sequential(new nn.Linear(32, 32), new nn.Dropout(0.2), new nn.GELU());
    this.last = new nn.Linear(32, 2);
  }

  forward(x) {
    return this.last(checkpoint(this.middle, F.relu(this.first(x)), { use_reentrant: this.reentrant }));
  }
}

/** The recurrent network of 920, by hand. */
const recurrentByHand = (wrap) => {
  const tensors = [torch.rand(5, 4), torch.rand(1, 4), torch.rand(4, 21), torch.rand(1,
    21)].map((each) => new nn.Parameter(each));
  const [W, b, V, d] = tensors;
  const optimizer = new optim.Adam(tensors, { lr: 0.01 });
  const step = wrap((features, target) => {
    optimizer.zero_grad();
    let state = torch.autograd.Variable(torch.zeros(features.size(0), 4));
    for (let i = 0; i < 20; i++) {
      const x = torch.cat([state, torch.unsqueeze(features.index(':', i), 1)], 1);
      state = F.tanh(x.mm(W).add(b));
    }
    const loss = F.cross_entropy(state.mm(V).add(d), target);
    loss.backward();
    optimizer.step();
    return loss;
  });
  return { step, batch: random([50, 20], 21), tensors: () => tensors, optimizers: [optimizer] };
};

/** The encoder and the decoder with attention of 980, for sentences of one length and teacher forcing. */
const chatbot = (wrap) => {
  const length = 6;
  const modules = new nn.ModuleDict({
    said: new nn.Embedding(20, 8), reads: new nn.GRU(8, 8), answered: new nn.Embedding(20, 8), attn: new nn.Linear(16,
      length),
    combine: new nn.Linear(16, 8), dropout: new nn.Dropout(0.1), writes: new nn.GRU(8, 8), out: new nn.Linear(8, 20),
  });
  const at = (name) => modules.index?.(name) ?? modules.get(name);
  const [said, reads, answered, attn, combine, dropout, writes, out] =
    ['said', 'reads', 'answered', 'attn', 'combine', 'dropout', 'writes', 'out'].map(at);
  const optimizer = new optim.SGD(modules.parameters(), { lr: 0.01 });
  const criterion = new nn.NLLLoss();
  const step = wrap((input, target) => {
    optimizer.zero_grad();
    let hidden = torch.zeros(1, 1, 8);
    const outputs = torch.zeros(length, 8);
    for (let i = 0; i < length; i++) {
      const [output, next] = reads(said(input.index(i)).view(1, 1, -1), hidden);
      hidden = next;
      outputs.index_put_([i], output.index(0, 0));
    }
    let loss = null;
    let word = torch.LongTensor([[0]]);
    for (let i = 0; i < length; i++) {
      const embedded = dropout(answered(word).view(1, 1, -1));
      const weights = F.softmax(attn(torch.cat([embedded.index(0), hidden.index(0)], 1)), { dim: 1 });
      const applied = torch.bmm(weights.unsqueeze(0), outputs.unsqueeze(0));
      const joined = F.relu(combine(torch.cat([embedded.index(0), applied.index(0)], 1)).unsqueeze(0));
      const [output, next] = writes(joined, hidden);
      hidden = next;
      const answer = F.log_softmax(out(output.index(0)), { dim: 1 });
      const one = criterion(answer.index(0).unsqueeze(0), target.index(i));
      loss = loss === null ? one : loss.add(one);
      word = target.index(i);
    }
    loss.backward();
    optimizer.step();
    return loss;
  });
  const batch = (i) => {
    const generator = new torch.Generator().manual_seed(i);
    return [torch.randint(0, 20, [length, 1], { generator }), torch.randint(0, 20, [length, 1], { generator })];
  };
  return { step, batch, net: modules, optimizers: [optimizer] };
};

const gptSize = { tokens: 32, length: 16, width: 32, heads: 4, layers: 2 };
const gptBatch = (i) => {
  const generator = new torch.Generator().manual_seed(i);
  return [torch.randint(0, 32, [2, 16], { generator }), torch.randint(0, 32, [32], { generator })];
};
const gptLoss = (scores, y) => F.cross_entropy(scores.view(-1, 32), y);

/** Optimizers with their variants: [class, options]. */
const variants = {
  SGD: [{ lr: 0.1 }, { lr: 0.1, momentum: 0.9 }, { lr: 0.1, momentum: 0.9, nesterov: true, weight_decay: 0.01 },
    { lr: 0.1, maximize: true },
    { lr: 0.1, momentum: 0.9, fused: true }, { lr: 0.1, foreach: false }, { lr: 0.1, foreach: true, momentum: 0.5,
      dampening: 0.1 }],
  Adam: [{}, { amsgrad: true }, { fused: true }, { fused: true, amsgrad: true, weight_decay: 0.01 }, { foreach: true },
    { foreach: false },
    { maximize: true }, { weight_decay: 0.1, decoupled_weight_decay: true }, { lr: 'tensor' }, { lr: 'tensor',
      fused: true }],
  AdamW: [{}, { fused: true }, { amsgrad: true, foreach: true }, { foreach: false, maximize: true }],
  Adagrad: [{}, { lr_decay: 0.1, weight_decay: 0.01 }, { foreach: true }, { fused: true }],
  Adadelta: [{}, { foreach: true }, { foreach: false, maximize: true }], Adamax: [{}, { foreach: true },
    { weight_decay: 0.01 }],
  Adafactor: [{}, { foreach: true }], ASGD: [{}, { foreach: true }], NAdam: [{}, { foreach: true },
    { decoupled_weight_decay: true, weight_decay: 0.1 }],
  RAdam: [{}, { foreach: true }], RMSprop: [{}, { centered: true, momentum: 0.9 }, { foreach: true }], Rprop: [{},
    { foreach: true }],
};
const optimizerCases = Object.fromEntries(Object.entries(variants).flatMap(([name, all]) => all.map((options) => {
  const made = () => (options.lr === 'tensor' ? { ...options, lr: torch.tensor(0.01) } : options);
  return [`${name} ${JSON.stringify(options)}`, { make: network(mlp, mlpBatch, { optimizer: (p) => new optim[name](p,
    made()) }) }];
})));

/** Schedulers, stepped outside of the step; and inside of it. */
const schedulers = {
  StepLR: (o) => new optim.lr_scheduler.StepLR(o, 3, 0.5), CosineAnnealingLR: (o) =>
    new optim.lr_scheduler.CosineAnnealingLR(o, 10),
  OneCycleLR: (o) => new optim.lr_scheduler.OneCycleLR(o, 0.1, { total_steps: 30 }),
  LambdaLR: (o) => new optim.lr_scheduler.LambdaLR(o, (epoch) => 0.9 ** epoch),
};
const schedulerCases = Object.fromEntries(Object.entries(schedulers).flatMap(([name, make]) =>
  [{}, { fused: true }, { foreach: true }].flatMap((options) => ['outside', 'inside'].map((where) =>
    [`${name} ${where} of the step, AdamW ${JSON.stringify(options)}`, { make: (wrap) => {
      const net = mlp();
      const optimizer = new optim.AdamW(net.parameters(), { lr: 0.01, ...options });
      const scheduler = make(optimizer);
      const step = wrap((x, y) => {
        optimizer.zero_grad();
        const loss = F.cross_entropy(net(x), y);
        loss.backward();
        optimizer.step();
        if (where === 'inside') scheduler.step();
        return loss.item();
      });
      return { step, batch: mlpBatch, net, optimizers: [optimizer],
        before: (i) => where === 'outside' && i > 0 && scheduler.step() };
    } }]))));

const adam = (net, options = {}) => new optim.AdamW(net.parameters(), { lr: 0.01, ...options });
/** A step with something about it: `write(net, optimizer)` gives the step. */
const special = (makeNet, write, { options = {}, batch = mlpBatch, before } = {}) => ({ make: (wrap) => {
  const net = makeNet();
  const optimizer = adam(net, options);
  const made = write(net, optimizer, wrap);
  return { step: made, batch, net, optimizers: [optimizer], before: before?.(net, optimizer) };
} });

const around = Object.fromEntries([{}, { fused: true }].flatMap((options) => {
  const text = options.fused ? ', fused' : '';
  return Object.entries({
    'clip_grad_norm_': special(mlp, (net, optimizer, wrap) => wrap((x, y) => {
      optimizer.zero_grad();
      const loss = F.cross_entropy(net(x), y);
      loss.backward();
      nn.utils.clip_grad_norm_(net.parameters(), 0.1);
      optimizer.step();
      return loss.item();
    }), { options }),
    'clip_grad_value_': special(mlp, (net, optimizer, wrap) => wrap((x, y) => {
      optimizer.zero_grad();
      const loss = F.cross_entropy(net(x), y);
      loss.backward();
      nn.utils.clip_grad_value_(net.parameters(), 0.01);
      optimizer.step();
      return loss.item();
    }), { options }),
    'GradScaler': special(mlp, (net, optimizer, wrap) => {
      const scaler = new torch.amp.GradScaler('cpu', { init_scale: 4, growth_interval: 3 });
      return wrap((x, y) => {
        optimizer.zero_grad();
        const loss = F.cross_entropy(net(x), y);
        scaler.scale(loss).backward();
        scaler.step(optimizer);
        scaler.update();
        return loss.detach();
      });
    }, { options }),
    'autocast to bfloat16': special(mlp, (net, optimizer, wrap) => wrap((x, y) => {
      optimizer.zero_grad();
      const loss = torch.autocast('cpu', { dtype: torch.bfloat16 }, () => F.cross_entropy(net(x), y));
      loss.backward();
      optimizer.step();
      return loss.item();
    }), { options }),
    'autocast around': special(mlp, (net, optimizer, wrap) => {
      const step = wrap((x, y) => F.cross_entropy(net(x), y));
      return (x, y) => {
        optimizer.zero_grad();
        const loss = torch.autocast('cpu', { dtype: torch.bfloat16 }, () => step(x, y));
        loss.backward();
        optimizer.step();
        return loss.item();
      };
    }, { options }),
    'gradients of three batches': special(mlp, (net, optimizer, wrap) => wrap((x, y) => {
      optimizer.zero_grad();
      const losses = [0, 1, 2].map((i) => {
        const loss = F.cross_entropy(net(x.add(i)), y).div(3);
        loss.backward();
        return loss;
      });
      optimizer.step();
      return losses[2].item();
    }), { options }),
    'a step every third call': special(mlp, (net, optimizer, wrap) => {
      const add = wrap((x, y) => {
        const loss = F.cross_entropy(net(x), y);
        loss.backward();
        return loss.item();
      });
      let calls = 0;
      return (x, y) => {
        const loss = add(x, y);
        if (++calls % 3 === 0) {
          optimizer.step();
          optimizer.zero_grad();
        }
        return loss;
      };
    }, { options }),
    'zero_grad(set_to_none: false)': special(mlp, (net, optimizer, wrap) => wrap((x, y) => {
      optimizer.zero_grad(false);
      const loss = F.cross_entropy(net(x), y);
      loss.backward();
      optimizer.step();
      return loss.item();
    }), { options }),
    'the network alone': special(mlp, (net, optimizer, wrap) => {
      const forward = wrap((x) => net(x));
      return (x, y) => {
        optimizer.zero_grad();
        const loss = F.cross_entropy(forward(x), y);
        loss.backward();
        optimizer.step();
        return loss.item();
      };
    }, { options }),
    'the step with no result': special(mlp, (net, optimizer, wrap) => wrap((x, y) => {
      optimizer.zero_grad();
      F.cross_entropy(net(x), y).backward();
      optimizer.step();
    }), { options }),
    'dropout and batch normalisation, eval in between': special(() => new Dropped(), (net, optimizer, wrap) => {
      const train = wrap((x, y) => {
        optimizer.zero_grad();
        const loss = F.cross_entropy(net(x), y);
        loss.backward();
        optimizer.step();
        return loss.item();
      });
      const evaluate = wrap((x, y) => torch.no_grad(() => F.cross_entropy(net(x), y)));
      return (x, y) => {
        net.train();
        const loss = train(x, y);
        net.eval();
        return loss + evaluate(x, y).item();
      };
    }, { options }),
    'one function, train and eval': special(() => new Dropped(), (net, optimizer, wrap) => {
      const forward = wrap((x) => net(x));
      return (x, y) => {
        net.train();
        optimizer.zero_grad();
        const loss = F.cross_entropy(forward(x), y);
        loss.backward();
        optimizer.step();
        net.eval();
        return loss.item() + torch.no_grad(() => forward(x)).sum().item();
      };
    }, { options }),
    'a checkpoint': special(() => new Checkpointed(false), (net, optimizer, wrap) => wrap((x, y) => {
      optimizer.zero_grad();
      const loss = F.cross_entropy(net(x), y);
      loss.backward();
      optimizer.step();
      return loss.item();
    }), { options }),
    'a reentrant checkpoint': special(() => new Checkpointed(true), (net, optimizer, wrap) => wrap((x, y) => {
      optimizer.zero_grad();
      const loss = F.cross_entropy(net(x), y);
      loss.backward();
      optimizer.step();
      return loss.item();
    }), { options }),
    'parameters frozen in between': special(mlp, (net, optimizer, wrap) => wrap((x, y) => {
      optimizer.zero_grad();
      const loss = F.cross_entropy(net(x), y);
      loss.backward();
      optimizer.step();
      return loss.item();
    }), { options, before: (net) => (i) => [...net.parameters()][0].requires_grad_(i % 4 !== 3) }),
    'load_state_dict in between': special(mlp, (net, optimizer, wrap) => wrap((x, y) => {
      optimizer.zero_grad();
      const loss = F.cross_entropy(net(x), y);
      loss.backward();
      optimizer.step();
      return loss.item();
    }), { options, before: (net) => {
      const saved = Object.fromEntries([...net.state_dict()].map(([name, value]) => [name, value.clone()]));
      return (i) => i % 5 === 4 && net.load_state_dict(saved);
    } }),
    'a state of the optimizer loaded in between': special(mlp, (net, optimizer, wrap) => wrap((x, y) => {
      optimizer.zero_grad();
      const loss = F.cross_entropy(net(x), y);
      loss.backward();
      optimizer.step();
      return loss.item();
    }), { options, before: (net, optimizer) => (i) =>
      i % 5 === 4 && optimizer.load_state_dict(optimizer.state_dict()) }),
    'other options in between': special(mlp, (net, optimizer, wrap) => wrap((x, y) => {
      optimizer.zero_grad();
      const loss = F.cross_entropy(net(x), y);
      loss.backward();
      optimizer.step();
      return loss.item();
    }), { options, before: (net, optimizer) => (i) => {
      const [group] = optimizer.param_groups;
      if (i === 5) group.weight_decay = 0.5;
      if (i === 8) group.betas = [0.5, 0.9];
      if (i === 11) group.eps = 0.1;
      if (i === 14) group.lr = 0.5;
      if (i === 17) group.maximize = true;
    } }),
    'a group of parameters added': special(mlp, (net, optimizer, wrap) => wrap((x, y) => {
      optimizer.zero_grad();
      const loss = F.cross_entropy(net(x), y);
      loss.backward();
      optimizer.step();
      return loss.item();
    }), { options, before: (net, optimizer) => (i) => i === 10 && optimizer.add_param_group({ params: [torch.rand(2,
      { requires_grad: true })] }) }),
  }).map(([name, given]) => [name + text, given]);
}));

const sparse = { make: (wrap) => {
  const net = new nn.Embedding(20, 4, { sparse: true });
  const optimizer = new optim.SparseAdam(net.parameters(), { lr: 0.1 });
  const step = wrap((x) => {
    optimizer.zero_grad();
    const loss = net(x).square().sum();
    loss.backward();
    optimizer.step();
    return loss.item();
  });
  return { step, net, optimizers: [optimizer], batch: (i) => [torch.randint(0, 20, [5],
    { generator: new torch.Generator().manual_seed(i) })] };
} };

const lbfgs = { make: (wrap) => {
  const net = mlp();
  const optimizer = new optim.LBFGS(net.parameters(), { lr: 0.1, max_iter: 3 });
  const step = wrap((x, y) => {
    const loss = optimizer.step(() => {
      optimizer.zero_grad();
      const inner = F.cross_entropy(net(x), y);
      inner.backward();
      return inner;
    });
    return loss.item();
  });
  return { step, net, batch: mlpBatch };
} };

export const groups = {
  exercises: {
    '530': { make: byHand(2, false) }, '550': { make: byHand(3, true) }, '630': { make: byHand(2, true) },
    '670': { make: layers(F.relu, false) }, '680': { make: layers(F.sigmoid, false) }, '690': { make: layers(F.sigmoid,
      true) },
    '695': { make: layers(F.relu, true) }, '710 to 740': { make: backpropagation(1) },
    '750': { make: backpropagation(10) },
    '830': { make: network(() => new nn.Sequential(new nn.Flatten(), new nn.Linear(1024, 10)), random([64, 1, 32,
      32])) },
    '850': { make: network(() => new nn.Sequential(new nn.Flatten(), new nn.Linear(1024, 80), new nn.ReLU(),
      new nn.Linear(80, 10)), random([64, 1, 32, 32])) },
    '870': { make: network(digits, random([64, 1, 32, 32])) }, '890': { make: network(lenet, random([16, 1, 32, 32])) },
    '920': { make: recurrentByHand }, '980': { make: chatbot },
  },
  networks: {
    'MLP, AdamW': { make: network(mlp, mlpBatch, { optimizer: (p) => new optim.AdamW(p, { lr: 0.01 }) }) },
    'ResNet-18, SGD': { make: network(() => resnet18(8, 10), random([2, 3, 64, 64]),
      { optimizer: (p) => new optim.SGD(p, { lr: 0.1, momentum: 0.9 }) }) },
    'ResNet-18, AdamW fused': { make: network(() => resnet18(8, 10), random([2, 3, 64, 64]),
      { optimizer: (p) => new optim.AdamW(p, { fused: true }) }) },
    'GPT, AdamW': { make: network(() => new GPT(gptSize), gptBatch, { loss: gptLoss,
      optimizer: (p) => new optim.AdamW(p, { lr: 0.001 }) }) },
    'GPT, AdamW fused': { make: network(() => new GPT(gptSize), gptBatch, { loss: gptLoss,
      optimizer: (p) => new optim.AdamW(p, { lr: 0.001, fused: true }) }) },
    'GRU': { make: network(() => new Recurrent(nn.GRU), random([4, 12, 8])) },
    'LSTM': { make: network(() => new Recurrent(nn.LSTM), random([4, 12, 8])) },
    'RNN': { make: network(() => new Recurrent(nn.RNN), random([4, 12, 8])) },
    'transformer': { make: network(() => new nn.Sequential(new nn.TransformerEncoderLayer(16, 4, { dim_feedforward: 32,
      batch_first: true }), new nn.Flatten(), new nn.Linear(96, 10)), random([4, 6, 16])) },
  },
  optimizers: { ...optimizerCases, 'SparseAdam, sparse embedding': sparse, LBFGS: lbfgs }, schedulers: schedulerCases,
  around,
};
