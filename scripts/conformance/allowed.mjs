// The one list of what the conformance run lets pass, each row with its reason. `entries` names table entries, one by
// one or by a regular expression; `suite`, `forms`, `aspects` and `dtypes` narrow a row down.
//   does 'absent'     the entry has no counterpart here: its failures are shown as documented
//   does 'differs'    the same, for a documented difference; `problem` says what the difference must look like
//   does 'values'     elements are not compared, only dtype, shape, strides
//   does 'skip'       PyTorch itself must not be asked, since it ends its process, damages its memory or takes minutes
//   does 'near'       elements may differ by `tolerance` units of the precision of their dtype

const uninitialised = 'uninitialised memory: whatever lay there';

const oneNumber = '1 and 1.0 are one number in JavaScript, an integral one an int';

export const allowed = [
  {
    entries: 'empty empty_like empty_permuted empty_strided new_empty new_empty_strided', does: 'values',
    aspects: 'result text input', reason: uninitialised,
  },
  {
    entries: /^__r(add|div|mul|sub|matmul|mod|pow|and|or|xor)__$/, does: 'absent',
    reason: "what Python calls for an operator with the tensor on its right: JavaScript's operators take numbers only",
  },
  {
    entries: /^jiterator_/, does: 'absent',
    reason: 'compiles C++ for CUDA at run time (torch.cuda.jiterator); without CUDA it only raises, in PyTorch too',
  },
  {
    entries: 'linspace linspace.tensor_overload logspace logspace.tensor_overload', forms: 'error', does: 'differs',
    problem: /got \(int, int, float\)/, reason: oneNumber,
  },
  {
    entries: 'nn.functional.triplet_margin_loss nn.functional.triplet_margin_with_distance_loss', forms: 'error',
    does: 'differs', problem: /got -1\.0, got .*got -1$/, reason: oneNumber,
  },
  {
    entries: 'cat', forms: 'error', does: 'differs', problem: /got NoneType, got .*got null$/,
    reason: "messages name JavaScript's values: null is what Python's None is",
  },
  {
    entries: '_batch_norm_with_update', does: 'differs', problem: /failed to match any schema|nothing to compare/,
    reason: 'operators of torch.ops take one out= for all their results here, in Python one by one',
  },
  {
    entries: 'lu_unpack linalg.lu tril triu', forms: 'out strided', does: 'skip',
    reason: 'libtorch writes outside of `out` where its batch dimensions are not in order',
  },
  {
    entries: 'Rprop', forms: 'differentiable', aspects: 'grad', dtypes: 'complex64', does: 'near', tolerance: 0,
    reason: 'a gradient of zero may have the other sign: PyTorch assigns a zero where the formula here multiplies by it',
  },
  {
    entries: 'LBFGS', suite: 'snapshot', forms: 'closure', does: 'values',
    reason: 'it runs away from this sample, so last digits, which other processors have, grow to all of them',
  },
  {
    entries: 'kl.Geometric', suite: 'snapshot', aspects: 'kl', dtypes: 'float32', does: 'near', tolerance: 2 ** 14,
    reason: 'a divergence of zero is what is left of terms of one: each processor leaves other digits of them',
  },
  {
    entries: 'nn.LSTM', suite: 'autocast', dtypes: 'bfloat16', does: 'differs',
    problem: /could not create a primitive descriptor for the LSTM|Python has nothing to compare with/,
    reason: 'oneDNN has an LSTM in bfloat16 on processors with AVX-512 alone, and the snapshot is from another one',
  },
  {
    entries: 'CosineAnnealingLR OneCycleLR PolynomialLR', aspects: 'rates', dtypes: 'float64', does: 'near', tolerance: 2 ** -23,
    reason: "V8's Math.cos and ** differ in the last digit from those of the C library, which Python calls; chains add that up",
  },
  {
    entries: 'flex_attention_backward', aspects: 'grads', does: 'differs', problem: /expected AssertionError: idx shape/,
    reason: 'a row of what is captured and then an item of it: PyTorch stops at the sizes of its own indices',
  },
  {
    entries: 'empty empty_like new_empty new_empty_strided', does: 'differs',
    aspects: 'loop', reason: uninitialised,
  },
  {
    entries: 'empty empty_like empty_permuted empty_strided new_empty new_empty_strided', suite: 'compile',
    does: 'differs', reason: uninitialised,
  },
  {
    entries: /./, does: 'differs',
    problem: /^text: expected (Could not run '.*' with arguments from the '.*' backend)\..* available for these backends: .*, got \1\./,
    reason: 'the message lists the backends, of which PyTorch has some of Python\'s own',
  },
  {
    entries: 'nn.functional.linear_cross_entropy.chunked nn.functional.linear_cross_entropy.chunked_none',
    does: 'differs', problem: /must override the setup_context staticmethod/,
    reason: 'PyTorch makes an operator of it, which vmap loops over and forward mode passes by; here it is a Function',
  },
  {
    entries: 'nn.functional.ctc_loss', suite: 'gradcheck', forms: 'gradcheck', does: 'skip',
    reason: 'its smallest sample has 16000 elements and, as it is, no right gradient: each is looked at by itself, for minutes',
  },
];

const words = (text) => text?.trim().split(/\s+/);

/** Whether a row speaks of an entry. */
export function names({ entries }, entry) {
  return entries instanceof RegExp ? entries.test(entry) : words(entries).includes(entry);
}

function fits(row, about) {
  return names(row, about.entry) && (row.suite === undefined || row.suite === about.suite) &&
    (row.forms === undefined || words(row.forms).includes(about.form)) &&
    (row.aspects === undefined || words(row.aspects).includes(about.aspect)) &&
    (row.dtypes === undefined || words(row.dtypes).includes(about.dtype));
}

/** The forms that Python leaves out: [entry, form]. */
export function skipped(suite) {
  return allowed.filter((row) => row.does === 'skip' && (row.suite ?? suite) === suite)
    .flatMap((row) => words(row.entries).map((entry) => [entry, row.forms]));
}

/** How an aspect is compared: the options of `difference`. */
export function ruleOf(about) {
  const options = {};
  for (const row of allowed) {
    if (row.does === 'values' && fits(row, about)) options.values = false;
    if (row.does === 'near' && fits(row, about)) options.tolerance = row.tolerance;
  }
  return options;
}

/** The row by which a failure is a documented one, or undefined. */
export function documented(about, problem) {
  return allowed.find((row) => (row.does === 'absent' || row.does === 'differs') && fits(row, about) &&
    (row.problem === undefined || row.problem.test(problem)));
}
