/** A portal's document for the looking commands: an address is fetched, a file is read as if fetched from `--url`. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DocumentContext } from '../../adapters/portal/documents.ts';
import type { Article } from '../article.ts';
import { DeskError, messageOf } from '../errors.ts';
import { openPortal } from '../main.ts';
import type { ArticleReading, FeedReading, PortalProblem } from '../ports.ts';
import type { CommandInput } from './command.ts';

export const documentOptions = ['url', 'content-type'] as const;

function isAddress(given: string): boolean {
  return /^https?:\/\//i.test(given);
}

/** What begins like an address and is none is a slip of the pen, not a host that is refused. */
function addressIn({ words }: CommandInput, given: string): string {
  if (!URL.canParse(given)) throw new DeskError(words.command.brokenAddress(given), words.command.brokenAddressFix, 2);
  return given;
}

async function fileOf(input: CommandInput, path: string): Promise<{ bytes: Uint8Array; context: DocumentContext }> {
  const { command } = input.words;
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) throw new DeskError(command.noHttp(path), command.noHttpFix, 2);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new DeskError(fileTrouble(input, path, error), command.fileFix, 2);
  });
  // Without --url, relative addresses are resolved against a host that exists nowhere.
  const url = input.option('url') ?? `https://portal.invalid/${encodeURIComponent(pathToFileURL(resolve(path)).pathname.split('/').at(-1) ?? '')}`;
  if (!isAddress(url)) throw new DeskError(command.noHttp(`--url ${url}`), command.noHttpFix, 2);
  addressIn(input, url);
  const { createSourceFinder } = await import('../../adapters/portal/documents.ts');
  const { sources, zone } = input.config();
  const source = createSourceFinder(sources, zone)(url, undefined);
  return { bytes, context: { url, contentType: input.option('content-type'), zone: source.zone, now: new Date(), source } };
}

function fileTrouble(input: CommandInput, path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return input.words.command.noFile(path);
  return code === 'EISDIR' ? input.words.command.isFolder(path) : `${path}: ${messageOf(error)}`;
}

export async function feedOf(input: CommandInput, given: string): Promise<Extract<FeedReading, { outcome: 'read' }>> {
  const reading = await (isAddress(given) ? fetchedFeed(input, given) : feedFile(input, given));
  if (reading.outcome === 'read') return reading;
  throw problemError(input, given, reading.outcome === 'failed' ? reading.problem : null);
}

async function fetchedFeed(input: CommandInput, url: string): Promise<FeedReading> {
  return (await openPortal(input.config())).readFeed(addressIn(input, url), null, new Date());
}

async function feedFile(input: CommandInput, path: string): Promise<FeedReading> {
  const { readSourceDocument } = await import('../../adapters/portal/documents.ts');
  const { bytes, context } = await fileOf(input, path);
  return readSourceDocument(bytes, context);
}

export async function articleOf(input: CommandInput, given: string): Promise<Article> {
  return (await articleReadingOf(input, given)).article;
}

export async function articleReadingOf(input: CommandInput, given: string): Promise<Extract<ArticleReading, { outcome: 'read' }>> {
  const reading = await (isAddress(given) ? fetchedArticle(input, given) : articleFile(input, given));
  if (reading.outcome === 'read') return reading;
  throw problemError(input, given, reading.problem, isGone(reading.problem) ? input.words.command.articleGoneFix : undefined);
}

function isGone({ kind, status }: PortalProblem): boolean {
  return kind === 'withdrawn' || status === 404 || status === 410;
}

async function fetchedArticle(input: CommandInput, url: string): Promise<ArticleReading> {
  return (await openPortal(input.config())).readArticle(addressIn(input, url), new Date());
}

async function articleFile(input: CommandInput, path: string): Promise<ArticleReading> {
  const { readArticleDocument } = await import('../../adapters/portal/documents.ts');
  const { bytes, context } = await fileOf(input, path);
  return readArticleDocument(bytes, context);
}

function problemError(input: CommandInput, given: string, problem: PortalProblem | null, fix?: string): DeskError {
  if (problem === null) return new DeskError(given, input.words.command.fileFix);
  const { doctor } = input.words;
  return new DeskError(`${given}: ${doctor.portalProblem(problem.kind)} (${problem.detail})`, fix ?? doctor.portalFix(problem));
}

/** An article as `feed` and `article` print it. */
export function articleRow(article: Article) {
  const { url, title, lead, publishedAt, precision, images, kind, credit, language, categories } = article;
  const dated = publishedAt === null ? { publishedAt: null } : { publishedAt: publishedAt.toISOString(), ...(precision === 'day' ? { precision } : {}) };
  // A plain sitemap tells addresses only.
  return { url, title: title === '' ? null : title, lead, ...dated, images, kind, credit, language, categories };
}
