/** How the portal's hosts are treated: one request at a time, a pause between two, robots.txt obeyed, Retry-After waited out. */
import type { Clock, PortalProblem } from '../../src/ports.ts';
import type { Source } from '../../src/source.ts';
import { addMs, hour, later, second } from '../../src/time.ts';
import { decodeDocument } from './charset.ts';
import { addressRefusal, type Fetched, type FetchLimits, type FileLimits, fetchSafely, type InTurn, type Opened, openSafely, retryAtOf } from './fetching.ts';
import { bareHost } from './network-address.ts';
import { challengeOf, problem } from './page-answer.ts';
import { allowAll, longestRobots, parseRobots, type Robots } from './robots.ts';

export type PoliteReader = {
  readonly ask: AskPolitely;
  /** A large file, open: its bytes are not counted against the time of a page. */
  readonly open: (url: string, headers: Record<string, string>, source: Source, limits: FileLimits) => Promise<Opened>;
  /** Whether robots.txt, as it was read last, keeps Facebook's reader of link previews out. */
  readonly barsFacebook: (url: string) => boolean;
};

/** What Facebook's reader is called. */
const facebookName = 'facebookexternalhit';

/** Asks for an address as the source's settings allow; a refusal of robots.txt is a problem, and nothing was asked. */
export type AskPolitely = (url: string, headers: Record<string, string>, source: Source) => Promise<Fetched>;

export type Politeness = {
  readonly limits: FetchLimits;
  readonly clock: Clock;
  /** Waits so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** Whose settings hold for a host. */
  readonly sourceOf: (url: string) => Source;
};

/** robots.txt is read at most once a day. */
const robotsLast = 24 * hour;
/** It is small: a server that takes longer over it is slow. */
const robotsTimeout = 10 * second;

type KnownRobots = {
  readonly robots: Robots;
  readonly facebook: Robots;
  readonly until: Date;
  readonly failing: { readonly since: Date; readonly problem: PortalProblem } | null;
};

/** `agentName`: what robots.txt may call this program. */
export function createPoliteness(needs: Politeness, agentName: string): PoliteReader {
  const inTurn = createTurns(needs);
  const known = new Map<string, KnownRobots>();
  const asking = new Map<string, Promise<KnownRobots>>();
  const resting = new Map<string, Date>();

  async function ask(url: string, headers: Record<string, string>, limits = needs.limits): Promise<Fetched> {
    const host = new URL(url).host;
    const until = resting.get(host);
    const now = needs.clock();
    if (until !== undefined && until > now) return { problem: problem('status', `${host} asked to be left alone for a while`, 429, until) };
    resting.delete(host);
    const fetched = await fetchSafely(url, headers, limits, inTurn.run);
    if ('answer' in fetched && (fetched.answer.status === 429 || fetched.answer.status === 503)) {
      const retryAt = retryAtOf(fetched.answer.headers, needs.clock());
      if (retryAt !== null) resting.set(host, retryAt);
    }
    return fetched;
  }

  async function robotsOf(origin: string): Promise<KnownRobots> {
    const last = known.get(origin);
    if (last !== undefined && last.until > needs.clock()) return last;
    // Whoever comes meanwhile waits for the same answer.
    const loading = asking.get(origin) ?? readRobots(origin, last ?? null).finally(() => asking.delete(origin));
    asking.set(origin, loading);
    return loading;
  }

  async function readRobots(origin: string, last: KnownRobots | null): Promise<KnownRobots> {
    const fetched = await ask(
      `${origin}/robots.txt`,
      { Accept: 'text/plain, */*;q=0.5' },
      { ...needs.limits, maxBytes: longestRobots, timeoutMs: Math.min(needs.limits.timeoutMs, robotsTimeout) },
    );
    const read = knownAs(fetched, last, needs.clock(), origin, agentName);
    known.set(origin, read);
    inTurn.pauseAtLeast(new URL(origin).host, read.robots.pauseMs);
    return read;
  }

  async function refusalOf(url: string, source: Source): Promise<PortalProblem | null> {
    if (!URL.canParse(url)) return problem('address', 'not an address');
    const { origin, pathname, search } = new URL(url);
    // Of an address that is not asked either way no rules are read.
    if (source.robots && addressRefusal(new URL(url), needs.limits) === null) {
      const { robots, failing } = await robotsOf(origin);
      if (failing !== null && addMs(failing.since, robotsLast) > needs.clock()) return failing.problem;
      if (!robots.allows(`${pathname}${search}`)) return forbidden(url);
    }
    return null;
  }

  return {
    ask: async (url, headers, source) => {
      const refusal = await refusalOf(url, source);
      return refusal === null ? ask(url, headers) : { problem: refusal };
    },
    open: async (url, headers, source, limits) => {
      const refusal = await refusalOf(url, source);
      return refusal === null ? openSafely(url, headers, needs.limits, limits, inTurn.run) : { problem: refusal };
    },
    barsFacebook: (url) => {
      if (!URL.canParse(url)) return false;
      const { origin, pathname, search } = new URL(url);
      return known.get(origin)?.facebook.allows(`${pathname}${search}`) === false;
    },
  };
}

/**
 * 4xx: there are no rules. A server that fails at robots.txt, or does not answer at all, is not asked for anything else
 * either; what was known of it stands, and after a day of it the portal is read without.
 */
function knownAs(fetched: Fetched, last: KnownRobots | null, now: Date, url: string, agentName: string): KnownRobots {
  const until = addMs(now, robotsLast);
  const trouble = troubleOf(fetched, url);
  if (trouble !== null)
    return {
      robots: last?.robots ?? allowAll,
      facebook: last?.facebook ?? allowAll,
      until: now,
      failing: { since: last?.failing?.since ?? now, problem: trouble },
    };
  // Longer than any that means it: no rules that could be obeyed.
  if ('problem' in fetched || fetched.answer.status !== 200) return { robots: allowAll, facebook: allowAll, until, failing: null };
  const text = decodeDocument(fetched.answer.bytes, fetched.answer.headers['content-type'] ?? null);
  return { robots: parseRobots(text, agentName), facebook: parseRobots(text, facebookName), until, failing: null };
}

function troubleOf(fetched: Fetched, url: string): PortalProblem | null {
  if ('problem' in fetched) return fetched.problem.kind === 'too-big' || fetched.problem.kind === 'broken' ? null : fetched.problem;
  const { status, bytes, headers } = fetched.answer;
  // A protection page stands before everything: the page itself will name it.
  if (challengeOf(decodeDocument(bytes.subarray(0, 100_000), headers['content-type'] ?? null)) !== null) return null;
  return status >= 500 || status === 429 ? problem('status', `robots.txt of ${new URL(url).host} cannot be read: the server answered ${status}`, status) : null;
}

function forbidden(url: string): PortalProblem {
  return problem('robots', `robots.txt of ${new URL(url).host} does not let this address be read`);
}

/** A turn for each host: after the one before it, and after the pause. Hosts of the newsroom's own network need no pause of ours. */
function createTurns(needs: Politeness) {
  const last = new Map<string, Promise<unknown>>();
  const ended = new Map<string, Date>();
  const asked = new Map<string, number>();

  const pauseOf = (host: string): number => {
    const name = bareHost(host.replace(/:\d+$/, ''));
    const own = needs.limits.privateHosts.some((one) => bareHost(one) === name) ? 0 : needs.sourceOf(`https://${host}/`).pauseMs;
    return Math.max(own, asked.get(host) ?? 0);
  };
  const rest = async (host: string): Promise<void> => {
    const before = ended.get(host);
    if (before === undefined) return;
    const now = needs.clock();
    const from = later(addMs(before, pauseOf(host)), now);
    if (from > now) await needs.wait(from.getTime() - now.getTime());
  };
  const run: InTurn = async (host, work) => {
    const inTurn = async () => {
      await rest(host);
      try {
        return await work();
      } finally {
        ended.set(host, needs.clock());
      }
    };
    const before = last.get(host) ?? Promise.resolve();
    const mine = before.then(inTurn, inTurn);
    const settled = mine.catch(() => undefined);
    last.set(host, settled);
    try {
      return await mine;
    } finally {
      if (last.get(host) === settled) last.delete(host);
    }
  };
  return {
    run,
    /** What robots.txt asks for. */
    pauseAtLeast: (host: string, ms: number | null) => {
      if (ms === null) asked.delete(host);
      else asked.set(host, ms);
    },
  };
}
