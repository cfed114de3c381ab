/** The whole desk over HTTP: the real Facebook adapter against the sandbox, one clock for both, stores in memory. */
import { createFanPage } from '../../adapters/facebook/fan-page.ts';
import type { FaultRequest, RunningSandbox } from '../../adapters/sandbox/server.ts';
import { type App, createApp } from '../../src/app.ts';
import { sha256 } from '../../src/identity.ts';
import type { Ports } from '../../src/ports.ts';
import type { Content, Post } from '../../src/post.ts';
import { jpeg, startForTest } from '../adapters/sandbox/sandbox-under-test.ts';
import { createFakeDesk, type FakeDesk, start } from '../fakes/desk.ts';
import { aScheduled, linkContent, linkOf } from '../fakes/processes.ts';

export const forms = ['link', 'picture', 'album', 'video', 'reel'] as const;
export type Form = (typeof forms)[number];

export type WireDesk = {
  readonly app: App;
  readonly ports: Ports;
  readonly desk: FakeDesk;
  readonly sandbox: RunningSandbox;
  readonly page: string;
  readonly fault: (order: Omit<FaultRequest, 'system'>) => void;
  /** Stores a post of this form, due now; returns its id. */
  readonly put: (form: Form, number?: number, edit?: (content: Content) => Content) => Promise<string>;
  readonly post: (id: string) => Promise<Post>;
  /** Publishes and settles, with time passing in between, until the post has ended or `rounds` are over. */
  readonly live: (id: string, rounds?: number, afterRound?: () => Promise<void>) => Promise<Post>;
  readonly stop: () => Promise<void>;
};

/** Calls are given up after this. Real time, so short; one that a loaded machine gives up too early is one fault more. */
const timeoutMs = 250;

export async function openWireDesk(over: Parameters<typeof createFakeDesk>[0] = {}): Promise<WireDesk> {
  const desk = await createFakeDesk(over);
  const sandbox = await startForTest({ clock: desk.clock, videoWorkMs: 20_000 });
  const page = sandbox.places.facebook.pageId;
  const wait = async (ms: number) => desk.pass(ms);
  const fanPage = createFanPage(sandbox.places.facebook, { timeoutMs, wait, clock: desk.clock });
  const ports: Ports = { ...desk.ports, fanPages: [fanPage] };
  const app = createApp(ports, desk.config);
  await app.install();
  const post = async (id: string): Promise<Post> => {
    const found = await ports.posts.get(id);
    if (found === null) throw new Error('the post is gone');
    return found;
  };
  const live = async (id: string, rounds = 400, afterRound = async () => {}): Promise<Post> => {
    for (let round = 0; round < rounds; round++) {
      // What missed its slot by far is moved to another one.
      await app.run('schedule');
      await app.run('publish');
      await app.run('settle');
      await afterRound();
      const { status } = await post(id);
      if (status === 'published' || status === 'failed') break;
      // A stopped Page goes on when its health is read and found good.
      if (round % 5 === 4) await app.run('check-health');
      desk.pass(60_000);
    }
    return post(id);
  };
  return {
    app,
    ports,
    desk,
    sandbox,
    page,
    fault: (order) => sandbox.setFault({ system: 'facebook', ...order }),
    put: async (form, number = 1, edit = (content) => content) => {
      const scheduled = aScheduled(number, new Date(start.getTime() - 1000 + number), { page, content: edit(contentOf(desk, form, number)) });
      if (!(await ports.posts.add(scheduled))) throw new Error('could not be stored');
      return scheduled.id;
    },
    post,
    live,
    stop: () => sandbox.stop(),
  };
}

function contentOf(desk: FakeDesk, form: Form, number: number): Content {
  const link = linkOf(number);
  const message = `Tin số ${number}`;
  const withLink = `${message}\n\n${link}`;
  const kept = (bytes: Uint8Array) => {
    desk.media.set(sha256(bytes), bytes);
    return sha256(bytes);
  };
  const picture = (width: number) => ({ url: `${link}/${width}.jpg`, alt: 'Cầu Hạ Lam', sha256: kept(jpeg(width, 630, 500 + number)) });
  switch (form) {
    case 'link':
      return linkContent(number);
    case 'picture':
      return { form: 'photo', message: withLink, link, pictures: [picture(1200)] };
    case 'album':
      return { form: 'photo', message: withLink, link, pictures: [picture(1200), picture(1000), picture(800)] };
    case 'video':
    case 'reel': {
      const bytes = anMp4(4_300_000, number);
      const video = { url: `${link}.mp4`, sha256: kept(bytes), size: bytes.length, width: 1080, height: 1920, seconds: 30 };
      return { form: 'video', as: form, message: withLink, link, video, cover: form === 'video' ? picture(1280) : null };
    }
  }
}

/** Begins as an MP4 does; enough for whoever reads first bytes. */
export function anMp4(size: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(size).fill(seed % 251);
  bytes.set([0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x6d, 0x70, 0x34, 0x32]);
  return bytes;
}
