/** The Graph API as far as a Page's posts need it: strict in what it takes, real in what it answers. */
import { createHmac } from 'node:crypto';
import type { Clock } from '../../src/ports.ts';
import { type Answer, answered, json, Refused } from './answers.ts';
import { countersOf, flowsUntil, followersAt } from './followers.ts';
import { graphError, invalidParameter, refuse, unknownObject } from './graph-errors.ts';
import { createGraphNodes, defaultPostFields } from './graph-nodes.ts';
import { allowOnly, attachedMedia, flagOf, instantOf, parseFields, textOf, wholeOf, wordsOf } from './graph-params.ts';
import { graphTime } from './graph-time.ts';
import { createGraphVideos, type GraphVideos } from './graph-videos.ts';
import { page } from './identity.ts';
import { pictureType } from './pixels.ts';
import type { Portal } from './portal.ts';
import { type Params, urlOf } from './request-params.ts';
import type { FanPost, LinkPreview, Memory, Photo } from './state.ts';

export type GraphNeeds = {
  readonly memory: Memory;
  readonly clock: Clock;
  readonly portal: Portal;
  readonly address: string;
  readonly videoWorkMs: number;
  /** Something that can be seen has changed. */
  readonly changed: () => void;
};

export type GraphCall = {
  readonly method: string;
  /** Behind the version, without slashes at its ends, for example `100/feed`. */
  readonly path: string;
  readonly version: string;
  readonly params: Params;
  readonly bearer: string | null;
};

const longestMessage = 63_206;
const largestPhoto = 4 * 1024 * 1024;
const day = 24 * 60 * 60 * 1000;
const photoLife = day;
/** Midnight in California, and since when the sandbox's Page has daily figures: two dozen weeks before its followers' first Monday. */
const dayEnds = 8 * 60 * 60 * 1000;
const insightsBegan = Date.UTC(2026, 4, 31);
const scopes = ['pages_show_list', 'pages_read_engagement', 'pages_manage_posts', 'pages_manage_engagement', 'read_insights'];
const deadMetric = /^(page_fans|page_impressions|post_impressions)/;

function tokenOf(call: GraphCall): string | null {
  return call.bearer ?? textOf(call.params, 'access_token');
}

function checkToken(call: GraphCall): void {
  const token = tokenOf(call);
  if (token === null) throw refuse({ status: 400, code: 2500, message: 'An active access token must be used to query information about the current user.' });
  const appToken = `${page.appId}|${page.appSecret}`;
  const ofPerson = (token === page.userToken || token === page.longUserToken) && /^(me|me\/accounts|oauth\/access_token)$/.test(call.path);
  if (token !== page.token && !ofPerson && !(call.path === 'debug_token' && token === appToken)) {
    throw refuse({ status: 401, code: 190, subcode: 467, message: 'Error validating access token: the token is invalid.' });
  }
  const proof = textOf(call.params, 'appsecret_proof');
  if (proof !== null && proof !== createHmac('sha256', page.appSecret).update(token).digest('hex')) {
    throw refuse({ status: 400, code: 100, type: 'GraphMethodException', message: 'Invalid appsecret_proof provided in the API argument' });
  }
}

export type Graph = { readonly call: (call: GraphCall) => Promise<Answer>; readonly takeReel: GraphVideos['takeReel'] };

/** Answers one call; every refusal comes as an answer, a bug is thrown. */
export function createGraph(needs: GraphNeeds): Graph {
  const { memory, clock, address } = needs;
  const nodes = createGraphNodes(needs);
  let calls = 0;

  const state = () => memory.state;
  const nextId = () => {
    state().nextNumber += 7;
    return String(state().nextNumber);
  };
  const save = () => {
    memory.save();
    needs.changed();
  };
  const findPost = (id: string) => state().posts.find((post) => post.id === id);
  const photoLives = (photo: Photo) => photo.postId !== null || clock().getTime() - Date.parse(photo.at) < photoLife;
  const findPhoto = (id: string) => state().photos.find((photo) => photo.id === id && photoLives(photo));

  function forgetOldPhotos(): void {
    const kept = state().photos.filter(photoLives);
    if (kept.length < state().photos.length) state().photos = kept;
  }

  async function previewOf(link: string): Promise<LinkPreview> {
    const url = urlOf(link);
    if (url === null || !/^https?:$/.test(url.protocol)) throw refuse({ status: 400, code: 1500, message: '(#1500) The url you supplied is invalid' });
    if (/(^|\.)facebook\.com$/.test(url.hostname)) {
      throw refuse({ status: 400, code: 200, subcode: 1609008, message: '(#200) Posts that link to facebook.com are not allowed here' });
    }
    // Nothing leaves this machine: of other sites only the name is shown.
    if (url.origin !== new URL(address).origin) return { title: link, description: null, image: null, site: url.hostname };
    const preview = await needs.portal.preview(url.pathname);
    if (preview === null) throw refuse({ status: 400, code: 100, subcode: 1609005, message: '(#100) The link could not be read: no such page' });
    return preview;
  }

  function refuseRepeat(message: string | null, link: string | null): void {
    const last = state().posts.findLast((post) => post.published);
    if (last === undefined || last.photos.length > 0 || last.message === null) return;
    if (last.message !== message || (message === '' && last.link !== link)) return;
    throw refuse({
      status: 400,
      code: 506,
      subcode: 1455006,
      message: '(#506) Duplicate status message',
      title: 'Duplicate Status Update',
      advice: 'This status update is identical to the last one you posted. Try posting something different, or delete your previous update.',
    });
  }

  function checkMessage(message: string | null): void {
    if (message !== null && message.length > longestMessage) throw invalidParameter(`The message is longer than ${longestMessage} characters`);
  }

  function addPost(part: Pick<FanPost, 'message' | 'link' | 'preview' | 'photos' | 'video' | 'published'>): FanPost {
    const post: FanPost = { id: `${page.id}_${nextId()}`, at: clock().toISOString(), editedAt: null, comments: [], ...part };
    state().posts.push(post);
    return post;
  }

  async function createFeedPost(params: Params): Promise<Answer> {
    allowOnly(params, ['message', 'link', 'attached_media', 'published']);
    const message = textOf(params, 'message');
    const link = textOf(params, 'link');
    const media = attachedMedia(params);
    if (message === null && link === null && media.length === 0) throw invalidParameter('The message, link or attached_media parameter is required');
    checkMessage(message);
    const photos = media.map((id) => {
      const photo = findPhoto(id);
      if (photo === undefined || photo.postId !== null) throw invalidParameter(`Param attached_media: no unpublished photo with ID ${id}`);
      return photo;
    });
    if (photos.length > 0 && link !== null) throw invalidParameter('A post with attached_media cannot have a link');
    const published = flagOf(params, 'published', true);
    const preview = link === null ? null : await previewOf(link);
    if (photos.length === 0 && published) refuseRepeat(message, link);
    const post = addPost({ message, link, preview, photos: photos.map((photo) => photo.id), video: null, published });
    for (const photo of photos) photo.postId = post.id;
    save();
    return json(200, nodes.answerOf(post, params));
  }

  async function photoBytes(params: Params): Promise<Uint8Array> {
    const source = params.files.get('source');
    const url = textOf(params, 'url');
    const invalid = () =>
      refuse({ status: 400, code: 324, subcode: 2069019, message: '(#324) Missing or invalid image file', title: 'Missing or invalid image file' });
    if (source === undefined && url === null) throw invalid();
    const place = url === null ? null : urlOf(url);
    const ours = place !== null && place.origin === new URL(address).origin;
    const bytes = source?.bytes ?? (ours ? await needs.portal.picture(place.pathname) : null);
    if (bytes === null || bytes.length === 0) throw invalid();
    const type = pictureType(bytes);
    if (bytes.length > largestPhoto || (type !== 'image/jpeg' && type !== 'image/png')) {
      throw refuse({
        status: 400,
        code: 1366046,
        message: '(#1366046) Your photos could not be uploaded. Photos should be smaller than 4 MB and saved as JPG or PNG files.',
        title: "Can't Read Files",
      });
    }
    return bytes;
  }

  async function createPhoto(params: Params): Promise<Answer> {
    allowOnly(params, ['url', 'caption', 'message', 'alt_text_custom', 'published', 'temporary'], ['source']);
    const caption = textOf(params, 'caption') ?? textOf(params, 'message');
    checkMessage(caption);
    const bytes = await photoBytes(params);
    const published = flagOf(params, 'published', true);
    forgetOldPhotos();
    const photo: Photo = { id: nextId(), at: clock().toISOString(), file: memory.keep(bytes), caption, alt: textOf(params, 'alt_text_custom'), postId: null };
    state().photos.push(photo);
    if (!published) {
      memory.save();
      return json(200, { id: photo.id });
    }
    const post = addPost({ message: caption, link: null, preview: null, photos: [photo.id], video: null, published: true });
    photo.postId = post.id;
    save();
    return json(200, { id: photo.id, post_id: post.id });
  }

  const videos = createGraphVideos({ memory, clock, address, videoWorkMs: needs.videoWorkMs, nextId, checkMessage, addPost, save });

  function listPosts(call: GraphCall, shown: (post: FanPost) => boolean): Answer {
    const { params } = call;
    allowOnly(params, ['limit', 'after', 'since', 'until']);
    const limit = wholeOf(params, 'limit', 25);
    if (limit < 1 || limit > 100) throw invalidParameter('Param limit must be from 1 to 100');
    const since = instantOf(params, 'since');
    const until = instantOf(params, 'until');
    const all = state()
      .posts.filter(shown)
      .filter((post) => (since === null || Date.parse(post.at) >= since.getTime()) && (until === null || Date.parse(post.at) <= until.getTime()))
      .reverse();
    const after = textOf(params, 'after');
    // Ids rise, so a page goes on rightly even when the post behind the cursor has been deleted.
    const below = after === null ? Number.POSITIVE_INFINITY : fromCursor(after);
    const shownPosts = all.filter((post) => serialOf(post.id) < below).slice(0, limit);
    const wanted = parseFields(textOf(params, 'fields') ?? defaultPostFields);
    const last = shownPosts.at(-1);
    const first = shownPosts[0];
    if (last === undefined || first === undefined) return json(200, { data: [] });
    // As on Facebook a full page promises another one, which may then be empty.
    const next = shownPosts.length < limit ? {} : { next: nextPage(call, toCursor(last.id)) };
    return json(200, {
      data: shownPosts.map((post) => nodes.post(post, wanted)),
      paging: { cursors: { before: toCursor(first.id), after: toCursor(last.id) }, ...next },
    });
  }

  function nextPage(call: GraphCall, after: string): string {
    const url = new URL(`${address}/graph/${call.version}/${call.path}`);
    for (const [name, value] of call.params.values) if (name !== 'after') url.searchParams.set(name, String(value));
    url.searchParams.set('access_token', page.token);
    url.searchParams.set('after', after);
    return url.href;
  }

  function insights(call: GraphCall, post: FanPost | null): Answer {
    allowOnly(call.params, ['metric', 'period', 'since', 'until', 'date_preset']);
    const metrics = wordsOf(call.params, 'metric');
    if (metrics.length === 0) throw invalidParameter('The parameter metric is required');
    const period = textOf(call.params, 'period') ?? (post === null ? 'day' : 'lifetime');
    return json(200, { data: metrics.flatMap((metric) => insight(metric, period, post, call)) });
  }

  function insight(metric: string, period: string, post: FanPost | null, { path, params }: GraphCall): readonly unknown[] {
    const value = deadMetric.test(metric) ? undefined : post === null ? pageMetric(metric, clock()) : postMetric(metric, post);
    if (value === undefined) throw invalidParameter('The value must be a valid insights metric');
    // A period that the metric does not have gives an empty list, no error.
    if (period !== (post === null ? 'day' : 'lifetime')) return [];
    const values = post === null ? endsOfDays(params).flatMap((end) => valueAt(metric, end)) : [{ value }];
    return [{ name: metric, period, values, title: metric.replaceAll('_', ' '), description: '', id: `${path}/${metric}/${period}` }];
  }

  /** The midnights in California that have passed, between `since` and `until` where they are given; else the last one. */
  function endsOfDays(params: Params): readonly Date[] {
    const now = clock().getTime();
    const until = Math.min(instantOf(params, 'until')?.getTime() ?? now, now);
    const since = instantOf(params, 'since')?.getTime() ?? until - day;
    if (until - since > 93 * day) throw invalidParameter('There cannot be more than 93 days (8035200 s) between since and until');
    const ends: Date[] = [];
    for (let end = Math.ceil((since + 1 - dayEnds) / day) * day + dayEnds; end <= until; end += day) if (end > insightsBegan) ends.push(new Date(end));
    return ends;
  }

  function valueAt(metric: string, end: Date): readonly unknown[] {
    const value = pageMetric(metric, end);
    return value === undefined ? [] : [{ value, end_time: graphTime(end) }];
  }

  function pageMetric(metric: string, at: Date): unknown {
    const views = state().posts.reduce((sum, post) => sum + countersOf(post, at).views, 0);
    switch (metric) {
      case 'page_follows':
        return followersAt(at, state().posts);
      case 'page_daily_follows_unique':
        return flowsUntil(at, state().posts).came;
      case 'page_daily_unfollows_unique':
        return flowsUntil(at, state().posts).went;
      case 'page_media_view':
        return views;
      case 'page_views_total':
        return Math.floor(views / 9);
      case 'page_post_engagements':
        return Math.floor(views / 14);
      default:
        return undefined;
    }
  }

  function postMetric(metric: string, post: FanPost): unknown {
    const counters = countersOf(post, clock());
    switch (metric) {
      case 'post_media_view':
        return counters.views;
      case 'post_total_media_view_unique':
        return counters.reach;
      case 'post_reactions_by_type_total':
        return { like: counters.likes, love: counters.loves };
      default:
        return undefined;
    }
  }

  function debugToken(params: Params): Answer {
    allowOnly(params, ['input_token']);
    const token = textOf(params, 'input_token');
    if (token === null) throw invalidParameter('The parameter input_token is required');
    if (token !== page.token) {
      return json(200, { data: { is_valid: false, scopes: [], error: { code: 190, subcode: 467, message: 'The token is invalid.' } } });
    }
    return json(200, {
      data: {
        app_id: page.appId,
        type: 'PAGE',
        application: 'Sandbox',
        is_valid: true,
        expires_at: 0,
        data_access_expires_at: Math.floor(clock().getTime() / 1000) + 88 * 24 * 3600,
        issued_at: Math.floor(clock().getTime() / 1000) - 2 * 24 * 3600,
        scopes,
        granular_scopes: scopes.map((scope) => ({ scope, target_ids: [page.id] })),
        profile_id: page.id,
        user_id: '100000000000001',
      },
    });
  }

  function readPost(post: FanPost, params: Params): Answer {
    allowOnly(params, []);
    return json(200, nodes.post(post, parseFields(textOf(params, 'fields') ?? defaultPostFields)));
  }

  function editPost(post: FanPost, params: Params): Answer {
    allowOnly(params, ['message', 'is_published']);
    const message = textOf(params, 'message');
    checkMessage(message);
    if (message !== null) {
      post.message = message;
      post.editedAt = clock().toISOString();
    }
    if (flagOf(params, 'is_published', post.published) && !post.published) {
      post.published = true;
      post.at = clock().toISOString();
    }
    save();
    return json(200, { success: true });
  }

  function deletePost(post: FanPost, params: Params): Answer {
    allowOnly(params, []);
    state().posts = state().posts.filter((each) => each.id !== post.id);
    state().photos = state().photos.filter((photo) => photo.postId !== post.id);
    save();
    return json(200, { success: true });
  }

  function addComment(post: FanPost, params: Params): Answer {
    allowOnly(params, ['message']);
    const message = textOf(params, 'message');
    if (message === null) throw invalidParameter('The parameter message is required');
    const comment = { id: `${post.id.split('_')[1]}_${nextId()}`, at: clock().toISOString(), message };
    post.comments.push(comment);
    save();
    return json(200, { id: comment.id });
  }

  function scrape(params: Params): Promise<Answer> {
    allowOnly(params, ['scrape']);
    const url = textOf(params, 'id');
    if (url === null) throw invalidParameter('The parameter id is required');
    return previewOf(url).then((preview) => json(200, { url, type: 'article', title: preview.title, updated_time: graphTime(clock()) }));
  }

  function onPage(call: GraphCall, edge: string | undefined): Answer | Promise<Answer> {
    const way = `${call.method} ${edge ?? ''}`;
    switch (way) {
      case 'GET ':
        allowOnly(call.params, []);
        return json(200, nodes.page(parseFields(textOf(call.params, 'fields') ?? 'id,name')));
      case 'POST feed':
        return createFeedPost(call.params);
      case 'POST photos':
        return createPhoto(call.params);
      case 'POST videos':
        return videos.create(call.params);
      case 'POST video_reels':
        return videos.reel(call.params);
      case 'GET published_posts':
      case 'GET posts':
        return listPosts(call, (post) => post.published);
      case 'GET feed':
        return listPosts(call, () => true);
      case 'GET insights':
        return insights(call, null);
      default:
        throw unknownObject(edge ?? page.id, call.method.toLowerCase());
    }
  }

  function onPost(call: GraphCall, post: FanPost, edge: string | undefined): Answer | Promise<Answer> {
    switch (`${call.method} ${edge ?? ''}`) {
      case 'GET ':
        return readPost(post, call.params);
      case 'POST ':
        return editPost(post, call.params);
      case 'DELETE ':
        return deletePost(post, call.params);
      case 'POST comments':
        return addComment(post, call.params);
      case 'GET comments':
        allowOnly(call.params, ['limit', 'summary', 'filter', 'order']);
        return json(200, { data: post.comments.map((each) => ({ id: each.id, message: each.message, created_time: graphTime(new Date(each.at)) })) });
      case 'GET insights':
        return insights(call, post);
      default:
        throw unknownObject(edge ?? post.id, call.method.toLowerCase());
    }
  }

  /** A person's token for an hour becomes one for sixty days. */
  function exchange(params: Params): Answer {
    const right = textOf(params, 'client_id') === page.appId && textOf(params, 'client_secret') === page.appSecret;
    if (!right) throw refuse({ status: 400, code: 1, message: 'Error validating client secret.' });
    if (textOf(params, 'fb_exchange_token') !== page.userToken) throw refuse({ status: 400, code: 190, message: 'Invalid OAuth access token.' });
    return json(200, { access_token: page.longUserToken, token_type: 'bearer', expires_in: 5_184_000 });
  }

  /** A person has no followers of that kind, and manages one Page. */
  function ofPerson(call: GraphCall): Answer {
    if (call.path === 'me/accounts') return json(200, { data: [{ id: page.id, name: page.name, access_token: page.token }] });
    const fields = textOf(call.params, 'fields') ?? 'id,name';
    if (fields.includes('followers_count')) throw refuse({ status: 400, code: 100, message: '(#100) Tried accessing nonexisting field (followers_count)' });
    return json(200, { id: '431000000000077', name: 'Lan' });
  }

  function route(call: GraphCall): Answer | Promise<Answer> {
    checkToken(call);
    videos.work();
    if (call.path === 'oauth/access_token') return exchange(call.params);
    if (tokenOf(call) !== page.token && call.path.startsWith('me')) return ofPerson(call);
    const [id = '', edge, more] = call.path.split('/');
    if (more !== undefined) throw unknownObject(call.path, call.method.toLowerCase());
    if (call.path === 'debug_token' && call.method === 'GET') return debugToken(call.params);
    if (id === '' && call.method === 'POST') return scrape(call.params);
    if (id === page.id || id === 'me') return onPage(call, edge);
    const post = findPost(id) ?? findPost(`${page.id}_${id}`);
    if (post !== undefined) return onPost(call, post, edge);
    const video = videos.find(id);
    if (video !== null && edge === undefined && call.method === 'GET') return videos.read(video, call.params);
    const photo = findPhoto(id);
    if (photo !== undefined && edge === undefined && call.method === 'GET') {
      allowOnly(call.params, []);
      return json(200, nodes.photo(photo, parseFields(textOf(call.params, 'fields') ?? 'id,created_time,name')));
    }
    throw unknownObject(id, call.method.toLowerCase());
  }

  return {
    call: async (call) => {
      calls += 1;
      const answer = await answered(() => route(call));
      return { ...answer, headers: { ...answer.headers, ...usageHeaders(calls) } };
    },
    takeReel: videos.takeReel,
  };
}

function toCursor(id: string): string {
  return Buffer.from(`after:${id}`).toString('base64url');
}

function fromCursor(cursor: string): number {
  const id = /^after:(\d+_\d+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1];
  if (id === undefined) throw new Refused(graphError({ status: 400, code: 100, message: '(#100) Invalid cursors values' }));
  return serialOf(id);
}

/** The number behind the Page's id. */
function serialOf(postId: string): number {
  return Number(postId.split('_')[1]);
}

function usageHeaders(calls: number): Record<string, string> {
  const percent = Math.min(60, Math.floor(calls / 200));
  const usage = { call_count: percent, total_cputime: Math.floor(percent / 2), total_time: Math.floor(percent / 2) };
  return {
    'x-app-usage': JSON.stringify(usage),
    'x-business-use-case-usage': JSON.stringify({ [page.id]: [{ type: 'pages', ...usage, estimated_time_to_regain_access: 0 }] }),
    'facebook-api-version': 'v24.0',
  };
}
