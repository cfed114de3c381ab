/** A portal that publishes, corrects and copies its articles, and answers as badly as real ones do. */
import type { Article } from '../article.ts';
import { sha256 } from '../identity.ts';
import type { ArticleLook, ArticleReading, BytesReading, FeedItem, FeedReading, FileReading, Pictures, Portal, PortalProblem, Videos } from '../ports.ts';
import { minute } from '../time.ts';
import type { Owner, Reply, World } from './world.ts';

/** `undated`: the share of articles that come without a date, so that a person is asked. `newsOnly`: what is posted as a link. */
export type PortalFaults = { level: number; undated: number; newsOnly: boolean; downUntil: number; downKind: PortalProblem['kind'] };
export type PortalModel = {
  /** Newest last. */
  readonly articles: Article[];
  readonly faults: PortalFaults;
  readonly publish: () => void;
  /** An article is corrected after it was published. */
  readonly correct: () => void;
  /** An article is taken down; now and then one comes back. */
  readonly withdraw: () => void;
  /** Addresses of what is taken down now, and of what ever was. */
  readonly withdrawn: ReadonlySet<string>;
  readonly everWithdrawn: ReadonlySet<string>;
  readonly portFor: (owner: Owner) => Portal;
  /** The media folder: what the processes of one desk share on disk. */
  readonly media: Map<string, Uint8Array>;
  readonly picturesFor: (owner: Owner) => Pictures;
  readonly videosFor: (owner: Owner) => Videos;
};

export const feedUrl = 'https://halam.example/rss';
const feedLength = 30;

export function keyOf(url: string): string {
  return url.replace(/^https:\/\//, '');
}

async function* inTwo(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const middle = Math.ceil(bytes.length / 2);
  yield bytes.subarray(0, middle);
  yield bytes.subarray(middle);
}

export function createPortalModel(world: World): PortalModel {
  const { random } = world;
  const articles: Article[] = [];
  const media = new Map<string, Uint8Array>();
  const withdrawn = new Set<string>();
  const everWithdrawn = new Set<string>();
  const faults: PortalFaults = { level: 0, undated: 0.07, newsOnly: false, downUntil: 0, downKind: 'unreachable' };
  let version = 0;

  const picturesOf = (kind: Article['kind']): number => {
    if (kind === 'photos') return random.between(2, 4);
    return kind !== 'news' || random.chance(0.5) ? 1 : 0;
  };
  const publish = () => {
    const n = articles.length + 1;
    const url = `https://halam.example/tin/${n}`;
    const kind = faults.newsOnly ? 'news' : random.pick(['news', 'news', 'news', 'photos', 'infographic', 'document', 'video'] as const);
    articles.push({
      url,
      title: `Tin số ${n} của tỉnh Hạ Lam`,
      lead: random.chance(0.9) ? `Sáng nay, UBND tỉnh thông báo việc thứ ${n}.` : null,
      publishedAt: random.chance(faults.undated) ? null : new Date(world.now() - random.between(0, 30) * minute),
      precision: 'instant',
      images: Array.from({ length: picturesOf(kind) }, (_, place) => ({ url: `${url}-${place + 1}.jpg`, caption: `Ảnh ${place + 1} của tin ${n}` })),
      video: kind === 'video' ? `${url}.mp4` : null,
      kind,
      credit: null,
      language: 'vi',
      categories: ['Kinh tế'],
      body: `Sáng nay, UBND tỉnh thông báo việc thứ ${n}.`,
    });
    version += 1;
    world.note('portal', 'publishes', url);
  };
  const correct = () => {
    const at = random.between(Math.max(0, articles.length - 8), articles.length - 1);
    const article = articles[at];
    if (article === undefined) return;
    articles[at] = { ...article, title: `${article.title} (cập nhật)`, lead: article.lead === null ? null : `${article.lead} Bổ sung.` };
    version += 1;
    world.note('portal', 'corrects', article.url);
  };

  const withdraw = () => {
    const [gone] = withdrawn;
    if (gone !== undefined && random.chance(0.4)) {
      withdrawn.delete(gone);
      version += 1;
      world.note('portal', 'puts back', gone);
      return;
    }
    const article = articles[random.between(Math.max(0, articles.length - 6), articles.length - 1)];
    if (article === undefined) return;
    withdrawn.add(article.url);
    everWithdrawn.add(article.url);
    version += 1;
    world.note('portal', 'takes down', article.url);
  };

  const problem = (kind: PortalProblem['kind']): PortalProblem => ({
    kind,
    status: kind === 'status' ? random.pick([500, 503, 429, 403]) : null,
    detail: 'planted',
    retryAt: kind === 'status' && random.chance(0.3) ? new Date(world.now() + random.between(1, 20) * minute) : null,
  });
  const failing = (): PortalProblem | null => {
    if (faults.downUntil > world.now()) return problem(faults.downKind);
    return random.chance(0.08 * faults.level) ? problem(random.pick(['unreachable', 'slow', 'broken', 'status', 'challenge'] as const)) : null;
  };
  const reply = <R>(words: string, answer: R): Reply<R> => ({ afterMs: random.pick([0, 100, 2000]), words, answer: () => answer });
  const pictureOf = (url: string) => new TextEncoder().encode(`picture at ${url}`);

  /** The beginning of an MP4, and what tells it from others. */
  const filmAt = (url: string) => new TextEncoder().encode(`\0\0\0\u0010ftypisom\0\0\0\0film at ${url}`);

  const pageAt = (url: string): Reply<ArticleReading> => {
    // A copy whose page cannot be read is told from its original by nobody.
    const failed = url.endsWith('?amp=1') ? null : failing();
    const article = articles.find((one) => one.url === url.replace('?amp=1', ''));
    const gone = article === undefined || withdrawn.has(article.url);
    if (failed !== null || gone) return reply('failed', { outcome: 'failed', problem: failed ?? problem('withdrawn') });
    return reply('is read', { outcome: 'read', key: keyOf(article.url), article });
  };

  return {
    articles,
    faults,
    media,
    publish,
    correct,
    withdraw,
    withdrawn,
    everWithdrawn,
    portFor: (owner) => ({
      readFeed: (url, validators) =>
        world.outsideCall(owner, 'portal.readFeed', [], (): Reply<FeedReading> => {
          const failed = failing();
          if (failed !== null) return reply<FeedReading>(failed.kind, { outcome: 'failed', problem: failed });
          if (validators?.etag === `"${version}"`) return reply<FeedReading>('unchanged', { outcome: 'unchanged' });
          const newest = articles
            .slice(-feedLength)
            .reverse()
            .filter((article) => !withdrawn.has(article.url));
          const partial = random.chance(0.03 * faults.level);
          const told = partial ? newest.slice(0, random.between(0, newest.length)) : newest;
          const items = told.map((article): FeedItem => ({ key: keyOf(article.url), article: { ...article, body: null } }));
          // The same article under a second address, as feeds do.
          const [first] = items;
          if (first !== undefined && random.chance(0.1 * faults.level))
            items.push({ key: `${first.key}/amp`, article: { ...first.article, url: `${first.article.url}?amp=1` } });
          return reply<FeedReading>(`${items.length} items of ${url}`, {
            outcome: 'read',
            items,
            refused: [],
            validators: { etag: `"${version}"`, lastModified: null },
            partial,
          });
        }),
      readArticle: (url) => world.outsideCall(owner, 'portal.readArticle', [url], () => pageAt(url)),
      lookAgain: (url, validators) =>
        world.outsideCall(owner, 'portal.lookAgain', [url], (): Reply<ArticleLook> => {
          const page = pageAt(url);
          const answer = page.answer();
          if (answer.outcome === 'failed') return reply(page.words, answer);
          const etag = `"${sha256(JSON.stringify(answer.article)).slice(0, 8)}"`;
          if (validators?.etag === etag) return reply('unchanged', { outcome: 'unchanged' });
          return reply(page.words, { ...answer, validators: { etag, lastModified: null } });
        }),
      readPicture: (url) =>
        world.outsideCall(owner, 'portal.readPicture', [url], (): Reply<BytesReading> => {
          const failed = failing();
          if (failed !== null) return reply('failed', { outcome: 'failed', problem: failed });
          return reply('is read', { outcome: 'read', bytes: pictureOf(url), type: 'image/jpeg' });
        }),
      openFile: (url) =>
        world.outsideCall(owner, 'portal.openFile', [url], (): Reply<FileReading> => {
          const failed = failing();
          if (failed !== null) return reply('failed', { outcome: 'failed', problem: failed });
          const bytes = filmAt(url);
          return reply('is read', { outcome: 'open', chunks: inTwo(bytes), size: bytes.length, type: 'video/mp4' });
        }),
    }),
    picturesFor: (owner) => ({
      keep: (bytes) =>
        world.storeCall(owner, 'pictures.keep', [], async () => {
          const hash = sha256(bytes);
          if (!media.has(hash)) media.set(hash, bytes);
          return { sha256: hash, width: 1200, height: 630 };
        }),
      bytes: (hash) => world.storeCall(owner, 'pictures.bytes', [hash.slice(0, 6)], async () => media.get(hash) ?? null),
    }),
    videosFor: (owner) => ({
      keep: async (chunks) => {
        const pieces: number[] = [];
        for await (const chunk of chunks) pieces.push(...chunk);
        const bytes = Uint8Array.from(pieces);
        return world.storeCall(owner, 'videos.keep', [], async () => {
          media.set(sha256(bytes), bytes);
          return { sha256: sha256(bytes), size: bytes.length };
        });
      },
      open: (hash) =>
        world.storeCall(owner, 'videos.open', [hash.slice(0, 6)], async () => {
          const bytes = media.get(hash);
          return bytes === undefined ? null : { size: bytes.length, read: async (from, to) => bytes.slice(from, to) };
        }),
    }),
  };
}
