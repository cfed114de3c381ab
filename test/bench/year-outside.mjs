/** What is outside in the bench of a year: portals, Pages and a chat with its staff, all in memory, forgetting what nobody asks for any more. */
import { createHash } from 'node:crypto';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chance } from './chance.mjs';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const words = ['xã', 'huyện', 'kế hoạch', 'nông thôn mới', 'hội nghị', 'đầu tư', 'giao thông', 'người dân', 'chỉ đạo', 'triển khai', 'năm 2026', 'báo cáo'];

const hash = (text) => createHash('sha256').update(text).digest('hex');

/** Portal `p` publishes `perDay` articles between 07:00 and 18:00 of its zone; what is older than ten days is gone from it. */
export function createPortals({ pages, perDay, clock, zoneMs }) {
  const random = chance(7);
  const listed = new Map(pages.map((page) => [page, []]));
  const byUrl = new Map();
  const written = new Map();
  let total = 0;

  const dueOf = (now) => {
    const sinceMidnight = (((now + zoneMs) % day) + day) % day;
    const share = Math.min(1, Math.max(0, (sinceMidnight - 7 * hour) / (11 * hour)));
    return { date: Math.floor((now + zoneMs) / day), count: Math.floor(share * perDay) };
  };
  const articleOf = (page, date, number, now) => {
    const url = `https://p${page}.example/tin/${date}-${number}`;
    const pick = () => words[Math.floor(random() * words.length)];
    const phrase = (count) => Array.from({ length: count }, pick).join(' ');
    const pictured = random() < 0.05;
    return {
      ...{ url, title: `Tin ${date}-${number} của xã ${page}: ${phrase(6)}`, lead: `${phrase(25)} (${page}-${date}-${number}).`, publishedAt: new Date(now) },
      ...{ precision: 'instant', images: pictured ? [{ url: `${url}.jpg`, caption: phrase(8) }] : [], video: null, kind: pictured ? 'photos' : 'news' },
      ...{ credit: null, language: 'vi', categories: ['Kinh tế'], body: `${phrase(25)} (${page}-${date}-${number}).\n\n${phrase(250)}` },
    };
  };

  /** Brings every portal up to now; returns nothing. One article in fifty is corrected hours later, one in three hundred taken down. */
  const goOn = () => {
    const now = clock().getTime();
    const { date, count } = dueOf(now);
    for (const page of pages) {
      const list = listed.get(page);
      const known = written.get(page);
      let number = known?.date === date ? known.count : 0;
      for (; number < count; number++) {
        const article = articleOf(page, date, number, now);
        list.push(article);
        byUrl.set(article.url, { article, at: now });
        total += 1;
      }
      written.set(page, { date, count: number });
      if (list.length > 30) list.splice(0, list.length - Math.max(30, 2 * perDay));
      const some = list[Math.floor(random() * list.length)];
      if (some !== undefined && random() < perDay / 50 / 32) {
        const changed = { ...some, title: `${some.title} (cập nhật)` };
        list[list.indexOf(some)] = changed;
        byUrl.set(some.url, { article: changed, at: byUrl.get(some.url)?.at ?? now });
      } else if (some !== undefined && random() < perDay / 300 / 32) {
        list.splice(list.indexOf(some), 1);
        byUrl.delete(some.url);
      }
    }
    for (const [url, one] of byUrl) {
      if (one.at > now - 10 * day) break;
      byUrl.delete(url);
    }
  };
  const problem = { kind: 'withdrawn', status: 404, detail: 'not found', retryAt: null };
  const keyOf = (url) => url.replace('https://', '');
  const read = (url) => {
    const known = byUrl.get(url);
    return known === undefined ? { outcome: 'failed', problem } : { outcome: 'read', key: keyOf(url), article: known.article };
  };
  return {
    goOn,
    total: () => total,
    held: () => byUrl.size,
    portal: {
      readFeed: async (url, validators) => {
        const list = listed.get(/p(\d+)\.example/.exec(url)[1]);
        const etag = `"${list.length}-${list.at(-1)?.title ?? ''}"`;
        if (validators?.etag === etag) return { outcome: 'unchanged' };
        const items = [...list].reverse().map((article) => ({ key: keyOf(article.url), article: { ...article, body: null } }));
        return { outcome: 'read', items, refused: [], validators: { etag, lastModified: null }, partial: false };
      },
      readArticle: async (url) => read(url),
      lookAgain: async (url, validators) => {
        const reading = read(url);
        if (reading.outcome === 'failed') return reading;
        const etag = `"${hash(reading.article.title).slice(0, 8)}"`;
        return validators?.etag === etag ? { outcome: 'unchanged' } : { ...reading, validators: { etag, lastModified: null } };
      },
      readPicture: async (url) => ({ outcome: 'read', bytes: Buffer.from(`picture at ${url}`), type: 'image/jpeg' }),
      openFile: async () => ({ outcome: 'failed', problem: { ...problem, kind: 'status' } }),
    },
  };
}

/** Pictures that are small files in the media folder, as old as the virtual clock says, so that retention finds them. */
export function createPictures({ dir, clock }) {
  const path = (sha256) => join(dir, sha256.slice(0, 2), `${sha256}.jpg`);
  return {
    keep: async (bytes) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      mkdirSync(join(dir, sha256.slice(0, 2)), { recursive: true });
      writeFileSync(path(sha256), bytes);
      utimesSync(path(sha256), clock(), clock());
      return { sha256, width: 1200, height: 630 };
    },
    bytes: (sha256) => readFile(path(sha256)).catch(() => null),
  };
}

/** A Page that takes everything, and shows the last two days of it when it is read. */
export function createPage(id, { clock }) {
  let recent = [];
  let count = 0;
  const read = (value) => ({ outcome: 'read', value });
  return {
    published: () => count,
    page: {
      id,
      upload: async () => ({ outcome: 'ready' }),
      videoState: async () => read({ state: 'open' }),
      publish: async (post) => {
        count += 1;
        const remoteId = `${id}_${count}`;
        const now = clock();
        const permalink = `https://facebook.example/${remoteId}`;
        recent = [{ remoteId, createdAt: now, message: post.message, permalink, links: post.form === 'link' ? [post.link] : [] }, ...recent].filter(
          (one) => one.createdAt.getTime() > now.getTime() - 2 * day,
        );
        return { outcome: 'published', remoteId, permalink };
      },
      postsSince: async (since) => read(recent.filter((one) => one.createdAt >= since)),
      rescrape: async () => read(null),
      edit: async (remoteId, message) => {
        recent = recent.map((one) => (one.remoteId === remoteId ? { ...one, message } : one));
        return { outcome: 'done' };
      },
      remove: async (remoteId) => {
        recent = recent.filter((one) => one.remoteId !== remoteId);
        return { outcome: 'done' };
      },
      readPost: async (remoteId) => {
        const post = recent.find((one) => one.remoteId === remoteId);
        return read(post === undefined ? null : { message: post.message });
      },
      readBack: async (remoteId) => read({ visible: true, permalink: `https://facebook.example/${remoteId}` }),
      followers: async () => read(12_000 + (Math.floor(clock().getTime() / day) % 5000)),
      daily: async () => read([]),
      figures: async (remoteId) => read({ reactions: Number(remoteId.split('_')[1]) % 90, comments: 1, shares: 2, views: 300 }),
      health: async () =>
        read({
          ...{ name: `Trang ${id}`, appId: '900', valid: true, expiresAt: null, dataAccessExpiresAt: null },
          scopes: ['pages_manage_posts', 'pages_read_engagement', 'pages_show_list', 'read_insights'],
        }),
      usage: () => null,
    },
  };
}

/** A chat whose staff approve most of what they are shown, reject some, and leave some lying. */
export function createStaff() {
  const random = chance(11);
  const waiting = new Map();
  let messages = 0;
  const sent = (value) => ({ outcome: 'sent', value });
  const note = (place, view) => {
    const presses = view.buttons.flat().filter((button) => 'press' in button);
    const approve = presses.find((button) => button.label.includes('Duyệt'))?.press;
    const reject = presses.find((button) => button.label.includes('Loại'))?.press;
    const live = presses.find((button) => button.press.startsWith('u:') || button.press.startsWith('k:'))?.press;
    if (approve === undefined && live === undefined) waiting.delete(place.message);
    else waiting.set(place.message, { place, approve, reject, live });
  };
  const send = (to, view) => {
    const place = { chat: typeof to === 'string' ? to : to.chat, message: ++messages, form: view.picture === null ? 'text' : 'picture' };
    note(place, view);
    return place;
  };
  return {
    messages: () => messages,
    /** What staff press now; each card is decided on, or left to expire, once. */
    presses: () => {
      const pressed = [];
      for (const [message, card] of waiting) {
        waiting.delete(message);
        const luck = random();
        if (luck < 0.03 && card.live === undefined) continue;
        const data = card.live ?? (luck < 0.1 ? (card.reject ?? card.approve) : card.approve);
        pressed.push({ data, user: { id: 1, name: 'Lan' }, chat: card.place.chat, message });
      }
      return pressed;
    },
    chat: {
      sendCard: async (to, view) => sent(send(to, view)),
      editCard: async (place, view) => {
        const form = view.picture === 'keep' ? place.form : view.picture === null ? 'text' : 'picture';
        note(place, view);
        return sent({ ...place, form });
      },
      sendText: async () => sent(null),
      sendPrompt: async () => sent(++messages),
      sendReport: async () => sent(null),
      sendDocument: async () => sent(null),
      download: async () => ({ outcome: 'refused', why: 'other', detail: 'no such file' }),
      setCommands: async () => sent(null),
      nameOf: async () => null,
      moved: () => {},
      health: async () => sent({ bot: 'desk_bot', chatTitle: 'Ban biên tập', canSend: true }),
      listen: () => ({ stop: async () => {} }),
    },
  };
}
