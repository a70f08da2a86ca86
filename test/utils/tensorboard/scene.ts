/** What scripts/tensorboard/scene.py writes in Python. */
import * as torch from 'nodetorch';
import { SummaryWriter } from 'nodetorch/utils/tensorboard';

const { nn } = torch;

const rules = ['auto', 'fd', 'doane', 'scott', 'rice', 'sturges', 'sqrt', 'stone'];
const dtypes = [torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int8, torch.int16, torch.int32,
  torch.int64, torch.uint8, torch.bool, torch.complex64, torch.complex128];

class Net extends nn.Module {
  conv = new nn.Conv2d(1, 4, 3);
  body = new nn.Sequential(new nn.ReLU(), new nn.MaxPool2d(2), new nn.Flatten(), new nn.Tanh());
  head = new nn.Linear(36, 3);

  forward(input: torch.Tensor): torch.Tensor {
    return torch.softmax(this.head(this.body(this.conv(input)) as torch.Tensor), 1);
  }
}

class Two extends nn.Module {
  a = new nn.Linear(4, 4);
  b = new nn.Linear(4, 4, { bias: false });
  scale = new nn.Parameter(torch.ones(4));

  forward(left: torch.Tensor, right: torch.Tensor): readonly [torch.Tensor, torch.Tensor] {
    const both = this.a(left).add(this.b(right));
    return Object.freeze([both.mul(this.scale), both.sum()] as const);
  }
}

/** The graphs of two models, each in a folder of its own. */
function writeGraphs(folder: string): void {
  const two = (): torch.Tensor[] => [torch.rand(3, 4), torch.rand(3, 4)];
  const models = [['net', () => new Net(), () => torch.rand(2, 1, 8, 8)], ['two', () => new Two(), two]] as const;
  const made = models.map(([name, model, args]) => [name, model(), args()] as const);
  for (const [name, model, args] of made) {
    const writer = new SummaryWriter(`${folder}/graph_${name}`);
    writer.add_graph(model, args);
    writer.close();
  }
}

function writePictures(w: SummaryWriter): void {
  w.add_image('image/chw', torch.rand(3, 8, 9), 0);
  w.add_image('image/grey', torch.rand(1, 8, 9), 0);
  w.add_image('image/hwc', torch.rand(8, 9, 3).mul(1.4).sub(0.2), 0, { dataformats: 'HWC' });
  w.add_image('image/hw', torch.rand(8, 9), 0, { dataformats: 'HW' });
  w.add_image('image/rgba', torch.rand(4, 8, 9), 0);
  w.add_image('image/bytes', torch.randint(0, 256, [3, 8, 9], { dtype: torch.uint8 }), 0);
  w.add_images('images/nchw', torch.rand(11, 3, 4, 5), 0);
  w.add_images('images/nhwc', torch.rand(3, 4, 5, 1), 0, { dataformats: 'NHWC' });
  const boxes = torch.tensor([[3, 2, 14, 10], [0, 0, 19, 15], [12.7, 9.9, 5.2, 4.4]]);
  w.add_image_with_boxes('boxes', torch.rand(3, 16, 20), boxes, 0);
  w.add_image_with_boxes('boxes/larger', torch.rand(3, 16, 20), boxes, 0, { rescale: 2.5 });
  w.add_image_with_boxes('boxes/smaller', torch.rand(4, 16, 20), boxes, 0, { rescale: 0.4 });
}

function writeHistograms(w: SummaryWriter): void {
  const values = torch.randn(1000);
  w.add_histogram('histogram/tensorflow', values, 0);
  w.add_histogram('histogram/half', values.half(), 0);
  w.add_histogram('histogram/brain', values.bfloat16(), 0);
  w.add_histogram('histogram/one', torch.tensor([3]), 0);
  w.add_histogram('histogram/ints', torch.arange(50), 0);
  for (const rule of rules) {
    w.add_histogram(`histogram/${rule}`, values, 0, { bins: rule });
    w.add_histogram(`histogram/${rule}/uniform`, torch.rand(333), 0, { bins: rule });
  }
  w.add_histogram('histogram/count', values, 0, { bins: 20 });
  w.add_histogram('histogram/edges', values, 0, { bins: [-2, -1, 0, 0.5, 3] });
  w.add_histogram('histogram/coarse', values, 0, { max_bins: 64 });
  w.add_histogram('histogram/coarser', values, 0, { bins: 50, max_bins: 7 });
  w.add_histogram_raw('histogram/raw', 0, 3, 6, 9.5, 20.25, [1, 2, 3], [1, 2, 3], 2);
}

function writeNumbers(w: SummaryWriter): void {
  for (let step = 0; step < 5; step++) w.add_scalar('loss', 1 / (step + 1), step, { walltime: step });
  w.add_scalar('of_tensor', torch.tensor([[2.5]]), 3);
  w.add_scalar('no_step', 7);
  w.add_scalar('new', 0.1, 1, { new_style: true });
  w.add_scalar('double', 0.1, 1, { new_style: true, double_precision: true });
  w.add_scalars('both/of', { a: 1.5, b: torch.tensor(2) }, 4);
  w.add_scalars('both/of', { a: 2.5, b: 3 }, 5);
  for (const dtype of dtypes) {
    const held = torch.arange(6).reshape(2, 3).sub(dtype === torch.uint8 ? 0 : 2);
    w.add_tensor(`tensor/${String(dtype)}`.replace('torch.', ''), held.to(dtype));
  }
  w.add_tensor('tensor/big', torch.tensor([2n ** 62n + 1n, -(2n ** 62n) - 1n]), 1);
}

/** Python's arange(5.0) + i. */
const counts = (i: number): Float64Array => Float64Array.from({ length: 5 }, (_, k) => k + i);

/** Writes everything that Python does, in its order: the random numbers are the same. */
export function writeScene(folder: string): void {
  torch.manual_seed(0);
  const w = new SummaryWriter(folder, { filename_suffix: '.scene' });
  writeNumbers(w);
  writeHistograms(w);
  writePictures(w);
  w.add_text('text', '# Größe\n**bold**', 1);
  w.add_audio('audio', torch.sin(torch.arange(400).div(7)).reshape(1, -1), 0, { sample_rate: 8000 });
  const labels = torch.randint(0, 2, [200]);
  const predictions = torch.rand(200);
  w.add_pr_curve('pr', labels, predictions, 0);
  w.add_pr_curve('pr/few', labels, predictions, 0, { num_thresholds: 11, weights: 0.5 });
  w.add_pr_curve_raw('pr/raw', counts(0), counts(1), counts(2), counts(3), counts(4), counts(5),
    { global_step: 1, num_thresholds: 5 });
  w.add_custom_scalars_multilinechart(['loss', 'new'], 'lines', 'all');
  w.add_custom_scalars_marginchart(['a', 'b', 'c'], 'margins', 'one');
  w.add_custom_scalars({ x: { y: ['Multiline', ['loss']], z: ['Margin', ['a', 'b', 'c']] } });
  const vertices = torch.rand(1, 4, 3);
  w.add_mesh('mesh', vertices, {
    colors: torch.randint(0, 256, [1, 4, 3]), faces: torch.tensor([[[0, 1, 2], [1, 2, 3]]]),
    config_dict: { material: { cls: 'PointsMaterial', size: 0.5 }, b: [1, true, null] }, global_step: 3,
  });
  w.add_mesh('points', vertices);
  w.add_embedding(torch.rand(5, 3),
    { metadata: ['a', 'b', 'c', 'd', 'e'], label_img: torch.rand(5, 3, 4, 6), tag: 'e/m' });
  w.add_embedding(torch.arange(8).reshape(4, 2),
    { metadata: [['x', 1], ['y', 2], ['z', 3], ['w', 4]], metadata_header: ['name', 'n'], global_step: 12 });
  w.add_hparams({ lr: 0.1, n: 3, opt: 'sgd', flag: true, none: null, t: torch.tensor([2.5]) },
    { 'hparam/loss': 0.5, 'hparam/accuracy': torch.tensor(0.25) },
    { hparam_domain_discrete: { opt: ['sgd', 'adam'], n: [1, 2, 3] }, run_name: 'trial', global_step: 2 });
  w.close();
  writeGraphs(folder);
  const purged = new SummaryWriter(`${folder}/purged`, { purge_step: 5 });
  purged.add_scalar('x', 1, 6);
  purged.close();
}
