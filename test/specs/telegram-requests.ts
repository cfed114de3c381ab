/** Holds recorded Bot API requests against the published list of methods and types. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RecordedFile, RecordedRequest } from '../../adapters/sandbox/recorded-request.ts';

const field = z.object({ name: z.string(), types: z.array(z.string()), required: z.boolean(), description: z.string() });
const entry = z.object({ name: z.string(), fields: z.array(field).default([]), subtypes: z.array(z.string()).default([]) });
const list = z.object({ version: z.string(), methods: z.record(z.string(), entry), types: z.record(z.string(), entry) });
type Field = z.infer<typeof field>;
type List = z.infer<typeof list>;
type Values = Readonly<Record<string, unknown>>;
type Problems = string[];

/** Read once for each folder: the list is 900 KB. */
const lists = new Map<string, List>();
function readList(folder: string): List {
  const known = lists.get(folder) ?? list.parse(JSON.parse(readFileSync(join(folder, 'telegram', 'api.json'), 'utf8')));
  lists.set(folder, known);
  return known;
}

/** telegraf adds it to buttons that its Markup makes; Telegram passes over it. */
const extraFields = new Set(['hide']);

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function isFile(value: unknown): value is RecordedFile {
  return isValues(value) && typeof value.file === 'string' && typeof value.bytes === 'number';
}

/** The parts of an upload are text: those that are not meant to be are decoded. */
function decoded(value: unknown, types: readonly string[]): unknown {
  if (typeof value !== 'string' || types.every((type) => type === 'String' || type === 'InputFile')) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Only limits and fixed values that the prose tells in its set forms. */
function limitProblems({ description }: Field, value: unknown, where: string, formatted: boolean): Problems {
  const problems: Problems = [];
  const size = /(\d+)-(\d+) (characters|bytes)/.exec(description);
  if (size !== null && typeof value === 'string' && !(formatted && size[3] === 'characters')) {
    const length = size[3] === 'bytes' ? Buffer.byteLength(value) : [...value].length;
    if (length < Number(size[1]) || length > Number(size[2])) problems.push(`${where}: ${length} ${size[3]}, not ${size[1]}-${size[2]}`);
  }
  const items = /must include (\d+)-(\d+) items/.exec(description);
  if (items !== null && Array.isArray(value) && (value.length < Number(items[1]) || value.length > Number(items[2])))
    problems.push(`${where}: ${value.length} items, not ${items[1]}-${items[2]}`);
  return [...problems, ...fixedProblems(description, value, where)];
}

function fixedProblems(description: string, value: unknown, where: string): Problems {
  const single = /(?:must be|always) [“"]?([\w/]+)[”"]?\.?$/.exec(description)?.[1];
  if (single !== undefined && typeof value === 'string' && value !== single) return [`${where}: "${value}", must be "${single}"`];
  const choice = /must be one of ((?:[“"][^”"]+[”"][^“".]*)+)/i.exec(description)?.[1];
  if (choice === undefined || typeof value !== 'string') return [];
  const allowed = [...choice.matchAll(/[“"]([^”"]+)[”"]/g)].map((match) => match[1]);
  return allowed.includes(value) ? [] : [`${where}: "${value}", must be one of ${allowed.join(', ')}`];
}

/** Rules that the list has only in prose. */
function proseProblems(name: string, values: Values, where: string): Problems {
  if (name === 'InlineKeyboardButton') {
    const kinds = Object.keys(values).filter((key) => !['text', 'style', 'icon_custom_emoji_id', ...extraFields].includes(key));
    return kinds.length === 1 ? [] : [`${where}: a button has exactly one kind, this one has ${kinds.length}`];
  }
  if (/^editMessage/.test(name) && values.inline_message_id === undefined && (values.chat_id === undefined || values.message_id === undefined))
    return [`${where}: chat_id and message_id are missing`];
  if (name === 'BotCommand' && !/^[a-z0-9_]+$/.test(String(values.command))) return [`${where}: a command of other characters than a-z, 0-9 and _`];
  if (name === 'setMyCommands' && Array.isArray(values.commands) && values.commands.length > 100) return [`${where}: more than 100 commands`];
  return [];
}

/** Problems of one request or one object in it; `files` are the uploaded parts that an `attach://` may name. */
function objectProblems(api: List, name: string, fields: readonly Field[], values: Values, where: string, files: ReadonlySet<string>): Problems {
  const uploaded = files.size > 0;
  const problems = fields.filter((known) => known.required && values[known.name] === undefined).map((known) => `${where}: ${known.name} is missing`);
  for (const [key, given] of Object.entries(values)) {
    const known = fields.find((one) => one.name === key);
    const place = `${where}.${key}`;
    if (known === undefined) {
      if (!extraFields.has(key) && !(isFile(given) && files.has(key))) problems.push(`${place}: no such field`);
      continue;
    }
    const value = uploaded ? decoded(given, known.types) : given;
    const formatted = values.parse_mode !== undefined;
    problems.push(...valueProblems(api, known.types, value, place, files), ...limitProblems(known, value, place, formatted));
  }
  return [...problems, ...proseProblems(name, values, where)];
}

/** Problems under the type that fits best. */
function valueProblems(api: List, types: readonly string[], value: unknown, where: string, files: ReadonlySet<string>): Problems {
  const tries = types.map((type) => typeProblems(api, type, value, where, files));
  return tries.reduce((best, one) => (one.length < best.length ? one : best), tries[0] ?? []);
}

function typeProblems(api: List, type: string, value: unknown, where: string, files: ReadonlySet<string>): Problems {
  const wrong = [`${where}: is no ${type}`];
  const item = /^Array of (.+)$/.exec(type)?.[1];
  if (item !== undefined) {
    if (!Array.isArray(value)) return [...wrong, ...wrong];
    return value.flatMap((one, index) => typeProblems(api, item, one, `${where}[${index}]`, files));
  }
  switch (type) {
    case 'String':
      return typeof value === 'string' ? attachProblems(value, where, files) : wrong;
    case 'Integer':
      return Number.isSafeInteger(value) ? [] : wrong;
    case 'Float':
      return typeof value === 'number' ? [] : wrong;
    case 'Boolean':
    case 'True':
      return typeof value === 'boolean' ? [] : wrong;
    case 'InputFile':
      return isFile(value) && value.bytes > 0 ? [] : wrong;
    default:
      return classProblems(api, type, value, where, files);
  }
}

function attachProblems(value: string, where: string, files: ReadonlySet<string>): Problems {
  const part = /^attach:\/\/(.+)$/.exec(value)?.[1];
  return part === undefined || files.has(part) ? [] : [`${where}: names a part that was not sent`];
}

function classProblems(api: List, type: string, value: unknown, where: string, files: ReadonlySet<string>): Problems {
  const known = api.types[type];
  if (known === undefined) return [`${where}: type ${type} is not in the list`];
  if (!isValues(value) || isFile(value)) return [`${where}: is no ${type}`, `${where}: is no object`];
  if (known.subtypes.length > 0) return valueProblems(api, known.subtypes, value, where, files);
  return objectProblems(api, type, known.fields, value, where, files);
}

/** One line for each problem; empty when every request is one that the published Bot API takes. `specsFolder` holds `telegram/api.json`. */
export function telegramRequestProblems(requests: readonly RecordedRequest[], specsFolder: string): string[] {
  const api = readList(specsFolder);
  return requests.filter((request) => request.system === 'telegram').flatMap((request) => requestProblems(api, request));
}

function requestProblems(api: List, request: RecordedRequest): Problems {
  const method = api.methods[request.path];
  if (method === undefined) return [`${request.path}: no such method`];
  const files = new Set(Object.entries(request.params).flatMap(([key, value]) => (isFile(value) ? [key] : [])));
  // telegraf names the method once more in the parts of an upload.
  const { method: repeated, ...rest } = request.params;
  const values = files.size > 0 && repeated === request.path ? rest : request.params;
  return objectProblems(api, request.path, method.fields, values, request.path, files);
}
