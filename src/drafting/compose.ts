/** Article and what was gathered for it → the post's content. Pure. */
import type { Article } from '../article.ts';
import { wordsIn } from '../locale/words.ts';
import type { Content } from '../post.ts';
import { formatPost, longestMessage, type PostSettings } from './format-post.ts';
import type { Gathered } from './gather.ts';
import { withoutRepeatedTags } from './hashtags.ts';
import { trackedLink } from './tracked-link.ts';

/** Each kind in its form: a film as itself, pictures as pictures, all else as a link with its preview. `translation`: told below it in the same post. */
export function composePost(article: Article, gathered: Gathered, settings: PostSettings, translation: Article | null = null): Content {
  const { pictures, film, preview } = gathered;
  const link = trackedLink(article.url, settings.utm);
  const isLink = film === null && pictures.length === 0;
  const own = formatPost(article, { link: isLink ? '' : link, pictures: film === null ? pictures : [], settings });
  const message = translation === null ? own : withTranslation(own, article, translation, settings);
  const media = pictures.map(({ url, alt, sha256 }) => ({ url, alt, sha256 }));
  if (film !== null) return { form: 'video', as: film.as, message, link, video: film.video, cover: media[0] ?? null };
  if (media.length > 0) return { form: 'photo', message, link, pictures: media };
  return { form: 'link', message, link, preview: preview?.picture ?? null, card: preview?.card ?? null };
}

/** The text of a post with the other language's below it, which leads nowhere of its own and repeats no hashtag. */
export function withTranslation(own: string, { language }: Pick<Article, 'language'>, translation: Article, settings: PostSettings): string {
  const other = withoutRepeatedTags(formatPost(translation, { link: '', pictures: [], settings, above: own }), own);
  const both = [own, wordsIn(language).post.otherLanguage, other].join('\n\n');
  return both.length <= longestMessage ? both : own;
}
