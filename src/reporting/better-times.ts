/** Better posting times as they are proposed beside the weekly report. Pure. */
import { type TimeSwap, timesPress } from '../learned-times.ts';
import type { Words } from '../locale/words.ts';
import type { CardView } from '../ports.ts';

/** What the Page's own figures speak for; `changes` empty: nothing. */
export type BetterTimes = {
  /** From so many posts. */
  readonly posts: number;
  readonly changes: readonly (TimeSwap & {
    readonly evidence: { readonly fromPosts: number; readonly fromExpected: number; readonly toPosts: number; readonly toExpected: number };
  })[];
};

/** The evidence, and the button that accepts it. */
export function betterTimesCard(page: string, name: string, { posts, changes }: BetterTimes, words: Words): CardView {
  const { betterTimes } = words;
  const lines = changes.map(({ from, to, evidence }) =>
    betterTimes.change(from, to, {
      fromPosts: words.number(evidence.fromPosts),
      fromExpected: words.number(Math.round(evidence.fromExpected)),
      toPosts: words.number(evidence.toPosts),
      toExpected: words.number(Math.round(evidence.toExpected)),
    }),
  );
  const text = [betterTimes.head(name), betterTimes.basis(words.number(posts)), ...lines, betterTimes.nothingYet].join('\n');
  return { text, picture: null, buttons: [[{ label: betterTimes.accept, press: timesPress(page, changes) }]] };
}
