/** What staff should look at before they decide. Pure. */
import type { Article } from '../article.ts';
import { factWarnings, wordsOf } from '../facts.ts';
import { mediaOf } from '../identity.ts';
import { type Content, type Draft, type Warning, type WarningKind, warningKinds } from '../post.ts';
import { addMs, hour } from '../time.ts';
import { type PostSettings, wordsBeside } from './format-post.ts';
import type { Gathered } from './gather.ts';

const oldAfter = 48 * hour;
const longTitle = 200;

/** A warning about facts keeps a post from going out without a person's word, whatever APPROVAL says. */
const aboutFacts: readonly WarningKind[] = ['no-date', 'odd-letters', 'page-unread', 'figures', 'names'];

/** `said`: the article as its own page tells it, which a feed's words are held against; `translation`: as in the post. */
export type Composed = {
  readonly article: Article;
  readonly said: Article;
  readonly translation: Article | null;
  readonly content: Content;
  readonly gathered: Gathered;
  readonly settings: PostSettings;
  readonly pageUnread: boolean;
  readonly event?: Draft['event'];
};

export function warningsOf(composed: Composed, now: Date): readonly Warning[] {
  const { article, content, gathered } = composed;
  const told = article.kind === 'news' || article.kind === 'photos' || article.kind === 'video';
  const troubles = new Set(gathered.preview?.troubles ?? []);
  const found: Partial<Record<WarningKind, boolean | string>> = {
    'page-unread': composed.pageUnread,
    'no-date': article.publishedAt === null,
    'event-unsure': composed.event === null,
    'odd-letters': content.message.includes('\uFFFD'),
    ...factsOf(composed),
    old: article.publishedAt !== null && article.publishedAt < addMs(now, -oldAfter),
    'no-lead': article.lead === null && told,
    'no-picture': article.images.length === 0 && article.kind !== 'document' && article.kind !== 'video' && mediaOf(content).length === 0,
    'picture-unreadable': gathered.unreadable,
    'pictures-left-out': content.form === 'photo' && gathered.leftOut > 0 && String(gathered.leftOut),
    'picture-format': gathered.foreign.length > 0 && gathered.foreign.join(', '),
    'pictures-more': gathered.more && String(article.images.length),
    'video-as-link': article.kind === 'video' && content.form === 'link',
    'preview-unread': troubles.has('preview-unread'),
    'preview-no-picture': troubles.has('preview-no-picture') && article.images.length > 0,
    'preview-small-picture': troubles.has('preview-small-picture'),
    'preview-http': troubles.has('preview-http'),
    'preview-robots': troubles.has('preview-robots'),
    'preview-title-cut': troubles.has('preview-title-cut'),
    'long-title': article.title.length > longTitle,
  };
  return warningKinds.flatMap((kind): Warning[] => {
    const one = found[kind];
    if (one === undefined || one === false) return [];
    return [{ kind, facts: aboutFacts.includes(kind), ...(one === true ? {} : { detail: one }) }];
  });
}

/** Every figure and every name of the post stands in the article, or staff are told which do not. */
function factsOf({ said, translation, content, settings }: Composed): Partial<Record<WarningKind, string>> {
  const known = [said, ...(translation === null ? [] : [translation])].flatMap((article) => [wordsOf(article), wordsBeside(article, settings)]).join('\n');
  return Object.fromEntries(factWarnings(content.message, known).map(({ kind, detail }) => [kind, detail ?? '']));
}
