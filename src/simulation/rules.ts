/** What must hold after every event, whatever fails; and what must hold once nothing fails any more. */
import { isDeepStrictEqual } from 'node:util';
import type { StoredDocument } from '../../adapters/store/collection.ts';
import type { MemoryEngine } from '../../adapters/store/memory.ts';
import type { AppConfig } from '../app.ts';
import { articleIdOf, contentHash, postIdOf } from '../identity.ts';
import { type QuietHours, timesOn } from '../newsroom.ts';
import type { Notice, PagePostInput, Press } from '../ports.ts';
import type { Content, Post } from '../post.ts';
import { type Revision, revisionIdOf } from '../revision.ts';
import { dayOf, hour, minute, timeOf } from '../time.ts';
import type { ChatModel, Shown } from './chat-model.ts';
import { articleUrlOf, type LivePost } from './page-model.ts';
import { keyOf, type PortalModel } from './portal-model.ts';
import type { Owner, World } from './world.ts';

export const ruleNames = ['once', 'approved', 'slots', 'ledger', 'outcome', 'alerts', 'reports', 'revisions', 'errors'] as const;
export type RuleName = (typeof ruleNames)[number];

export type Rules = {
  /** A call of a process to its stores, with what came of it. */
  readonly stored: (owner: Owner, what: string, args: readonly unknown[], result: unknown) => void;
  readonly sent: (owner: Owner, post: PagePostInput) => void;
  readonly landed: (post: LivePost) => void;
  readonly shown: (postId: string, shown: Shown) => void;
  readonly pressed: (press: Press, shown: Shown | null) => void;
  /** A person answered a question about the post. */
  readonly replied: (user: number, postId: string) => void;
  /** A post of the Page is to have these words; null: is to go. */
  readonly changing: (post: LivePost, message: string | null) => void;
  readonly told: (owner: Owner, text: string, arrived: boolean, answered: boolean) => void;
  /** A report's picture or sheet, or a day's summary. */
  readonly reported: (what: string, arrived: boolean) => void;
  /** It died, or the store gave it no answer: what it had just said it could not note down. */
  readonly lostTrack: (owner: Owner) => void;
  /** A backup is made: gives what to call when it is put back. Decisions made since are lost with the database: what was approved then is so again. */
  readonly backedUp: () => () => void;
  readonly jobFailed: (job: string, error: unknown) => void;
  /** Called when the faults ended long ago. */
  readonly atEnd: () => void;
};
export type RuleInput = {
  readonly config: AppConfig;
  readonly page: string;
  /** How far the clocks of two processes may be apart. */
  readonly spreadMs: number;
  readonly engine: MemoryEngine;
  /** When the faults end, true time: what is still news a day later (a stopped Page, the timetable's night) must have gone out. */
  readonly calmFrom: number;
};

/** So long a post of another's must have stood on the Page before ours beside it counts as a double. */
const seenAfter = 10 * minute;
const rule = (name: RuleName) => name;

function isPost(value: unknown): value is Post {
  return typeof value === 'object' && value !== null && 'status' in value && 'articleId' in value;
}
function isRevision(value: unknown): value is Revision {
  return isObject(value) && 'articleId' in value && 'number' in value && 'kind' in value;
}
function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
function isNotice(value: unknown): value is Notice {
  return typeof value === 'object' && value !== null && 'openedAt' in value && 'pending' in value;
}
function isWritten(result: unknown): boolean {
  return result === true || (typeof result === 'object' && result !== null && 'outcome' in result && result.outcome === 'written');
}

/** A form is what readers see: text with its link, and the pictures or the film that is uploaded. */
function formOf(head: string, media: readonly string[]): string {
  return JSON.stringify([head, media]);
}
function headOf(content: Content | PagePostInput): string {
  return content.form === 'link' ? `${content.message}\n\n🔗 ${content.link}` : content.message;
}
/** The words of a card's head, without the link that stands below them. */
function wordsOf(head: string): string {
  return head.split('\n\n🔗')[0] ?? head;
}
function contentForm(content: Content): string {
  switch (content.form) {
    case 'link':
      return formOf(headOf(content), []);
    case 'photo':
      return formOf(
        headOf(content),
        content.pictures.map((picture) => picture.sha256),
      );
    case 'video':
      return formOf(headOf(content), [content.video.sha256]);
  }
}
/** What a person approved: a film stands on the card as its address, pictures as themselves. */
function shownForm(content: Content, shown: Shown): string {
  switch (content.form) {
    case 'link':
      return formOf(shown.head, []);
    case 'photo':
      return formOf(shown.head, shown.pictures);
    case 'video':
      return formOf(shown.head, [content.video.sha256]);
  }
}

export function createRules(
  world: World,
  input: RuleInput,
  models: { readonly chat: () => ChatModel; readonly portal: () => PortalModel; readonly live: () => readonly LivePost[] },
): Rules {
  const { config, engine, page, spreadMs } = input;
  /** What may go out, by post. */
  const forms = new Map<string, Set<string>>();
  const pending = { presses: new Map<string, Shown[]>(), shownSince: new Map<string, number>() };
  /** What an approver pressed, by post: to have it back before staff, off the Page, or with the words that were shown. */
  const wished = { back: new Set<string>(), off: new Set<string>(), words: new Map<string, Set<string>>() };
  /** Approved since the last restore: these must come to a visible end. */
  const owed = new Set<string>();
  const told = new Map<string, { allowed: number; arrived: number }>();
  const reports = new Set<string>();
  const reported = (what: string, arrived: boolean) => {
    if (!arrived) return;
    if (reports.has(what)) world.breaks(rule('reports'), `came a second time: ${what}`);
    reports.add(what);
  };
  const speaking = new Map<Owner, Set<string>>();
  let sinceRestore = 0;
  /** When a decision to hold was stored, by true time. */
  const pausedAt = new Map<string, number>();
  const short = (id: string) => id.slice(0, 6);

  const postIdAt = (url: string) => postIdOf(articleIdOf(keyOf(url)), page);
  /** What the trace calls a post by. */
  const namesOf = (id: string): readonly string[] => {
    const url = storedPost(id)?.url;
    return [short(id), ...(typeof url === 'string' ? [url] : [])];
  };
  const storedPost = (id: string): StoredDocument | null => engine.document('posts', id);
  const allow = (postId: string, form: string) => {
    const known = forms.get(postId) ?? new Set<string>();
    forms.set(postId, known.add(form));
  };

  // ---------------------------------------------------------------- approvals

  const pressKey = (user: number, postId: string) => `${user}|${postId}`;
  const approved = (post: Extract<Post, { status: 'approved' }>) => {
    owed.add(post.id);
    const { by } = post.approval;
    if (post.approval.hash !== contentHash(post.page, post.content)) world.breaks(rule('approved'), `the approval of ${short(post.id)} is not for its content`);
    if (by === 'auto') {
      if (config.approval.mode !== 'auto' || post.warnings.some((warning) => warning.facts))
        world.breaks(rule('approved'), `${short(post.id)} approved itself`);
      return allow(post.id, contentForm(post.content));
    }
    if (by === 'no-objection') {
      const since = pending.shownSince.get(`${post.id}|${headOf(post.content)}`) ?? Number.POSITIVE_INFINITY;
      const ms = config.approval.mode === 'auto-after' ? config.approval.ms : Number.POSITIVE_INFINITY;
      if (world.now() - since < ms - spreadMs) world.breaks(rule('approved'), `${short(post.id)} was not shown long enough to be objected to`);
      return allow(post.id, contentForm(post.content));
    }
    const seen = pending.presses.get(pressKey(by.id, post.id)) ?? [];
    if (seen.length === 0) world.breaks(rule('approved'), `nobody who may pressed “approve” for ${short(post.id)}`);
    for (const shown of seen) allow(post.id, shownForm(post.content, shown));
  };

  // ---------------------------------------------------------------- what is stored

  const postStored = (next: Post, before: unknown) => {
    const was = isPost(before) ? before.status : null;
    // From `failed` it is tried again, from `scheduled` it is planned anew: neither is a decision.
    if (next.status === 'approved' && was !== 'approved' && was !== 'failed' && was !== 'scheduled') approved(next);
    if (next.status === 'rejected' && was !== 'rejected') {
      forms.delete(next.id);
      owed.delete(next.id);
    }
    if (next.status === 'awaiting' && was !== null && was !== 'draft' && was !== 'awaiting' && was !== 'held' && next.returned === null) {
      if (!wished.back.has(next.id)) world.breaks(rule('approved'), `nobody who may took ${short(next.id)} back`);
      forms.delete(next.id);
      owed.delete(next.id);
    }
    // Staff took up what had come back: it is theirs to decide now, and the old yes allows nothing.
    if (next.status === 'awaiting' && next.returned === null && isPost(before) && before.status === 'awaiting' && before.returned !== null) {
      forms.delete(next.id);
      owed.delete(next.id);
    }
    // It had come back before staff, and nobody decided in time: it stands in the ledger.
    if (next.status === 'expired' && was === 'awaiting') owed.delete(next.id);
    if (next.status === 'retracted') {
      if (!wished.off.has(next.id)) world.breaks(rule('approved'), `nobody who may withdrew ${short(next.id)}`);
      owed.delete(next.id);
    }
    if (next.status === 'held' && !models.portal().everWithdrawn.has(next.url)) world.breaks(rule('outcome'), `${short(next.id)} is held for nothing`);
    if (next.status === 'published' && was !== 'published' && !models.live().some((post) => post.remoteId === next.remoteId && post.url === next.url))
      world.breaks(rule('outcome'), `${short(next.id)} is called published, and is not on the Page`, namesOf(next.id));
    if (next.status === 'failed' && was !== 'failed' && next.failure.reason !== 'media-lost') {
      const there = models
        .live()
        .find(
          (post) => post.url === next.url && post.visibleAt !== Number.POSITIVE_INFINITY && (post.by !== 'hand' || post.visibleAt < world.now() - seenAfter),
        );
      if (there !== undefined)
        world.breaks(rule('outcome'), `${short(next.id)} is called failed, and stands on the Page as ${there.remoteId}`, namesOf(next.id));
    }
  };

  // ---------------------------------------------------------------- corrections and withdrawals

  const revisionStored = (next: Revision) => {
    const last = engine.document('revisions', revisionIdOf(next.articleId, next.number - 1));
    if (next.number > 1 && last === null) world.breaks(rule('revisions'), `${next.id} has none before it`);
    if (next.kind === 'withdrawn' && !models.portal().everWithdrawn.has(next.url)) world.breaks(rule('revisions'), `${next.url} never was withdrawn`);
    if (next.kind === 'back' && last?.kind !== 'withdrawn') world.breaks(rule('revisions'), `${next.id} is back and was not gone`);
    if (next.kind === 'edited' && isDeepStrictEqual(next.was, next.is)) world.breaks(rule('revisions'), `${next.id} changes nothing`);
  };
  /** What the portal shows in the end stands in the article, and each change of it in the revisions, once. */
  const watchProblem = (document: StoredDocument): string | null => {
    const { watch, url, progress } = document;
    if (!isObject(watch) || !isObject(progress) || !('lookAt' in watch) || watch.lookAt === null) return null;
    if (!('state' in progress) || progress.state !== 'drafted') return null;
    const shown = models.portal().articles.find((article) => article.url === url);
    if (shown === undefined || typeof url !== 'string') return null;
    const gone = models.portal().withdrawn.has(url);
    if (gone !== ('withdrawnAt' in watch && watch.withdrawnAt !== null)) return gone ? 'is withdrawn, which is not recorded' : 'is back, which is not recorded';
    if (!gone && (document.lead !== shown.lead || document.body !== shown.body)) return 'was changed, which is not recorded';
    const kept = [...engine.documents('revisions')].filter((one) => one.articleId === document.id).length;
    return 'revisions' in watch && watch.revisions === kept ? null : `has ${kept} revisions and counts ${'revisions' in watch ? watch.revisions : 'none'}`;
  };

  const noticeStored = (owner: Owner, next: Notice, before: unknown) => {
    const count = (text: string) => {
      const known = told.get(text) ?? { allowed: 0, arrived: 0 };
      known.allowed += 1;
      told.set(text, known);
    };
    const known = isNotice(before) ? before : null;
    if (next.over === null && (known === null || known.openedAt.getTime() !== next.openedAt.getTime())) count(next.text);
    if (next.over !== null && known?.over === null && next.over.text !== '') count(next.over.text);
    for (const text of [next.text, next.over?.text]) if (text !== undefined) speaking.get(owner)?.delete(text);
  };

  const articleStored = (next: unknown) => {
    if (typeof next !== 'object' || next === null || !('id' in next) || !('progress' in next)) return;
    const { id, progress } = next;
    const drafted = typeof progress === 'object' && progress !== null && 'state' in progress && progress.state === 'drafted';
    if (typeof id === 'string' && drafted && storedPost(postIdOf(id, page)) === null)
      world.breaks(rule('ledger'), `article ${short(id)} is called drafted, and no post is there`);
  };

  // ---------------------------------------------------------------- the Page

  const slotProblem = (owner: Owner, post: StoredDocument): string | null => {
    const { slot } = post;
    if (!(slot instanceof Date)) return null;
    if (slot.getTime() > world.now() + owner.offsetMs) return `${short(post.id)} is sent before its slot ${slot.toISOString()}`;
    const given = post.urgent === true || (post.pinnedAt instanceof Date && post.pinnedAt.getTime() === slot.getTime());
    if (!given && config.timetable.times !== 'asap' && !timesOn(config.timetable, dayOf(slot, config.zone)).includes(timeOf(slot, config.zone)))
      return `${short(post.id)} has a slot that is no posting time`;
    return holdProblem(owner, post);
  };

  /** Whoever took the post up while nothing may go out must not send it. */
  const holdProblem = (owner: Owner, post: StoredDocument): string | null => {
    const { claim } = post;
    if (!isObject(claim) || !('at' in claim) || !(claim.at instanceof Date)) return null;
    const taken = claim.at.getTime() - owner.offsetMs;
    const now = world.now();
    for (const { id, from, until, ended } of engine.documents('pauses')) {
      const known = pausedAt.get(id) ?? Number.POSITIVE_INFINITY;
      const begins = Math.max(known, from instanceof Date ? from.getTime() : Number.POSITIVE_INFINITY) + spreadMs;
      const ends = until instanceof Date ? until.getTime() - spreadMs : Number.POSITIVE_INFINITY;
      if (ended === null && taken > begins && now < ends) return `${short(post.id)} is sent while posting is paused`;
    }
    const quiet = config.newsroom?.page.timetable.quiet ?? [];
    const within = (at: number, { from, to }: QuietHours) => {
      const time = timeOf(new Date(at), config.zone);
      return from < to ? time >= from && time < to : time >= from || time < to;
    };
    const broken = quiet.find((span) => [taken - spreadMs, taken, now, now + spreadMs].every((at) => within(at, span)));
    return broken === undefined ? null : `${short(post.id)} is sent in the quiet hours from ${broken.from} to ${broken.to}`;
  };

  const gapProblem = (landed: LivePost): string | null => {
    const gap = config.timetable.gapMinutes * minute - spreadMs;
    const near = models
      .live()
      .find((post) => post !== landed && post.by === 'desk' && post.sentAt >= sinceRestore && Math.abs(post.sentAt - landed.sentAt) < gap);
    return near === undefined ? null : `${landed.remoteId} was sent ${Math.round(Math.abs(near.sentAt - landed.sentAt) / 1000)} s apart from ${near.remoteId}`;
  };

  return {
    stored: (owner, what, args, result) => {
      if (!isWritten(result)) return;
      const [first, second] = args;
      const next = what.endsWith('.add') ? first : second;
      const before = what.endsWith('.add') ? null : first;
      if (what.startsWith('posts.') && isPost(next)) postStored(next, before);
      if (what === 'revisions.add' && isRevision(next)) revisionStored(next);
      if (what.startsWith('notices.') && isNotice(next)) noticeStored(owner, next, before);
      if (what.startsWith('articles.')) articleStored(next);
      if (what === 'pauses.add' && isObject(next) && 'id' in next) pausedAt.set(String(next.id), world.now());
    },
    sent: (owner, post) => {
      const stored = storedPost(postIdAt(articleUrlOf(post)));
      const marked =
        stored !== null && (stored.status === 'published' || (['publishing', 'unconfirmed'].includes(String(stored.status)) && stored.sendingAt !== null));
      if (stored === null || !marked)
        return world.breaks(rule('outcome'), `sent without a durable mark: ${articleUrlOf(post)}`, namesOf(postIdAt(articleUrlOf(post))));
      const problem = slotProblem(owner, stored);
      if (problem !== null) world.breaks(rule('slots'), problem, [...namesOf(stored.id), 'decides a pause', 'end of pauses']);
    },
    landed: (post) => {
      const same = models.live().filter((one) => one.url === post.url && one !== post && one.visibleAt !== Number.POSITIVE_INFINITY);
      const doubled = same.find(
        (one) => (post.by === 'desk' && (one.by === 'desk' || one.visibleAt < post.sentAt - seenAfter)) || (one.by === 'desk' && post.by === 'rival'),
      );
      if (doubled !== undefined)
        world.breaks(rule('once'), `${post.url} is on the Page twice: ${doubled.remoteId} and ${post.remoteId}`, namesOf(postIdAt(post.url)));
      if (post.by !== 'desk') return;
      const message = post.message ?? '';
      const form = post.links.length > 0 ? formOf(`${message}\n\n🔗 ${post.links[0]}`, []) : formOf(message, post.pictures);
      if (!(forms.get(postIdAt(post.url))?.has(form) ?? false))
        world.breaks(rule('approved'), `${post.remoteId} went out in a form that nobody approved`, namesOf(postIdAt(post.url)));
      const problem = gapProblem(post);
      if (problem !== null) world.breaks(rule('slots'), problem);
    },
    shown: (postId, shown) => {
      const key = `${postId}|${shown.head}`;
      if (!pending.shownSince.has(key)) pending.shownSince.set(key, world.now());
    },
    pressed: (press, shown) => {
      const [verb, postId] = press.data.split(':');
      const person = config.staff.find((one) => one.id === press.user.id);
      const may = press.chat === config.chat && (person?.role === 'approver' || person?.role === 'admin');
      // Another picture is an edit, which an editor may make: what was approved is to be approved anew.
      if (verb === 'i' && postId !== undefined && person !== undefined && press.chat === config.chat) wished.back.add(postId);
      if (postId === undefined || !may) return;
      if (verb === 'b') wished.back.add(postId);
      if (verb === 'g') wished.off.add(postId);
      if ((verb === 'u' || verb === 'l') && shown !== null) wished.words.set(postId, (wished.words.get(postId) ?? new Set()).add(wordsOf(shown.head)));
      if ((verb !== 'a' && verb !== 'w') || shown === null) return;
      const key = pressKey(press.user.id, postId);
      pending.presses.set(key, [...(pending.presses.get(key) ?? []), shown]);
    },
    replied: (user, postId) => {
      if (config.staff.some((one) => one.id === user)) wished.back.add(postId);
    },
    changing: (post, message) => {
      const postId = postIdAt(post.url);
      if (message === null ? wished.off.has(postId) : wished.words.get(postId)?.has(message)) return;
      world.breaks(
        rule('approved'),
        `${post.remoteId} is ${message === null ? 'taken off the Page' : 'edited on the Page'} and nobody said yes to that`,
        namesOf(postId),
      );
    },
    reported,
    told: (owner, text, arrived, answered) => {
      if (!arrived) return;
      // A day's summary is no notice: it comes once, whatever happens.
      if (text.startsWith('🗓')) return reported(text.split('\n')[0] ?? '', arrived);
      const known = told.get(text) ?? { allowed: 0, arrived: 0 };
      told.set(text, known);
      known.arrived += 1;
      if (known.arrived > known.allowed) world.breaks(rule('alerts'), `staff are told again: ${text}`);
      if (!answered) known.allowed += 1;
      else speaking.set(owner, (speaking.get(owner) ?? new Set()).add(text));
    },
    lostTrack: (owner) => {
      // That may be said once more.
      for (const text of speaking.get(owner) ?? []) {
        const known = told.get(text);
        if (known !== undefined) known.allowed += 1;
      }
      speaking.delete(owner);
    },
    backedUp: () => {
      const then = [...forms].map(([id, known]): [string, readonly string[]] => [id, [...known]]);
      return () => {
        for (const [id, known] of then) for (const form of known) allow(id, form);
        sinceRestore = world.now();
        // A database put back by hand knows nothing of it, and a chat cannot be read: what was sent since the backup may come again.
        reports.clear();
        owed.clear();
        for (const known of told.values()) known.allowed = Number.POSITIVE_INFINITY;
      };
    },
    jobFailed: (job, error) => world.breaks(rule('errors'), `${job}: ${error instanceof Error ? error.message : String(error)}`),
    atEnd: () => {
      for (const id of owed) {
        const problem = endProblem(storedPost(id), models.chat(), models.portal().everWithdrawn.has(String(storedPost(id)?.url)), input.calmFrom);
        if (problem !== null) world.breaks(rule('outcome'), `${short(id)} was approved, and ${problem}`, namesOf(id));
      }
      for (const article of models.portal().articles.slice(-20)) {
        if (!models.portal().withdrawn.has(article.url) && engine.document('articles', articleIdOf(keyOf(article.url))) === null)
          world.breaks(rule('ledger'), `${article.url} was never collected`);
      }
      for (const document of engine.documents('articles')) {
        articleStored(document);
        const problem = watchProblem(document);
        if (problem !== null) world.breaks(rule('revisions'), `${String(document.url)} ${problem}`);
      }
    },
  };
}

/** null: published, failed where staff can see it, no news any more, or back before staff. */
function endProblem(post: StoredDocument | null, chat: ChatModel, withdrawn: boolean, calmFrom: number): string | null {
  if (post === null) return 'is gone';
  if (post.status === 'published') return null;
  if (post.status === 'awaiting' && post.returned !== null) return null;
  // Its article was taken down: held, and before staff again when it came back.
  if (withdrawn && (post.status === 'held' || post.status === 'awaiting' || post.status === 'rejected')) return null;
  if (post.status === 'expired' && wasStale(post, calmFrom + 24 * hour)) return null;
  if (post.status !== 'failed') return `is still ${String(post.status)}`;
  const place = post.card;
  const message = typeof place === 'object' && place !== null && 'message' in place ? place.message : null;
  const card = typeof message === 'number' ? chat.cards.get(message) : undefined;
  if (card === undefined || post.redraw === true) return 'failed without a word to staff';
  return card.buttons.some((data) => data.startsWith('t:')) ? null : 'failed, and its card does not show it';
}

/** It was no news any more, or its event had begun, when it was given up, and that soon. */
function wasStale(post: StoredDocument, by: number): boolean {
  if (post.why === 'begun' && post.at instanceof Date) return post.at.getTime() <= by;
  const since = post.articleAt ?? post.createdAt;
  if (!(since instanceof Date) || !(post.at instanceof Date)) return false;
  const staleAt = since.getTime() + 48 * hour;
  return post.at.getTime() >= staleAt && staleAt <= by;
}
