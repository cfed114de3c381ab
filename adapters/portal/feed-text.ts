/** Feed documents as servers really send them: recognised by their bytes, mended before they are parsed, cut ones saved item by item. */

export type FeedForm = 'xml' | 'json' | 'html' | 'empty' | 'other';

/** The document without what stands before its root: blank lines, server warnings, a stray BOM. */
export function fromRoot(text: string): string {
  const start = /<\?xml\s|<!DOCTYPE\s|<(?:rss|feed|rdf:rdf|atom:feed|\w{1,20}:rdf|html|head|body)[\s>/]/i.exec(text);
  return start === null ? text.trim() : text.slice(start.index);
}

/** What the document is, by its own first tag; the Content-Type is not asked. */
export function feedForm(text: string): FeedForm {
  const head = text.slice(0, 20_000);
  if (head.trim() === '') return 'empty';
  if (/^[\s\ufeff]*[{[]/.test(head)) return 'json';
  const root = /<(?:\w{1,20}:)?(rss|feed|rdf|html|head|body|div|script|table|form)[\s>/]/i.exec(head)?.[1]?.toLowerCase();
  if (root === 'rss' || root === 'feed' || root === 'rdf') return 'xml';
  if (root !== undefined || /<!doctype html/i.test(head)) return 'html';
  return 'other';
}

/** Whether the document declares entities that refer to others or to files; such a document is refused unread. */
export function hasEntityBomb(text: string): boolean {
  const doctype = /<!DOCTYPE[^>[]{0,500}\[/i.exec(text.slice(0, 20_000));
  if (doctype === null) return false;
  const subset = text.slice(doctype.index, doctype.index + 100_000);
  return /<!ENTITY\s+[\w.:-]+\s+(?:SYSTEM|PUBLIC|["'][^"']{0,2000}[&%])/i.test(subset) || /<!ENTITY\s+%\s+[\w.:-]+\s+(?:SYSTEM|["'])/i.test(subset);
}

/** A document type is of no use here, and its inner part confuses parsers. */
export function withoutDoctype(text: string): string {
  const doctype = /<!DOCTYPE[^>[]{0,500}(\[|>)/i.exec(text.slice(0, 20_000));
  if (doctype === null) return text;
  const open = doctype.index + doctype[0].length;
  if (doctype[1] === '>') return text.slice(0, doctype.index) + text.slice(open);
  const close = /\]\s*>/.exec(text.slice(open, open + 100_000));
  return close === null ? text : text.slice(0, doctype.index) + text.slice(open + close.index + close[0].length);
}

const reserved = /<(\/?)(__proto__|constructor|prototype|hasOwnProperty|toString|valueOf|__define[GS]etter__|__lookup[GS]etter__)(?=[\s/>])/gi;

function mendText(text: string): string {
  return text
    .replace(/[\u000b\u000c]/g, ' ')
    .replace(/[\u0000-\u0008\u000e-\u001f]/g, '')
    .replace(/&#(?:0+|x0+);/gi, '')
    .replace(/<(?![a-z_/!?])/gi, '&lt;')
    .replace(reserved, '<$1x-$2');
}

/** Outside of CDATA: control characters and references to NUL out, a bare `<` escaped, element names that parsers refuse renamed. */
export function mended(text: string): string {
  const parts: string[] = [];
  let place = 0;
  for (;;) {
    const open = text.indexOf('<![CDATA[', place);
    if (open === -1) break;
    const close = text.indexOf(']]>', open);
    if (close === -1) break;
    parts.push(mendText(text.slice(place, open)), text.slice(open, close + 3));
    place = close + 3;
  }
  parts.push(mendText(text.slice(place)));
  return parts.join('');
}

const rootName = /<((?:\w{1,20}:)?(?:rss|feed|rdf))[\s>/]/i;

/** Whether the document's root is closed; a document that was cut off is not. */
export function isWhole(text: string): boolean {
  const root = rootName.exec(text)?.[1];
  if (root === undefined) return false;
  return (
    new RegExp(`</${root}\\s*>|<${root}[^<>]{0,500}/>`, 'i').test(text.slice(-2000)) ||
    new RegExp(`^[^<]{0,200}(?:<\\?[^>]*>\\s*)?<${root}[^<>]{0,500}/>`, 'i').test(text)
  );
}

/** The whole items of a document that was cut off, closed again; null when there is none. */
export function salvaged(text: string): string | null {
  const root = rootName.exec(text)?.[1];
  if (root === undefined) return null;
  // An end tag within text that was cut off ends nothing.
  const open = text.lastIndexOf('<![CDATA[');
  const readable = open !== -1 && !text.includes(']]>', open) ? text.slice(0, open) : text;
  const ends = [...readable.matchAll(/<\/((?:\w{1,20}:)?(?:item|entry))\s*>/gi)];
  const last = ends.at(-1);
  if (last === undefined) return null;
  const kept = text.slice(0, last.index + last[0].length);
  const channel = /<channel[\s>]/i.test(kept) && !/<\/channel\s*>/i.test(kept) ? '</channel>' : '';
  return `${kept}${channel}</${root}>`;
}

/** Whether a well-formed feed simply has nothing in it: parsers take an utterly empty channel for an error. */
export function hasNoItems(text: string): boolean {
  return !/<(?:\w{1,20}:)?(?:item|entry)[\s>]/i.test(text);
}

/** Each item alone in a document of its own, for a feed that is broken in one of them; at most `most`. */
export function itemsApart(text: string, most: number): string[] {
  const root = rootName.exec(text);
  if (root === null) return [];
  const rootTag = text.slice(root.index, text.indexOf('>', root.index) + 1);
  const name = root[1] ?? '';
  const channel = /rss$/i.test(name);
  const opens = /<((?:\w{1,20}:)?(?:item|entry))[\s>]/gi;
  const documents: string[] = [];
  for (let match = opens.exec(text); match !== null && documents.length < most; match = opens.exec(text)) {
    const close = `</${match[1]}>`;
    const end = text.indexOf(close, match.index);
    if (end === -1) break;
    const item = text.slice(match.index, end + close.length);
    documents.push(`${rootTag}${channel ? '<channel>' : ''}${item}${channel ? '</channel>' : ''}</${name}>`);
    opens.lastIndex = end + close.length;
  }
  return documents;
}

/** How many items the document opens; more than were read means that some were swallowed by broken markup. */
export function countItems(text: string): number {
  return text.match(/<(?:\w{1,20}:)?(?:item|entry)[\s>]/gi)?.length ?? 0;
}

const mostWritten = 10_000;
const mostSigns = 400_000;
const longestTag = 200_000;

/** Why a document must not be parsed, or null: ten thousand items are no newsroom's, and parsing time grows with each tag. */
export function feedDanger(text: string): string | null {
  let signs = 0;
  let close = -1;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at + 1)) {
    signs += 1;
    if (close < at) close = text.indexOf('>', at);
    if (close - at > longestTag) return `a tag of more than ${longestTag} characters`;
  }
  if (signs > mostSigns) return `more than ${mostSigns} tags`;
  return countItems(text) > mostWritten ? `more than ${mostWritten} items` : null;
}
