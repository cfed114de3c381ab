/** Since when this process has seen something stand unchanged, by its own clock alone: those of others may be wrong by minutes. */

/** Given all that stands now, tells since when each has been seen so; what stands no longer is forgotten. */
export type Sightings = (standing: readonly string[], now: Date) => ReadonlyMap<string, Date>;

export function createSightings(): Sightings {
  let seen: ReadonlyMap<string, Date> = new Map();
  return (standing, now) => {
    seen = new Map(standing.map((mark) => [mark, seen.get(mark) ?? now]));
    return seen;
  };
}
