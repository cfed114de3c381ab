import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentOf } from '../drafting/draft.ts';
import { warningsOf } from '../drafting/warn.ts';
import { mediaOf } from '../identity.ts';
import { openPortal } from '../main.ts';
import type { Command } from './command.ts';
import { articleOf, documentOptions } from './document.ts';

/** How an article would be posted; nothing is kept. */
export const preview: Command = {
  options: documentOptions,
  flags: [],
  positionals: ['URL|FILE'],
  run: async (input) => {
    const article = await articleOf(input, input.args[0] ?? '');
    const { createPictures } = await import('../../adapters/media/pictures.ts');
    const dir = await mkdtemp(join(tmpdir(), 'preview-'));
    try {
      const { content, pictureUnreadable } = await contentOf({ portal: await openPortal(input.config()), pictures: createPictures({ dir }) }, article);
      const warnings = warningsOf(article, content, { pageUnread: false, pictureUnreadable }, new Date()).map((warning) => input.words.warning(warning));
      const media = mediaOf(content).map(({ url, alt }) => ({ url, alt }));
      input.answer({ kind: article.kind, message: content.message, link: content.link, media, warnings });
      input.print(content.message);
      if (content.form === 'link') input.print(`\n${input.words.card.linkTo(content.link)}`);
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
