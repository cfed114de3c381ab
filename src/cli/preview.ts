import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shownBelow } from '../approving/card.ts';
import type { Article } from '../article.ts';
import type { Config } from '../config.ts';
import { previewPost } from '../drafting/draft.ts';
import { type PostSettings, postSettings } from '../drafting/format-post.ts';
import { mediaOf } from '../identity.ts';
import { openPortal } from '../main.ts';
import { pagesFor } from '../newsroom.ts';
import type { ArticleReading, Portal } from '../ports.ts';
import type { Command } from './command.ts';
import { articleReadingOf, documentOptions } from './document.ts';

/** How an article would be posted; nothing is kept. */
export const preview: Command = {
  options: documentOptions,
  flags: [],
  positionals: ['URL|FILE'],
  run: async (input) => {
    const given = await articleReadingOf(input, input.args[0] ?? '');
    const { createPictures } = await import('../../adapters/media/pictures.ts');
    const { createVideos } = await import('../../adapters/media/videos.ts');
    const dir = await mkdtemp(join(tmpdir(), 'preview-'));
    try {
      const config = input.config();
      const needs = { portal: await openPortal(config), pictures: createPictures({ dir }), videos: createVideos({ dir }) };
      const { read, translation } = await pairOf(needs.portal, config, given);
      const { article, card } = read;
      const { content, warnings: found } = await previewPost(needs, { article, card }, settingsFor(config, article), new Date(), translation);
      const warnings = found.map((warning) => input.words.warning(warning));
      const media = mediaOf(content).map(({ url, alt }) => ({ url, alt }));
      input.answer({ kind: article.kind, form: content.form, message: content.message, link: content.link, media, warnings });
      input.print(content.message);
      if (content.form === 'link') input.print(`\n${input.words.card.linkTo(content.link)}`);
      const below = shownBelow(content, input.words);
      if (below !== null) input.print(below);
      for (const picture of media) input.print(`🖼 ${picture.url}${picture.alt === null ? '' : ` – ${picture.alt}`}`);
      input.print('──────────');
      input.print(warnings.length === 0 ? input.words.command.noWarnings : input.words.command.warnings);
      for (const warning of warnings) input.print(`⚠️ ${warning}`);
      return 0;
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },
};

type Read = Extract<ArticleReading, { outcome: 'read' }>;

/** The version that leads the post, and the other one where the first Page that gets both wants them in one. */
async function pairOf(
  portal: Pick<Portal, 'readArticle'>,
  config: Config,
  given: Read,
): Promise<{ readonly read: Read; readonly translation: Article | null }> {
  const alone = { read: given, translation: null };
  const { translation: url } = given.article;
  if (url == null || settingsFor(config, given.article).pairs !== 'one') return alone;
  const other = await portal.readArticle(url, new Date());
  if (other.outcome === 'failed' || other.article.language === given.article.language) return alone;
  const [page] = pagesOf(config, given.article);
  if (page !== undefined && !pagesOf(config, other.article).includes(page)) return alone;
  return given.article.language === 'vi' ? { read: given, translation: other.article } : { read: other, translation: given.article };
}

/** As the first Page that gets the article would post it; its source is the one of the same host. */
function settingsFor(config: Config, article: Article): PostSettings {
  const [id] = pagesOf(config, article);
  const page = config.pages.find((one) => one.id === id);
  return postSettings(config.newsroom, page, sourceOf(config, article), config.zone);
}

function sourceOf({ newsroom }: Config, { url }: Article) {
  return newsroom.sources.find((one) => new URL(one.url).hostname === new URL(url).hostname);
}

function pagesOf(config: Config, article: Article): readonly string[] {
  return pagesFor(article, sourceOf(config, article), config.pages);
}
