/** What staff should look at before they decide. Pure. */
import type { Article } from '../article.ts';
import { mediaOf } from '../identity.ts';
import type { Content, Warning, WarningKind } from '../post.ts';
import { addMs, hour } from '../time.ts';

const oldAfter = 48 * hour;
const longTitle = 200;

/** A warning about facts keeps a post from going out without a person's word, whatever APPROVAL says. */
const aboutFacts: Record<WarningKind, boolean> = {
  'no-date': true,
  'odd-letters': true,
  'page-unread': true,
  old: false,
  'no-lead': false,
  'no-picture': false,
  'picture-unreadable': false,
  'long-title': false,
};

export type ReadingTroubles = { readonly pageUnread: boolean; readonly pictureUnreadable: boolean };

export function warningsOf(article: Article, content: Content, troubles: ReadingTroubles, now: Date): readonly Warning[] {
  const shown = mediaOf(content).length > 0;
  const found: Record<WarningKind, boolean> = {
    'page-unread': troubles.pageUnread,
    'no-date': article.publishedAt === null,
    old: article.publishedAt !== null && article.publishedAt < addMs(now, -oldAfter),
    'odd-letters': content.message.includes('\uFFFD'),
    'no-lead': article.lead === null,
    'no-picture': article.images.length === 0,
    'picture-unreadable': troubles.pictureUnreadable && !shown,
    'long-title': article.title.length > longTitle,
  };
  const order: readonly WarningKind[] = ['page-unread', 'no-date', 'odd-letters', 'old', 'no-lead', 'no-picture', 'picture-unreadable', 'long-title'];
  return order.filter((kind) => found[kind]).map((kind) => ({ kind, facts: aboutFacts[kind] }));
}
