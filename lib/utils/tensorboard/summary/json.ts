import { shortest } from '../../../python/format.js';
import { isMap } from '../../../python/objects.js';
import { typeName } from '../../../values/type_name.js';

const ascii = (text: string): string => JSON.stringify(text).replace(/[\u007f-\uffff]/g, (char) =>
  `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * JSON as `json.dumps(value, sort_keys=True)` writes it. Throws a TypeError for what JSON cannot hold.
 */
export function pyJson(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return ascii(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') {
    if (Number.isInteger(value)) return String(BigInt(value));
    return Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? shortest(value) : value > 0 ? 'Infinity' : '-Infinity';
  }
  if (Array.isArray(value)) return `[${value.map(pyJson).join(', ')}]`;
  if (typeof value === 'object' && (isMap(value) || Object.getPrototypeOf(value) === Object.prototype)) {
    const entries = isMap(value) ? [...value] as [string, unknown][] : Object.entries(value);
    const sorted = entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${sorted.map(([name, each]) => `${ascii(name)}: ${pyJson(each)}`).join(', ')}}`;
  }
  throw new TypeError(`Object of type ${typeName(value)} is not JSON serializable`);
}
