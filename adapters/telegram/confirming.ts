/** Which updates Telegram may forget: those that were dealt with. What is still worked on comes again after a crash, however long it takes. */

export type Confirming = {
  /** Telegram keeps the update while `task` lasts, and when it ends with false: then another process is to deal with it. */
  keepDuring(update: number, task: Promise<boolean>): Promise<void>;
  /** Up to where may be confirmed, `offset` at most. */
  offsetFor(offset: number): number;
  /** Notes the update; false when it was passed on already: behind one that is kept, those that are done come again too. */
  isNew(update: number): boolean;
  isKnown(update: number): boolean;
  isKept(update: number): boolean;
};

/** Telegram hands out 100 at a time: what is kept must not hide what is new. */
const mostKept = 80;

export function createConfirming(): Confirming {
  const kept = new Set<number>();
  let passedOn = new Set<number>();
  return {
    async keepDuring(update, task) {
      kept.add(update);
      if (await task) kept.delete(update);
    },
    offsetFor(offset) {
      const safe = passedOn.size < mostKept ? Math.min(offset, ...kept) : offset;
      passedOn = new Set([...passedOn].filter((update) => update >= safe));
      return safe;
    },
    isNew(update) {
      if (passedOn.has(update)) return false;
      passedOn.add(update);
      return true;
    },
    isKnown: (update) => passedOn.has(update),
    isKept: (update) => kept.has(update),
  };
}
