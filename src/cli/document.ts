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

async function fileOf(input: CommandInput, path: string): Promise<{ bytes: Uint8Array; context: DocumentContext }> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new DeskError(`${path}: ${messageOf(error)}`, input.words.command.fileFix, 2);
  });
  // Without --url, relative addresses are resolved against a host that exists nowhere.
  const url = input.option('url') ?? `https://portal.invalid/${encodeURIComponent(pathToFileURL(resolve(path)).pathname.split('/').at(-1) ?? '')}`;
  if (!isAddress(url)) throw new DeskError('--url is not an http(s) address', 'Give the address that the file was fetched from.', 2);
  const { createSourceFinder } = await import('../../adapters/portal/documents.ts');
  const { sources, zone } = input.config();
  const source = createSourceFinder(sources, zone)(url, undefined);
  return { bytes, context: { url, contentType: input.option('content-type'), zone: source.zone, now: new Date(), source } };
}

export async function feedOf(input: CommandInput, given: string): Promise<Extract<FeedReading, { outcome: 'read' }>> {
  const reading = await (isAddress(given) ? fetchedFeed(input, given) : feedFile(input, given));
  if (reading.outcome === 'read') return reading;
  throw problemError(input, given, reading.outcome === 'failed' ? reading.problem : null);
}

async function fetchedFeed(input: CommandInput, url: string): Promise<FeedReading> {
  return (await openPortal(input.config())).readFeed(url, null, new Date());
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
  throw problemError(input, given, reading.problem);
}

async function fetchedArticle(input: CommandInput, url: string): Promise<ArticleReading> {
  return (await openPortal(input.config())).readArticle(url, new Date());
}

async function articleFile(input: CommandInput, path: string): Promise<ArticleReading> {
  const { readArticleDocument } = await import('../../adapters/portal/documents.ts');
  const { bytes, context } = await fileOf(input, path);
  return readArticleDocument(bytes, context);
}

function problemError(input: CommandInput, given: string, problem: PortalProblem | null): DeskError {
  if (problem === null) return new DeskError(given, input.words.command.fileFix);
  return new DeskError(`${given}: ${problem.kind} (${problem.detail})`, input.words.doctor.portalFix(problem));
}

/** An article as `feed` and `article` print it. */
export function articleRow(article: Article) {
  const { url, title, lead, publishedAt, precision, images, kind, credit, language, categories } = article;
  const dated = publishedAt === null ? { publishedAt: null } : { publishedAt: publishedAt.toISOString(), ...(precision === 'day' ? { precision } : {}) };
  // A plain sitemap tells addresses only.
  return { url, title: title === '' ? null : title, lead, ...dated, images, kind, credit, language, categories };
}
