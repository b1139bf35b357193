/** A difference that is meant: a pattern (`*` stands for anything) of lines from `compareOpenApi`, and why. */
export interface AcceptedDifference {
  readonly pattern: string;
  readonly reason: string;
}

const matcher = (pattern: string): RegExp =>
  new RegExp(`^${pattern.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`)).join('.*')}$`);

/** Whether a line is one that the pattern means. */
export const matches = (pattern: string, line: string): boolean => matcher(pattern).test(line);

/** The differences that nobody has accepted, and the acceptances that no difference needs any more. */
export function judgeDifferences(differences: readonly string[], accepted: readonly AcceptedDifference[]): { unexplained: string[]; stale: string[] } {
  const rules = accepted.map(({ pattern }) => ({ pattern, test: matcher(pattern) }));
  return {
    unexplained: differences.filter((line) => !rules.some(({ test }) => test.test(line))),
    stale: rules.filter(({ test }) => !differences.some((line) => test.test(line))).map(({ pattern }) => pattern),
  };
}
