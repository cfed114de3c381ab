/** Graph API errors in their real shape. */
import { type Answer, json, Refused } from './answers.ts';

export type GraphProblem = {
  readonly status: number;
  readonly code: number;
  readonly subcode?: number;
  readonly message: string;
  readonly type?: string;
  readonly transient?: boolean;
  readonly title?: string;
  readonly advice?: string;
  /** Further fields of the error. */
  readonly data?: Readonly<Record<string, unknown>>;
};

export function graphError(problem: GraphProblem): Answer {
  return json(problem.status, {
    error: {
      message: problem.message,
      type: problem.type ?? 'OAuthException',
      code: problem.code,
      ...(problem.subcode === undefined ? {} : { error_subcode: problem.subcode }),
      ...(problem.transient === undefined ? {} : { is_transient: problem.transient }),
      ...(problem.title === undefined ? {} : { error_user_title: problem.title }),
      ...(problem.advice === undefined ? {} : { error_user_msg: problem.advice }),
      ...problem.data,
      fbtrace_id: 'SandboxTraceAbCdEfGhIjK',
    },
  });
}

export function refuse(problem: GraphProblem): Refused {
  return new Refused(graphError(problem));
}

export function invalidParameter(message: string): Refused {
  return refuse({ status: 400, code: 100, message: `(#100) ${message}` });
}

export function unknownObject(id: string, verb: string): Refused {
  return refuse({
    status: 400,
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    message: `Unsupported ${verb} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
  });
}

/** What the switched-on errors answer; their names stand in the README. */
export const graphFaults = {
  'error-500-1': { status: 500, code: 1, message: 'An unknown error occurred', transient: false },
  'error-500-2': { status: 500, code: 2, message: 'An unexpected error has occurred. Please retry your request later.', transient: true },
  'graph-506': { status: 400, code: 506, subcode: 1455006, message: '(#506) Duplicate status message', title: 'Duplicate Status Update' },
  'graph-190': { status: 401, code: 190, subcode: 463, message: 'Error validating access token: Session has expired.' },
  'graph-368': { status: 400, code: 368, subcode: 1390008, message: 'The action attempted has been deemed abusive or is otherwise disallowed' },
  'graph-32': { status: 400, code: 32, message: '(#32) Page request limit reached' },
  'graph-10': { status: 403, code: 10, message: '(#10) Application does not have permission for this action' },
  'graph-324': { status: 400, code: 324, subcode: 2069019, message: '(#324) Missing or invalid image file' },
} as const satisfies Record<string, GraphProblem>;
