/** An article of the sample portal, as it was written for this project. */
import type { ArticleKind, Language } from '../../src/article.ts';

/** `name` is the picture's file under /portal/anh/: a scene, a variant, a type. */
export type Figure = { readonly name: string; readonly caption: string };

export type SampleArticle = {
  readonly number: number;
  readonly slug: string;
  readonly kind: ArticleKind;
  readonly language: Language;
  readonly section: string;
  readonly title: string;
  readonly lead: string;
  /** Paragraphs; one that begins with `## ` is a bold sub-heading, with ` | name` behind it one that leads to that article. */
  readonly body: readonly string[];
  readonly figures: readonly Figure[];
  readonly credit: string;
  readonly views: number;
  /** Rows of the table of an official document. */
  readonly table?: readonly (readonly [string, string])[];
};

export type TimedArticle = SampleArticle & {
  /** Hours after the sandbox was first opened; before it when negative. */
  readonly afterHours: number;
};

export type PortalArticle = SampleArticle & { readonly at: Date; readonly url: string };
