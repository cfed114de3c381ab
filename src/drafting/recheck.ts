/** Approved → may it still be sent? The article and its link preview are read again and held against what was approved. */
import type { Article, StoredArticle, TextField } from '../article.ts';
import { change } from '../change.ts';
import type { DecisionVerb } from '../decision.ts';
import { contentHash } from '../identity.ts';
import { wordsIn } from '../locale/words.ts';
import { descriptionOf } from '../plain-words.ts';
import type { ArticleReading, PageCard, Ports } from '../ports.ts';
import type { Content, Media, ShownPost, Warning } from '../post.ts';
import type { Rechecked } from '../recheck.ts';
import { type ArticleText, changedFields, printsOf, textOf } from '../revision.ts';
import { second } from '../time.ts';
import { composePost } from './compose.ts';
import { composed, mergeReadings } from './draft.ts';
import type { PostSettings } from './format-post.ts';
import { type Gathered, gatherMedia, gatherPreview } from './gather.ts';
import { sentencesOf } from './sentences.ts';

type Needs = Pick<Ports, 'articles' | 'decisions' | 'portal' | 'pictures' | 'videos' | 'log'>;
/** `was`: the article as its post told it, where a correction is taken in. Its words come before staff then, but for what the portal did not touch. */
type Input = {
  readonly settingsOf: (source: string, page: string) => PostSettings;
  readonly now: Date;
  readonly was?: ArticleText | undefined;
  readonly patience?: Patience;
};
type Read = Extract<ArticleReading, { outcome: 'read' }>;

/**
 * In milliseconds. `portal`: so long one post waits for it, so that what staff approved to go out at once is out within seconds. `words`: and so
 * long where the page said another title or lead, since what it says now is worth waiting for.
 */
type Patience = { readonly portal: number; readonly words: number };
const usual: Patience = { portal: 3 * second, words: 10 * second };

/**
 * Reads the article's page again. A portal that cannot be read, or not within 3 s, changes nothing: what was approved stands. A field that
 * differs from one reading to the next (a clock, a count) tells nothing, and a difference that the post does not show needs nobody's word.
 */
export async function recheckPost(needs: Needs, post: ShownPost, { settingsOf, now, was, patience = usual }: Input): Promise<Rechecked> {
  const stored = await needs.articles.get(post.articleId);
  const same: Rechecked = { outcome: 'same', rescrape: post.version > 1 || (stored?.watch.revisions ?? 0) > 0, unread: false };
  if (stored === null || post.prints === undefined) return same;
  const asApproved = (problem: string) => {
    needs.log.warn({ postId: post.id, problem }, 'the article could not be read again before sending: as approved');
    return { ...same, unread: true };
  };
  const soon = startAlarm(was === undefined ? patience.portal : patience.words);
  const later = startAlarm(patience.words);
  try {
    const reading = await Promise.race([needs.portal.readArticle(post.url, now, post.source), soon.rings]);
    if (reading === 'late') return asApproved('slow');
    if (reading.outcome === 'failed') return reading.problem.kind === 'withdrawn' ? await noteMissing(needs, stored, now) : asApproved(reading.problem.kind);
    const wordsDiffer = fieldsOf(post, reading).some((field) => field === 'title' || field === 'lead');
    const remade = await Promise.race([remake(needs, post, stored, reading, { settingsOf, now, was }), (wordsDiffer ? later : soon).rings]);
    return remade === 'late' ? asApproved('slow') : (remade ?? same);
  } finally {
    soon.stop();
    later.stop();
  }
}

type Alarm = { readonly rings: Promise<'late'>; readonly stop: () => void };

function startAlarm(ms: number): Alarm {
  let timer: NodeJS.Timeout | undefined;
  const rings = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  return { rings, stop: () => clearTimeout(timer) };
}

/** The post as it would be now; null where readers would be shown what was approved. */
async function remake(needs: Needs, post: ShownPost, stored: StoredArticle, reading: Read, { settingsOf, now, was }: Input): Promise<Rechecked | null> {
  // What the watch recorded was seen twice already.
  const fields = was === undefined ? await steadyChanges(needs, post, reading, now) : fieldsOf(post, reading);
  const previewDiffers = fields.length === 0 && (await drawsOtherwise(needs, post.content, reading));
  const otherDiffers = fields.length === 0 && !previewDiffers && (await tellsOtherwise(needs, post, now));
  if (fields.length === 0 && !previewDiffers && !otherDiffers) return null;
  const article = asChanged(stored, reading.article, fields, post.content.message);
  const settings = settingsOf(post.source, post.page);
  const verbs = await verbsAbout(needs, post);
  const chosen = verbs.includes('change-picture') ? chosenPicture(post.content, article, fields) : null;
  const found = await gatherMedia(needs, article, reading.card, settings.newsAs);
  const gathered = chosen === null || chosen.fate === 'gone' ? found : await withChosen(needs, found, chosen.pictures, article, reading.card);
  const translation = await translationIn(needs, post, article, now);
  const message = was === undefined && verbs.includes('edit-text') ? post.content.message : null;
  const made = composed({ article, said: reading.article, unread: null }, gathered, settings, { translation, message }, now);
  const other = translation === null && message === null ? otherText(post) : '';
  const before = was === undefined ? null : withText(composePost({ ...article, ...was }, gathered, settings, translation), other);
  const content =
    before === null ? withText(made.content, other) : withStaffChanges(post.content, before, withText(made.content, other), fields.includes('pictures'));
  const warnings = [...toldOf(chosen), ...made.warnings];
  const { event } = made;
  // Readers of the post see none of it, but another beginning of its event is another post to whoever approved it.
  const sameEvent = post.event === undefined || event?.beginsAt.getTime() === post.event?.beginsAt.getTime();
  if (sameEvent && contentHash(post.page, content) === contentHash(post.page, post.content)) return null;
  needs.log.info({ postId: post.id, fields, previewDiffers }, 'the article changed after its post was approved');
  return { outcome: 'changed', post: { title: article.title, content, warnings, event, prints: printsOf(textOf(reading.article)) } };
}

/** The other language's version, where the post tells both; null: it does not, or the page cannot be read now. */
async function translationIn(needs: Needs, post: ShownPost, article: Article, now: Date): Promise<Article | null> {
  const url = post.sister === undefined ? article.translation : post.sister.url;
  if (otherText(post) === '' || url == null) return null;
  const reading = await needs.portal.readArticle(url, now, post.source);
  return reading.outcome === 'read' ? reading.article : null;
}

/** The other language's text as it stands in the post, with the line above it; '' where it tells one language only. */
function otherText({ content, language }: ShownPost): string {
  const at = content.message.indexOf(`\n\n${wordsIn(language).post.otherLanguage}\n\n`);
  return at === -1 ? '' : content.message.slice(at);
}

function withText(content: Content, below: string): Content {
  return { ...content, message: `${content.message}${below}` };
}

/** Whether the other language's page says something else, twice in the same way, than the post that tells both. */
async function tellsOtherwise(needs: Needs, { sister, source }: ShownPost, now: Date): Promise<boolean> {
  if (sister?.postId !== null || sister.prints === undefined) return false;
  const reading = await needs.portal.readArticle(sister.url, now, source);
  if (reading.outcome === 'failed') return false;
  const then = printsOf(textOf(reading.article));
  const changed = changedFields(sister.prints, then);
  const again = changed.length === 0 ? null : await needs.portal.readArticle(sister.url, now, source);
  if (again?.outcome !== 'read') return false;
  const next = printsOf(textOf(again.article));
  return changed.some((field) => next[field] === then[field]);
}

/** Words that a person wrote stay: what of them does not stand in the article any more is told as a warning. So does a picture that a person chose. */
async function verbsAbout(needs: Needs, post: ShownPost): Promise<readonly DecisionVerb[]> {
  const decisions = [...(post.journal ?? []), ...(await needs.decisions.of(post.id))];
  return decisions.map(({ verb }) => verb);
}

/** What becomes of the pictures that staff chose: no pictures are a choice, too. `stays`: the article's own ones changed beside it. */
type Chosen = { readonly fate: 'untouched' | 'stays' | 'gone'; readonly pictures: readonly Media[] };

/** A picture of the article goes with it when the portal takes that very one out; one that staff sent has nothing to do with the portal's. */
function chosenPicture(content: Content, article: Article, fields: readonly TextField[]): Chosen | null {
  if (content.form === 'video') return null;
  const pictures = content.form === 'photo' ? content.pictures : [];
  if (!fields.includes('pictures')) return { fate: 'untouched', pictures };
  const kept = pictures.flatMap((picture): Media[] => {
    if (!isOfPortal(picture)) return [picture];
    const image = article.images.find(({ url }) => url === picture.url);
    return image === undefined ? [] : [{ ...picture, alt: descriptionOf(image.caption) }];
  });
  return kept.length === pictures.length ? { fate: 'stays', pictures: kept } : { fate: 'gone', pictures: [] };
}

function isOfPortal({ url }: Media): boolean {
  return /^https?:/i.test(url);
}

/** As if the article had these and no others; without any it is a link, whose preview Facebook draws. */
async function withChosen(needs: Needs, gathered: Gathered, pictures: readonly Media[], article: Article, card: PageCard | undefined): Promise<Gathered> {
  const shown = pictures.map((picture) => ({ ...picture, caption: picture.alt }));
  const preview = pictures.length > 0 ? null : (gathered.preview ?? (await gatherPreview(needs, article, card)));
  return { pictures: shown, film: null, unreadable: false, leftOut: 0, more: false, foreign: [], preview };
}

function toldOf(chosen: Chosen | null): readonly Warning[] {
  if (chosen === null || chosen.fate === 'untouched') return [];
  return [{ kind: chosen.fate === 'gone' ? 'chosen-picture-gone' : 'chosen-picture-stays', facts: false }];
}

/** The watch looks at once and decides: one look that does not find it is not believed. */
async function noteMissing(needs: Needs, { id }: StoredArticle, now: Date): Promise<Rechecked> {
  await change(needs.articles, id, (current): StoredArticle | null =>
    current.watch.lookAt !== null && current.watch.lookAt > now ? { ...current, watch: { ...current.watch, lookAt: now } } : null,
  );
  return { outcome: 'missing' };
}

function fieldsOf(post: ShownPost, { article }: Read): readonly TextField[] {
  return post.prints === undefined ? [] : changedFields(post.prints, printsOf(textOf(article)));
}

/** Fields that differ from what the post was formed from, twice in the same way. */
async function steadyChanges(needs: Needs, post: ShownPost, reading: Read, now: Date): Promise<readonly TextField[]> {
  const changed = fieldsOf(post, reading);
  if (changed.length === 0) return [];
  const again = await needs.portal.readArticle(post.url, now, post.source);
  if (again.outcome === 'failed') return [];
  const then = printsOf(textOf(reading.article));
  const next = printsOf(textOf(again.article));
  return changed.filter((field) => next[field] === then[field]);
}

/** Whether Facebook would draw another preview than the one that was shown. A picture that cannot be had now proves nothing. */
async function drawsOtherwise(needs: Needs, content: Content, { article, card }: Read): Promise<boolean> {
  if (content.form !== 'link' || content.card == null || card === undefined) return false;
  const preview = await gatherPreview(needs, article, card);
  if (preview.card === null) return false;
  if (preview.card.title !== content.card.title || preview.card.description !== content.card.description) return true;
  return !preview.troubles.includes('preview-unread') && preview.picture?.sha256 !== content.preview?.sha256;
}

/**
 * As when it was drafted, but where its page says something else now, that; so where the post tells what the page says since an
 * earlier change: the article is kept as it was read first, and its old words must not come back.
 */
function asChanged(stored: StoredArticle, page: Article, fields: readonly TextField[], post: string): Article {
  const merged = mergeReadings(stored, page);
  // A post may tell no more of a lead than its first sentences.
  const toldOf = (words: string | null) => sentencesOf(words ?? '').filter((sentence) => post.includes(sentence.trim())).length;
  const told = (field: 'title' | 'lead') => fields.includes(field) || toldOf(page[field]) > toldOf(merged[field]);
  return {
    ...merged,
    title: told('title') ? page.title : merged.title,
    lead: told('lead') ? page.lead : merged.lead,
    body: page.body,
    links: page.links,
    images: page.images,
  };
}

/** The portal's change and no more: words that it did not touch are those of the post, and so are its pictures. */
function withStaffChanges(own: Content, before: Content, made: Content, otherPictures: boolean): Content {
  const message = before.message === made.message ? own.message : made.message;
  const media = otherPictures || own.form !== made.form || own.form === 'link' ? made : own;
  return { ...media, message };
}
