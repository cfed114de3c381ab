/** The portal over HTTP: what is asked, what the answers mean. What documents say is read in `documents.ts`. */
import { setTimeout as pause } from 'node:timers/promises';
import type {
  ArticleLook,
  ArticleReading,
  BytesReading,
  Clock,
  FeedReading,
  FileReading,
  FoundList,
  Portal,
  PortalProblem,
  Validators,
} from '../../src/ports.ts';
import type { Source } from '../../src/source.ts';
import { second, type Zone } from '../../src/time.ts';
import { isFrontPage } from './article-key.ts';
import { decodeDocument } from './charset.ts';
import { readArticleDocument } from './documents.ts';
import { type Answer, type FetchLimits, type Resolve, resolveBySystem, retryAtOf } from './fetching.ts';
import { challengeOf, challengeProblem, problem } from './page-answer.ts';
import { isPictureFile } from './pictures.ts';
import { createPoliteness } from './politeness.ts';
import { type Asked, readSource } from './sources/read-source.ts';
import { createSourceFinder } from './sources/which-source.ts';
import { createTrust } from './trust.ts';

export type PortalOptions = {
  /** The zone of dates that tell none. */
  readonly zone: Zone;
  /** How the newsroom's sources are to be read; any other address is read by the rules that hold for all. */
  readonly sources?: readonly Source[];
  /** Hosts on private addresses that may be fetched, any port. */
  readonly privateHosts: readonly string[];
  readonly userAgent?: string;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** How host names are looked up. */
  readonly resolve?: Resolve;
  readonly clock?: Clock;
  /** Waits so many milliseconds: the pause between two requests to a host. */
  readonly wait?: (ms: number) => Promise<void>;
};

/** What robots.txt may call this program. */
const agentName = 'fanpage-desk';

const feedTypes =
  'application/rss+xml, application/atom+xml, application/rdf+xml;q=0.9, application/feed+json;q=0.9, application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.7, application/json;q=0.7, */*;q=0.5';
const pageTypes = 'text/html, application/xhtml+xml;q=0.9, */*;q=0.5';
const pictureTypes = 'image/jpeg, image/png, image/webp;q=0.9, image/*;q=0.8, */*;q=0.5';

const videoTypes = 'video/mp4, video/*;q=0.9, application/octet-stream;q=0.8, */*;q=0.5';
/** Facebook takes 2 GB; a portal's film is a tenth of it. */
const fileLimits = { maxBytes: 1_000_000_000, idleMs: 30 * second };

function fits(value: string | null): value is string {
  return value !== null && value.length <= 1000 && /^[\x20-\x7e\x80-\xff]+$/.test(value);
}

function conditions(validators: Validators | null): Record<string, string> {
  const headers: Record<string, string> = {};
  if (validators !== null && fits(validators.etag)) headers['If-None-Match'] = validators.etag;
  if (validators !== null && fits(validators.lastModified)) headers['If-Modified-Since'] = validators.lastModified;
  return headers;
}

function validatorsOf(headers: Answer['headers']): Validators | null {
  const etag = headers.etag ?? null;
  const lastModified = headers['last-modified'] ?? null;
  return etag === null && lastModified === null ? null : { etag, lastModified };
}

/** What an answer other than 200 means; null for 200. */
function statusProblem(answer: Answer, now: Date | null): PortalProblem | null {
  if (answer.status === 200) return null;
  const challenge = challengeOf(decodeDocument(answer.bytes.subarray(0, 100_000), answer.headers['content-type'] ?? null));
  if (challenge !== null) return challengeProblem(challenge, answer.status);
  const retryAt = now === null ? null : retryAtOf(answer.headers, now);
  const forbidden = answer.status === 403 ? ': the portal refuses this program or this network; ask its people for access' : '';
  return problem('status', `the server answered ${answer.status}${forbidden}`, answer.status, retryAt);
}

/** A page that was asked for and led to the front page is not there any more; the top story there is another one. */
function wentHome(asked: string, answer: Answer): boolean {
  return answer.redirected && isFrontPage(answer.url) && !isFrontPage(asked);
}

function failed(reason: PortalProblem): { readonly outcome: 'failed'; readonly problem: PortalProblem } {
  return { outcome: 'failed', problem: reason };
}

/** Reads feeds, article pages and pictures within the limits of the facts sheet: 20 s, 10 MB unpacked, 5 redirects. */
export function createPortal(options: PortalOptions): Portal {
  const limits: FetchLimits = {
    privateHosts: options.privateHosts,
    userAgent: options.userAgent ?? 'fanpage-desk/0.1 (newsroom reader; RSS and article pages)',
    timeoutMs: options.timeoutMs ?? 20 * second,
    maxBytes: options.maxBytes ?? 10_000_000,
    resolve: options.resolve ?? resolveBySystem,
    tlsOf: createTrust(options.sources ?? []),
  };
  const sourceOf = createSourceFinder(options.sources ?? [], options.zone);
  const clock = options.clock ?? (() => new Date());
  const {
    ask: fetchPolitely,
    open: openPolitely,
    barsFacebook,
  } = createPoliteness({ limits, clock, wait: options.wait ?? ((ms) => pause(ms)), sourceOf: (url) => sourceOf(url, undefined) }, agentName);
  const contextOf = (answer: Answer, source: Source, now: Date) => ({
    url: answer.url,
    contentType: answer.headers['content-type'] ?? null,
    zone: source.zone,
    now,
    cut: answer.cut,
    privateHosts: options.privateHosts,
    source,
  });

  async function readFeed(url: string, validators: Validators | null, now: Date, last: FoundList | null = null): Promise<FeedReading> {
    const source = sourceOf(url, url);
    const ask = async (address: string, known: Validators | null): Promise<Asked> => {
      const asked = conditions(known);
      const fetched = await fetchPolitely(address, { Accept: feedTypes, ...asked }, source);
      if ('problem' in fetched) return fetched;
      const { answer } = fetched;
      if (answer.status === 304 && Object.keys(asked).length > 0) return { outcome: 'unchanged' };
      const refusal = statusProblem(answer, now);
      return refusal === null ? { answer } : { problem: refusal };
    };
    const needs = {
      source: { ...source, url },
      ask,
      contextOf: (answer: Answer) => contextOf(answer, source, now),
      validatorsOf: (answer: Answer) => validatorsOf(answer.headers),
    };
    return readSource(needs, validators, last);
  }

  async function readArticle(url: string, now: Date, source?: string): Promise<ArticleReading> {
    const look = await lookAgain(url, null, now, source);
    return look.outcome === 'unchanged' ? failed(problem('status', 'the server answered 304 without being asked for changes', 304)) : look;
  }

  async function lookAgain(url: string, validators: Validators | null, now: Date, source?: string): Promise<ArticleLook> {
    const asked = conditions(validators);
    const fetched = await fetchPolitely(url, { Accept: pageTypes, ...asked }, sourceOf(url, source));
    if ('problem' in fetched) return failed(fetched.problem);
    const { answer } = fetched;
    if (answer.status === 304 && Object.keys(asked).length > 0) return { outcome: 'unchanged' };
    if (answer.status === 404 || answer.status === 410) return failed(problem('withdrawn', `the server answered ${answer.status}`, answer.status));
    const refusal = statusProblem(answer, now);
    if (refusal !== null) return failed(refusal);
    if (answer.cut) return failed(problem('unreachable', 'the connection broke before the page was whole'));
    if (wentHome(url, answer)) return failed(problem('withdrawn', 'the address leads to the front page now', answer.status));
    const reading = readArticleDocument(answer.bytes, contextOf(answer, sourceOf(url, source), now));
    if (reading.outcome === 'failed') return reading;
    const card = reading.card === undefined ? undefined : { ...reading.card, barred: barsFacebook(answer.url) };
    return { ...reading, card, validators: validatorsOf(answer.headers) };
  }

  async function readPicture(url: string): Promise<BytesReading> {
    const fetched = await fetchPolitely(url, { Accept: pictureTypes }, sourceOf(url, undefined));
    if ('problem' in fetched) return failed(fetched.problem);
    const { answer } = fetched;
    const refusal = statusProblem(answer, null);
    if (refusal !== null) return failed(refusal);
    if (answer.cut) return failed(problem('unreachable', 'the connection broke before the picture was whole'));
    const type = answer.headers['content-type'] ?? null;
    if (answer.bytes.length === 0 || /^\s*</.test(Buffer.from(answer.bytes.subarray(0, 100)).toString('latin1'))) {
      return failed(problem('broken', 'a page or nothing where a picture was', answer.status));
    }
    return { outcome: 'read', bytes: answer.bytes, type: type !== null && isPictureFile({ url: '', type }) ? type : null };
  }

  async function openFile(url: string): Promise<FileReading> {
    const opened = await openPolitely(url, { Accept: videoTypes }, sourceOf(url, undefined), fileLimits);
    if ('problem' in opened) return failed(opened.problem);
    const { status, headers, chunks, close } = opened;
    const type = headers['content-type'] ?? null;
    const wrong =
      status !== 200
        ? problem('status', `the server answered ${status}`, status)
        : /^(?:text\/|application\/(?:json|xhtml))/i.test(type ?? '')
          ? problem('broken', 'a page where a file was', status)
          : null;
    if (wrong !== null) {
      close();
      return failed(wrong);
    }
    const size = Number(headers['content-length']);
    return { outcome: 'open', chunks, size: Number.isSafeInteger(size) && size > 0 ? size : null, type };
  }

  return { readFeed, readArticle, lookAgain, readPicture, openFile };
}
