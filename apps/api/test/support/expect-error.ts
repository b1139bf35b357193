import { expect } from '@jest/globals';
import type { RawAnswer } from './raw-http.js';

export interface ExpectedError {
  readonly status: number;
  readonly code: string;
  /** What the title of one of the errors must say: it names the field. */
  readonly title?: RegExp;
}

/** Whether an answer is an error as the specification shapes it: no more, no less, and nothing of our insides. */
export function expectError(answer: RawAnswer, { status, code, title = /./ }: ExpectedError): void {
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status });
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  const body = JSON.parse(answer.text) as { errors: { code: string; title: string }[] };
  expect(Object.keys(body)).toEqual(['errors']);
  expect(body.errors.length).toBeGreaterThan(0);
  if (status !== 400) expect(body.errors).toHaveLength(1);
  for (const error of body.errors) {
    expect(Object.keys(error).toSorted()).toEqual(['code', 'title']);
    expect(error.code).toBe(code);
    expect(error.title).toMatch(/^\P{C}{1,300}$/u);
    expect(error.title).not.toMatch(/\n|\bat \/|node_modules|\bError:|select |insert |FST_|SyntaxError/);
  }
  expect(body.errors.map((error) => error.title).join('\n')).toMatch(title);
}
