/** Telegram's HTML as text and entities, refusing what Telegram refuses. */
import { badRequest } from './bot-errors.ts';
import type { Entity } from './state.ts';

const entityOf: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
  blockquote: 'blockquote',
  'tg-spoiler': 'spoiler',
};
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

export type MarkedText = { readonly text: string; readonly entities: readonly Entity[] };

function decode(text: string): string {
  return text
    .replace(/&#(\d{1,7});/g, (whole, digits: string) => codePoint(Number(digits), whole))
    .replace(/&#x([0-9a-f]{1,6});/gi, (whole, digits: string) => codePoint(Number.parseInt(digits, 16), whole))
    .replace(/&(lt|gt|amp|quot);/g, (whole, name: string) => named[name] ?? whole);
}

function codePoint(code: number, otherwise: string): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}

function cannotParse(why: string): Error {
  return badRequest(`can't parse entities: ${why}`);
}

/** Refuses with "can't parse entities" an unknown tag, a stray `<` and a tag that is not closed. */
export function parseBotHtml(html: string): MarkedText {
  const open: { tag: string; offset: number; url: string | null }[] = [];
  const entities: Entity[] = [];
  let text = '';
  for (const match of html.matchAll(/<[^>]*>?|[^<]+/g)) {
    const part = match[0];
    if (!part.startsWith('<')) {
      text += decode(part);
      continue;
    }
    const tag = /^<(\/?)([a-z-]+)((?:\s[^>]*)?)>$/i.exec(part);
    const name = tag?.[2]?.toLowerCase() ?? '';
    const type = entityOf[name];
    if (tag === null || type === undefined)
      throw cannotParse(`Unsupported start tag "${name}" at byte offset ${Buffer.byteLength(html.slice(0, match.index))}`);
    if (tag[1] === '') {
      open.push({ tag: name, offset: text.length, url: /href="([^"]*)"/.exec(tag[3] ?? '')?.[1] ?? null });
      continue;
    }
    const start = open.pop();
    if (start === undefined || start.tag !== name) throw cannotParse(`Unmatched end tag at byte offset ${Buffer.byteLength(html.slice(0, match.index))}`);
    if (text.length > start.offset)
      entities.push({ type, offset: start.offset, length: text.length - start.offset, url: start.url === null ? null : decode(start.url) });
  }
  const left = open.at(-1);
  if (left !== undefined) throw cannotParse(`Can't find end tag corresponding to start tag "${left.tag}"`);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset) };
}
