// TeX formulas as one line of text for a terminal: softmax(c)ᵢ = e^cᵢ / (Σⱼ e^cⱼ). Matrices look
// as tensors print.

const letters = (from, to) => new Map([...from].map((letter, i) => [letter, [...to][i]]));

const LOW = letters('0123456789+-=()aehijklmnoprstuvx', '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ');
const HIGH = letters(
  '0123456789+-=()abcdefghijklmnoprstuvwxyzT', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ',
);

/** Commands without arguments. Names of functions keep their distance to what follows. */
const SYMBOLS = {
  partial: '∂', sigma: 'σ', sum: 'Σ', cdot: ' · ', times: ' × ', le: ' ≤ ', ge: ' ≥ ', neq: ' ≠ ', approx: ' ≈ ',
  to: ' → ', infty: '∞', alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', epsilon: 'ε', eta: 'η', theta: 'θ',
  lambda: 'λ', mu: 'μ', pi: 'π', qquad: '   ', quad: '  ', ',': ' ', ';': ' ', ' ': ' ', '{': '{', '}': '}', '|': '‖',
  left: '', right: '', log: 'log ', exp: 'exp ', tanh: 'tanh ', max: 'max ', min: 'min ', dots: '…', ldots: '…', cdots: '…',
};

/** Commands whose argument is text as it stands. */
const TEXTS = new Set(['mathrm', 'text', 'textbf', 'mathbf', 'mathit', 'operatorname']);

const isSimple = (text) => !/[ /+=·×-]/.test(text);
const inBrackets = (text) => (isSimple(text) ? text : `(${text})`);
/** No spaces inside of brackets, nor between a function's name and the bracket behind it. */
const tidy = (text) => text.replace(/ +([),\]])/g, '$1').replace(/([([]) +/g, '$1')
  .replace(/\b(log|exp|tanh|max|min) +\(/g, '$1(').trim();

function fraction(above, below) {
  const between = isSimple(above) && isSimple(below) ? '/' : ' / ';
  return `${inBrackets(above)}${between}${inBrackets(below)}`;
}

function script(text, mark, table) {
  const packed = text.replaceAll(' ', '');
  if ([...packed].every((letter) => table.has(letter))) return [...packed].map((letter) => table.get(letter)).join('');
  return `${mark}${inBrackets(text)}`;
}

class Reader {
  #tokens;
  #at = 0;
  unknown = [];

  constructor(tex) {
    this.#tokens = tex.match(/\\\\|\\[a-zA-Z]+\s*|\\.|\s+|[^\\\s]/gu) ?? [];
  }

  get #next() {
    return this.#tokens[this.#at]?.trimEnd() ?? '';
  }

  /** The text of `{…}`, or of the one thing that comes. */
  #argument() {
    while (this.#at < this.#tokens.length && this.#next === '') this.#at++;
    return this.#atom();
  }

  #environment() {
    this.#argument(); // bmatrix, pmatrix: all are printed as tensors are
    const rows = [[]];
    for (;;) {
      rows.at(-1).push(tidy(this.until('&', '\\\\', '\\end', '')));
      const end = this.#next;
      this.#at++;
      if (end === '\\\\') rows.push([]);
      else if (end !== '&') break;
    }
    this.#argument();
    const texts = rows.map((row) => `[${row.join(', ')}]`);
    return texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  }

  #command(name) {
    if (name === 'frac') return fraction(this.#argument(), this.#argument());
    if (name === 'sqrt') return `√${inBrackets(this.#argument())}`;
    if (name === 'begin') return this.#environment();
    if (TEXTS.has(name)) return this.#argument();
    if (Object.hasOwn(SYMBOLS, name)) return SYMBOLS[name];
    this.unknown.push(name);
    return name;
  }

  #atom() {
    const token = this.#next;
    this.#at++;
    if (token === '{') {
      const text = this.until('}', '');
      this.#at++;
      return tidy(text);
    }
    return token.startsWith('\\') && token !== '\\' ? this.#command(token.slice(1)) : token;
  }

  /** What comes before one of `ends`; '' is the end of all. */
  until(...ends) {
    let text = '';
    while (this.#at < this.#tokens.length) {
      const token = this.#next;
      if (token === '') {
        this.#at++;
        text += ' ';
      } else if (ends.includes(token)) {
        break;
      } else if (token === '_' || token === '^') {
        this.#at++;
        text = text.trimEnd() + script(this.#argument(), token, token === '_' ? LOW : HIGH);
      } else {
        text += this.#atom();
      }
    }
    return text;
  }
}

/** `{ text, unknown }`: a formula as text, and the commands that this does not know, of which it has the names. */
export function readTex(tex) {
  const reader = new Reader(tex);
  const text = reader.until('');
  return { text: tidy(text).replace(/ {2,}/g, (gap) => (gap.length > 2 ? '    ' : ' ')), unknown: reader.unknown };
}
