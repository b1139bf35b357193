import type { Author } from './author.js';

const ONLY_USER = ['userId', 'userExternalId', 'brandId'] as const;

/** Who may be the author of something sent through the API (openapi.yaml, schema `author`), said of the field `author`. */
export function authorRule(author: Author): string | undefined {
  return author.type === 'user' ? userRule(author) : businessRule(author);
}

function userRule({ subtypes, userId, userExternalId, brandId }: Author): string | undefined {
  if (subtypes) return '.subtypes is only supported when type is business';
  if ((userId === undefined) === (userExternalId === undefined)) return '.userId or userExternalId should be given, and only one of them';
  return brandId && userExternalId === undefined ? '.brandId is only supported with userExternalId' : undefined;
}

function businessRule(author: Author): string | undefined {
  const misplaced = ONLY_USER.find((name) => author[name] !== undefined && author[name] !== null);
  if (misplaced) return `.${misplaced} is only supported when type is user`;
  const reserved = author.subtypes?.some((subtype) => subtype === 'agent' || subtype === 'bot');
  return reserved ? '.subtypes should be AI or activity' : undefined;
}
