export interface PublicName {
  readonly path: string;
  readonly place: string;
  readonly member: boolean;
  readonly kind: 'class' | 'function' | 'value' | 'type';
  readonly text: boolean;
  readonly calls: boolean;
  readonly arguments: boolean | undefined;
  readonly address: boolean;
}

export function publicNames(directory: string): PublicName[];
