/** Collected articles are looked at again for 7 days: corrections and withdrawals are recorded, once each. */
import type { StoredArticle, Watch } from '../article.ts';
import type { Words } from '../locale/words.ts';
import { nextLook, secondLookAfter } from '../look-plan.ts';
import type { ArticleLook, PortalProblem, Ports } from '../ports.ts';
import { type ArticleText, changedFields, printsOf, type Revision, recordOf, revisionIdOf, textOf } from '../revision.ts';
import { addMs, hour, later, minute, type Zone } from '../time.ts';
import { passesByItself, patience } from './source-health.ts';
import { holdPosts, releasePosts } from './withdrawal.ts';

type Needs = Pick<Ports, 'articles' | 'revisions' | 'posts' | 'notices' | 'portal' | 'fanPages' | 'clock' | 'log'> & {
  readonly words: Words;
  readonly zone: Zone;
};
/** `unread`: a bad answer, which changed nothing. */
export type WatchCounts = { looked: number; edited: number; missing: number; withdrawn: number; back: number; unread: number };

/** One run reads so many pages of a host, one after the other; hosts side by side. The rest is due at the next run. */
const mostOfHost = 10;
const mostListed = 1000;
/** The second look must be this much later to mean anything. */
const leastApart = 3 * minute;
/** When nothing of a host was found any more it is the portal that is broken, most likely: so long no single article is believed to be gone. */
const brokenPortal = hour;
const brokenFrom = 3;
const retryUnread = hour;
const retrySoon = 15 * minute;

/** Looks at every article whose next look has come. A bad answer changes nothing that is known. */
export async function watchArticles(needs: Needs): Promise<WatchCounts> {
  const counts: WatchCounts = { looked: 0, edited: 0, missing: 0, withdrawn: 0, back: 0, unread: 0 };
  const hosts = new Map<string, StoredArticle[]>();
  for (const article of await needs.articles.toWatch(needs.clock(), mostListed)) {
    const host = URL.canParse(article.url) ? new URL(article.url).host : '';
    hosts.set(host, [...(hosts.get(host) ?? []), article]);
  }
  await Promise.all([...hosts.values()].map((due) => watchHost(needs, due, counts)));
  return counts;
}

type Seen = { readonly article: StoredArticle; readonly look: ArticleLook };

async function watchHost(needs: Needs, due: readonly StoredArticle[], counts: WatchCounts): Promise<void> {
  const seen: Seen[] = [];
  for (const listed of due.slice(0, mostOfHost)) {
    const article = await rollForward(needs, listed);
    if (article === null) continue;
    const look = await needs.portal.lookAgain(article.url, article.watch.validators, needs.clock(), article.source);
    counts.looked += 1;
    seen.push({ article, look });
    if (look.outcome === 'failed' && concernsHost(look.problem)) {
      await postpone(needs, due.slice(due.indexOf(listed) + 1), look.problem);
      break;
    }
  }
  const gone = seen.filter(({ look }) => look.outcome === 'failed' && look.problem.kind === 'withdrawn').length;
  const broken = gone >= brokenFrom && !seen.some(({ look }) => look.outcome !== 'failed');
  for (const one of seen) await takeIn(needs, one, broken, counts);
}

async function takeIn(needs: Needs, { article, look }: Seen, broken: boolean, counts: WatchCounts): Promise<void> {
  switch (look.outcome) {
    case 'unchanged': {
      const here = await comeBack(needs, article, counts);
      if (here !== null) await keep(needs, here, {});
      return;
    }
    case 'read': {
      if (isAnother(article, look)) return unread(needs, article, { ...anotherArticle, detail: `the address shows another article now: ${look.key}` }, counts);
      const here = await comeBack(needs, article, counts);
      if (here !== null) await compare(needs, here, look, counts);
      return;
    }
    case 'failed':
      return look.problem.kind === 'withdrawn' ? missing(needs, article, look.problem, broken, counts) : unread(needs, article, look.problem, counts);
  }
}

const anotherArticle: PortalProblem = { kind: 'broken', status: null, detail: '', retryAt: null };

/** Another address and another title: whatever stands there, it is not this article. Never stored under its address. */
function isAnother(article: StoredArticle, look: Extract<ArticleLook, { outcome: 'read' }>): boolean {
  if (look.key === article.key || article.watch.seen === null) return false;
  const prints = printsOf(textOf(look.article));
  return article.watch.seen.title !== prints.title && article.watch.seen.body !== prints.body;
}

/** The challenge, the outage or the broken certificate is the host's: its other pages are not asked for now. */
function concernsHost(problem: PortalProblem): boolean {
  switch (problem.kind) {
    case 'unreachable':
    case 'slow':
    case 'tls':
    case 'challenge':
    case 'address':
      return true;
    case 'status':
      return problem.status === null || problem.status >= 500 || problem.status === 429 || problem.status === 403;
    default:
      return false;
  }
}

// ---------------------------------------------------------------- what a look says

/** Writes the outcome of a look; whoever wrote in between has the word, and the article is due again. */
async function keep(needs: Needs, article: StoredArticle, watch: Partial<Watch>, text: Partial<ArticleText> = {}): Promise<StoredArticle | null> {
  const now = needs.clock();
  const next = { lookAt: nextLook(article.collectedAt, now), lookedAt: now, missingSince: null, ...watch };
  const written = await needs.articles.replace(article, { ...article, ...text, watch: { ...article.watch, ...next } });
  return written.outcome === 'written' ? written.value : null;
}

/** A bad answer: nothing that is known changes, but when to ask again. */
async function unread(needs: Needs, article: StoredArticle, problem: PortalProblem, counts: WatchCounts): Promise<void> {
  counts.unread += 1;
  needs.log.warn({ articleId: article.id, problem: problem.kind, status: problem.status, detail: problem.detail }, 'an article could not be looked at again');
  await keep(needs, article, { lookAt: afterUnread(article, problem, needs.clock()), missingSince: article.watch.missingSince });
}

function afterUnread(article: StoredArticle, problem: PortalProblem, now: Date): Date | null {
  const planned = nextLook(article.collectedAt, now);
  if (planned === null) return null;
  const retry = addMs(now, article.watch.missingSince === null ? retryUnread : retrySoon);
  const sooner = passesByItself(problem) && retry < planned ? retry : planned;
  return later(sooner, patience(problem, now) ?? sooner);
}

/** Those of a host that is down wait as the one that was asked for. */
async function postpone(needs: Needs, due: readonly StoredArticle[], problem: PortalProblem): Promise<void> {
  for (const article of due)
    await keep(needs, article, {
      lookAt: afterUnread(article, problem, needs.clock()),
      lookedAt: article.watch.lookedAt,
      missingSince: article.watch.missingSince,
    });
}

/**
 * Compared with the page as it was last read, not with the feed's words. A page that shows yet another text when it is
 * asked for again at once changes by itself (a clock, a count): that field tells nothing.
 */
async function compare(needs: Needs, article: StoredArticle, look: Extract<ArticleLook, { outcome: 'read' }>, counts: WatchCounts): Promise<void> {
  const { validators } = look;
  const prints = printsOf(textOf(look.article));
  const { seen } = article.watch;
  if (seen === null) return firstSeen(needs, article, look, counts);
  const changed = changedFields(seen, prints);
  if (changed.length === 0) return void (await keep(needs, article, { validators }));
  const again = await needs.portal.lookAgain(article.url, null, needs.clock(), article.source);
  if (again.outcome !== 'read') return unread(needs, article, again.outcome === 'failed' ? again.problem : anotherArticle, counts);
  const second = printsOf(textOf(again.article));
  const steady = changed.filter((field) => second[field] === prints[field]);
  if (steady.length < changed.length)
    needs.log.info({ articleId: article.id, fields: changed.filter((field) => !steady.includes(field)) }, 'changes at each load: not compared');
  const nowSeen = { ...seen, ...Object.fromEntries(steady.map((field) => [field, prints[field]])) };
  const was = textOf(article);
  const is = withFields(was, look.article, steady);
  const fields = changedFields(printsOf(was), printsOf(is));
  // The feed told it first, or told it otherwise: the words that are stored are these already.
  if (fields.length === 0) return void (await keep(needs, article, { validators, seen: nowSeen }, is));
  await record(needs, article, { was, is, fields }, { validators, seen: nowSeen }, counts);
}

/**
 * The page could not be read when the article was drafted: its feed's words went before staff. A feed tells another lead
 * than the page, as a rule, and never another title: where that differs the article was changed meanwhile.
 */
async function firstSeen(needs: Needs, article: StoredArticle, look: Extract<ArticleLook, { outcome: 'read' }>, counts: WatchCounts): Promise<void> {
  const { validators } = look;
  const seen = printsOf(textOf(look.article));
  const filled = { ...textOf(article), ...(article.body === null ? { body: look.article.body, links: look.article.links } : {}) };
  const was = textOf(article);
  const differs = printsOf({ ...was, title: was.title.toLowerCase() }).title !== printsOf({ ...was, title: look.article.title.toLowerCase() }).title;
  if (!differs) return void (await keep(needs, article, { validators, seen }, filled));
  const is = { ...filled, title: look.article.title, lead: look.article.lead ?? was.lead };
  await record(
    needs,
    article,
    { was, is, fields: changedFields(printsOf({ ...was, body: is.body, links: is.links }), printsOf(is)) },
    { validators, seen },
    counts,
  );
}

type Difference = Pick<Extract<Revision, { kind: 'edited' }>, 'was' | 'is' | 'fields'>;

/** The record first, the article after it: a crash between them is made good at the next look. */
async function record(needs: Needs, article: StoredArticle, difference: Difference, watch: Partial<Watch>, counts: WatchCounts): Promise<void> {
  const edited: Revision = { ...recordOf(article, needs.clock()), kind: 'edited', ...difference };
  if (!(await needs.revisions.add(edited))) return;
  counts.edited += 1;
  needs.log.info({ articleId: article.id, revision: edited.number, fields: edited.fields }, 'the portal changed the article');
  await keep(needs, article, { ...watch, revisions: edited.number }, difference.is);
}

function withFields(was: ArticleText, page: ArticleText, fields: readonly string[]): ArticleText {
  return {
    title: fields.includes('title') ? page.title : was.title,
    lead: fields.includes('lead') ? page.lead : was.lead,
    body: fields.includes('body') ? page.body : was.body,
    images: fields.includes('pictures') ? page.images : was.images,
    links: fields.includes('body') ? page.links : was.links,
  };
}

// ---------------------------------------------------------------- withdrawn, and back

/** 410 is a word; anything else is believed at the second look some minutes later. */
async function missing(needs: Needs, article: StoredArticle, problem: PortalProblem, broken: boolean, counts: WatchCounts): Promise<void> {
  const now = needs.clock();
  const { withdrawnAt, missingSince } = article.watch;
  if (withdrawnAt !== null) {
    const { onItsWay } = await holdPosts(needs, article, now);
    return void (await keep(needs, article, { validators: null, lookAt: lookAtGone(article, onItsWay, now) }));
  }
  const said = problem.status === 410;
  const waited = missingSince === null ? 0 : now.getTime() - missingSince.getTime();
  const believed = said || (missingSince !== null && waited >= (broken ? brokenPortal : leastApart));
  if (!believed) {
    counts.missing += 1;
    needs.log.warn({ articleId: article.id, detail: problem.detail, broken }, 'an article was not found: looked for once more before it is believed');
    const lookAt = addMs(now, broken ? retrySoon : secondLookAfter);
    return void (await keep(needs, article, { validators: null, missingSince: missingSince ?? now, lookAt }));
  }
  const gone: Revision = { ...recordOf(article, now), kind: 'withdrawn', since: missingSince ?? now, why: problem.detail };
  if (!(await needs.revisions.add(gone))) return;
  counts.withdrawn += 1;
  needs.log.warn({ articleId: article.id, revision: gone.number, detail: problem.detail }, 'the portal took the article down');
  await applyWithdrawal(needs, article, gone);
}

/** Posts first, the article last: after a crash between them all of it is done again. */
async function applyWithdrawal(needs: Needs, article: StoredArticle, gone: Revision): Promise<StoredArticle | null> {
  const now = needs.clock();
  const { onItsWay } = await holdPosts(needs, article, now);
  const watch = { validators: null, withdrawnAt: gone.at, revisions: gone.number, lookAt: lookAtGone(article, onItsWay, now) };
  return keep(needs, article, watch);
}

/** A post that was on its way may come back to its slot: it is to be held then. */
function lookAtGone(article: StoredArticle, onItsWay: boolean, now: Date): Date | null {
  return onItsWay ? addMs(now, secondLookAfter) : nextLook(article.collectedAt, now);
}

/** The article goes on as it was; null: somebody else was quicker. */
async function comeBack(needs: Needs, article: StoredArticle, counts: WatchCounts): Promise<StoredArticle | null> {
  if (article.watch.withdrawnAt === null) return article;
  const back: Revision = { ...recordOf(article, needs.clock()), kind: 'back' };
  if (!(await needs.revisions.add(back))) return null;
  counts.back += 1;
  needs.log.info({ articleId: article.id, revision: back.number }, 'the article is on the portal again');
  return applyReturn(needs, article, back);
}

async function applyReturn(needs: Needs, article: StoredArticle, back: Revision): Promise<StoredArticle | null> {
  await releasePosts(needs, article, needs.clock());
  return keep(needs, article, { withdrawnAt: null, revisions: back.number });
}

/** What was recorded right before a crash, and does not stand in the article yet, is taken in first. null: it was overtaken. */
async function rollForward(needs: Needs, article: StoredArticle): Promise<StoredArticle | null> {
  const recorded = await needs.revisions.get(revisionIdOf(article.id, article.watch.revisions + 1));
  if (recorded === null) return article;
  switch (recorded.kind) {
    case 'withdrawn':
      return applyWithdrawal(needs, article, recorded);
    case 'back':
      return applyReturn(needs, article, recorded);
    case 'edited': {
      const known = printsOf(recorded.is);
      const { seen } = article.watch;
      const prints = seen === null ? null : { ...seen, ...Object.fromEntries(recorded.fields.map((field) => [field, known[field]])) };
      return keep(needs, article, { seen: prints, validators: null, revisions: recorded.number }, recorded.is);
    }
  }
}
