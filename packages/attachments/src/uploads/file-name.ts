/** As long as the `altText` that it becomes (openapi.yaml). */
const LONGEST = 128;

/** A file's name without folders and without what would break a header or a line; `file` where nothing is left. */
export function fileNameOf(given: string | undefined): string {
  const name = (given ?? '').toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const shown = Array.from(name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim()).slice(0, LONGEST).join('');
  return /^\.*$/.test(shown) ? 'file' : shown;
}
