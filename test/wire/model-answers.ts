/** Everything that the models of the simulation can do to the desk, found out by asking them until nothing new comes. */
import { sha256 } from '../../src/identity.ts';
import type { FanPage, PagePostInput } from '../../src/ports.ts';
import type { Uploads } from '../../src/post.ts';
import { type ChatFaults, createChatModel } from '../../src/simulation/chat-model.ts';
import { createPageModel, type PageWeather } from '../../src/simulation/page-model.ts';
import { createPortalModel, feedUrl } from '../../src/simulation/portal-model.ts';
import { createRandom } from '../../src/simulation/random.ts';
import { createWorld, type Owner, type World } from '../../src/simulation/world.ts';

const start = Date.parse('2026-11-23T01:00:00Z');
const hour = 3_600_000;
const owner: Owner = { name: 'desk', alive: true, share: 1, offsetMs: 0 };

/** A world in which every call is answered at once, and what each came to is noted. */
function listeningWorld(seed: number, heard: (what: string, words: string, answer: unknown) => void): World {
  const world = createWorld(createRandom(seed), start, { watch: () => {}, died: () => {}, storeLost: () => {} });
  return {
    ...world,
    // Late effects come at once: what matters here is that they come.
    after: (_ms, run) => run(),
    outsideCall: async (_owner, what, _args, begin) => {
      const reply = begin();
      const answer = reply.answer();
      heard(what, reply.words, answer);
      return answer;
    },
  };
}

function field(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined), value);
}

/** An answer as far as the desk tells it from others; null: nothing went wrong. */
function faultIn(answer: unknown): string | null {
  const outcome = field(answer, 'outcome');
  const refusal = field(answer, 'refusal');
  const problem = field(answer, 'problem');
  if (refusal !== undefined) {
    const [kind, code, subcode] = ['class', 'code', 'subcode'].map((name) => field(refusal, name) ?? 'none');
    return `refused: ${kind} ${code}/${subcode}${field(refusal, 'retryAt') === null ? '' : ', with a time'}`;
  }
  if (problem !== undefined) {
    const status = field(problem, 'status');
    return `failed: ${field(problem, 'kind')}${typeof status === 'number' ? ` ${status}` : ''}${field(problem, 'retryAt') === null ? '' : ', with a time'}`;
  }
  if (outcome === 'refused') return `refused: ${field(answer, 'why')}`;
  if (outcome === 'unknown' || outcome === 'no-answer' || outcome === 'not-sent') return `${outcome}: ${field(answer, 'detail')}`;
  if (outcome === 'unchanged') return 'unchanged';
  return field(answer, 'partial') === true ? 'partial' : null;
}

const harmless = /^(takes it|is read|arrives|unchanged|\d+ items of .*)$/;

/** `page.publish: unknown: 502 with HTML`, `page.publish: loses it`, …: of reads of the Page only that they are reads. */
export async function faultsOfModels(): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  const hear = (what: string, words: string, answer: unknown) => {
    const isWrite = what === 'page.publish' || what === 'page.upload';
    const place = isWrite ? what : what.startsWith('page.') ? 'page read' : (what.split('.')[0] ?? what);
    const fault = faultIn(answer);
    if (fault !== null) seen.add(`${place}: ${fault}`);
    // Words that tell more than the answer: when it lands, and who else posts.
    if (place !== 'page read' && place !== 'portal' && !harmless.test(words) && !words.startsWith('refuses (')) seen.add(`${place}: ${words}`);
    const scopes = field(answer, 'value', 'scopes');
    if (what === 'page.health' && Array.isArray(scopes) && !scopes.includes('pages_manage_posts')) seen.add('page.health: a permission is missing');
  };
  for (let seed = 1; seed <= 12; seed++) {
    await askPage(listeningWorld(seed, hear));
    await askChat(listeningWorld(seed, hear));
    await askPortal(listeningWorld(seed, hear));
  }
  return seen;
}

const album: PagePostInput = { form: 'photo', message: 'Ảnh', pictures: [1, 2].map((byte) => ({ bytes: Uint8Array.of(byte), alt: null })) };
const filmBytes = Uint8Array.of(1, 2);
const film: PagePostInput = {
  form: 'video',
  as: 'video',
  message: 'Phim https://halam.example/tin/9',
  sha256: sha256(filmBytes),
  file: { size: filmBytes.length, read: async (from, to) => filmBytes.slice(from, to) },
  cover: null,
};

/** Uploads, and publishes twice: the second time Facebook has it already. */
async function giveAll(page: FanPage, post: PagePostInput): Promise<void> {
  const held: { uploads: Uploads | null } = { uploads: null };
  const keep = async (uploads: Uploads) => {
    held.uploads = uploads;
    return true;
  };
  for (let tries = 0; tries < 3; tries++) await page.upload(post, held.uploads, keep);
  await page.publish(post, held.uploads);
  if (post.form === 'video') await page.publish(post, held.uploads);
  await page.videoState(held.uploads?.video?.id ?? '');
}

const weathers: readonly PageWeather[] = ['fine', 'down', 'token', 'permission', 'policy', 'rate'];

async function askPage(world: World): Promise<void> {
  const model = createPageModel(world, '100', { sent: () => {}, landed: () => {}, changing: () => {} });
  const page = model.portFor(owner);
  model.faults.level = 2;
  for (const weather of weathers) {
    Object.assign(model.faults, { weather, weatherEnds: start + hour });
    for (let number = 1; number <= 120; number++) {
      const link = `https://halam.example/tin/${number % 7}`;
      const text: PagePostInput = { form: 'link', message: `Tin ${number % 3}`, link };
      const photo: PagePostInput = { form: 'photo', message: link, pictures: [{ bytes: Uint8Array.of(1), alt: null }] };
      await page.publish(number % 4 === 0 ? photo : text, null);
      await giveAll(page, number % 2 === 0 ? album : film);
      await page.postsSince(new Date(0));
      await page.readBack('100_1');
      await page.followers();
      await page.figures('100_1');
      await page.health();
    }
  }
}

async function askChat(world: World): Promise<void> {
  const model = createChatModel(world, { told: () => {}, reported: () => {}, shown: () => {}, shownAs: (text) => text });
  const chat = model.portFor(owner);
  const modes: readonly ChatFaults[] = [
    { level: 3, downUntil: 0 },
    { level: 0, downUntil: start + hour },
  ];
  for (const mode of modes) {
    Object.assign(model.faults, mode);
    for (let number = 0; number < 100; number++) {
      await chat.sendCard('-1', { text: 'Tin', picture: null, buttons: [] });
      await chat.sendText('-1', 'Tin');
      await chat.editCard({ chat: '-1', message: 9_999, form: 'text' }, { text: 'Tin', picture: null, buttons: [] });
    }
  }
}

async function askPortal(world: World): Promise<void> {
  const model = createPortalModel(world);
  const portal = model.portFor(owner);
  for (let number = 0; number < 12; number++) model.publish();
  model.withdraw();
  const now = new Date(start);
  const kinds = ['unreachable', 'slow', 'not-a-feed', 'status', 'challenge', 'broken', 'tls'] as const;
  for (const downKind of [null, ...kinds]) {
    Object.assign(model.faults, { level: 3, downUntil: downKind === null ? 0 : start + hour, downKind: downKind ?? 'unreachable' });
    for (let number = 1; number <= 60; number++) {
      await portal.readFeed(feedUrl, number % 2 === 0 ? { etag: `"${model.articles.length + 1}"`, lastModified: null } : null, now);
      await portal.readArticle(`https://halam.example/tin/${(number % 12) + 1}`, now);
      await portal.readPicture('https://halam.example/1.jpg');
    }
  }
}
