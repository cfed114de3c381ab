/** What only one process may do, such as taking the bot's updates: held by writing it anew, taken over when nobody does. */
import type { Ports } from './ports.ts';
import { second } from './time.ts';

/** `ticks`: a steady clock in milliseconds. The processes' own clocks may be apart by hours, so none of them is compared. */
type Needs = Pick<Ports, 'leases' | 'processes'> & { readonly ticks: () => number };

export type Tenancy = {
  /** Takes, keeps or leaves it; whether it is this process's now. Throws when the store cannot be reached. */
  readonly beat: () => Promise<boolean>;
  /** Whether the last beat is so long ago that another process may hold it by now. */
  readonly lapsed: () => boolean;
  /** Another may take it at once. */
  readonly release: () => Promise<void>;
};

export const leaseBeat = 5 * second;
/** A holder that wrote nothing for so long gives up by itself … */
const holdsFor = 15 * second;
/** … before another one, who saw no beat for so long, takes it. */
const takenAfter = 25 * second;
const nobody = '';

export function createTenancy(needs: Needs, id: string): Tenancy {
  const { leases, processes } = needs;
  const { self } = processes;
  let seen = { rev: -1, at: needs.ticks() };
  let heldAt = Number.NEGATIVE_INFINITY;

  const take = async (): Promise<boolean> => {
    const current = await leases.get(id);
    if (current === null) return leases.add({ id, rev: 0, by: self });
    if (current.rev !== seen.rev) seen = { rev: current.rev, at: needs.ticks() };
    const free = current.by === self || current.by === nobody || processes.isGone(current.by) || needs.ticks() - seen.at >= takenAfter;
    return free && (await leases.replace(current, { ...current, by: self })).outcome === 'written';
  };

  return {
    beat: async () => {
      const begun = needs.ticks();
      const held = await take();
      heldAt = held ? begun : Number.NEGATIVE_INFINITY;
      return held;
    },
    lapsed: () => needs.ticks() - heldAt >= holdsFor,
    release: async () => {
      heldAt = Number.NEGATIVE_INFINITY;
      const current = await leases.get(id);
      if (current?.by === self) await leases.replace(current, { ...current, by: nobody });
    },
  };
}
