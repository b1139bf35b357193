import { BadRequestErrors, type AppError, type ErrorCode } from '@parley/kernel';

/** The body of every answer that is not a success (openapi.yaml, Errors). */
export interface ErrorBody {
  readonly errors: readonly { readonly code: ErrorCode; readonly title: string }[];
}

/** Enough to mend a body by; one with thousands of faults does not get thousands of lines. */
const MOST_ERRORS = 20;

/** Writes an error as the API answers it: one entry, or up to 20 of a faulty body (`BadRequestErrors`). */
export const errorBody = (error: AppError): ErrorBody => ({
  errors: titlesOf(error).slice(0, MOST_ERRORS).map((title) => ({ code: error.code, title })),
});

const titlesOf = (error: AppError): readonly string[] =>
  error instanceof BadRequestErrors && error.titles.length > 0 ? error.titles : [error.title];
