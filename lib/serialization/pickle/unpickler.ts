import { getHeapStatistics } from 'node:v8';
import { warn } from '../../python/warnings.js';
import { UnpicklingError } from '../errors.js';
import { PickleGlobal, type PickleContext } from './global.js';
import { newer, op } from './opcodes.js';
import { decodeText } from './text.js';
import { finish, PendingDict, type PendingObject } from './values.js';

/** How text that Python 2 wrote is read. */
export type PickleEncoding = 'utf-8' | 'utf8' | 'ascii' | 'latin1' | 'bytes';

export interface UnpicklerOptions {
  /** What a global of the pickle stands for. Throws for all that are not allowed. */
  find_class(module: string, name: string): unknown;
  /** Gives the storage that a persistent id describes. */
  persistent_load(id: readonly unknown[]): unknown;
  /** Gives an object its state, or says that it takes none: false. */
  build(target: unknown, state: unknown, context: PickleContext): boolean;
  readonly encoding?: PickleEncoding;
  /** Reads what `pickle.dump` of Python 3 writes as well, protocols 3 to 5: files of others than `torch.save`. */
  readonly newer?: boolean;
  /** Only follows the pickle: calls nothing, and gives no value. */
  readonly dry?: boolean;
}

/** Stands for what a dry run does not make. */
class Nothing {}

// What one object of each kind takes of V8's heap, more or less.
const cost = { slot: 8, list: 40, dict: 64, entry: 60, set: 220, call: 500 } as const;

/** Reads what Python's `weights_only` unpickler reads: protocol 2 without code. One object reads one pickle. */
export class Unpickler implements PickleContext {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #options: UnpicklerOptions;
  readonly #memo = new Map<number, unknown>();
  readonly #marks: unknown[][] = [];
  readonly #tuples = new Set<object>();
  readonly #objects: PendingObject[] = [];
  #stack: unknown[] = [];
  #budget: number;
  /** Where the next byte is read; after `load`, the end of the pickle. */
  position: number;

  constructor(bytes: Uint8Array, options: UnpicklerOptions, position = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#options = options;
    this.position = position;
    const { heap_size_limit, used_heap_size } = getHeapStatistics();
    this.#budget = (heap_size_limit - used_heap_size) / 3;
  }

  /** The value of the pickle. Throws an UnpicklingError for anything but plain values and what is allowed. */
  load(): unknown {
    for (;;) {
      const code = this.#byte();
      if (code === op.STOP) return finish(this.#pop(), this.#tuples, this.#objects);
      this.#execute(code);
    }
  }

  #execute(code: number): void {
    switch (code) {
      case op.GLOBAL:
        return this.#push(this.#options.find_class(this.#line(), this.#line()));
      case op.NEWOBJ:
        return this.#newObject();
      case op.REDUCE:
        return this.#reduce();
      case op.BUILD:
        return this.#build();
      case op.APPEND:
        return this.#append([this.#pop()], 'append to');
      case op.APPENDS:
        return this.#append(this.#popMark(), 'extend');
      case op.SETITEM: {
        const value = this.#pop();
        return this.#setItems([this.#pop(), value], 'SETITEM');
      }
      case op.SETITEMS:
        return this.#setItems(this.#popMark(), 'SETITEMS');
      case op.MARK:
        this.#spend(cost.list);
        this.#marks.push(this.#stack);
        this.#stack = [];
        return;
      case op.TUPLE:
        return this.#tuple(this.#popMark());
      case op.TUPLE1:
        return this.#tuple([this.#pop()]);
      case op.TUPLE2:
        return this.#tuple([this.#pop(), this.#pop()].reverse());
      case op.TUPLE3:
        return this.#tuple([this.#pop(), this.#pop(), this.#pop()].reverse());
      case op.EMPTY_TUPLE:
        return this.#tuple([]);
      case op.NONE:
        return this.#push(null);
      case op.NEWFALSE:
        return this.#push(false);
      case op.NEWTRUE:
        return this.#push(true);
      case op.EMPTY_LIST:
        return this.#pushNew([], cost.list);
      case op.EMPTY_DICT:
        return this.#pushNew(new PendingDict('dict'), cost.dict);
      case op.EMPTY_SET:
        return this.#pushNew(new Set(), cost.set);
      case op.BININT:
        return this.#push(this.#view.getInt32(this.#advance(4), true));
      case op.BININT1:
        return this.#push(this.#byte());
      case op.BININT2:
        return this.#push(this.#view.getUint16(this.#advance(2), true));
      case op.BINFLOAT:
        return this.#push(this.#view.getFloat64(this.#advance(8), false));
      case op.LONG1:
        return this.#push(integerOf(this.#take(this.#byte())));
      case op.BINUNICODE:
        return this.#push(decodeText(this.#take(this.#uint32())));
      case op.SHORT_BINSTRING:
        return this.#push(this.#oldText(this.#take(this.#byte())));
      case op.BINPERSID:
        return this.#persistent();
      case op.BINGET:
        return this.#get(this.#byte());
      case op.LONG_BINGET:
        return this.#get(this.#uint32());
      case op.BINPUT:
        return this.#put(this.#byte());
      case op.LONG_BINPUT:
        return this.#put(this.#uint32());
      case op.PROTO:
        return this.#protocol(this.#byte());
      default:
        if (this.#options.newer === true && this.#executeNewer(code)) return;
        throw new UnpicklingError(`Unsupported operand ${code}`);
    }
  }

  /** False for what is no opcode of those. */
  #executeNewer(code: number): boolean {
    switch (code) {
      case newer.FRAME:
        // So many bytes belong together, for readers of streams.
        this.#length64();
        break;
      case newer.MEMOIZE:
        this.#put(this.#memo.size);
        break;
      case newer.STACK_GLOBAL:
        this.#stackGlobal();
        break;
      case newer.SHORT_BINUNICODE:
        this.#push(decodeText(this.#take(this.#byte())));
        break;
      case newer.BINUNICODE8:
        this.#push(decodeText(this.#take(this.#length64())));
        break;
      case newer.SHORT_BINBYTES:
        this.#push(new Uint8Array(this.#take(this.#byte())));
        break;
      case newer.BINBYTES:
        this.#push(new Uint8Array(this.#take(this.#uint32())));
        break;
      case newer.BINBYTES8:
        this.#push(new Uint8Array(this.#take(this.#length64())));
        break;
      case newer.LONG4:
        this.#push(integerOf(this.#take(this.#uint32())));
        break;
      case newer.ADDITEMS: {
        const items = this.#popMark();
        const set = this.#top();
        if (!(set instanceof Set)) throw new UnpicklingError(`Can only add to sets, but got ${this.#nameOf(set)}`);
        for (const item of this.setOf(items)) set.add(item);
        break;
      }
      case newer.FROZENSET:
        this.#push(this.setOf(this.#popMark()));
        break;
      default:
        return false;
    }
    return true;
  }

  #length64(): number {
    const length = this.#view.getBigUint64(this.#advance(8), true);
    if (length > BigInt(this.#bytes.length)) throw new UnpicklingError('pickle data was truncated');
    return Number(length);
  }

  #stackGlobal(): void {
    const name = this.#pop();
    const module = this.#pop();
    if (typeof name !== 'string' || typeof module !== 'string') throw new UnpicklingError('STACK_GLOBAL requires str');
    this.#push(this.#options.find_class(module, name));
  }

  // --- bytes

  #advance(count: number): number {
    const start = this.position;
    if (count > this.#bytes.length - start) throw new UnpicklingError('pickle data was truncated');
    this.position = start + count;
    return start;
  }
  #byte(): number {
    return this.#bytes[this.#advance(1)]!;
  }
  #uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }
  #take(count: number): Uint8Array {
    const start = this.#advance(count);
    return this.#bytes.subarray(start, this.position);
  }
  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.position);
    if (end < 0) throw new UnpicklingError('pickle data was truncated');
    const text = decodeText(this.#bytes.subarray(this.position, end));
    this.position = end + 1;
    return text;
  }

  // --- stack and memo

  /** A file of little can ask for much; what it asks for must fit into the heap, whose end ends the process. */
  #spend(bytes: number): void {
    this.#budget -= bytes;
    if (this.#budget < 0) throw new UnpicklingError('the objects of the pickle would fill the memory of JavaScript');
  }
  #push(value: unknown): void {
    this.#spend(cost.slot);
    this.#stack.push(value);
  }
  #pushNew(value: object, bytes: number): void {
    this.#spend(bytes);
    this.#stack.push(value);
  }
  #pop(): unknown {
    if (this.#stack.length === 0) throw new UnpicklingError('unexpected MARK found: the stack of the pickle is empty');
    return this.#stack.pop();
  }
  #top(): unknown {
    if (this.#stack.length === 0) throw new UnpicklingError('unexpected MARK found: the stack of the pickle is empty');
    return this.#stack[this.#stack.length - 1];
  }
  #popMark(): unknown[] {
    const outer = this.#marks.pop();
    if (outer === undefined) throw new UnpicklingError('could not find MARK');
    const items = this.#stack;
    this.#stack = outer;
    return items;
  }
  #get(index: number): void {
    if (!this.#memo.has(index)) throw new UnpicklingError(`Memo value not found at index ${index}`);
    this.#push(this.#memo.get(index));
  }
  #put(index: number): void {
    this.#spend(cost.entry);
    this.#memo.set(index, this.#top());
  }

  // --- values

  #tuple(items: unknown[]): void {
    this.#tuples.add(items);
    this.#pushNew(items, 2 * cost.list);
  }

  #isList(value: unknown): value is unknown[] {
    return Array.isArray(value) && !this.#tuples.has(value);
  }

  #append(items: readonly unknown[], verb: string): void {
    const list = this.#top();
    if (!this.#isList(list)) throw new UnpicklingError(`Can only ${verb} lists, but got ${this.#nameOf(list)}`);
    for (const item of items) list.push(item);
  }

  #setItems(items: readonly unknown[], opcode: string): void {
    const dict = this.#top();
    if (dict instanceof Nothing) return;
    if (!(dict instanceof PendingDict)) {
      throw new UnpicklingError(`Can only ${opcode} for dict, collections.OrderedDict, ` +
        `collections.Counter, but got ${this.#nameOf(dict)}`);
    }
    if (items.length % 2 !== 0) throw new UnpicklingError(`odd number of items for ${opcode}`);
    for (let i = 0; i < items.length; i += 2) this.#setItem(dict, items[i], items[i + 1]);
  }

  #setItem(dict: PendingDict, key: unknown, value: unknown): void {
    this.#checkKey(key);
    this.#spend(cost.entry + (dict.entries === undefined ? cost.set : 0));
    dict.set(key, value);
  }

  #checkKey(key: unknown): void {
    if (this.#isList(key) || key instanceof PendingDict || key instanceof Set) {
      throw new TypeError(`unhashable type: '${this.#nameOf(key)}'`);
    }
  }

  #oldText(bytes: Uint8Array): string | Uint8Array {
    const { encoding = 'utf-8' } = this.#options;
    if (encoding === 'bytes') return new Uint8Array(bytes);
    if (encoding === 'latin1') return Buffer.from(bytes).toString('latin1');
    if (encoding === 'ascii' && bytes.some((byte) => byte > 0x7f)) {
      throw new UnpicklingError("'ascii' codec can't decode the text of the pickle: try encoding='latin1'");
    }
    return decodeText(bytes);
  }

  #persistent(): void {
    const id = this.#pop();
    if (!Array.isArray(id) || !this.#tuples.has(id)) {
      throw new UnpicklingError(`persistent_load id must be tuple or int, but got ${this.#nameOf(id)}`);
    }
    const kind: unknown = id[0] instanceof Uint8Array ? Buffer.from(id[0]).toString('latin1') : id[0];
    if (kind !== 'storage') {
      throw new UnpicklingError(`Only persistent_load of storage is allowed, but got ${this.#nameOf(id[0])}`);
    }
    this.#spend(cost.call);
    this.#push(this.#options.persistent_load(id.slice(1)));
  }

  #protocol(protocol: number): void {
    if (protocol === 2 || (this.#options.newer === true && protocol <= 5)) return;
    warn('UserWarning', `Detected pickle protocol ${protocol} in the checkpoint, which was not the default pickle ` +
      'protocol used by `torch.load` (2). Not all of its instructions are supported.');
  }

  // --- what is allowed to be called

  #arguments(): readonly unknown[] {
    const args = this.#pop();
    if (!Array.isArray(args) || !this.#tuples.has(args)) {
      throw new UnpicklingError(`the arguments of a call must be a tuple, but got ${this.#nameOf(args)}`);
    }
    this.#spend(cost.call);
    return args as readonly unknown[];
  }

  #reduce(): void {
    const args = this.#arguments();
    const func = this.#pop();
    if (!(func instanceof PickleGlobal)) {
      throw new UnpicklingError(`Trying to call reduce for unrecognized function ${this.#nameOf(func)}`);
    }
    this.#push(this.#options.dry ? new Nothing() : func.call(args, this));
  }

  #newObject(): void {
    const args = this.#arguments();
    const cls = this.#pop();
    if (!(cls instanceof PickleGlobal) || cls.create === undefined) {
      throw new UnpicklingError('Can only create new object for nn.Parameter or classes allowlisted ' +
        `via \`add_safe_globals\` but got ${this.#nameOf(cls)}`);
    }
    this.#push(this.#options.dry ? new Nothing() : cls.create(args, this));
  }

  #build(): void {
    const state = this.#pop();
    const target = this.#top();
    if (target instanceof Nothing) return;
    if (target instanceof PendingDict && target.kind === 'OrderedDict') {
      if (!(state instanceof PendingDict)) {
        throw new UnpicklingError(`the state of an OrderedDict must be a dict, but got ${this.#nameOf(state)}`);
      }
      target.attributes = state;
    } else if (!this.#options.build(target, state, this)) {
      throw new UnpicklingError('Can only build Tensor, Parameter, OrderedDict or types allowlisted via ' +
        `\`add_safe_globals\`, but got ${this.#nameOf(target)}`);
    }
  }

  attach(target: object, state: unknown, receive?: (state: unknown) => void): void {
    this.#objects.push({ target, state, receive });
  }

  /** A set of the elements of a list, which must do as keys. */
  setOf(items: readonly unknown[]): Set<unknown> {
    for (const item of items) this.#checkKey(item);
    this.#spend(cost.entry * items.length);
    return new Set(items);
  }

  #nameOf(value: unknown): string {
    if (value === null || value === undefined) return 'NoneType';
    if (value instanceof PickleGlobal) return value.name;
    if (value instanceof PendingDict) return value.kind;
    if (Array.isArray(value)) return this.#tuples.has(value) ? 'tuple' : 'list';
    if (value instanceof Uint8Array) return 'bytes';
    if (value instanceof Set) return 'set';
    switch (typeof value) {
      case 'string':
        return 'str';
      case 'boolean':
        return 'bool';
      case 'number':
        return Number.isInteger(value) ? 'int' : 'float';
      case 'bigint':
        return 'int';
      default:
        return value?.constructor.name ?? typeof value;
    }
  }
}

/** Python's `decode_long`: little-endian, two's complement. A bigint where a number would lose digits. */
function integerOf(bytes: Uint8Array): number | bigint {
  let hex = '';
  for (const byte of bytes) hex = byte.toString(16).padStart(2, '0') + hex;
  const value = bytes.length === 0 ? 0n : BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex}`));
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
