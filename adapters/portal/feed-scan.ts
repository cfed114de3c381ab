/**
 * Plainly built RSS 2.0 and Atom read in one pass, without a tree: what most portals send, at a fraction of a parser's cost.
 * Whatever is unusual (an element that is not known here, markup inside a field, an entity of HTML, a break in the nesting) makes
 * it give up, and the parser reads the document. Says exactly what the parser would; test/adapters/portal/feed-scan.test.ts holds both together.
 */
import type { RawFeed, RawItem } from './feed-item.ts';

/** Thrown to give up; never leaves this file. */
class Unusual extends Error {}

type Attributes = Readonly<Record<string, string>>;
/** `inside`: the field's text, decoded and trimmed; `end`: behind its end tag. */
type Field = { readonly name: string; readonly attributes: string; readonly inside: string; readonly end: number };

const root = /^\s{0,100}(?:<\?xml[^<>]{0,300}\?>\s{0,100})?<(rss|feed)(\s[^<>]{0,3000})?>/;
const namespaces = new Map([
  ['dc', 'http://purl.org/dc/elements/1.1/'],
  ['content', 'http://purl.org/rss/1.0/modules/content/'],
]);
/** What says nothing that is used. */
const passedOver = new Set(['author', 'contributor', 'comments', 'id', 'rights', 'dc:creator', 'slash:comments', 'wfw:commentRss']);

const entity = /&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});/gi;
const named: Attributes = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" };

function decoded(text: string): string {
  if (!text.includes('&')) return text.trim();
  let last = 0;
  // Any other ampersand is bare, or of an entity of HTML.
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', last)) {
    entity.lastIndex = at;
    const match = entity.exec(text);
    if (match === null || match.index !== at) throw new Unusual();
    last = at + match[0].length;
  }
  return text
    .replace(entity, (written) => {
      const plain = named[written];
      if (plain !== undefined) return plain;
      const code = /^&#x/i.test(written) ? Number.parseInt(written.slice(3, -1), 16) : Number(written.slice(2, -1));
      if (Number.isNaN(code) || code < 32 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff) throw new Unusual();
      return String.fromCodePoint(code);
    })
    .trim();
}

const isBlank = (code: number) => code === 32 || code === 10 || code === 13 || code === 9;

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** Whether a quote opens that does not close: the tag's end stands within a value, then. */
function isOpen(attributes: string, quote: string): boolean {
  return attributes.includes(quote) && attributes.split(quote).length % 2 === 0;
}

const tagName = /[A-Za-z][A-Za-z0-9:]{0,40}(?=[\s/>])/y;

/** The tag that opens at this place; null when an end tag stands there. */
function openTag(text: string, at: number): { readonly name: string; readonly attributes: string; readonly end: number; readonly closed: boolean } | null {
  if (text.charCodeAt(at) !== 60) throw new Unusual();
  if (text.charCodeAt(at + 1) === 47) return null;
  tagName.lastIndex = at + 1;
  const name = tagName.exec(text)?.[0];
  const end = text.indexOf('>', at);
  if (name === undefined || end === -1) throw new Unusual();
  const closed = text.charCodeAt(end - 1) === 47;
  const attributes = text.slice(at + 1 + name.length, closed ? end - 1 : end);
  if (attributes !== '' && (attributes.includes('<') || isOpen(attributes, '"') || isOpen(attributes, "'"))) throw new Unusual();
  return { name, attributes, end: end + 1, closed };
}

const longestChildren = 5000;
const children = /^\s*(?:(?:<([A-Za-z][\w:.-]{0,40})(?:\s[^<>]{0,300})?>[^<]{0,2000}<\/\1>|<[A-Za-z][\w:.-]{0,40}(?:\s[^<>]{0,300})?\/>)\s*){0,30}$/;

/** Whether what is passed over is whole in itself: plain text, one CDATA, or a few plain elements. */
function isOrderly(inside: string): boolean {
  if (!inside.includes('<')) return true;
  if (inside.trimStart().startsWith('<![CDATA[')) return inside.indexOf(']]>') === inside.trimEnd().length - 3;
  return inside.length <= longestChildren && !/<(?:item|entry)[\s>]/.test(inside) && children.test(inside);
}

/** One field at this place, or what is passed over; null at an end tag. */
function fieldAt(text: string, place: number, known: ReadonlySet<string>): Field | null {
  const tag = openTag(text, place);
  if (tag === null) return null;
  const { name, attributes } = tag;
  const isPassed = passedOver.has(name);
  if (!isPassed && !known.has(name)) throw new Unusual();
  if (tag.closed) return { name, attributes, inside: '', end: tag.end };
  const close = `</${name}>`;
  const start = skipBlanks(text, tag.end);
  if (isPassed) {
    const end = text.indexOf(close, start);
    if (end === -1 || !isOrderly(text.slice(start, end))) throw new Unusual();
    return { name, attributes, inside: '', end: end + close.length };
  }
  if (text.startsWith('<![CDATA[', start)) {
    const end = text.indexOf(']]>', start);
    const behind = end === -1 ? -1 : skipBlanks(text, end + 3);
    if (behind === -1 || !text.startsWith(close, behind)) throw new Unusual();
    return { name, attributes, inside: text.slice(start + 9, end).trim(), end: behind + close.length };
  }
  const end = text.indexOf('<', tag.end);
  if (end === -1 || !text.startsWith(close, end)) throw new Unusual();
  return { name, attributes, inside: decoded(text.slice(tag.end, end)), end: end + close.length };
}

const attribute = /\s{1,50}([A-Za-z][\w:.-]{0,40})\s{0,5}=\s{0,5}(?:"([^"<]{0,4000})"|'([^'<]{0,4000})')/y;

function attributesOf(written: string): Attributes {
  const found: Record<string, string> = {};
  const text = written.trimEnd();
  attribute.lastIndex = 0;
  while (attribute.lastIndex < text.length) {
    const match = attribute.exec(text);
    const name = match?.[1];
    if (match === null || name === undefined || Object.hasOwn(found, name)) throw new Unusual();
    const value = decoded(match[2] ?? match[3] ?? '');
    if (value !== '') found[name] = value;
  }
  return found;
}

/** The fields of an item between its tags, in their order. */
function fieldsOf(text: string, from: number, close: string, known: ReadonlySet<string>): { readonly fields: readonly Field[]; readonly end: number } {
  const fields: Field[] = [];
  let at = skipBlanks(text, from);
  for (let field = fieldAt(text, at, known); field !== null; field = fieldAt(text, at, known)) {
    if (!passedOver.has(field.name)) fields.push(field);
    at = skipBlanks(text, field.end);
  }
  if (!text.startsWith(close, at)) throw new Unusual();
  return { fields, end: at + close.length };
}

/** The text of a field that stands once; undefined where it is not there or empty. */
function only(fields: readonly Field[], name: string): Field | undefined {
  let found: Field | undefined;
  for (const field of fields) {
    if (field.name !== name) continue;
    if (found !== undefined) throw new Unusual();
    found = field;
  }
  return found;
}

function textOf(fields: readonly Field[], name: string): string {
  return only(fields, name)?.inside ?? '';
}

const rssFields = new Set(['title', 'link', 'guid', 'pubDate', 'category', 'description', 'content:encoded', 'enclosure', 'dc:date']);

function rssItem(fields: readonly Field[]): RawItem {
  const guid = only(fields, 'guid');
  const isPermalink = guid !== undefined && /^https?:/i.test(guid.inside) && attributesOf(guid.attributes).isPermaLink !== 'false';
  const texts = (name: string) => fields.flatMap((field) => (field.name === name && field.inside !== '' ? [field.inside] : []));
  const published = textOf(fields, 'pubDate');
  const link = textOf(fields, 'link');
  return {
    title: textOf(fields, 'title'),
    links: [...(link === '' ? [] : [link]), ...(isPermalink ? [guid.inside] : [])],
    summary: textOf(fields, 'description'),
    content: textOf(fields, 'content:encoded'),
    published: [...(published === '' ? [] : [published]), ...texts('dc:date')],
    updated: [],
    categories: texts('category'),
    files: fields.flatMap((field) => {
      const { url, type } = field.name === 'enclosure' ? attributesOf(field.attributes) : {};
      return url === undefined ? [] : [{ url, type: type ?? '', caption: null }];
    }),
    thumbnails: [],
    credit: null,
  };
}

const atomFields = new Set(['title', 'link', 'published', 'updated', 'category', 'summary', 'content']);

/** Links and categories say everything in their attributes. */
function emptyField({ inside, attributes }: Field): Attributes {
  if (inside !== '') throw new Unusual();
  return attributesOf(attributes);
}

function atomEntry(fields: readonly Field[]): RawItem {
  const links = fields.flatMap((field) => (field.name === 'link' ? [emptyField(field)] : []));
  const pages = links.filter(({ rel }) => rel === undefined || rel === 'alternate');
  const html = pages.filter(({ type }) => type === undefined || /html/i.test(type));
  const plain = (name: string) => {
    const field = only(fields, name);
    // XHTML has elements in it, and a source lies elsewhere.
    if (field !== undefined && /xhtml|src=/i.test(field.attributes)) throw new Unusual();
    return field?.inside ?? '';
  };
  const present = (text: string | undefined) => (text === undefined || text === '' ? [] : [text]);
  return {
    title: plain('title'),
    links: [...html, ...pages].flatMap(({ href }) => present(href)),
    summary: plain('summary'),
    content: plain('content'),
    published: present(textOf(fields, 'published')),
    updated: present(textOf(fields, 'updated')),
    categories: fields.flatMap((field) => {
      if (field.name !== 'category') return [];
      const { label, term } = emptyField(field);
      return present(label ?? term);
    }),
    files: links.flatMap(({ rel, href, type }) => (rel !== 'enclosure' || href === undefined ? [] : [{ url: href, type: type ?? '', caption: null }])),
    thumbnails: [],
    credit: null,
  };
}

type Head = { readonly title: string; readonly links: readonly Field[]; readonly end: number };
const headFields = new Set(['title', 'link']);

/** What stands before the first item: its title and links; everything else is passed over whole. */
function headOf(text: string, from: number, item: string): Head {
  let title: string | null = null;
  const links: Field[] = [];
  let at = skipBlanks(text, from);
  for (let tag = openTag(text, at); tag !== null && tag.name !== item; tag = openTag(text, at)) {
    if (headFields.has(tag.name)) {
      const field = fieldAt(text, at, headFields);
      if (field === null || (field.name === 'title' && title !== null)) throw new Unusual();
      if (field.name === 'title') title = field.inside;
      else links.push(field);
      at = skipBlanks(text, field.end);
      continue;
    }
    const close = `</${tag.name}>`;
    const end = tag.closed ? tag.end : text.indexOf(close, tag.end);
    if (end === -1 || (!tag.closed && !isOrderly(text.slice(tag.end, end)))) throw new Unusual();
    at = skipBlanks(text, tag.closed ? end : end + close.length);
  }
  return { title: title ?? '', links, end: at };
}

type Form = {
  readonly item: string;
  readonly ends: readonly string[];
  readonly known: ReadonlySet<string>;
  readonly read: (fields: readonly Field[]) => RawItem;
};
const rss: Form = { item: 'item', ends: ['</channel>', '</rss>'], known: rssFields, read: rssItem };
const atom: Form = { item: 'entry', ends: ['</feed>'], known: atomFields, read: atomEntry };

function itemsFrom(text: string, from: number, { item: name, ends, known, read }: Form): RawItem[] {
  const items: RawItem[] = [];
  const open = `<${name}>`;
  let at = from;
  while (text.startsWith(open, at)) {
    const { fields, end } = fieldsOf(text, at + open.length, `</${name}>`, known);
    const item = read(fields);
    if (item.title === '' || item.links.length === 0) throw new Unusual();
    items.push(item);
    at = skipBlanks(text, end);
  }
  for (const end of ends) {
    if (!text.startsWith(end, at)) throw new Unusual();
    at = skipBlanks(text, at + end.length);
  }
  if (at < text.length || items.length === 0) throw new Unusual();
  return items;
}

/** A prefix must mean what it always means. */
function checkNamespaces(attributes: string, text: string, isAtom: boolean): void {
  const told = attributesOf(attributes);
  for (const [prefix, address] of namespaces) if (told[`xmlns:${prefix}`] !== address && text.includes(`<${prefix}:`)) throw new Unusual();
  if (isAtom ? told.xmlns !== 'http://www.w3.org/2005/Atom' : told.xmlns !== undefined) throw new Unusual();
  if (told['xml:base'] !== undefined) throw new Unusual();
}

function scanned(text: string): RawFeed {
  const match = root.exec(text);
  if (match === null) throw new Unusual();
  const isAtom = match[1] === 'feed';
  checkNamespaces(match[2] ?? '', text, isAtom);
  if (isAtom) {
    const head = headOf(text, match[0].length, atom.item);
    const links = head.links.map(emptyField);
    const site = links.find(({ rel }) => rel === undefined || rel === 'alternate')?.href ?? null;
    return { title: head.title, site, items: itemsFrom(text, head.end, atom) };
  }
  const channel = skipBlanks(text, match[0].length);
  if (!text.startsWith('<channel>', channel)) throw new Unusual();
  const head = headOf(text, channel + '<channel>'.length, rss.item);
  if (head.links.length > 1) throw new Unusual();
  return { title: head.title, site: head.links[0]?.inside || null, items: itemsFrom(text, head.end, rss) };
}

/** The feed, or null: the parser is to read it. */
export function scanFeed(text: string): RawFeed | null {
  try {
    return scanned(text);
  } catch (error) {
    if (error instanceof Unusual) return null;
    throw error;
  }
}
