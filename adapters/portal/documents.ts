/** The readers without network: bytes as they came → what they say. For the adapter and for files. */
export { readArticleDocument } from './article-document.ts';
export { type DocumentContext, readFeedDocument } from './feed-document.ts';
export { readSourceDocument } from './sources/source-document.ts';
export { createSourceFinder } from './sources/which-source.ts';
