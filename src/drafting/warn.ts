/** What staff should look at before they decide. Pure. */
import type { Article } from '../article.ts';
import { mediaOf } from '../identity.ts';
import { type Content, type Warning, type WarningKind, warningKinds } from '../post.ts';
import { addMs, hour } from '../time.ts';

const oldAfter = 48 * hour;
const longTitle = 200;

/** A warning about facts keeps a post from going out without a person's word, whatever APPROVAL says. */
const aboutFacts: readonly WarningKind[] = ['no-date', 'odd-letters', 'page-unread', 'figures', 'names'];

export type ReadingTroubles = { readonly pageUnread: boolean; readonly pictureUnreadable: boolean };

export function warningsOf(article: Article, content: Content, troubles: ReadingTroubles, now: Date): readonly Warning[] {
  const shown = mediaOf(content).length > 0;
  const found: Partial<Record<WarningKind, boolean>> = {
    'page-unread': troubles.pageUnread,
    'no-date': article.publishedAt === null,
    old: article.publishedAt !== null && article.publishedAt < addMs(now, -oldAfter),
    'odd-letters': content.message.includes('\uFFFD'),
    'no-lead': article.lead === null,
    'no-picture': article.images.length === 0,
    'picture-unreadable': troubles.pictureUnreadable && !shown,
    'long-title': article.title.length > longTitle,
  };
  return warningKinds.filter((kind) => found[kind] === true).map((kind) => ({ kind, facts: aboutFacts.includes(kind) }));
}
