/** Bot API errors in their real shape. */
import { type Answer, json, Refused } from './answers.ts';

export function botError(status: number, description: string, parameters?: Readonly<Record<string, number>>): Answer {
  const headers: Record<string, string> = parameters?.retry_after === undefined ? {} : { 'retry-after': String(parameters.retry_after) };
  return json(status, { ok: false, error_code: status, description, ...(parameters === undefined ? {} : { parameters }) }, headers);
}

export function badRequest(why: string): Refused {
  return new Refused(botError(400, `Bad Request: ${why}`));
}

export function tooManyRequests(seconds: number): Refused {
  return new Refused(botError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds }));
}
