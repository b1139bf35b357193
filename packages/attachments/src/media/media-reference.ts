/** An attachment as a stored content names it, in the place of a URL. */
export interface MediaReference {
  readonly id: string;
  readonly isPublic: boolean;
  readonly fileName: string;
}

/** No URL that a caller may give begins so. */
const SCHEME = 'parley-attachment:';

/** The reference as a text: what is stored does not expire, and says nothing of where the API is reached. */
export const writeReference = ({ id, isPublic, fileName }: MediaReference): string => `${SCHEME}${isPublic ? 'public' : 'private'}/${id}/${encodeURIComponent(fileName)}`;

/** Nothing for a URL that is somebody else's. */
export function readReference(text: string): MediaReference | undefined {
  if (!text.startsWith(SCHEME)) return undefined;
  const [access, id = '', name = ''] = text.slice(SCHEME.length).split('/');
  return { id, isPublic: access === 'public', fileName: decodeURIComponent(name) };
}
