/** How things are named and how exactly-this-content is told apart: hashes, made in one place. */
import { createHash } from 'node:crypto';
import type { Article } from './article.ts';
import type { Decision } from './decision.ts';
import type { Content } from './post.ts';
import { dayOf, type Zone } from './time.ts';

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** 24 hex characters: short enough for a button's 64 bytes, long enough never to meet. */
function shortId(...parts: readonly string[]): string {
  return sha256(JSON.stringify(parts)).slice(0, 24);
}

export function articleIdOf(key: string): string {
  return shortId('article', key);
}

/** Case, blanks, quotes, dashes and a stop at the end folded; never letters or numbers: hội, hồi and hỏi are three words. */
function folded(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, '')
    .replace(/[“”„«»‘’‚'"`]/g, '')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\s*(?:[.…]|\.\.\.)$/, '');
}

/** What portals put round a lead that they take over: the agency in brackets or capitals before it, the source behind it. */
function bareLead(lead: string): string {
  return lead
    .normalize('NFC')
    .trim()
    .replace(/^[([][^()[\]]{1,60}[)\]]\s*[-–—:.]?\s*/, '')
    .replace(/^\p{Lu}[\p{Lu}\d.&/]{1,15}(?:\s*\(\d{1,2}\/\d{1,2}\))?\s*[-–—]\s+/u, '')
    .replace(/\s*[([](?:theo|nguồn)\s*:?\s[^()[\]]{1,60}[)\]]\.?$/i, '');
}

/** A shorter lead is a phrase of the template, or no lead at all. */
const leastLead = 30;

/**
 * What tells a copy on another portal, under another address, perhaps with its title in capitals and the agency before
 * its lead: folded title, lead and day. undefined where the lead is missing, cut off or too short to tell: a title alone
 * is no identity. `collectedAt` gives the day of an article that tells none.
 */
export function fingerprintOf(article: Pick<Article, 'title' | 'lead' | 'publishedAt'>, collectedAt: Date, zone: Zone): string | undefined {
  if (article.lead === null || /(?:…|\.\.\.|\[.{0,3}\])\s*$/.test(article.lead)) return undefined;
  const [title, lead] = [folded(article.title), folded(bareLead(article.lead))];
  if (title === '' || lead.length < leastLead || lead === title) return undefined;
  return shortId('text', title, lead, dayOf(article.publishedAt ?? collectedAt, zone));
}

/** A pair of article and Page has one post, ever: the id is made from the pair. */
export function postIdOf(articleId: string, page: string): string {
  return shortId('post', articleId, page);
}

/** The pictures that a post shows: those it uploads, the one of the preview, or a video's cover. */
export function mediaOf(content: Content): readonly { readonly url: string; readonly alt: string | null; readonly sha256: string }[] {
  switch (content.form) {
    case 'link':
      return content.preview === null ? [] : [content.preview];
    case 'photo':
      return content.pictures;
    case 'video':
      return content.cover === null ? [] : [content.cover];
  }
}

/** Hash of exactly what was shown: Page, form, text, link, the pictures' bytes and their order, the video's file, the words of the preview. */
export function contentHash(page: string, content: Content): string {
  const pictures = mediaOf(content).map((media) => [media.sha256, media.alt]);
  const video = content.form === 'video' ? [content.as, content.video.sha256] : [];
  // Posts of earlier versions, and those whose preview was not read, have no card: their hash is what it was.
  const card = content.form === 'link' && content.card != null ? [content.card.title, content.card.description] : [];
  return sha256(JSON.stringify([page, content.form, content.message, content.link, pictures, ...video, ...card]));
}

export function slotKeyOf(page: string, slot: Date): string {
  return `${page}|${slot.toISOString()}`;
}

/** The same decision has the same id. */
export function pauseIdOf(pause: { readonly page: string | null; readonly by: number; readonly from: Date; readonly until: Date | null }): string {
  return shortId('pause', pause.page ?? '', String(pause.by), pause.from.toISOString(), pause.until?.toISOString() ?? '');
}

/** The same decision made twice (an update that came again, a crash in between) has one id. */
export function decisionOf(given: Omit<Decision, 'id' | 'rev'>): Decision {
  const mark = sha256(JSON.stringify([given.verb, given.by, given.postId, given.version, given.hash, given.note])).slice(0, 12);
  return { ...given, id: `${given.at.toISOString()}|${mark}`, rev: 0 };
}

/** One question of a kind is open for a post and a person. */
export function questionIdOf(kind: string, postId: string, person: number): string {
  return shortId('question', kind, postId, String(person));
}
