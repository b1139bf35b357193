import { timingSafeEqual } from 'node:crypto';
import type { Keyring } from '@parley/crypto-at-rest';
import { isId, wallClock, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import type { MediaReference } from './media-reference.js';

/** Where attachments are served, below the base URL of the API. */
export const MEDIA_PATH = 'parley/v1/media';

/** What a token was signed for. */
export type Grant = { readonly kind: 'public' } | { readonly kind: 'until'; readonly seconds: number };

/** Signed under the tenant's index key, for this purpose and version; a token says its version first, so that another key or form can follow. */
const [VERSION, PURPOSE] = ['1', 'media_url'];
const PUBLIC = 'public';
const TOKEN = /^1\.(public|\d{1,12})\.([\w-]{43})$/;

/** The URLs by which attachments are read: signed, and those of private attachments for some time only. */
export class MediaUrls {
  private readonly base: URL;

  constructor(
    private readonly keyring: Keyring,
    private readonly options: { readonly publicUrl: string; readonly seconds: number },
    private readonly clock = wallClock,
  ) {
    this.base = new URL(`${options.publicUrl}/${MEDIA_PATH}/`);
  }

  /** The URL of an attachment from now on; a public one has the same always. */
  async sign(sql: Sql, appId: AppId, { id, isPublic, fileName }: MediaReference): Promise<string> {
    const until = isPublic ? PUBLIC : String(Math.floor(this.clock() / 1000) + this.options.seconds);
    const url = new URL(`${appId}/${id}/${encodeURIComponent(fileName)}`, this.base);
    url.searchParams.set('token', `${VERSION}.${until}.${(await this.mac(sql, appId, id, until)).toString('base64url')}`);
    return url.href;
  }

  /** Which attachment of which app a URL of ours names, whether or not its token holds; nothing for one of somebody else's. */
  read(mediaUrl: string): { readonly appId: string; readonly id: string } | undefined {
    const url = URL.canParse(mediaUrl) ? new URL(mediaUrl) : undefined;
    if (url?.origin !== this.base.origin || !url.pathname.startsWith(this.base.pathname)) return undefined;
    const [appId = '', id = ''] = url.pathname.slice(this.base.pathname.length).split('/');
    return isId(appId) && isId(id) ? { appId, id } : undefined;
  }

  /** What a token allows for an attachment that is there; nothing where it was not signed for it. Whether its time is over is the caller's to see. */
  async verify(sql: Sql, appId: AppId, id: string, token: string): Promise<Grant | undefined> {
    const [, until, given] = TOKEN.exec(token) ?? [];
    if (until === undefined || given === undefined) return undefined;
    const expected = await this.mac(sql, appId, id, until);
    if (!timingSafeEqual(expected, Buffer.from(given, 'base64url'))) return undefined;
    return until === PUBLIC ? { kind: 'public' } : { kind: 'until', seconds: Number(until) - Math.floor(this.clock() / 1000) };
  }

  private mac(sql: Sql, appId: AppId, id: string, until: string): Promise<Buffer> {
    return this.keyring.index(sql, appId, PURPOSE, `${VERSION}.${id}.${until}`);
  }
}
