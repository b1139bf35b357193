import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ChannelCallbacks, CALLBACK_PATH } from '@parley/integrations';
import { publicUrl, asAppId, type Settings } from '@parley/kernel';
import type { FastifyRequest } from 'fastify';
import { RequestLimits } from '../rate-limits/request-limits.js';

const TEXT = 'text/plain; charset=utf-8';

/** Callbacks of vendors may be batches; Meta's are of 3 MB at most (WhatsApp Cloud API, Webhooks). */
const BODY_LIMIT = 3 * 1024 * 1024;

/** How vendors call; what else HTTP has is answered without a look at whose address it is. */
const [METHODS, OTHERS] = [['GET', 'POST'], ['PUT', 'PATCH', 'DELETE']];

interface Route {
  readonly Params: { readonly appId: string; readonly integrationId: string };
}

/**
 * The one route that vendors call. Bodies are taken as they come, whatever they are, because signatures are over their bytes; nobody
 * but the integration's channel says whether they are the vendor's. It is no part of the API: no keys, no document.
 */
export function addCallbacks(app: NestFastifyApplication, settings: Settings): void {
  const [callbacks, limits] = [app.get(ChannelCallbacks), app.get(RequestLimits)];
  const base = publicUrl(settings);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, parsed) => parsed(null, body));
    const url = `/${CALLBACK_PATH}/:appId/:integrationId`;
    scope.route({ method: OTHERS, url, handler: async (_request, reply) => reply.code(405).header('allow', METHODS.join(', ')).type(TEXT).send('') });
    scope.route<Route>({
      method: METHODS, url, bodyLimit: BODY_LIMIT,
      handler: async (request, reply) => {
        const { appId, integrationId } = request.params;
        const { status, body } = await callbacks.take(asAppId(appId), integrationId, {
          method: request.method, url: `${base}${request.url}`, headers: request.headers, rawBody: bodyOf(request),
        }, () => limits.admitsCallback(integrationId));
        return reply.code(status).type(TEXT).send(body);
      },
    });
    done();
  });
}

const bodyOf = ({ body }: FastifyRequest<Route>): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));
