/** What the sandbox answers, as values: only the server touches sockets. */

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(value) };
}

export function typed(status: number, type: string, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': type, ...headers }, body };
}

/** A refusal on its way out of a handler: the answer that the real server would give. */
export class Refused extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.name = 'Refused';
    this.answer = answer;
  }
}

/** Runs a handler and turns a refusal thrown inside into its answer. */
export async function answered(work: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}
