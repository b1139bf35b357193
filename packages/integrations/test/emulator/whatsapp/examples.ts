import { readFileSync } from 'node:fs';

type Examples = Readonly<Record<string, { readonly value: object }>>;
interface Operation {
  readonly post: {
    readonly requestBody: {
      readonly content: {
        readonly 'application/json'?: { readonly examples: Examples };
        readonly 'multipart/form-data'?: { readonly schema: { readonly properties: object } };
      };
    };
  };
}

/** Meta's description of the Business Messaging API, as far as the file beside this one goes. */
export const META = JSON.parse(readFileSync(new URL('business-messaging-api_v23.0.part.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Operation>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};

const examplesOf = (path: string): ReadonlyMap<string, object> =>
  new Map(Object.entries(META.paths[path]?.post.requestBody.content['application/json']?.examples ?? {}).map(([name, { value }]) => [name, value]));

/** Requests that send, by their titles. */
export const SENDING = examplesOf('/{Version}/{Phone-Number-ID}/messages');

/** Notifications, by their titles. */
export const NOTIFICATIONS = examplesOf('/whatsapp/webhooks');
