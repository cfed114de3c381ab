/** What became of an article's page after it was collected: texts compared, and what is recorded. Pure. */
import { type Article, type HeadingLink, type Picture, type Prints, type StoredArticle, type TextField, textFields } from './article.ts';
import { sha256 } from './identity.ts';

/** The words and pictures of an article: what readers would be told differently. */
export type ArticleText = {
  readonly title: string;
  readonly lead: string | null;
  readonly body: string | null;
  readonly images: readonly Picture[];
  /** Where a digest's headings lead to; part of its body. Absent: they lead nowhere, or it is of an earlier version. */
  readonly links?: readonly HeadingLink[] | undefined;
};

type Recorded = {
  /** Article and number: a second record of the same change has no room. */
  readonly id: string;
  readonly rev: number;
  readonly articleId: string;
  /** From 1 on, without gaps. */
  readonly number: number;
  readonly at: Date;
  /** As the article was called then. */
  readonly title: string;
  readonly url: string;
  /** Its posts have not taken it in yet; absent: they have, or it is of an earlier version. */
  readonly open?: boolean | undefined;
};
export type Edited = Recorded & { readonly kind: 'edited'; readonly fields: readonly TextField[]; readonly was: ArticleText; readonly is: ArticleText };
/** `since`: the first look that did not find it. `why`: what the portal answered, English. */
export type Withdrawn = Recorded & { readonly kind: 'withdrawn'; readonly since: Date; readonly why: string };
export type Back = Recorded & { readonly kind: 'back' };
export type Revision = Edited | Withdrawn | Back;

export function revisionIdOf(articleId: string, number: number): string {
  return `${articleId}|${String(number).padStart(4, '0')}`;
}

export function textOf(article: Article): ArticleText {
  const { title, lead, body, images, links } = article;
  return links === undefined ? { title, lead, body, images } : { title, lead, body, images, links };
}

/** The fields of a record that any kind has; its number is the article's next. */
export function recordOf(article: StoredArticle, at: Date): Recorded {
  const number = article.watch.revisions + 1;
  return { id: revisionIdOf(article.id, number), rev: 0, articleId: article.id, number, at, title: article.title, url: article.url, open: true };
}

// ---------------------------------------------------------------- comparing

/** Composed, without what is invisible, one blank at a time; letters and case as they are. */
function plain(text: string | null): string {
  return (text ?? '')
    .normalize('NFC')
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Lines that change at each load wherever they are taken for text: counts of readers, and clocks. */
const restless =
  /^(?:(?:số )?(?:lượt|lần) (?:xem|truy cập|đọc|tải)|(?:đã xem|đã đọc|views?|hits)\b.{0,5}[\d.,]+|[\d.,]+ (?:lượt|lần) (?:xem|truy cập|đọc|tải)|đang (?:xem|truy cập|trực tuyến)|\d{1,2}:\d{2}(?::\d{2})?(?: |$)|(?:thứ .{2,4}|chủ nhật),? .{0,20}\d{4}.{0,3}\d{1,2}:\d{2})/i;

function plainBody(body: string | null): string {
  const lines = (body ?? '').split('\n').map(plain);
  return lines.filter((line) => line !== '' && !(line.length <= 80 && restless.test(line))).join('\n');
}

/** Parameters that change with the hour or the screen, not with the picture. */
const restlessParameter = /^(?:t|v|ts|ver|_|rand|random|time|timestamp|w|h|width|height|size|quality)=/i;

function plainAddress(url: string): readonly [address: string, parameters: readonly string[]] {
  const [address = '', query = ''] = url.replace(/#.*$/, '').split('?', 2);
  return [address.replace(/^https?:\/\//i, ''), query.split('&').filter((pair) => pair !== '' && !restlessParameter.test(pair))];
}

function plainPicture({ url, caption }: Picture): string {
  return JSON.stringify([...plainAddress(url), plain(caption)]);
}

/** '' where no heading leads anywhere: the body's hash is what it was before there were such links. */
function plainLinks(links: readonly HeadingLink[] = []): string {
  return links.map(({ text, url }) => `\n${JSON.stringify([plain(text), ...plainAddress(url)])}`).join('');
}

/** One hash for each field of an article's text, folded, so that only what a reader would see differs. */
export function printsOf(text: ArticleText): Prints {
  const short = (folded: string) => sha256(folded).slice(0, 16);
  return {
    title: short(plain(text.title)),
    lead: short(plain(text.lead)),
    body: short(`${plainBody(text.body)}${plainLinks(text.links)}`),
    pictures: short(text.images.map(plainPicture).join('\n')),
  };
}

/** The fields in which two readings of a page differ. */
export function changedFields(before: Prints, now: Prints): readonly TextField[] {
  return textFields.filter((field) => before[field] !== now[field]);
}

/** Title and lead as a source lists them, as one hash: whether an item was edited in place. */
export function listedPrint(item: Pick<Article, 'title' | 'lead'>): string {
  return sha256(JSON.stringify([plain(item.title), plain(item.lead)])).slice(0, 16);
}

/** What was, what is: short texts whole, bodies by the paragraphs that differ. */
export type Difference = { readonly field: TextField; readonly gone: readonly string[]; readonly come: readonly string[] };

export function differenceOf(fields: readonly TextField[], was: ArticleText, is: ArticleText): readonly Difference[] {
  return fields.map((field) => {
    const [before, now] = [partsOf(was, field), partsOf(is, field)];
    return { field, gone: before.filter((part) => !now.includes(part)), come: now.filter((part) => !before.includes(part)) };
  });
}

function partsOf(text: ArticleText, field: TextField): readonly string[] {
  switch (field) {
    case 'title':
      return [text.title];
    case 'lead':
      return text.lead === null ? [] : [text.lead];
    case 'body':
      return [...(text.body ?? '').split(/\n+/).filter((part) => part.trim() !== ''), ...(text.links ?? []).map((link) => `${link.text}: ${link.url}`)];
    case 'pictures':
      return text.images.map((image) => (image.caption === null ? image.url : `${image.url} (${image.caption})`));
  }
}
