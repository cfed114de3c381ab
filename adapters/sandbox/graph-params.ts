/** Reading Graph parameters: text, numbers and lists come as JSON values or as text. */
import { invalidParameter } from './graph-errors.ts';
import { isRecord, type Params, parseJson } from './request-params.ts';

const everywhere = ['access_token', 'appsecret_proof', 'fields', 'locale', 'id'];

/** Refuses with code 100 every parameter that the call does not know: a typo shows at once. */
export function allowOnly(params: Params, known: readonly string[], files: readonly string[] = []): void {
  const names = new Set([...everywhere, ...known]);
  for (const name of params.values.keys()) {
    if (!names.has(name) && !names.has(name.replace(/\[\d*\]$/, ''))) throw invalidParameter(`Unknown parameter: ${name}`);
  }
  for (const name of params.files.keys()) if (!files.includes(name)) throw invalidParameter(`Unknown file: ${name}`);
}

export function textOf(params: Params, name: string): string | null {
  const value = params.values.get(name);
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalidParameter(`Param ${name} must be a string`);
}

export function flagOf(params: Params, name: string, otherwise: boolean): boolean {
  const text = textOf(params, name);
  if (text === null) return otherwise;
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw invalidParameter(`Param ${name} must be a boolean`);
}

export function wholeOf(params: Params, name: string, otherwise: number): number {
  const text = textOf(params, name);
  if (text === null) return otherwise;
  if (!/^\d{1,12}$/.test(text)) throw invalidParameter(`Param ${name} must be a whole number`);
  return Number(text);
}

/** Unix seconds or ISO 8601; null when not given. */
export function instantOf(params: Params, name: string): Date | null {
  const text = textOf(params, name);
  if (text === null) return null;
  const at = /^\d{1,12}$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
  if (Number.isNaN(at.getTime())) throw invalidParameter(`Param ${name} must be a date`);
  return at;
}

/** A list sent as JSON, as JSON text, or as `name[0]`, `name[1]`. */
export function listOf(params: Params, name: string): readonly unknown[] {
  const whole = params.values.get(name);
  if (whole !== undefined) {
    const value = typeof whole === 'string' ? parseJson(whole) : whole;
    if (!Array.isArray(value)) throw invalidParameter(`Param ${name} must be an array.`);
    return value;
  }
  return [...params.values].filter(([key]) => key.startsWith(`${name}[`)).map(([, value]) => (typeof value === 'string' ? parseJson(value) : value));
}

/** Texts of a list given as an array, as JSON text, or parted by commas. */
export function wordsOf(params: Params, name: string): readonly string[] {
  const whole = params.values.get(name);
  const value = typeof whole === 'string' && whole.startsWith('[') ? parseJson(whole) : whole;
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string'
    ? value
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== '')
    : [];
}

/** The ids of `attached_media:[{media_fbid}]`. */
export function attachedMedia(params: Params): readonly string[] {
  return listOf(params, 'attached_media').map((entry) => {
    const value = typeof entry === 'string' ? parseJson(entry) : entry;
    const id = isRecord(value) ? value.media_fbid : undefined;
    if (typeof id !== 'string' && typeof id !== 'number') throw invalidParameter('Param attached_media[0] must have media_fbid');
    return String(id);
  });
}

/** One wanted field: `name`, what is wanted inside (`{…}`), and its modifiers (`.limit(0)`). */
export type Field = { readonly name: string; readonly inner: readonly Field[]; readonly modifiers: ReadonlyMap<string, string> };

/** `id,reactions.limit(0).summary(total_count),attachments{unshimmed_url}` as a tree; refuses what does not close. */
export function parseFields(text: string): readonly Field[] {
  return splitTop(text).map((part) => {
    const name = /^\w+/.exec(part)?.[0];
    if (name === undefined) throw invalidParameter(`Syntax error in fields near "${part}"`);
    const braces = part.indexOf('{');
    const inner = braces < 0 ? [] : parseFields(part.slice(braces + 1, part.lastIndexOf('}')));
    const head = braces < 0 ? part : part.slice(0, braces);
    const modifiers = new Map([...head.matchAll(/\.(\w+)\(([^)]*)\)/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
    return { name, inner, modifiers };
  });
}

function splitTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const letter of text) {
    if (letter === '{' || letter === '(') depth += 1;
    if (letter === '}' || letter === ')') depth -= 1;
    if (depth < 0) throw invalidParameter('Syntax error in fields: too many closing brackets');
    if (letter === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += letter;
  }
  if (depth !== 0) throw invalidParameter('Syntax error in fields: a bracket is not closed');
  parts.push(part);
  return parts.map((each) => each.trim()).filter((each) => each !== '');
}

export type Reader = (field: Field) => unknown;

/** The wanted fields of one object, always with its id; what is undefined is left out, as Facebook leaves out what cannot be read. */
export function project(wanted: readonly Field[], readers: ReadonlyMap<string, Reader>, typeName: string): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const field of [...wanted, { name: 'id', inner: [], modifiers: new Map<string, string>() }]) {
    const reader = readers.get(field.name);
    if (reader === undefined) throw invalidParameter(`Tried accessing nonexisting field (${field.name}) on node type (${typeName})`);
    const value = reader(field);
    if (value !== undefined) read[field.name] = value;
  }
  return read;
}
