/** The golden posts: articles with the post that an editor would write, and what the code makes of the article. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Article, articleKinds, languages } from '../../src/article.ts';
import { composePost } from '../../src/drafting/compose.ts';
import type { PostSettings } from '../../src/drafting/format-post.ts';
import { type GatherNeeds, gatherMedia } from '../../src/drafting/gather.ts';
import { warningsOf } from '../../src/drafting/warn.ts';
import { sha256 } from '../../src/identity.ts';
import { defaultEventWords } from '../../src/newsroom.ts';
import type { PageCard } from '../../src/ports.ts';
import { type Content, type Warning, warningKinds } from '../../src/post.ts';
import { film } from './film.ts';

const folder = new URL('../fixtures/golden/', import.meta.url);
export const goldenNow = new Date('2026-03-09T03:00:00.000Z');

const size = z.string().regex(/^\d+x\d+$/);
const image = z.strictObject({ size: size.optional(), caption: z.string().optional(), broken: z.literal(true).optional(), same: z.int().optional() });
const words = z.partialRecord(z.enum(articleKinds), z.string());
const entry = z.strictObject({
  id: z.string(),
  shows: z.string(),
  article: z.strictObject({
    title: z.string(),
    url: z.string().optional(),
    language: z.enum(languages).optional(),
    lead: z.string().optional(),
    body: z.string().optional(),
    credit: z.string().optional(),
    author: z.string().optional(),
    categories: z.array(z.string()).optional(),
    publishedAt: z.null().optional(),
    images: z.array(image).optional(),
    links: z.array(z.strictObject({ text: z.string(), url: z.string() })).optional(),
    video: z.string().optional(),
    film: z.string().optional(),
  }),
  page: z.strictObject({ title: z.string(), lead: z.string() }).optional(),
  translation: z.strictObject({ title: z.string(), lead: z.string(), credit: z.string().optional(), categories: z.array(z.string()).optional() }).optional(),
  card: z
    .strictObject({
      title: z.string().optional(),
      picture: z.union([size, z.literal('none')]).optional(),
      http: z.literal(true).optional(),
      robots: z.literal(true).optional(),
    })
    .optional(),
  settings: z
    .strictObject({
      hashtags: z.strictObject({ always: z.array(z.string()), categories: z.boolean(), accents: z.enum(['keep', 'drop']), most: z.int() }).optional(),
      utm: z.strictObject({ source: z.string(), medium: z.string(), campaign: z.string().nullable() }).optional(),
      newsAs: z.enum(['picture', 'link']).optional(),
      pairs: z.enum(['one', 'two']).optional(),
      templates: z.strictObject({ vi: words.optional(), en: words.optional() }).optional(),
    })
    .optional(),
  post: z.strictObject({
    form: z.enum(['link', 'photo', 'video']),
    as: z.enum(['video', 'reel']).optional(),
    link: z.string().optional(),
    message: z.string(),
    media: z.array(z.union([z.string(), z.int()])).optional(),
    warnings: z.array(z.string()).optional(),
  }),
});
type Entry = z.infer<typeof entry>;

export type GoldenPost = {
  readonly form: Content['form'];
  readonly as?: 'video' | 'reel';
  readonly link: string;
  readonly message: string;
  readonly media: readonly string[];
  readonly warnings: readonly string[];
};
export type Golden = {
  readonly id: string;
  readonly file: string;
  readonly shows: string;
  readonly article: Article;
  readonly expected: GoldenPost;
  readonly make: () => Promise<{ readonly post: GoldenPost; readonly content: Content; readonly warnings: readonly Warning[] }>;
};

/** What a file is about: `news-vi.yaml`, `photos.yaml`. */
function kindOf(file: string): Article['kind'] {
  const kind = articleKinds.find((one) => file.startsWith(one));
  if (kind === undefined) throw new Error(`${file} is named after no kind`);
  return kind;
}

export function readGolden(): readonly Golden[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((file) =>
      z
        .array(entry)
        .parse(parse(readFileSync(new URL(file, folder), 'utf8')))
        .map((one) => toGolden(one, file)),
    );
}

function toGolden(given: Entry, file: string): Golden {
  const article = toArticle(given, file);
  const { form, as, link, message, media = [], warnings = [] } = given.post;
  const kinds = new Set<string>(warningKinds);
  for (const warning of warnings) if (!kinds.has(warning.split(':')[0] ?? '')) throw new Error(`${given.id}: no such warning: ${warning}`);
  const expected = { form, ...(as === undefined ? {} : { as }), link: link ?? article.url, message, media: media.map(String), warnings };
  return { id: given.id, file, shows: given.shows, article, expected, make: () => makePost(given, article) };
}

function toArticle({ id, article }: Entry, file: string): Article {
  return {
    url: article.url ?? `https://halam.gov.vn/tin/${id}`,
    title: article.title,
    lead: article.lead ?? null,
    publishedAt: article.publishedAt === null ? null : new Date(goldenNow.getTime() - 3_600_000),
    precision: 'instant',
    images: (article.images ?? []).map(({ caption }, place) => ({ url: `https://halam.gov.vn/anh/${place + 1}.jpg`, caption: caption ?? null })),
    video: article.video ?? null,
    kind: kindOf(file),
    credit: article.credit ?? null,
    author: article.author ?? null,
    language: article.language ?? (file.includes('-en') ? 'en' : 'vi'),
    ...(article.links === undefined ? {} : { links: article.links }),
    categories: article.categories ?? [],
    body: article.body ?? null,
  };
}

function cardOf({ article, card = {} }: Entry): PageCard {
  const address = `${card.http === true ? 'http' : 'https'}://halam.gov.vn/anh/card-${card.picture ?? '1200x630'}.jpg`;
  return {
    title: card.title ?? article.title,
    description: article.lead ?? null,
    picture: card.picture === 'none' ? null : address,
    barred: card.robots === true,
  };
}

/** A portal of these pictures and this film, and a media folder that measures without decoding: a picture's bytes are its description. */
function goldenNeeds({ article }: Entry): GatherNeeds {
  const images = article.images ?? [];
  const text = (words: string) => new TextEncoder().encode(words);
  const failed = { outcome: 'failed', problem: { kind: 'status', status: 404, detail: 'not there', retryAt: null } } as const;
  const films = new Map<string, Uint8Array>();
  return {
    portal: {
      readPicture: async (url) => {
        const card = /card-(.+)\.jpg$/.exec(url)?.[1];
        const number = Number(/(\d+)\.jpg$/.exec(url)?.[1]);
        const known = images[number - 1];
        if (card !== undefined) return { outcome: 'read', bytes: text(`card ${card}`), type: null };
        return known === undefined
          ? failed
          : { outcome: 'read', bytes: text(`${known.broken === true ? 'broken' : (known.same ?? number)} ${known.size ?? ''}`), type: null };
      },
      openFile: async (url) => {
        if (article.film === undefined || url !== article.video) return failed;
        const [, width, height, seconds] = /^(\d+)x(\d+) (\d+)s$/.exec(article.film) ?? [];
        const bytes = film({ width: Number(width), height: Number(height), seconds: Number(seconds) });
        return {
          outcome: 'open',
          size: bytes.length,
          type: 'video/mp4',
          chunks: (async function* () {
            yield bytes;
          })(),
        };
      },
    },
    pictures: {
      keep: async (bytes) => {
        const [name = '', told = ''] = new TextDecoder().decode(bytes).split(' ');
        const [width = 0, height = 0] = told.split('x').map(Number);
        if (name === 'broken' || Math.min(width, height) < 200) return null;
        return { sha256: sha256(bytes), width, height, look: sha256(name).slice(0, 16) };
      },
    },
    videos: {
      keep: async (chunks) => {
        const parts: Uint8Array[] = [];
        for await (const chunk of chunks) parts.push(chunk);
        const bytes = Buffer.concat(parts);
        films.set(sha256(bytes), bytes);
        return { sha256: sha256(bytes), size: bytes.length };
      },
      open: async (hash) => {
        const bytes = films.get(hash);
        return bytes === undefined ? null : { size: bytes.length, read: async (from, to) => bytes.subarray(from, to) };
      },
    },
  };
}

export const goldenSettings: PostSettings = {
  templates: { vi: {}, en: {} },
  utm: null,
  pairs: 'two',
  newsAs: null,
  events: { categories: [], words: defaultEventWords },
  hashtags: { always: [], categories: true, accents: 'drop', most: 3 },
  zone: 'Asia/Ho_Chi_Minh',
};

function settingsOf({ settings = {} }: Entry): PostSettings {
  const { templates, hashtags, utm, newsAs, pairs } = settings;
  return {
    ...goldenSettings,
    templates: { vi: { ...stated(templates?.vi) }, en: { ...stated(templates?.en) } },
    hashtags: hashtags ?? goldenSettings.hashtags,
    utm: utm ?? null,
    newsAs: newsAs ?? null,
    pairs: pairs ?? 'two',
  };
}

function stated(templates: Readonly<Partial<Record<Article['kind'], string | undefined>>> = {}): Partial<Record<Article['kind'], string>> {
  const filled: Partial<Record<Article['kind'], string>> = {};
  for (const kind of articleKinds) {
    const template = templates[kind];
    if (template !== undefined) filled[kind] = template;
  }
  return filled;
}

function inEnglish({ title, lead, credit, categories = [] }: NonNullable<Entry['translation']>) {
  return { title, lead, credit: credit ?? null, categories };
}

async function makePost(given: Entry, article: Article) {
  const settings = settingsOf(given);
  const said = given.page === undefined ? article : { ...article, ...given.page };
  const translation =
    given.translation === undefined ? null : { ...article, language: 'en' as const, images: [], author: null, ...inEnglish(given.translation) };
  const gathered = await gatherMedia(goldenNeeds(given), article, cardOf(given), settings.newsAs);
  const content = composePost(article, gathered, settings, translation);
  const warnings = warningsOf({ article, said, translation, content, gathered, settings, pageUnread: false }, goldenNow);
  const numberOf = (url: string) => /(\d+)\.jpg$/.exec(url)?.[1] ?? url;
  const media = content.form === 'photo' ? content.pictures.map(({ url, alt }) => (alt === null ? numberOf(url) : `${numberOf(url)} | ${alt}`)) : [];
  const post: GoldenPost = {
    form: content.form,
    ...(content.form === 'video' ? { as: content.as } : {}),
    link: content.link,
    message: content.message,
    media,
    warnings: warnings.map(({ kind, detail }) => (detail === undefined ? kind : `${kind}: ${detail}`)),
  };
  return { post, content, warnings };
}
