/** The graph in a file of ONNX, as TensorBoard draws it. */
import { readFileSync } from 'node:fs';
import { optionalPackage } from '../../optional_packages.js';
import { formatGeneral, py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import { ValueError } from '../../values/errors.js';
import type { AttrValue, GraphDef, NodeDef } from './messages.js';
import { onnxSchema } from './onnx_schema.js';

/** What we use of protobufjs; its own declarations are there only where it is installed. */
interface Protobuf {
  parse(text: string, options: { keepCase: boolean }): { root: { lookupType(name: string): MessageType } };
}
interface MessageType {
  readonly fieldsArray: readonly Field[];
  decode(bytes: Uint8Array): object;
  toObject(message: object, options: { longs: StringConstructor; bytes: BufferConstructor }): Message;
}
interface Field {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly repeated: boolean;
  /** The type of a message, or the names of an enumeration. */
  readonly resolvedType: MessageType | { readonly valuesById: Readonly<Record<number, string>> } | null;
  resolve(): Field;
}
/** A message: only what was written. */
type Message = Readonly<Record<string, unknown>>;

interface Dimension { readonly dim_value?: string }
interface TensorType {
  readonly elem_type?: number;
  readonly shape?: { readonly dim?: readonly Dimension[] };
}
interface ValueInfo {
  readonly name?: string;
  readonly type?: { readonly tensor_type?: TensorType };
}
interface OnnxNode {
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly op_type?: string;
  readonly attribute?: readonly Message[];
}
interface OnnxGraph {
  readonly node?: readonly OnnxNode[];
  readonly input?: readonly ValueInfo[];
  readonly output?: readonly ValueInfo[];
}

let types: { readonly model: MessageType; readonly attribute: MessageType } | undefined;

function typesOf(): NonNullable<typeof types> {
  if (types !== undefined) return types;
  const protobuf = optionalPackage<Protobuf>('torch.utils.tensorboard', 'protobufjs');
  const { root } = protobuf.parse(onnxSchema, { keepCase: true });
  return (types = { model: root.lookupType('ModelProto'), attribute: root.lookupType('AttributeProto') });
}

/** The fields that were written, in the order of their numbers. */
function written(type: MessageType, message: Message): [field: Field, value: unknown][] {
  const there = type.fieldsArray.filter(({ name }) => Object.hasOwn(message, name));
  return there.toSorted((a, b) => a.id - b.id).map((field) => [field.resolve(), message[field.name]]);
}

const typeOf = ({ resolvedType }: Field): MessageType | undefined =>
  (resolvedType !== null && 'fieldsArray' in resolvedType ? resolvedType : undefined);

const escapes: Readonly<Record<number, string>> = {
  9: '\\t', 10: '\\n', 13: '\\r', 34: '\\"', 39: "\\'", 92: '\\\\',
};

/** Bytes and text between quotes, as protocol buffers print them: of text, letters beyond ASCII stay. */
function quoted(value: string | Uint8Array): string {
  const shown = (code: number): string => {
    const isShown = code >= 32 && code < 127 || (code > 127 && typeof value === 'string');
    return isShown ? String.fromCodePoint(code) : `\\${code.toString(8).padStart(3, '0')}`;
  };
  const codes = typeof value === 'string' ? Array.from(value, (char) => char.codePointAt(0)!) : [...value];
  return `"${codes.map((code) => escapes[code] ?? shown(code)).join('')}"`;
}

/** A number as protocol buffers print it: with few digits where they give the same number, else with all. */
function numberText(value: number, isDouble: boolean): string {
  const few = formatGeneral(value, isDouble ? 15 : 6);
  const same = isDouble ? Number(few) : Math.fround(Number(few));
  return same === value || !Number.isFinite(value) ? few : formatGeneral(value, isDouble ? 17 : 9);
}

function scalarText(field: Field, value: unknown): string {
  if (field.type === 'string' || field.type === 'bytes') return quoted(value as string | Uint8Array);
  if (field.type === 'float' || field.type === 'double') return numberText(value as number, field.type === 'double');
  const names = field.resolvedType as { valuesById?: Readonly<Record<number, string>> } | null;
  return String(names?.valuesById?.[value as number] ?? value);
}

/** A message in the text format of protocol buffers. */
function messageText(type: MessageType, message: Message, indent = ''): string {
  return written(type, message).flatMap(([field, value]) => {
    const inner = typeOf(field);
    return (field.repeated ? value as unknown[] : [value]).map((each) => (inner === undefined
      ? `${indent}${field.name}: ${scalarText(field, each)}\n`
      : `${indent}${field.name} {\n${messageText(inner, each as Message, `${indent}  `)}${indent}}\n`));
  }).join('');
}

/** A value as Python's `str` shows it. */
function shown(field: Field, value: unknown): string {
  const inner = typeOf(field);
  const one = (each: unknown): string => {
    if (inner !== undefined) return messageText(inner, each as Message);
    if (field.type === 'float') return py_float_repr(each as number);
    return field.type === 'bytes' ? py_repr(each) : String(each);
  };
  return field.repeated ? `[${(value as unknown[]).map(one).join(', ')}]` : one(value);
}

function variable({ name = '', type }: ValueInfo): NodeDef {
  const { elem_type = 0, shape } = type?.tensor_type ?? {};
  const dim = (shape?.dim ?? []).map((each) => ({ size: Number(each.dim_value ?? 0) }));
  const attr: Record<string, AttrValue> = { dtype: { type: elem_type }, shape: { shape: { dim } } };
  return { name, op: 'Variable', input: [], attr };
}

function operator(type: MessageType, { input = [], output = [], op_type = '', attribute = [] }: OnnxNode): NodeDef {
  const texts = attribute.map((each) => written(type, each).map(([field, value]) => shown(field, value)).join(' = '));
  return {
    name: output[0] ?? '', op: op_type, input: [...input],
    attr: { parameters: { s: Buffer.from(texts.join(', '), 'utf8') } },
  };
}

/**
 * The graph in a file of ONNX: its inputs and outputs, and its operators by the names of their first outputs. Throws a
 * ValueError for what is no such file, and an error of code ERR_MODULE_NOT_FOUND where protobufjs is not installed.
 */
export function load_onnx_graph(fname: string | URL): GraphDef {
  const { model, attribute } = typesOf();
  const bytes = readFileSync(fname);
  let found: { readonly graph?: OnnxGraph };
  try {
    found = model.toObject(model.decode(bytes), { longs: String, bytes: Buffer }) as typeof found;
  } catch (error) {
    throw new ValueError(`${String(fname)} is no model of ONNX: ${(error as Error).message}`);
  }
  const { node = [], input = [], output = [] } = found.graph ?? {};
  return {
    node: [...[...input, ...output].map(variable), ...node.map((each) => operator(attribute, each))],
    versions: { producer: 22 },
  };
}
