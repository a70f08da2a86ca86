/** Messages as bytes, by protobufjs, which is looked for when the first one is written. */
import { optionalPackage } from '../../optional_packages.js';
import type { EventDict, GraphDef, RunMetadata } from './messages.js';
import { schema } from './schema.js';

/** What we use of protobufjs; its own declarations are there only where it is installed. */
interface Protobuf {
  parse(text: string, options: { keepCase: boolean }): { root: { lookupType(name: string): MessageType } };
}
interface MessageType {
  encode(message: object): { finish(): Uint8Array };
}

/** The messages that have bytes of their own: what is in a file, and what others hold as bytes. */
interface Messages {
  Event: EventDict;
  GraphDef: GraphDef;
  RunMetadata: RunMetadata;
  HParamsPluginData: object;
  Layout: object;
  PrCurvePluginData: { version: number; num_thresholds: number };
  TextPluginData: { version: number };
  MeshPluginData: object;
}

let root: ReturnType<Protobuf['parse']>['root'] | undefined;
const types = new Map<string, MessageType>();

/** Throws an error of code ERR_MODULE_NOT_FOUND where protobufjs is not installed. */
export function checkProtobuf(): void {
  root ??= optionalPackage<Protobuf>('torch.utils.tensorboard', 'protobufjs').parse(schema, { keepCase: true }).root;
}

/** The bytes of a message. */
export function encoded<Name extends keyof Messages>(name: Name, message: Messages[Name]): Uint8Array {
  let type = types.get(name);
  if (type === undefined) {
    checkProtobuf();
    types.set(name, (type = root!.lookupType(name)));
  }
  return type.encode(message).finish();
}
