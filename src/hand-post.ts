/** A post that people made on the Page themselves: it counts for the gap and for the day, and is never ours to change. */
export type HandPost = {
  /** Facebook's. */
  readonly id: string;
  readonly rev: number;
  readonly page: string;
  readonly at: Date;
  /** Its first line; null: it has no text. */
  readonly title: string | null;
  readonly permalink: string | null;
  /** It was there and is not any more: it counts no longer. */
  readonly gone: boolean;
};
