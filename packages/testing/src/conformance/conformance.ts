import { matches } from '../openapi/accepted.js';
import { errorFaults } from '../openapi/error-shape.js';
import { OpenApiValidator, type Exchange } from '../openapi/response-validator.js';
import { ACCEPTED_IN_ANSWERS } from './accepted-in-answers.js';
import { mayComeBefore } from './before-any-operation.js';
import { OWN_DOCUMENT, referenceDocument } from './documents.js';
import { withoutOwnTypes } from './own-types.js';

const ours = lazily(() => OpenApiValidator.read(OWN_DOCUMENT, { otherErrors: 'errorResponse', other: mayComeBefore }));

/** What we have beside the contract of the reference, which does not know it. */
const OWN_PATHS = '/parley/';

/** Of errors it names few: which statuses an operation answers is held by our document, and that by the comparison of the two. */
const reference = lazily(() => {
  const file = referenceDocument();
  return file === undefined ? undefined : OpenApiValidator.read(file, { otherErrors: 'errorResponse' });
});

/** What an answer of the API breaks: of our own document, of the shape of errors, and of the reference where it is there (in CI always). */
export function answerFaults(exchange: Exchange): string[] {
  const ofOurs = label('ours', [...ours().faults(exchange), ...errorFaults(exchange)]);
  return exchange.path.startsWith(OWN_PATHS) ? ofOurs : [...ofOurs, ...ofReference(reference()?.faults(withoutOwnTypes(exchange)))];
}

/** What a request to a webhook breaks of both documents. */
export function envelopeFaults(envelope: unknown): string[] {
  return [...label('ours', ours().envelopeFaults(envelope)), ...ofReference(reference()?.envelopeFaults(envelope))];
}

const label = (document: string, faults: readonly string[]): string[] => faults.map((fault) => `${document}: ${fault}`);

const ofReference = (faults: readonly string[] = []): string[] =>
  label('reference', faults.filter((fault) => !ACCEPTED_IN_ANSWERS.some(({ pattern }) => matches(pattern, fault))));

/** Documents are read when something asks for them: not every spec that imports this package does. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
