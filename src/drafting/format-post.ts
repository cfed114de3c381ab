/** Article → the text of its post. Pure. Official wording is quoted in whole sentences, never rewritten. */
import type { Article, Picture } from '../article.ts';
import { wordsIn } from '../locale/words.ts';
import type { Newsroom, PageRules, PageTimetable, SourceRules } from '../newsroom.ts';
import { clean, descriptionOf, pictureCredit, sameWords, withoutCrumbs } from '../plain-words.ts';
import { dayForPeople, dayOf, type Zone } from '../time.ts';
import { digestList } from './digest-list.ts';
import { hashtagsOf } from './hashtags.ts';
import { dateOfIssue, documentNumber } from './official-document.ts';
import { sentencesOf, sentencesWithin, uncut } from './sentences.ts';
import { fillTemplate, wordsOfTemplate } from './template.ts';
import { trackedLink } from './tracked-link.ts';

/** What the newsroom says of a Page's posts. */
export type PostSettings = Pick<PageRules, 'templates' | 'utm' | 'pairs'> &
  Pick<SourceRules, 'newsAs'> &
  Pick<PageTimetable, 'events'> & { readonly hashtags: Newsroom['hashtags']; readonly zone: Zone };

/** What holds for a source's articles on a Page; for a Page that is not named any more, what holds for the newsroom. */
export function postSettings(
  newsroom: Pick<Newsroom, 'hashtags' | 'page'>,
  page: Pick<PageRules, 'templates' | 'utm' | 'pairs' | 'timetable'> | undefined,
  source: Pick<SourceRules, 'newsAs'> | undefined,
  zone: Zone,
): PostSettings {
  const { templates, utm, pairs, timetable } = page ?? newsroom.page;
  return { templates, utm, pairs, events: timetable.events, newsAs: source?.newsAs ?? null, hashtags: newsroom.hashtags, zone };
}

/** `link` '' where the preview leads to the article; `pictures`: those that are uploaded with it; `above`: what stands above it in the same post. */
export type TextInput = { readonly link: string; readonly pictures: readonly Picture[]; readonly settings: PostSettings; readonly above?: string };

/** Usual limit of a Facebook message, in characters. */
export const longestMessage = 63_206;
/** What comes later is hidden behind "Xem thêm" on a wide screen. */
export const foldAt = 477;
/** A sentence that is longer is a whole page without a stop. */
const longestLead = 1_500;
const longestBody = 5_000;
const longestName = 500;
const longestTitle = 2_000;

export function templateOf(article: Pick<Article, 'language' | 'kind'>, settings: Pick<PostSettings, 'templates'>): string {
  return settings.templates[article.language][article.kind] ?? wordsIn(article.language).post.templates[article.kind];
}

/** The message of a post. With a link in it that stands there once, also where the template has no place for it. */
export function formatPost(article: Article, { link, pictures, settings, above = '' }: TextInput): string {
  const template = templateOf(article, settings);
  const title = fitting(clean(article.title), longestTitle);
  const { credit, author } = creditsOf(article, pictures);
  const tracked = article.links?.map((piece) => ({ ...piece, url: trackedLink(piece.url, settings.utm) }));
  const fields = {
    title,
    lead: leadOf(article, title),
    body: article.kind === 'digest' ? digestList(article.body, tracked) : sentencesWithin(postable(withoutCrumbs(article.body ?? ''), article), longestBody),
    link,
    credit,
    author,
    hashtags: hashtagsOf(article.categories, settings.hashtags, `${wordsOfTemplate(template)}\n${above}`),
    categories: article.categories.map(clean).join(', ').slice(0, longestName),
    date:
      article.kind === 'document'
        ? dateOfIssue(article.body)
        : article.publishedAt === null
          ? ''
          : dayForPeople(dayOf(article.publishedAt, settings.zone), true),
    number: documentNumber(title, article.body),
    caption: descriptionOf(pictures[0]?.caption ?? null) ?? '',
  };
  const filled = fillTemplate(template, fields);
  const text = link === '' || filled.includes(link) ? filled : [filled, link].join('\n\n').trim();
  // Facebook would make a mention of it, and nobody asked for one.
  const whole = text.replace(/@\[(?=\d)/g, '@ [').normalize('NFC');
  return whole.length <= longestMessage ? whole : [title, link].filter((part) => part !== '').join('\n\n');
}

/** What stands in every post of this kind without being of the article. */
export function wordsBeside(article: Article, settings: PostSettings): string {
  const date = article.publishedAt === null ? '' : dayForPeople(dayOf(article.publishedAt, settings.zone), true);
  return `${wordsOfTemplate(templateOf(article, settings))}\n${date}`;
}

function fitting(text: string, limit: number): string {
  return text.length <= limit ? text : '';
}

/** Whole sentences, as many as a reader sees before the fold; the first one in any case. Without a lead the body's first words. */
function leadOf(article: Article, title: string): string {
  const told = article.lead === null ? '' : uncut(withoutCrumbs(article.lead), article.body === null ? null : clean(article.body));
  const spare = article.kind === 'digest' || article.kind === 'document' ? [] : (article.body ?? '').split('\n\n').map(withoutCrumbs);
  const text = [told, ...spare].map((one) => withoutTitle(postable(withoutAuthor(one, article), article), title)).find((one) => one !== '') ?? '';
  const room = Math.max(foldAt - title.length - 2, sentencesOf(text)[0]?.trimEnd().length ?? 0);
  return sentencesWithin(text, Math.min(room, longestLead));
}

/** Who wrote it has a line of its own. */
function withoutAuthor(text: string, article: Pick<Article, 'author'>): string {
  const author = clean(article.author ?? '');
  return author !== '' && text.endsWith(author) ? text.slice(0, -author.length).trimEnd() : text;
}

/** Many leads say the title once more before they go on, or say nothing else. */
function withoutTitle(text: string, title: string): string {
  const [first = '', ...rest] = sentencesOf(text);
  const bare = (words: string) => words.replace(/[.!?…\s]+$/u, '');
  return sameWords(text, title) ? '' : sameWords(bare(first), bare(title)) ? rest.join('').trim() : text;
}

/** Without the sentences that hold the article's own address (the post has its link) or what Facebook would take for a mention. */
function postable(text: string, article: Pick<Article, 'url'>): string {
  const address = article.url
    .replace(/^https?:\/\//, '')
    .replace(/[?#].*$/s, '')
    .replace(/\/+$/, '');
  const held = (sentence: string) => /@\[\d/.test(sentence) || (address !== '' && sentence.includes(address));
  if (!held(text)) return text;
  return sentencesOf(text)
    .filter((sentence) => !held(sentence))
    .join('')
    .trim();
}

/** Says itself whose what is: `Ảnh: Minh Đức`, `Tin, ảnh: …`, `BBT`. */
const speaking = /^\p{L}[\p{L}, ]{1,20}:|^\(?(?:BBT|PV|CTV|Ban biên tập)\b/u;

/** The source by its name; whoever wrote it, and whoever made the pictures that go out, in their own line each. */
function creditsOf(article: Article, pictures: readonly Picture[]): { readonly credit: string; readonly author: string } {
  const credit = fitting(clean(article.credit ?? ''), longestName).replace(/\n+/g, ' ');
  const author = fitting(clean(article.author ?? ''), longestName).replace(/\n+/g, ' ');
  const isLine = speaking.test(credit);
  const lines = [isLine ? credit : '', author, ...makersOf(pictures, `${credit}\n${author}`)].filter((line) => line !== '');
  // Where a page names no source, its author stands for it.
  const isAuthor = author !== '' && author.endsWith(credit);
  return { credit: isLine || isAuthor ? '' : credit, author: [...new Set(lines)].join('\n') };
}

/** `Ảnh: Minh Đức, Hà Thu` of those whom nothing else names. */
function makersOf(pictures: readonly Picture[], named: string): readonly string[] {
  const byLabel = new Map<string, string[]>();
  for (const { caption } of pictures) {
    const [label = '', name = ''] = pictureCredit(caption)?.split(': ') ?? [];
    const names = byLabel.get(label) ?? [];
    if (name === '' || names.includes(name) || named.includes(name)) continue;
    byLabel.set(label, [...names, name]);
  }
  return [...byLabel].map(([label, names]) => `${label}: ${names.slice(0, 10).join(', ')}`);
}
