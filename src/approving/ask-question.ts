/** Questions that a person answers by a reply: a new text, a time, a reason, a picture. Kept before they are sent; bound to post, version and person. */
import { change } from '../change.ts';
import { questionIdOf } from '../identity.ts';
import { type Words, wordsFor } from '../locale/words.ts';
import type { ChatOutcome, Ports, Question, Room } from '../ports.ts';
import { questionKinds } from '../ports.ts';
import type { ShownPost } from '../post.ts';
import { addMs, hour } from '../time.ts';

export type QuestionKind = Question['kind'];

/** An answer that comes later is told to ask again: the post may be long gone. */
const answerableMs = 2 * hour;

export function questionKindOf(choice: string | null): QuestionKind | null {
  return questionKinds.find((kind) => kind === choice) ?? null;
}

type Asking = {
  readonly kind: QuestionKind;
  readonly post: ShownPost;
  readonly of: Question['of'];
  readonly language: Question['language'];
  readonly room: Room;
  readonly now: Date;
};

/** One of a kind is open for a post and a person: asked again, the older message counts no more. */
export async function askQuestion(needs: Pick<Ports, 'questions'>, { kind, post, of, language, room, now }: Asking): Promise<void> {
  const id = questionIdOf(kind, post.id, of.id);
  const fresh: Question = {
    id,
    rev: 0,
    kind,
    state: 'unsent',
    message: null,
    postId: post.id,
    version: post.version,
    room,
    of,
    language,
    until: addMs(now, answerableMs),
  };
  if (await needs.questions.add(fresh)) return;
  await change(needs.questions, id, (known) => ({ ...fresh, rev: known.rev }));
}

type SendNeeds = Pick<Ports, 'questions' | 'posts' | 'chat'> & { readonly words: Words };

/** Sends what was asked. A message whose fate is not known is not sent again: its reply would find no question, and is told so. */
export async function sendQuestions(needs: SendNeeds, tell: (sent: ChatOutcome<number>) => boolean): Promise<number> {
  let count = 0;
  for (const question of await needs.questions.toSend(20)) {
    const post = await needs.posts.get(question.postId);
    const words = wordsFor(null, question, needs.words);
    const { text, placeholder } = words.questions[question.kind];
    const sent = await needs.chat.sendPrompt(question.room, { text: text(question.of.name, post?.title ?? ''), placeholder, of: question.of });
    if (sent.outcome === 'sent') count += 1;
    if (sent.outcome === 'sent' || sent.outcome === 'unknown')
      await change(needs.questions, question.id, (current): Question | null =>
        current.rev === question.rev ? { ...current, state: 'open', message: sent.outcome === 'sent' ? sent.value : null } : null,
      );
    if (!tell(sent)) return count;
  }
  return count;
}
