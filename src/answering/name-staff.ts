/** An admin adds and removes people by replying to them. The numeric id alone tells who somebody is. */

import { change } from '../change.ts';
import { type ChatReply, textReply } from '../chat-command.ts';
import { decisionOf } from '../identity.ts';
import { wordsIn } from '../locale/words.ts';
import { type Role, roles, type StaffMember } from '../newsroom.ts';
import type { Ports, StaffEntry } from '../ports.ts';
import type { Post } from '../post.ts';
import type { Asked } from './command.ts';

type Needs = Pick<Ports, 'staff' | 'decisions' | 'posts'>;
type Input = { readonly staff: readonly StaffMember[]; readonly configured: readonly StaffMember[] };

export function tellStaff({ words }: Asked, staff: readonly StaffMember[], nameOf: (page: string) => string | null): ChatReply {
  const lines = staff.map(({ id, name, role, pages }) =>
    words.chat.staff.row(name ?? String(id), words.chat.roles[role], String(id), (pages ?? []).map((page) => nameOf(page) ?? page).join(', ')),
  );
  return textReply([words.chat.staff.head, ...(lines.length === 0 ? [words.chat.staff.nobody] : lines)].join('\n'));
}

/** `editor`, or as either language calls it; without a word an approver. null: no such role. */
function roleIn(argument: string): Role | null {
  const wanted = argument.trim().toLowerCase();
  if (wanted === '') return 'approver';
  const called = (role: Role) => [role, wordsIn('vi').chat.roles[role], wordsIn('en').chat.roles[role]];
  return roles.find((role) => called(role).includes(wanted)) ?? null;
}

export async function addStaff(needs: Needs, asked: Asked, input: Input): Promise<ChatReply> {
  const { words, argument } = asked;
  const role = roleIn(argument);
  if (role === null) return textReply(words.chat.staff.noRole(roles.map((one) => words.chat.roles[one]).join(', ')));
  return keep(needs, asked, role, input, (name) => words.chat.staff.added(name, words.chat.roles[role]));
}

export async function removeStaff(needs: Needs, asked: Asked, input: Input): Promise<ChatReply> {
  return keep(needs, asked, null, input, (name) => asked.words.chat.staff.removed(name));
}

async function keep(needs: Needs, asked: Asked, role: Role | null, { staff, configured }: Input, said: (name: string) => string): Promise<ChatReply> {
  const { words, by, now, message } = asked;
  const person = message.replyTo?.user ?? null;
  if (person === null) return textReply(words.chat.staff.replyToThem);
  if (configured.some((member) => member.id === person.id && member.role === 'admin')) return textReply(words.chat.staff.fixed(person.name));
  if (role === null && !staff.some((member) => member.id === person.id)) return textReply(words.chat.staff.notOne(person.name));
  const own = asked.member?.pages ?? null;
  const theirs = staff.find((member) => member.id === person.id)?.pages;
  if (own !== null && theirs !== undefined && (theirs === null || theirs.some((page) => !own.includes(page)))) return textReply(words.press.otherPage);
  // Whoever looks after some Pages names people for these.
  const entry: StaffEntry = { id: String(person.id), rev: 0, role, name: person.name, pages: own, by: { id: by.id, name: by.name }, at: now };
  if (!(await needs.staff.add(entry))) await change(needs.staff, entry.id, (known): StaffEntry => ({ ...entry, rev: known.rev, pages: known.pages }));
  const note = `${person.id} ${person.name}${role === null ? '' : ` ${role}`}`;
  const rest = { postId: null, page: null, version: null, hash: null, chat: message.chat, message: message.message, note };
  await needs.decisions.add(decisionOf({ at: now, verb: role === null ? 'remove-staff' : 'add-staff', by: entry.by, ...rest }));
  await redrawWaiting(needs);
  return textReply(said(person.name));
}

const mostWaiting = 500;

/** Their cards name who may decide. */
async function redrawWaiting({ posts }: Pick<Ports, 'posts'>): Promise<void> {
  for (const post of await posts.withStatus('awaiting', mostWaiting))
    if (post.card !== null) await change(posts, post.id, (current): Post | null => (current.status === 'awaiting' ? { ...current, redraw: true } : null));
}
