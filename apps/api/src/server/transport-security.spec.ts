import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { refusePlainCredentials } from './transport-security.js';

/** `protocol` is what Fastify makes of X-Forwarded-Proto from a trusted peer. */
const request = (given: { authorization?: string; protocol?: string; tls?: boolean; forwarded?: string }) =>
  ({
    headers: { authorization: given.authorization, 'x-forwarded-proto': given.forwarded },
    protocol: given.protocol ?? 'http',
    raw: { socket: given.tls ? new TLSSocket(new Socket()) : new Socket() },
  }) as unknown as FastifyRequest;

describe.each(['staging', 'production'] as const)('in %s', (env) => {
  it('credentials over plain HTTP are refused', () => {
    expect(() => refusePlainCredentials(request({ authorization: 'Basic x' }), env)).toThrow('TLS required');
  });

  it('a trusted proxy that came by http is refused', () => {
    expect(() => refusePlainCredentials(request({ authorization: 'Basic x', protocol: 'http', forwarded: 'http' }), env)).toThrow('TLS required');
  });

  it('TLS to us, or to a trusted proxy, is fine', () => {
    refusePlainCredentials(request({ authorization: 'Basic x', tls: true, protocol: 'https' }), env);
    refusePlainCredentials(request({ authorization: 'Basic x', protocol: 'https', forwarded: 'https' }), env);
  });

  it('without credentials there is nothing to protect', () => {
    refusePlainCredentials(request({}), env);
  });
});
