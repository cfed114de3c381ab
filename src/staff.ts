/** Who may do what: the settings, and what admins changed in the chat. The numeric id alone tells who somebody is. */
import type { Role, StaffMember } from './newsroom.ts';
import type { StaffStore } from './ports.ts';

/** Everybody who may do something now. Admins of the settings stay: nobody can lock the newsroom out of its own desk. */
export async function readStaff(needs: { readonly staff: Pick<StaffStore, 'all'> }, configured: readonly StaffMember[]): Promise<readonly StaffMember[]> {
  const entries = new Map((await needs.staff.all()).map((entry) => [Number(entry.id), entry]));
  const kept = configured.filter((member) => member.role === 'admin' || !entries.has(member.id));
  const added = [...entries.values()].flatMap(({ id, role, name, pages }): StaffMember[] => {
    const known = configured.find((member) => member.id === Number(id));
    return role === null || known?.role === 'admin' ? [] : [{ id: Number(id), role, name, language: known?.language ?? null, pages }];
  });
  return [...kept, ...added];
}

const rank: Record<Role, number> = { editor: 1, approver: 2, admin: 3 };

/** An admin may what an approver may, an approver what an editor may. `page` null: on any Page. */
export function may(member: StaffMember | undefined, least: Role, page: string | null): boolean {
  if (member === undefined || rank[member.role] < rank[least]) return false;
  return page === null || member.pages === null || member.pages.includes(page);
}
