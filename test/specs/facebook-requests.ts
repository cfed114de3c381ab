/** Holds recorded Graph requests against Facebook's published list of edges and parameters. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RecordedRequest } from '../../adapters/sandbox/recorded-request.ts';

const parameter = z.object({ name: z.string(), required: z.boolean().nullish(), type: z.string() });
const operation = z.object({
  method: z.string(),
  endpoint: z.string().optional(),
  name: z.string().optional(),
  return: z.string(),
  params: z.array(parameter),
});
const nodeClass = z.object({ apis: z.array(operation), fields: z.array(z.object({ name: z.string() })) });
const enumRow = z.object({ name: z.string(), values: z.array(z.string()) });
type Parameter = z.infer<typeof parameter>;
type Operation = z.infer<typeof operation>;
type NodeClass = z.infer<typeof nodeClass>;

type Spec = { classOf(name: string): NodeClass | null; readonly enums: ReadonlyMap<string, ReadonlySet<string>> };

const everywhere = ['access_token', 'appsecret_proof', 'fields', 'limit', 'before', 'after', 'since', 'until', 'summary', 'locale', 'id'];
/** What the list leaves out, and what it does not call a file, by the place where it is sent. */
const leftOut: Readonly<Record<string, readonly string[]>> = { 'URL #update': ['scrape'] };
const fileParts: Readonly<Record<string, readonly string[]>> = { 'Page photos': ['source'], 'Page videos': ['source', 'video_file_chunk'] };
const pageEdges = new Set(['feed', 'photos', 'videos', 'video_reels', 'published_posts', 'scheduled_posts']);
const numbered = ['Page', 'Photo', 'AdVideo', 'Comment'];
const notCovered = new Set(['debug_token', 'me']);
const operationNames: Readonly<Record<RecordedRequest['method'], string>> = { GET: '#get', POST: '#update', DELETE: '#delete' };

/** One line for each thing about a Facebook request that the lists in `<folder>/facebook` do not know; empty when all is well. */
export function facebookRequestProblems(requests: readonly RecordedRequest[], specsFolder: string): string[] {
  const spec = readSpec(join(specsFolder, 'facebook'));
  const calls = requests.filter((request) => request.system === 'facebook');
  const known = knownIds(calls);
  return calls.flatMap((call) => problemsOf(call, known, spec).map((problem) => `${call.method} ${call.path}: ${problem}`));
}

function readSpec(folder: string): Spec {
  const classes = new Map<string, NodeClass | null>();
  const rows = z.array(enumRow).parse(JSON.parse(readFileSync(join(folder, 'enum_types.json'), 'utf8')));
  function classOf(name: string): NodeClass | null {
    const path = join(folder, `${name}.json`);
    const found = classes.get(name) ?? (/^\w+$/.test(name) && existsSync(path) ? nodeClass.parse(JSON.parse(readFileSync(path, 'utf8'))) : null);
    classes.set(name, found);
    return found;
  }
  return { classOf, enums: new Map(rows.map((row) => [row.name, new Set(row.values.map((value) => value.toLowerCase()))])) };
}

/** A number alone does not tell what it is the id of: pages have edges of their own, photos are attached to posts. */
function knownIds(calls: readonly RecordedRequest[]): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const call of calls) {
    const [id, edge] = partsOf(call.path);
    if (id !== undefined && edge !== undefined && pageEdges.has(edge)) known.set(id, 'Page');
    for (const photo of attachedPhotos(call.params.attached_media)) known.set(photo, 'Photo');
  }
  return known;
}

const attachedMedia = z.array(z.object({ media_fbid: z.string() }));

function attachedPhotos(given: unknown): string[] {
  const parsed = attachedMedia.safeParse(decoded(given));
  return parsed.success ? parsed.data.map((media) => media.media_fbid) : [];
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function problemsOf(call: RecordedRequest, known: ReadonlyMap<string, string>, spec: Spec): string[] {
  const [id, edge, ...rest] = partsOf(call.path);
  if (rest.length > 0) return ['no such path'];
  if (id === undefined) return problemsIn(call, 'URL', edge, spec);
  if (notCovered.has(id)) return [];
  if (/^\d+_\d+$/.test(id)) return problemsIn(call, 'PagePost', edge, spec);
  if (!/^\d+$/.test(id)) return ['no such path'];
  const names = known.has(id) ? [known.get(id) ?? 'Page'] : numbered;
  const attempts = names.map((name) => problemsIn(call, name, edge, spec));
  return attempts.reduce((best, next) => (next.length < best.length ? next : best));
}

function problemsIn(call: RecordedRequest, className: string, edge: string | undefined, spec: Spec): string[] {
  const node = spec.classOf(className);
  const name = edge ?? operationNames[call.method];
  const found = node?.apis.find((api) => api.method === call.method && (edge === undefined ? api.name === name : api.endpoint === edge));
  if (found === undefined) return [`${className} has no such edge or operation`];
  const place = `${className} ${name}`;
  return [...parameterProblems(call, found, place, spec), ...requiredProblems(call, found), ...ownIdProblems(call), ...fieldProblems(call, found, spec)];
}

function parameterProblems(call: RecordedRequest, found: Operation, place: string, spec: Spec): string[] {
  const listed = new Map(found.params.map((each) => [each.name, each]));
  return Object.entries(call.params).flatMap(([name, value]) => {
    if (isFile(value) && fileParts[place]?.includes(name)) return [];
    const each = listed.get(name);
    if (each !== undefined) return fits(value, each, spec) ? [] : [`${name} is not of type ${each.type}`];
    return everywhere.includes(name) || (leftOut[place] ?? []).includes(name) ? [] : [`no such parameter: ${name}`];
  });
}

function requiredProblems(call: RecordedRequest, found: Operation): string[] {
  return found.params.filter((each) => each.required === true && call.params[each.name] === undefined).map((each) => `${each.name} is required`);
}

/** The SDK repeats an object's own id; another one would be a mistake. */
function ownIdProblems(call: RecordedRequest): string[] {
  const [id] = partsOf(call.path);
  return id === undefined || call.params.id === undefined || call.params.id === id ? [] : ['id is not the one of the path'];
}

function fieldProblems(call: RecordedRequest, found: Operation, spec: Spec): string[] {
  const asked = call.params.fields;
  if (asked === undefined) return [];
  if (typeof asked !== 'string') return ['fields is not a text'];
  const answered = spec.classOf(found.return);
  if (answered === null) return [];
  const edges = answered.apis.flatMap((api) => (api.method === 'GET' && api.endpoint !== undefined ? [api.endpoint] : []));
  const names = new Set([...answered.fields.map((field) => field.name), ...edges]);
  return fieldNames(asked).flatMap((name) => (names.has(name) ? [] : [`${found.return} has no such field: ${name}`]));
}

/** Names between the commas that stand in no bracket, without what is asked of them. */
function fieldNames(asked: string): string[] {
  let depth = 0;
  let parted = '';
  for (const letter of asked) {
    if (letter === '{' || letter === '(') depth += 1;
    if (letter === '}' || letter === ')') depth -= 1;
    parted += letter === ',' && depth === 0 ? '\n' : letter;
  }
  return parted.split('\n').map((part) => part.trim().replace(/[.{(].*$/s, ''));
}

function fits(value: unknown, each: Parameter, spec: Spec): boolean {
  // `metric` is listed as a list, and a text with commas is taken too.
  if (each.name === 'metric' && typeof value === 'string') return value !== '';
  return fitsType(value, each.type, spec);
}

const wholeText = /^-?\d+$/;
const scalars: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string' || typeof value === 'number',
  bool: (value) => ['true', 'false', '1', '0'].includes(String(value)) && typeof value !== 'object',
  int: (value) => isWhole(value),
  'unsigned int': (value) => isWhole(value) && Number(value) >= 0,
  float: (value) => (typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')) && Number.isFinite(Number(value)),
  datetime: (value) => isWhole(value) || (typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value)),
  file: isFile,
  // An id may stand for an object.
  Object: (value) => isObject(decoded(value)) || Array.isArray(decoded(value)) || isWhole(value),
  map: (value) => isObject(decoded(value)),
  list: (value) => Array.isArray(decoded(value)),
};

function fitsType(value: unknown, type: string, spec: Spec): boolean {
  const scalar = scalars[type];
  if (scalar !== undefined) return scalar(value);
  const inner = /^list<(.+)>$/.exec(type)?.[1];
  if (inner !== undefined) {
    const items = decoded(value);
    return Array.isArray(items) && items.every((item) => fitsType(item, inner, spec));
  }
  const values = spec.enums.get(type);
  return values !== undefined ? values.has(String(value).toLowerCase()) : !isFile(value);
}

function isWhole(value: unknown): boolean {
  return typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && wholeText.test(value);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isFile(value);
}

function isFile(value: unknown): boolean {
  return z.strictObject({ file: z.string(), bytes: z.number() }).safeParse(value).success;
}

/** Lists and objects may come as JSON text. */
function decoded(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
