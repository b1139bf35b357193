import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '../stage/remote.js';

/** The process behind a webhook that is in trouble, each kind at its own path. */
export const TROUBLES = ['healthy', 'hanging', 'trickling', 'failing'] as const;
export type Trouble = (typeof TROUBLES)[number];

const BYTE_EVERY_MILLISECONDS = 200;

const ANSWERS: Record<Trouble, (response: ServerResponse) => void> = {
  healthy: (response) => void response.writeHead(200, { 'content-length': 0 }).end(),
  hanging: () => undefined,
  trickling: (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('.'), BYTE_EVERY_MILLISECONDS);
    response.on('close', () => clearInterval(timer));
  },
  failing: (response) => void response.writeHead(500, { 'content-length': 0 }).end(),
};

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => ANSWERS[request.url?.slice(1) as Trouble](response));
});

const methods = {
  listen: async (_: null): Promise<string> => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
};
export type TroubledTarget = typeof methods;

if (process.send !== undefined) serve(methods);
