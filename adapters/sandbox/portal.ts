/** The sample portal: a feed, pages and pictures of an invented province, with dates that count from the clock. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Clock } from '../../src/ports.ts';
import { addDays, dayOf, hour, instantOf } from '../../src/time.ts';
import { type Answer, typed } from './answers.ts';
import { zone } from './identity.ts';
import { articlePage, feedDocument, homePage, missingPage } from './portal-html.ts';
import { drawPicture } from './portal-pictures.ts';
import { dailyArticles, freshArticle } from './recurring-articles.ts';
import type { PortalArticle, SampleArticle } from './sample-article.ts';
import { sampleArticles } from './sample-articles.ts';
import { sampleVideo } from './sample-video.ts';
import type { LinkPreview, Memory } from './state.ts';

export type PortalNeeds = { readonly memory: Memory; readonly clock: Clock; readonly address: string };
export type PortalRequest = {
  readonly pathname: string;
  readonly ifNoneMatch: string | null;
  readonly ifModifiedSince: string | null;
  readonly acceptsGzip: boolean;
};

export type ArticleWords = Pick<SampleArticle, 'title' | 'lead'>;

export type Portal = {
  answer(request: PortalRequest): Promise<Answer>;
  /** What a link preview shows, from the page's og: tags; null when there is no such page. */
  preview(pathname: string): Promise<LinkPreview | null>;
  picture(pathname: string): Promise<Uint8Array | null>;
  /** Everything that is out by now, newest first. */
  articles(): readonly PortalArticle[];
  /** Publishes one more article now. */
  publish(): PortalArticle;
  /** Corrects an article, or (null) takes it down. */
  change(number: number, words: ArticleWords | null): void;
};

const itemsInFeed = 40;
const dailyDays = 30;

export function createPortal(needs: PortalNeeds): Portal {
  const { memory, clock, address } = needs;
  const drawn = new Map<string, Promise<Uint8Array | null>>();
  const placed = (article: SampleArticle, at: Date): PortalArticle => ({
    ...article,
    at,
    url: `${address}/portal/tin-tuc/${article.slug}-${article.number}.htm`,
  });

  function written(): PortalArticle[] {
    const opened = Date.parse(memory.state.openedAt);
    return sampleArticles.map((article) => placed(article, wholeMinute(opened + article.afterHours * hour)));
  }

  function daily(now: Date): PortalArticle[] {
    const today = dayOf(now, zone);
    const first = [addDays(dayOf(new Date(memory.state.openedAt), zone), 1), addDays(today, -dailyDays)].sort().at(-1) ?? today;
    const articles: PortalArticle[] = [];
    for (let day = first; day <= today; day = addDays(day, 1)) {
      for (const { time, article } of dailyArticles(day)) articles.push(placed(article, instantOf(day, time, zone)));
    }
    return articles;
  }

  function articles(): readonly PortalArticle[] {
    const now = clock();
    const extra = memory.state.extraArticles.map(({ number, at }) => placed(freshArticle(number, new Date(at)), new Date(at)));
    return [...written(), ...daily(now), ...extra]
      .flatMap(asChanged)
      .filter((article) => article.at <= now)
      .sort((a, b) => b.at.getTime() - a.at.getTime());
  }

  function asChanged(article: PortalArticle): readonly PortalArticle[] {
    const change = memory.state.articleChanges[article.number];
    return change === null ? [] : [{ ...article, ...change }];
  }

  function find(pathname: string): PortalArticle | null {
    const number = Number(/^\/portal\/tin-tuc\/[\w-]*?-?(\d+)\.htm$/.exec(pathname)?.[1] ?? Number.NaN);
    return articles().find((article) => article.number === number) ?? null;
  }

  function page(pathname: string): string | null {
    const article = find(pathname);
    if (article === null) return null;
    const related = articles().filter((each) => each.number !== article.number);
    return articlePage(article, related.slice(0, 4), address, clock());
  }

  function picture(pathname: string): Promise<Uint8Array | null> {
    const name = /^\/portal\/anh\/([\w-]+\.(?:jpg|png))$/.exec(pathname)?.[1];
    if (name === undefined) return Promise.resolve(null);
    const known = drawn.get(name);
    if (known !== undefined) return known;
    const bytes = drawPicture(name);
    if (drawn.size > 200) drawn.clear();
    drawn.set(name, bytes);
    return bytes;
  }

  function feed(request: PortalRequest): Answer {
    const shown = articles().slice(0, itemsInFeed);
    const body = feedDocument(shown, address);
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 20)}"`;
    const modified = (shown[0]?.at ?? clock()).toUTCString();
    const validators = { etag, 'last-modified': modified, 'cache-control': 'no-cache' };
    const unchanged = request.ifNoneMatch === null ? request.ifModifiedSince === modified : request.ifNoneMatch === etag;
    if (unchanged) return { status: 304, headers: validators, body: '' };
    const type = { ...validators, 'content-type': 'application/rss+xml; charset=utf-8' };
    return request.acceptsGzip
      ? { status: 200, headers: { ...type, 'content-encoding': 'gzip', vary: 'accept-encoding' }, body: gzipSync(body) }
      : { status: 200, headers: type, body };
  }

  async function answer(request: PortalRequest): Promise<Answer> {
    const { pathname } = request;
    if (pathname === '/portal/rss/tin-tuc.rss') return feed(request);
    if (pathname === '/portal' || pathname === '/portal/') return typed(200, 'text/html; charset=utf-8', homePage(articles(), address, clock()));
    if (pathname === '/portal/video/gioi-thieu.mp4') return typed(200, 'video/mp4', sampleVideo());
    const bytes = await picture(pathname);
    if (bytes !== null) return typed(200, pathname.endsWith('.png') ? 'image/png' : 'image/jpeg', bytes, { 'cache-control': 'max-age=3600' });
    const html = page(pathname);
    return html === null ? typed(404, 'text/html; charset=utf-8', missingPage(address)) : typed(200, 'text/html; charset=utf-8', html);
  }

  return {
    answer,
    picture,
    articles,
    preview: (pathname) => Promise.resolve(previewFrom(page(pathname), address)),
    publish: () => {
      const number = memory.state.extraArticles.length + 1;
      const at = wholeMinute(clock().getTime());
      memory.state.extraArticles.push({ number, at: at.toISOString() });
      memory.save();
      return placed(freshArticle(number, at), at);
    },
    change: (number, words) => {
      memory.state.articleChanges[number] = words;
      memory.save();
    },
  };
}

function wholeMinute(ms: number): Date {
  return new Date(Math.floor(ms / 60_000) * 60_000);
}

function previewFrom(html: string | null, address: string): LinkPreview | null {
  if (html === null) return null;
  const tag = (name: string) => {
    const content = new RegExp(`<meta property="og:${name}" content="([^"]*)"`).exec(html)?.[1];
    return content === undefined ? null : content.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  };
  return { title: tag('title') ?? '', description: tag('description'), image: tag('image'), site: tag('site_name') ?? new URL(address).host };
}
