import multipart from '@fastify/multipart';
import { AppError } from '@parley/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hasBody } from '../server/body-time.js';

/** openapi.yaml: files of at most 50 MB. */
export const MOST_FILE_BYTES = 52_428_800;
/** Beside the file: its headers, boundaries, and some fields that nobody reads. */
const MOST_AROUND = 65_536;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes multipart/form-data, and nothing else. */
    multipart?: boolean;
  }
}

/** Lets the routes that say so take files; everywhere else multipart/form-data stays a content type that is refused. */
export function addMultipart(fastify: FastifyInstance): void {
  fastify.register(multipart as Parameters<typeof fastify.register>[0], {
    limits: { fileSize: MOST_FILE_BYTES, files: 1, fields: 10, parts: 11, fieldSize: 4096, fieldNameSize: 200, headerPairs: 20 },
  });
  fastify.addHook('preParsing', (request, _reply, _payload, done) => {
    const takesFiles = request.routeOptions.config.multipart === true;
    if (isMultipart(request) === takesFiles || !hasBody(request)) return done();
    done(new AppError('unsupported_media_type', takesFiles ? 'The content-type should be multipart/form-data' : 'The content-type should be application/json'));
  });
}

/** Whether a request is so long that its file is too large, before any of it is read. */
export const isTooLong = (request: FastifyRequest): boolean => Number(request.headers['content-length'] ?? 0) > MOST_FILE_BYTES + MOST_AROUND;

const isMultipart = ({ headers }: FastifyRequest): boolean => /^multipart\/form-data\s*(?:;|$)/i.test(headers['content-type'] ?? '');
