/** Two thumbs at once, old buttons, lost processes: the real adapters against the sandbox over HTTP. One decision each time, told truthfully to both. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MessageView, type RunningSandbox, startSandbox } from '../adapters/sandbox/server.ts';
import { type Config, parseConfig, withSandbox } from '../src/config.ts';
import type { JobName } from '../src/job-run.ts';
import { createSilentLog } from '../src/log.ts';
import { type Desk, openDesk } from '../src/main.ts';
import type { Listening } from '../src/ports.ts';
import { addMs, hour, instantOf, minute } from '../src/time.ts';
import { type Clockwork, createClockwork } from './adapters/telegram/desk.ts';
import { dropDatabase, freshDatabase, mongoTestUri } from './contracts/mongo-test-uri.ts';
import { originOf } from './fakes/server.ts';
import { facebookRequestProblems } from './specs/facebook-requests.ts';
import { specsFolder } from './specs/folder.ts';

const zone = 'Asia/Ho_Chi_Minh';
const specs = specsFolder();
const [lan, minh] = [1001, 1002] as const;

/** How the bot gets its updates, and where decisions are stored. */
type Way = { readonly store: 'embedded' | 'mongodb'; readonly updates: 'polled' | 'by webhook' };
const plain: Way = { store: 'embedded', updates: 'polled' };
const ways: readonly Way[] = [plain, { store: 'embedded', updates: 'by webhook' }, { store: 'mongodb', updates: 'polled' }];
const isThere = ({ store }: Way) => store === 'embedded' || mongoTestUri !== null;

/** What Telegram calls where updates come by webhook: passes on to the process that runs. */
type Front = { readonly server: Server; listener: RequestListener; origin: string };
type Running = { readonly desk: Desk; readonly bot: Listening };
let sandbox: RunningSandbox;
let config: Config;
let front: Front | null;
let mongoUri: string | null;
let clock: { now: Date };
let dataDir: string;
let running: Running[];
let steady: Clockwork;

async function open({ store, updates }: Way): Promise<void> {
  dataDir = await mkdtemp(join(tmpdir(), 'races-'));
  clock = { now: instantOf('2026-11-09', '00:00', zone) };
  // The chat's pace is kept on a clock that jumps instead of waiting.
  steady = createClockwork();
  sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    clock: () => clock.now,
    stateFile: null,
    chat: 'private',
    log: createSilentLog(),
    monotonic: steady.ticks,
  });
  clock.now = instantOf('2026-11-11', '06:45', zone);
  mongoUri = store === 'mongodb' && mongoTestUri !== null ? freshDatabase(mongoTestUri) : null;
  const environment = { DATA_DIR: dataDir, POSTING_TIMES: 'asap', MIN_GAP_MINUTES: '0', ...(mongoUri === null ? {} : { MONGODB_URI: mongoUri }) };
  const { facebook, telegram } = sandbox.places;
  front = updates === 'polled' ? null : await openFront();
  const webhook = front === null ? null : { url: `${front.origin}/updates`, secret: 'a-secret-of-the-desk' };
  config = withSandbox(parseConfig(environment), { ...sandbox.places, facebook, telegram: { ...telegram, webhook } });
  running = [];
}
async function openFront(): Promise<Front> {
  const opened: Front = { server: createServer((request, response) => opened.listener(request, response)), listener: nobody, origin: '' };
  opened.origin = await originOf(opened.server);
  return opened;
}
const nobody: RequestListener = (_request, response) => void response.writeHead(502).end();
afterEach(async () => {
  if (specs !== null) expect(facebookRequestProblems(sandbox.requests(), specs)).toEqual([]);
  for (const { desk, bot } of running) {
    await bot.stop();
    await desk.close();
  }
  await sandbox.stop();
  front?.server.closeAllConnections();
  front?.server.close();
  if (mongoUri !== null) await dropDatabase(mongoUri);
  await rm(dataDir, { recursive: true, force: true });
});

/** Another process of the same desk: its own connection to the store, its own bot. */
async function start(): Promise<Running> {
  const desk = await openDesk(config, { clock: () => clock.now, log: createSilentLog(), chatTime: steady });
  const bot = desk.ports.chat.listen({
    press: async (press) => (await desk.app.press(press)).answer,
    incoming: async (incoming) => {
      await desk.app.hear(incoming);
    },
  });
  const one = { desk, bot };
  running.push(one);
  if (front !== null && desk.webhook !== null) front.listener = desk.webhook;
  await desk.app.install();
  return one;
}
async function stop(one: Running): Promise<void> {
  if (front !== null) front.listener = nobody;
  running.splice(running.indexOf(one), 1);
  await one.bot.stop();
  await one.desk.close();
}
async function run(desk: Desk, ...jobs: readonly JobName[]): Promise<void> {
  for (const job of jobs) expect(await desk.app.run(job), job).toMatchObject({ outcome: 'done' });
}
async function firstCard(desk: Desk): Promise<MessageView> {
  await run(desk, 'collect', 'draft', 'ask-staff');
  return cardNow();
}
function cardNow(id?: number): MessageView {
  const card = sandbox.view().chat.messages.find((message) => (id === undefined ? message.keyboard.length > 0 : message.id === id));
  if (card === undefined) throw new Error('no card');
  return card;
}
function dataOf(card: MessageView, label: string): string {
  const data = card.keyboard.flat().find((button) => button.text.includes(label))?.data;
  if (data == null) throw new Error(`no button ${label}`);
  return data;
}
/** Presses and gives the popup, or what was flashed. */
function press(user: number, card: MessageView, data: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const early: { query: string; text: string }[] = [];
    let query: string | null = null;
    const end = sandbox.watch((event) => {
      if (event.kind !== 'popup') return;
      early.push(event);
      if (event.query === query) finish(event.text);
    });
    const finish = (text: string) => {
      end();
      resolve(text);
    };
    const pressed = sandbox.press(user, card.id, data);
    if (pressed.outcome === 'refused') return reject(new Error(pressed.why));
    query = pressed.query;
    const known = early.find((event) => event.query === query);
    if (known !== undefined) finish(known.text);
  });
}
async function postOf(desk: Desk, card: MessageView) {
  const [, id = ''] = dataOf(card, 'Duyệt').split(':');
  const get = async () => {
    const post = await desk.ports.posts.get(id);
    if (post === null || post.status === 'skipped') throw new Error('no post');
    return post;
  };
  const decisions = async (...verbs: readonly string[]) => {
    const post = await get();
    return [...(await desk.ports.decisions.of(id)), ...(post.journal ?? [])].filter((one) => verbs.includes(one.verb));
  };
  return { get, decisions };
}

describe.each(ways)('one decision, told truthfully to both ($store, $updates)', (way) => {
  describe.skipIf(!isThere(way))('when', () => {
    beforeEach(() => open(way));

    it('two approvers press at once', async () => {
      const { desk } = await start();
      const card = await firstCard(desk);
      const post = await postOf(desk, card);
      const told = await Promise.all([press(lan, card, dataOf(card, 'Duyệt')), press(minh, card, dataOf(card, 'Duyệt'))]);
      const { approval } = { approval: null, ...(await post.get()) };
      const winner = approval === null || typeof approval.by === 'string' ? '?' : approval.by.name;
      expect(told.filter((text) => text.startsWith('Đã duyệt: '))).toHaveLength(1);
      expect(told.filter((text) => text === `${winner} đã duyệt lúc 11/11/2026 06:45.`)).toHaveLength(1);
      expect(await post.decisions('approve')).toHaveLength(1);
    });

    it('one approves and the other rejects at once', async () => {
      const { desk } = await start();
      const card = await firstCard(desk);
      const post = await postOf(desk, card);
      const told = await Promise.all([press(lan, card, dataOf(card, 'Duyệt')), press(minh, card, dataOf(card, 'Loại'))]);
      const { status } = await post.get();
      expect(['approved', 'rejected']).toContain(status);
      expect(told[status === 'approved' ? 0 : 1]).toMatch(/^Đã (duyệt|loại): /);
      expect(told[status === 'approved' ? 1 : 0]).toMatch(status === 'approved' ? /^Lan đã duyệt lúc/ : /^Minh đã loại lúc/);
      expect(await post.decisions('approve', 'reject')).toHaveLength(1);
      await run(desk, 'schedule', 'publish', 'ask-staff');
      expect(sandbox.view().posts).toHaveLength(status === 'approved' ? 1 : 0);
    });

    it('the text was edited by a reply and the card of the old version is pressed', async () => {
      const { desk } = await start();
      const card = await firstCard(desk);
      const post = await postOf(desk, card);
      expect(await press(minh, card, dataOf(card, 'Sửa'))).toBe('Hãy trả lời (reply) tin nhắn hệ thống vừa gửi.');
      await run(desk, 'ask-staff');
      const question = sandbox.view().chat.messages.find((message) => message.text.startsWith('✏️ Minh: trả lời'));
      const heard = changed(() => sandbox.view().chat.messages.some((message) => message.text.startsWith('Đã nhận nội dung mới')));
      sandbox.write(minh, 'Nội dung <mới> & đúng', question?.id ?? 0);
      await heard;
      // The card still shows the old text: nobody drew it yet.
      expect(await press(lan, card, dataOf(card, 'Duyệt'))).toBe('Nội dung bài đã thay đổi. Hãy xem bản mới rồi quyết định.');
      expect(await post.get()).toMatchObject({ status: 'awaiting', version: 2 });
      await run(desk, 'ask-staff');
      const redrawn = cardNow(card.id);
      expect(redrawn.text.startsWith('Nội dung <mới> & đúng\n')).toBe(true);
      // A telephone that was offline still shows the old card, both of its buttons.
      expect(await press(lan, card, dataOf(card, 'Duyệt'))).toBe('Nội dung bài đã thay đổi. Hãy xem bản mới rồi quyết định.');
      expect(await press(lan, card, dataOf(card, 'Loại'))).toBe('Nội dung bài đã thay đổi. Hãy xem bản mới rồi quyết định.');
      expect(await post.decisions('approve', 'reject')).toEqual([]);
      expect(await press(lan, redrawn, dataOf(redrawn, 'Duyệt'))).toMatch(/^Đã duyệt: /);
      await run(desk, 'schedule', 'publish');
      expect(sandbox.view().posts[0]?.message).toBe('Nội dung <mới> & đúng');
    });

    it('it expired before the press', async () => {
      const { desk } = await start();
      const card = await firstCard(desk);
      const post = await postOf(desk, card);
      clock.now = addMs(clock.now, 200 * hour);
      await desk.app.run('ask-staff');
      expect((await post.get()).status).toBe('expired');
      expect(buttonsOf(cardNow(card.id))).not.toContain('✅ Duyệt');
      // Two telephones still showed the old buttons.
      const told = await Promise.all([press(lan, card, dataOf(card, 'Duyệt')), press(minh, card, dataOf(card, 'Loại'))]);
      expect(told).toEqual(['Bài này đang ở trạng thái: quá hạn.', 'Bài này đang ở trạng thái: quá hạn.']);
      expect(await post.decisions('approve', 'reject')).toEqual([]);
      await run(desk, 'schedule', 'publish');
      expect(sandbox.view().posts).toEqual([]);
    });

    it('its time is over, though nothing has closed it yet', async () => {
      const { desk } = await start();
      const card = await firstCard(desk);
      const post = await postOf(desk, card);
      const last = cardNow(card.id);
      clock.now = addMs(clock.now, 200 * hour);
      const told = await Promise.all([press(lan, last, dataOf(card, 'Duyệt')), press(minh, last, dataOf(card, 'Loại'))]);
      expect(told).toEqual(['Bài này đang ở trạng thái: quá hạn.', 'Bài này đang ở trạng thái: quá hạn.']);
      expect(await post.decisions('approve', 'reject')).toEqual([]);
      await run(desk, 'ask-staff');
      expect((await post.get()).status).toBe('expired');
      expect(buttonsOf(cardNow(card.id))).not.toContain('✅ Duyệt');
    });

    it('nobody listened for longer than Telegram keeps a press', async () => {
      const first = await start();
      const card = await firstCard(first.desk);
      const data = dataOf(card, 'Duyệt');
      await stop(first);
      const query = sandbox.press(lan, card.id, data);
      expect(query.outcome).toBe('pressed');
      clock.now = addMs(clock.now, 3 * minute);
      const second = await start();
      // That press is gone without a trace; the card can be pressed as before.
      const post = await postOf(second.desk, card);
      expect((await post.get()).status).toBe('awaiting');
      expect(await press(lan, card, data)).toMatch(/^Đã duyệt: /);
      expect(await post.decisions('approve')).toHaveLength(1);
    });

    it.each(['before', 'at once', 'after'] as const)('it is taken back while the publisher claims it (%s)', async (moment) => {
      const { desk } = await start();
      const card = await firstCard(desk);
      const post = await postOf(desk, card);
      await press(lan, card, dataOf(card, 'Duyệt'));
      await run(desk, 'schedule', 'ask-staff');
      const planned = cardNow(card.id);
      const takeBack = () => press(minh, planned, dataOf(planned, 'Đưa về hàng chờ'));
      const told = await takenBack(desk, moment, takeBack);
      const { status } = await post.get();
      // Either it was taken back before the claim, or it goes out: never both, never neither.
      if (moment === 'before') expect(status).toBe('awaiting');
      if (moment === 'after') expect(status).toBe('published');
      expect(['awaiting', 'published']).toContain(status);
      if (status === 'awaiting') expect(told).toMatch(/^Đã đưa về hàng chờ: /);
      else expect(told).toMatch(/^Bài này đang ở trạng thái: (đang đăng|đã đăng)\.$/);
      await run(desk, 'publish');
      expect(sandbox.view().posts).toHaveLength(status === 'awaiting' ? 0 : 1);
      expect(await post.decisions('back-to-waiting')).toHaveLength(status === 'awaiting' ? 1 : 0);
    });

    it('the bot ends between the decision and the card', async () => {
      const first = await start();
      const card = await firstCard(first.desk);
      const post = await postOf(first.desk, card);
      await press(lan, card, dataOf(card, 'Duyệt'));
      expect((await post.get()).redraw).toBe(true);
      await stop(first);
      const second = await start();
      await run(second.desk, 'ask-staff', 'schedule', 'publish', 'ask-staff');
      const drawn = cardNow(card.id);
      expect(drawn.text).toContain('Lan duyệt lúc 11/11/2026 06:45');
      expect(drawn.text).toContain('Đã đăng lúc');
      expect(sandbox.view().posts).toHaveLength(1);
      const again = await postOf(second.desk, card);
      expect(await again.decisions('approve')).toHaveLength(1);
    });

    it('the same update is delivered twice to one process', async () => {
      const { desk } = await start();
      const card = await firstCard(desk);
      const post = await postOf(desk, card);
      const data = dataOf(card, 'Duyệt');
      expect(await press(lan, card, data)).toMatch(/^Đã duyệt: /);
      await repeatUpdate();
      // Updates come in their order: when this one is answered, the repeated one was dealt with.
      expect(await press(minh, card, data)).toBe('Lan đã duyệt lúc 11/11/2026 06:45.');
      expect(await post.decisions('approve')).toHaveLength(1);
      await until(() => popupsSent().length >= 2);
      expect(popupsSent()).toHaveLength(2);
    });

    it('the same update is delivered twice, the second time to another process', async () => {
      const first = await start();
      const card = await firstCard(first.desk);
      const data = dataOf(card, 'Duyệt');
      expect(await press(lan, card, data)).toMatch(/^Đã duyệt: /);
      await stop(first);
      await repeatUpdate();
      const second = await start();
      await until(() => popupsSent().length === 2);
      const post = await postOf(second.desk, card);
      // The same query: Telegram shows the first answer only, and the second is as true.
      expect(popupsSent().map(({ params }) => params.text)).toEqual([expect.stringMatching(/^Đã duyệt: /), 'Bạn đã quyết định bài này rồi.']);
      expect(new Set(popupsSent().map(({ params }) => params.callback_query_id)).size).toBe(1);
      expect(await post.decisions('approve')).toHaveLength(1);
      await run(second.desk, 'schedule', 'publish');
      expect(sandbox.view().posts).toHaveLength(1);
    });

    it('an approval is delivered again after it was taken back', async () => {
      const first = await start();
      const card = await firstCard(first.desk);
      const data = dataOf(card, 'Duyệt');
      await press(lan, card, data);
      await stop(first);
      const second = await start();
      const post = await postOf(second.desk, card);
      await run(second.desk, 'ask-staff');
      const shown = cardNow(card.id);
      expect(await press(minh, shown, dataOf(shown, 'Đưa về hàng chờ'))).toMatch(/^Đã đưa về hàng chờ/);
      // It was about what is not asked any more.
      expect(await press(lan, card, data)).toBe('Nội dung bài đã thay đổi. Hãy xem bản mới rồi quyết định.');
      expect(await post.get()).toMatchObject({ status: 'awaiting' });
      expect(await post.decisions('approve')).toHaveLength(1);
    });
  });
});

describe.each(['embedded', 'mongodb'] as const)('two processes behind one webhook address (%s)', (store) => {
  const way: Way = { store, updates: 'by webhook' };
  it.skipIf(!isThere(way))('each hear one of two presses at once: one decision, told truthfully to both', async () => {
    await open(way);
    const both = [await start(), await start()];
    const [first] = both;
    if (front === null || first === undefined) throw new Error('no webhook');
    const card = await firstCard(first.desk);
    const post = await postOf(first.desk, card);
    const heard: number[] = [];
    let turn = 0;
    front.listener = (request, response) => {
      const next = turn++ % both.length;
      response.on('close', () => response.statusCode === 200 && heard.push(next));
      both[next]?.desk.webhook?.(request, response);
    };
    const told = await Promise.all([press(lan, card, dataOf(card, 'Duyệt')), press(minh, card, dataOf(card, 'Loại'))]);
    await until(() => heard.length === 2);
    expect([...heard].sort()).toEqual([0, 1]);
    expect(told.filter((text) => /^Đã (duyệt|loại): /.test(text))).toHaveLength(1);
    expect(told.filter((text) => /^(Lan đã duyệt|Minh đã loại) lúc 11\/11\/2026 06:45\.$/.test(text))).toHaveLength(1);
    expect(await post.decisions('approve', 'reject')).toHaveLength(1);
  });
});

function buttonsOf(card: MessageView): readonly string[] {
  return card.keyboard.flat().map((button) => button.text);
}
function popupsSent() {
  return sandbox.requests().filter(({ path }) => path === 'answerCallbackQuery');
}
/** For what the sandbox records but tells nobody about. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
/** As soon as the last update was confirmed, it comes once more. */
async function repeatUpdate(): Promise<void> {
  await until(() => sandbox.repeatUpdate());
}
function facebookAsked(since: number): boolean {
  return sandbox
    .requests()
    .slice(since)
    .some(({ system }) => system === 'facebook');
}
async function takenBack(desk: Desk, moment: 'before' | 'at once' | 'after', takeBack: () => Promise<string>): Promise<string> {
  if (moment === 'before') {
    const told = await takeBack();
    await desk.app.run('publish');
    return told;
  }
  const before = sandbox.requests().length;
  const publishing = desk.app.run('publish');
  // Facebook is asked after the claim only.
  if (moment === 'after') await until(() => facebookAsked(before));
  const told = await takeBack();
  await publishing;
  return told;
}

/** Resolves as soon as it holds, looked at after each event of the sandbox. */
function changed(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const end = sandbox.watch(() => {
      if (!holds()) return;
      end();
      resolve();
    });
  });
}

describe('a post that is out', () => {
  beforeEach(() => open(plain));
  async function published(desk: Desk): Promise<MessageView> {
    const card = await firstCard(desk);
    await press(lan, card, dataOf(card, 'Duyệt'));
    await run(desk, 'schedule', 'publish', 'ask-staff');
    return cardNow(card.id);
  }
  async function propose(desk: Desk, card: MessageView): Promise<MessageView> {
    await press(minh, card, dataOf(card, 'Sửa bài đã đăng'));
    await run(desk, 'ask-staff');
    const question = sandbox.view().chat.messages.find((message) => message.text.startsWith('✏️ Minh'));
    const heard = changed(() => sandbox.view().chat.messages.some((message) => message.text.startsWith('Đã nhận bản sửa')));
    sandbox.write(minh, 'Bản đã đính chính', question?.id ?? 0);
    await heard;
    await run(desk, 'ask-staff');
    return cardNow(card.id);
  }

  it('is edited once an approver said yes to the very words', async () => {
    const { desk } = await start();
    const card = await published(desk);
    const before = sandbox.view().posts[0]?.message;
    const proposed = await propose(desk, card);
    expect(proposed.text.startsWith('Bản đã đính chính\n')).toBe(true);
    expect(sandbox.view().posts[0]?.message).toBe(before);
    await press(lan, proposed, dataOf(proposed, 'Cập nhật lên Trang'));
    await run(desk, 'settle', 'ask-staff');
    expect(sandbox.view().posts[0]?.message).toBe('Bản đã đính chính');
    expect(cardNow(card.id).text).toContain('Lan duyệt lúc');
  });

  it('whose article the portal corrects, and then takes down, is updated and withdrawn as staff say', async () => {
    const { desk } = await start();
    const card = await published(desk);
    const [before] = await desk.ports.posts.list(true, 1);
    const url = before?.url ?? '';
    sandbox.changeArticle(url, { title: 'Đính chính: tựa đã sửa', lead: 'Sapo đã sửa.' });
    clock.now = addMs(clock.now, hour);
    await run(desk, 'watch', 'ask-staff');
    const asked = cardNow(card.id);
    expect(asked.text).toContain(`+ tiêu đề: Đính chính: tựa đã sửa`);
    expect(sandbox.view().chat.messages.some((message) => message.text.startsWith('🔄 Cổng vừa sửa bài đã đăng lên Trang'))).toBe(true);
    expect(sandbox.view().posts[0]?.message).not.toContain('Sapo đã sửa.');
    expect(await press(lan, asked, dataOf(asked, 'Cập nhật theo cổng'))).toBe('Đang thực hiện trên Trang.');
    await run(desk, 'settle', 'ask-staff');
    const updated = sandbox.view().posts[0]?.message;
    expect(updated).toContain('Sapo đã sửa.');
    sandbox.changeArticle(url, null);
    for (const later of [hour, 10 * minute]) {
      clock.now = addMs(clock.now, 2 * later);
      await run(desk, 'watch');
    }
    await run(desk, 'ask-staff');
    const gone = cardNow(card.id);
    expect(gone.text).toContain('Cổng đã gỡ bài này.');
    expect(sandbox.view().posts[0]?.message).toBe(updated);
    await press(lan, gone, dataOf(gone, 'Gỡ bài'));
    await run(desk, 'ask-staff');
    const meant = cardNow(card.id);
    await press(lan, meant, dataOf(meant, 'Đúng, gỡ khỏi Trang'));
    await run(desk, 'settle', 'ask-staff');
    expect(sandbox.view().posts).toEqual([]);
    const decided = await desk.ports.decisions.of(before?.id ?? '');
    // In their order, although the clock stands still between some of them.
    expect(decided.map(({ verb }) => verb)).toEqual([
      'approve',
      'publish',
      'correct',
      'edit-live',
      'live-edited',
      'correct',
      'withdraw-live',
      'live-withdrawn',
    ]);
  });

  it.each(['lost-before', 'lost-after'] as const)('whose edit is answered by nothing (%s) is settled by reading', async (fault) => {
    const { desk } = await start();
    const card = await published(desk);
    const proposed = await propose(desk, card);
    await press(lan, proposed, dataOf(proposed, 'Cập nhật lên Trang'));
    sandbox.setFault({ system: 'facebook', method: 'POST', path: '*', fault, times: 1 });
    await run(desk, 'settle', 'ask-staff');
    expect(cardNow(card.id).text).toContain('Chưa rõ Facebook đã nhận bản sửa');
    for (let look = 0; look < 4; look++) {
      clock.now = addMs(clock.now, minute);
      await run(desk, 'settle');
    }
    await run(desk, 'ask-staff');
    const words = sandbox.view().posts[0]?.message;
    if (fault === 'lost-after') expect(words).toBe('Bản đã đính chính');
    else expect(words).not.toBe('Bản đã đính chính');
    expect(cardNow(card.id).text.includes('chưa lên Trang')).toBe(fault === 'lost-before');
    const edits = sandbox
      .requests()
      .filter((request) => request.system === 'facebook' && request.method === 'POST' && JSON.stringify(request.params).includes('đính chính'));
    expect(edits).toHaveLength(1);
  });

  it.each([null, 'lost-before', 'lost-after'] as const)('is withdrawn after being asked once more (fault: %s)', async (fault) => {
    const { desk } = await start();
    const card = await published(desk);
    await press(lan, card, dataOf(card, 'Gỡ bài'));
    await run(desk, 'ask-staff');
    const asked = cardNow(card.id);
    expect(sandbox.view().posts).toHaveLength(1);
    await press(lan, asked, dataOf(asked, 'Đúng, gỡ khỏi Trang'));
    if (fault !== null) sandbox.setFault({ system: 'facebook', method: 'DELETE', path: '*', fault, times: 1 });
    await run(desk, 'settle');
    for (let look = 0; look < 4; look++) {
      clock.now = addMs(clock.now, minute);
      await run(desk, 'settle');
    }
    await run(desk, 'ask-staff');
    expect(sandbox.view().posts).toHaveLength(fault === 'lost-before' ? 1 : 0);
    expect(cardNow(card.id).text).toContain(fault === 'lost-before' ? 'Chưa gỡ được bài' : 'Đã gỡ khỏi Trang lúc');
    expect((await desk.app.ledger()).retracted).toBe(fault === 'lost-before' ? 0 : 1);
  });
});
