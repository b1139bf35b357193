import type { ValidationError } from 'class-validator';
import { FIELD } from './field.js';

/** Titles in one answer; a body with thousands of faults does not get thousands of lines. */
const MOST_TITLES = 20;

/** The faults of a body as titles that begin with the path of their field: `content.items[0].title is required`. */
export function validationTitles(errors: readonly ValidationError[]): string[] {
  return errors.flatMap((error) => titlesAt(error, '')).slice(0, MOST_TITLES);
}

function titlesAt(error: ValidationError, parent: string): string[] {
  const path = pathOf(error, parent);
  const own = messages(error.constraints ?? {}).map((message) => withPath(message, error.property, path));
  // a fault of the field itself explains those inside it
  return own.length > 0 ? own : (error.children ?? []).flatMap((child) => titlesAt(child, path));
}

function messages(constraints: Record<string, string>): string[] {
  const own = constraints[FIELD];
  return own === undefined ? Object.values(constraints) : [own];
}

function pathOf({ property, target }: ValidationError, parent: string): string {
  if (Array.isArray(target)) return `${parent}[${property}]`;
  return parent ? `${parent}.${property}` : property;
}

const withPath = (message: string, property: string, path: string): string =>
  message.startsWith(property) ? path + message.slice(property.length) : `${path}: ${message}`;
