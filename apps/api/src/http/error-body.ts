import { BadRequestErrors, type AppError, type ErrorCode } from '@parley/kernel';

/** The body of every answer that is not a success (openapi.yaml, Errors). */
export interface ErrorBody {
  readonly errors: readonly { readonly code: ErrorCode; readonly title: string }[];
}

export const errorBody = (error: AppError): ErrorBody => ({
  errors: (error instanceof BadRequestErrors && error.titles.length > 0 ? error.titles : [error.title]).map((title) => ({
    code: error.code,
    title,
  })),
});
