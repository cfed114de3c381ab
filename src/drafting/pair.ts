/** One article in two languages → who tells what on a Page that wants both in one post, in whichever order they come. */
import type { Article, Language, StoredArticle } from '../article.ts';
import { change } from '../change.ts';
import { factWarnings, wordsOf } from '../facts.ts';
import { postIdOf } from '../identity.ts';
import { noted } from '../journal.ts';
import type { Words } from '../locale/words.ts';
import { openNotice } from '../notice.ts';
import type { Ports, Room } from '../ports.ts';
import { type Awaiting, type Draft, type Post, type ShownPost, type Sister, type Skipped, shownOf, toWaiting } from '../post.ts';
import { printsOf, textOf } from '../revision.ts';
import { withTranslation } from './compose.ts';
import { type PostSettings, wordsBeside } from './format-post.ts';

export type PairNeeds = Pick<Ports, 'articles' | 'posts' | 'portal' | 'notices' | 'log'> & {
  readonly words: Words;
  readonly roomOf: (page: string) => Room;
};
type SourcedArticle = Article & Pick<StoredArticle, 'source'>;
/** `pagesOf`: ids of the Pages that get an article; none: the newsroom does not want it. `settingsOf`: how that Page's posts are written. */
export type PairInput = {
  readonly pagesOf: (article: SourcedArticle) => readonly string[];
  readonly settingsOf: (source: string, page: string) => PostSettings;
  readonly now: Date;
};
/** The other language's version as its page tells it now. `id`: of the stored article, null: it was not collected. `pages`: those that get both and want them in one post. */
export type Pair = { readonly article: Article; readonly source: string; readonly id: string | null; readonly pages: readonly string[] };

/** The text that stands first, and whose link and pictures the post has. */
const leading: Language = 'vi';

/** null: there is no other version, it cannot be read now, or no Page wants both in one post. */
export async function readPair(needs: PairNeeds, article: SourcedArticle, pages: readonly string[], input: PairInput): Promise<Pair | null> {
  const joint = pages.filter((page) => input.settingsOf(article.source, page).pairs === 'one');
  if (joint.length === 0 || article.translation == null) return null;
  const reading = await needs.portal.readArticle(article.translation, input.now, article.source);
  if (reading.outcome === 'failed' || reading.article.language === article.language) return null;
  const [known] = await needs.articles.withKeys([reading.key]);
  const shared = input.pagesOf({ ...reading.article, source: article.source });
  return { article: reading.article, source: article.source, id: known?.id ?? null, pages: joint.filter((page) => shared.includes(page)) };
}

/** As it is posted, and as its page says. */
type ToTell = { readonly article: Article; readonly said: Article };

/** The Pages on which the Vietnamese version's post tells this article too, now or already: none that has gone out can be changed. */
export async function tellInOther(needs: PairNeeds, read: ToTell, pair: Pair, input: PairInput): Promise<readonly string[]> {
  if (read.article.language === leading || pair.id === null) return [];
  const told: string[] = [];
  for (const page of pair.pages) if (await isToldBy(needs, postIdOf(pair.id, page), read, input)) told.push(page);
  return told;
}

async function isToldBy(needs: PairNeeds, postId: string, read: ToTell, input: PairInput): Promise<boolean> {
  const before = await needs.posts.get(postId);
  if (before === null || before.status === 'skipped') return false;
  if (before.sister?.postId === null) return true;
  const written = await change(needs.posts, postId, (post): Draft | Awaiting | null =>
    isOpen(post) && post.sister?.postId !== null ? tellingBoth(post, read, input) : null,
  );
  if (written === null) return false;
  needs.log.info({ postId, from: before.status }, 'tells the other language too from now on');
  if (isAccepted(before)) await tellWaits(needs, before, input.now);
  return true;
}

/** What nobody had to say yes to is for the newsroom's rule to decide again; all else waits for people. */
function tellingBoth(post: Open, { article, said }: ToTell, { settingsOf, now }: PairInput): Draft | Awaiting {
  const settings = settingsOf(post.source, post.page);
  const message = withTranslation(post.content.message, post, article, settings);
  const added = message.slice(post.content.message.length);
  const doubts = factWarnings(added, `${wordsOf(article)}\n${wordsBeside(article, settings)}`);
  const next = {
    content: { ...post.content, message },
    warnings: [...doubts, ...post.warnings],
    sister: { url: article.url, postId: null, prints: printsOf(textOf(said)) },
  };
  if (post.status === 'draft') return { ...post, ...next, updatedAt: now };
  const waiting = toWaiting(post, 'pair', now);
  return noted(isByRule(post) ? { ...shownOf(waiting), ...next, status: 'draft' } : { ...waiting, ...next }, { verb: 'join', by: 'desk', at: now, from: null });
}

function isByRule(post: Open): boolean {
  return post.status === 'awaiting' ? post.objectBy !== null : 'approval' in post && (post.approval.by === 'auto' || post.approval.by === 'no-objection');
}

/**
 * How the other version stands to this article's new post on that Page. Where this post is to tell both, the other's own, if it has not gone
 * out, ends first: nothing is told twice. undefined: nothing is known of another.
 */
export async function sisterOn(needs: PairNeeds, article: Article, pair: Pair, page: string, { now }: PairInput): Promise<Sister | undefined> {
  if (!pair.pages.includes(page)) return undefined;
  const { url } = pair.article;
  const told: Sister = { url, postId: null, prints: printsOf(textOf(pair.article)) };
  for (;;) {
    const other = pair.id === null ? null : await needs.posts.get(postIdOf(pair.id, page));
    if (article.language !== leading) return other === null || other.status === 'skipped' ? undefined : { url, postId: other.id };
    if (other === null || other.status === 'skipped' || other.status === 'expired') return told;
    if (!isOpen(other)) return { url, postId: other.id };
    if ((await needs.posts.replace(other, endedFor(other, now))).outcome !== 'written') continue;
    needs.log.info({ postId: other.id, from: other.status }, 'told by the post of its other language from now on');
    if (isAccepted(other)) await tellWaits(needs, other, now);
    return told;
  }
}

function endedFor(post: Open, now: Date): Skipped {
  const { journal } = noted(post, { verb: 'join', by: 'desk', at: now, from: null });
  const { id, rev, articleId, page, source, title, url, createdAt, card } = post;
  const ended = { id, rev, articleId, page, source, title, url, createdAt, updatedAt: now, card, redraw: true, journal };
  return { ...ended, status: 'skipped', reason: 'pair' };
}

/** Not out, surely not on its way, and nobody said no to it. */
type Open = Extract<Post, { status: 'draft' | 'awaiting' | 'approved' | 'scheduled' | 'failed' }>;

function isOpen(post: Post): post is Open {
  switch (post.status) {
    case 'draft':
    case 'awaiting':
    case 'approved':
    case 'scheduled':
      return true;
    case 'failed':
      // It may be on the Page.
      return post.failure.reason !== 'unconfirmed';
    default:
      return false;
  }
}

function isAccepted(post: ShownPost): boolean {
  return post.status === 'approved' || post.status === 'scheduled';
}

/** An edited card makes no sound: whoever had accepted it would not look at it again. */
async function tellWaits(needs: PairNeeds, post: ShownPost, now: Date): Promise<void> {
  await openNotice(needs, `joined:${post.id}:${post.version}`, `${needs.words.pair.waits(post.title)}\n${post.url}`, now, { room: needs.roomOf(post.page) });
}
