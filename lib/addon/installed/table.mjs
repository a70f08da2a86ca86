// The table every failure of set-up ends in: what was looked at, what was found there, and what to do.

const CURES = [
  ['npx nodetorch setup', 'finds or fetches libtorch: 190-540 MB download, 500 MB on disk'],
  ['npx nodetorch setup --cuda', 'the same for an NVIDIA GPU: 2.7 GB download, 4.5 GB on disk'],
  ['npx nodetorch setup --from FILE|DIR', 'from a torch wheel or libtorch zip at hand, without network'],
  ['npx nodetorch setup --from URL', 'from one that it downloads, without pip; --sha256 HEX checks it'],
  ['LIBTORCH=/path/to/libtorch', 'a directory that holds lib/ (and include/, to build)'],
  ['LIBTORCH_USE_PYTORCH=1', 'the PyTorch that python3 imports'],
];

/** Two columns, the first one padded; each line indented by two. */
export function columns(rows) {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right.replaceAll('\n', `\n${' '.repeat(width + 4)}`)}`);
}

/** An error whose message is the whole table. `attempts` are [place, what was found] pairs. */
export class SetupError extends Error {
  constructor(headline, attempts = [], cures = CURES) {
    const tried = attempts.length > 0 ? ['Looked at:', ...columns(attempts)] : [];
    super([headline, ...tried, 'Do one of:', ...columns(cures)].join('\n'));
    this.name = 'SetupError';
    this.headline = headline;
    this.attempts = attempts;
  }
}
