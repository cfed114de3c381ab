/** The fanpage by facebook-nodejs-business-sdk, over a client of our own. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { FacebookConfig } from '../../src/config.ts';
import type { DayFlows, PostFigures } from '../../src/growth.ts';
import type { FanPage, PageHealth, PageRead, PageUsage, PostView } from '../../src/ports.ts';
import { editPost, readPost, removePost } from './changing.ts';
import { createGraphApi, readAs, unread } from './graph-api.ts';
import { createGraphClient, createGraphUploader, type GraphClient, type GraphOptions } from './graph-client.ts';
import { readPostsSince } from './published-posts.ts';
import { publishPost } from './publishing.ts';
import { Page, PagePost } from './sdk.ts';
import { uploadParts } from './uploading.ts';
import { readVideoState } from './video-state.ts';

type Api = ReturnType<typeof createGraphApi>;

const defaults: Omit<GraphOptions, 'noteUsage'> = { timeoutMs: 30_000, wait: (ms) => pause(ms), clock: () => new Date() };

/**
 * The Page of the configuration. `timeoutMs` bounds one call; `wait` is the pause between two tries of a read; `clock`
 * dates the answer that told when calls may be made again. Never throws for anything the other side does.
 */
export function createFanPage(config: FacebookConfig, options: Partial<Omit<GraphOptions, 'noteUsage'>> = {}): FanPage {
  const heard: { usage: PageUsage | null } = { usage: null };
  const noteUsage = (usage: PageUsage) => {
    heard.usage = usage;
  };
  const all = { ...defaults, ...options, noteUsage };
  const client = createGraphClient(config, all);
  const api = createGraphApi(client);
  const uploading = { api, pageId: config.pageId, sendFile: createGraphUploader(config, all), wait: all.wait, clock: all.clock };
  return {
    id: config.pageId,
    upload: (post, uploads, keep) => uploadParts(uploading, post, uploads, keep),
    publish: (post, uploads) => publishPost(api, config.pageId, post, uploads),
    videoState: (id) => readVideoState(api, config.pageId, id),
    postsSince: (since) => readPostsSince(api, config.pageId, since),
    edit: (remoteId, message) => editPost(api, remoteId, message),
    remove: (remoteId) => removePost(api, remoteId),
    readPost: (remoteId) => readPost(api, remoteId),
    readBack: (remoteId) => readBack(api, remoteId),
    rescrape: (link) => rescrape(api, link),
    followers: () => readFollowers(api, config.pageId),
    daily: (figure, since, until) => readDaily(api, config.pageId, dailyMetrics[figure], since, until),
    figures: (remoteId) => readFigures(api, remoteId),
    health: () => readHealth(client, api, config),
    usage: () => heard.usage,
  };
}

/** Each job has a fresh SDK object with its own api: one that was read before would send its old fields back. */
function page(api: Api, id: string): Page {
  return new Page(id, {}, undefined, api);
}
function pagePost(api: Api, id: string): PagePost {
  return new PagePost(id, {}, undefined, api);
}

/** A field that is not told says nothing against the post. */
const shown = z
  .object({ permalink_url: z.string().nullish(), is_published: z.boolean().nullish().catch(null) })
  .transform((post): PostView => ({ visible: post.is_published !== false, permalink: post.permalink_url ?? null }));

/** 100 with 33: no such object, or none that this token may see. */
async function readBack(api: Api, remoteId: string): Promise<PageRead<PostView>> {
  const reading = await readAs(shown, async () => (await pagePost(api, remoteId).get(['permalink_url', 'is_published'])).exportAllData());
  const unseen = reading.outcome === 'refused' && reading.refusal.code === 100 && reading.refusal.subcode === 33;
  return unseen ? { outcome: 'read', value: { visible: false, permalink: null } } : reading;
}

/** The SDK has no object for a link: `POST /` with the address. */
function rescrape(api: Api, link: string): Promise<PageRead<null>> {
  const scraped = z.record(z.string(), z.unknown()).transform(() => null);
  return readAs(scraped, () => Promise.resolve(api.call('POST', [''], { id: link, scrape: true })));
}

const count = z.int().nonnegative();
const followed = z.object({ followers_count: count.nullish(), fan_count: count.nullish() }).transform((page, context) => {
  const followers = page.followers_count ?? page.fan_count;
  if (typeof followers === 'number') return followers;
  context.addIssue({ code: 'custom', message: 'no count' });
  return z.NEVER;
});

function readFollowers(api: Api, pageId: string): Promise<PageRead<number>> {
  return readAs(followed, async () => (await page(api, pageId).get(['followers_count', 'fan_count'])).exportAllData());
}

/** The metrics that still live in 2026; each is asked for alone, since one bad name refuses a whole request. */
const dailyMetrics: Readonly<Record<keyof DayFlows, string>> = {
  stock: 'page_follows',
  came: 'page_daily_follows_unique',
  went: 'page_daily_unfollows_unique',
};
const ended = z.object({ value: count, end_time: z.string().transform((text) => new Date(text)) }).refine((one) => !Number.isNaN(one.end_time.getTime()));
const daily = z.array(z.object({ name: z.string(), period: z.string(), values: z.array(z.unknown()) }));

/** `since` and `until` are whole seconds to Facebook; days that it does not tell, or tells in another form, are left out. */
function readDaily(api: Api, pageId: string, metric: string, since: Date, until: Date): ReturnType<FanPage['daily']> {
  const days = daily.transform((metrics) =>
    metrics
      .filter((one) => one.name === metric && one.period === 'day')
      .flatMap((one) => one.values)
      .flatMap((value) => {
        const parsed = ended.safeParse(value);
        return parsed.success ? [{ endedAt: parsed.data.end_time, value: parsed.data.value }] : [];
      })
      .filter(({ endedAt }) => endedAt > since && endedAt <= until),
  );
  const seconds = (instant: Date) => Math.floor(instant.getTime() / 1000);
  return readAs(days, async () => {
    const metrics = await page(api, pageId).getInsights([], { metric, period: 'day', since: seconds(since), until: seconds(until) });
    return Array.from(metrics, (one): unknown => one.exportAllData());
  });
}

const summary = z
  .object({ summary: z.object({ total_count: count }) })
  .transform((edge) => edge.summary.total_count)
  .nullish()
  .catch(null);
const counted = z
  .object({ reactions: summary, comments: summary, shares: z.object({ count }).nullish().catch(null) })
  // Facebook leaves `shares` out when there are none.
  .transform((post) => ({
    reactions: post.reactions ?? null,
    comments: post.comments ?? null,
    shares: post.shares === undefined ? 0 : (post.shares?.count ?? null),
  }));
const countedFields = ['shares', 'reactions.limit(0).summary(total_count)', 'comments.limit(0).summary(total_count)'];

/** Views need a right of their own and a call of their own: one refused metric fails a whole request. */
async function readFigures(api: Api, remoteId: string): Promise<PageRead<PostFigures>> {
  const counts = await readAs(counted, async () => (await pagePost(api, remoteId).get([...countedFields])).exportAllData());
  if (counts.outcome !== 'read') return counts;
  const views = await readViews(api, remoteId);
  return { outcome: 'read', value: { ...counts.value, views: views.outcome === 'read' ? views.value : null } };
}

const metric = z.object({ name: z.string(), period: z.string().nullish(), values: z.array(z.object({ value: z.unknown() })) });
const insights = z
  .array(metric)
  // The views of a single day would be told as all views.
  .transform((metrics) => metrics.find((one) => one.name === 'post_media_view' && (one.period ?? 'lifetime') === 'lifetime')?.values.at(-1)?.value)
  .pipe(count.nullish().catch(null))
  .transform((views) => views ?? null);

function readViews(api: Api, remoteId: string): Promise<PageRead<number | null>> {
  return readAs(insights, async () => {
    const metrics = await pagePost(api, remoteId).getInsights([], { metric: 'post_media_view' });
    return Array.from(metrics, (metric): unknown => metric.exportAllData());
  });
}

const unixTime = z
  .int()
  .nonnegative()
  .nullish()
  .catch(null)
  .transform((seconds) => (typeof seconds === 'number' && seconds > 0 ? new Date(seconds * 1000) : null));
const debugged = z.object({
  data: z.object({
    is_valid: z.boolean(),
    expires_at: unixTime,
    data_access_expires_at: unixTime,
    scopes: z.array(z.string()).catch([]),
    app_id: z
      .union([z.string(), z.int().transform(String)])
      .nullish()
      .catch(null),
  }),
});
const named = z.object({ name: z.string() });

type Token = Omit<PageHealth, 'name'>;

/** Token and name. A token that is known to be dead is read all the same, under the Page's id where its name is refused. */
async function readHealth(client: GraphClient, api: Api, config: FacebookConfig): Promise<PageRead<PageHealth>> {
  const token = await readToken(client, config);
  if (token.outcome !== 'read') return token;
  const name = await readAs(named, async () => (await page(api, config.pageId).get(['name'])).exportAllData());
  if (name.outcome === 'read') return { outcome: 'read', value: { name: name.value.name, ...token.value } };
  return token.value.valid ? name : { outcome: 'read', value: { name: config.pageId, ...token.value } };
}

/** A token may look at itself; where that is refused, the app may look at it. */
async function readToken(client: GraphClient, config: FacebookConfig): Promise<PageRead<Token>> {
  const own = await debugToken(client, config, undefined);
  if (own.outcome !== 'refused' || own.refusal.class === 'rate' || config.appId === null || config.appSecret === null) return own;
  return debugToken(client, config, `${config.appId}|${config.appSecret}`);
}

async function debugToken(client: GraphClient, config: FacebookConfig, asker: string | undefined): Promise<PageRead<Token>> {
  const params = { input_token: config.pageToken };
  const answer = await client({ method: 'GET', path: ['debug_token'], params, ...(asker === undefined ? {} : { token: asker }) });
  if (answer.outcome !== 'answered') return unread(answer);
  const parsed = debugged.safeParse(answer.body);
  if (!parsed.success) return { outcome: 'no-answer', detail: 'the answer could not be understood' };
  const { is_valid, expires_at, data_access_expires_at, scopes, app_id } = parsed.data.data;
  return { outcome: 'read', value: { appId: app_id ?? null, valid: is_valid, expiresAt: expires_at, dataAccessExpiresAt: data_access_expires_at, scopes } };
}
