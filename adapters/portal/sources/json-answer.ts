/** JSON answers behind a portal's pages: which field is what is said by the newsroom, nothing is guessed. */
import type { FeedReading, RefusedItem } from '../../../src/ports.ts';
import type { JsonFields } from '../../../src/source.ts';
import { type DocumentContext, mostItems, readItems } from '../feed-document.ts';
import type { RawItem } from '../feed-item.ts';
import { problem } from '../page-answer.ts';

const mostRows = 10_000;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^[\s\ufeff]*(?:\)\]\}',?\s)?/, ''));
  } catch {
    return undefined;
  }
}

function own(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

/** All values at a path; a list on the way stands for each of its elements, unless the path numbers one of them. */
function valuesAt(value: unknown, path: string): unknown[] {
  let at: unknown[] = [value];
  for (const name of path === '' ? [] : path.split('.')) {
    at = at.flatMap((each) => (Array.isArray(each) && !/^\d+$/.test(name) ? each.slice(0, 100).map((inner) => own(inner, name)) : [own(each, name)]));
  }
  return at.flatMap((each) => (Array.isArray(each) ? each.slice(0, 100) : [each])).filter((each) => each !== undefined && each !== null);
}

function textsAt(row: unknown, path: string | null): string[] {
  if (path === null) return [];
  return valuesAt(row, path).flatMap((value) => {
    if (typeof value === 'string') return value.trim() === '' ? [] : [value];
    return typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
  });
}

/** Seconds with a fraction are seconds. */
function dateText(text: string): string {
  return /^\d{9,13}\.\d{1,9}$/.test(text) ? text.slice(0, text.indexOf('.')) : text;
}

function linksOf(row: unknown, fields: JsonFields): string[] {
  const told = textsAt(row, fields.url);
  const { urlTemplate } = fields;
  if (urlTemplate === null) return told;
  // A slug may have folders in it; everything else that has a meaning in an address is written as text.
  const filled = (value: string) => urlTemplate.replaceAll('{}', () => value.trim().replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/'));
  return told.map((value) => (/^https?:\/\//i.test(value.trim()) ? value : filled(value)));
}

function toItem(row: unknown, fields: JsonFields): RawItem {
  const body = textsAt(row, fields.body)[0];
  return {
    title: textsAt(row, fields.title)[0] ?? '',
    links: linksOf(row, fields),
    summary: textsAt(row, fields.lead)[0] ?? '',
    content: '',
    published: textsAt(row, fields.date).map(dateText),
    updated: [],
    categories: textsAt(row, fields.category),
    files: textsAt(row, fields.image).map((url) => ({ url, type: 'image', caption: null })),
    thumbnails: [],
    credit: null,
    ...(body === undefined ? {} : { body }),
  };
}

/** Only what is said to be out. A row without the field says nothing, and is not shown. */
function isOut(row: unknown, fields: JsonFields): boolean {
  const { status } = fields;
  if (status === null) return true;
  const wanted = new Set(status.published.map((value) => value.trim().toLowerCase()));
  return textsAt(row, status.field).some((value) => wanted.has(value.trim().toLowerCase()));
}

/** Where the answer has lists of objects, for whoever writes the mapping; at most five, looked for three levels deep. */
function listsIn(value: unknown): string[] {
  const found: string[] = [];
  let level: { readonly path: string; readonly value: unknown }[] = [{ path: '', value }];
  for (let depth = 0; depth < 4 && level.length > 0; depth++) {
    for (const each of level)
      if (Array.isArray(each.value) && typeof each.value[0] === 'object')
        found.push(
          `${each.path === '' ? 'the answer itself' : each.path} (${Object.keys(each.value[0] ?? {})
            .slice(0, 12)
            .join(', ')})`,
        );
    level = level.flatMap((each) =>
      typeof each.value !== 'object' || each.value === null || Array.isArray(each.value)
        ? []
        : Object.entries(each.value)
            .slice(0, 50)
            .map(([name, inner]) => ({ path: each.path === '' ? name : `${each.path}.${name}`, value: inner })),
    );
  }
  return found.slice(0, 5).map((line) => line.slice(0, 300));
}

function failed(kind: 'not-a-feed' | 'broken', detail: string): FeedReading {
  return { outcome: 'failed', problem: problem(kind, detail) };
}

/** The rows of a JSON answer as articles. An answer without the list is an error, never "no news". */
export function readJsonText(text: string, context: DocumentContext): FeedReading {
  const answer = parsed(text);
  if (answer === undefined) return failed('broken', 'JSON that cannot be parsed, or is cut off');
  const fields = context.source?.json ?? null;
  const lists = listsIn(answer);
  const there = lists.length === 0 ? 'it holds no list' : `it holds lists at: ${lists.join('; ')}`;
  if (fields === null) return failed('not-a-feed', `JSON that is no JSON Feed; say which of its fields are what (json:) in newsroom.yaml; ${there}`);
  const rows = fields.items.split('.').reduce<unknown>((value, name) => (name === '' ? value : own(value, name)), answer);
  if (!Array.isArray(rows)) return failed('broken', `no list at "${fields.items}" in the JSON answer; ${there}`);
  const read: readonly unknown[] = rows.slice(0, mostRows);
  const out = read.filter((row) => isOut(row, fields));
  const hidden: RefusedItem[] = out.length === read.length ? [] : [{ url: null, why: `${read.length - out.length} rows that are not published` }];
  const items = out.map((row) => toItem(row, fields));
  const reading = readItems({ feed: { title: '', site: null, items: items.slice(0, Math.max(mostItems * 4, 1)) }, partial: false, lost: 0 }, context);
  return {
    ...reading,
    refused: [...hidden, ...reading.refused],
    found: { form: 'json', url: context.url, selector: fields.items === '' ? null : fields.items },
  };
}
