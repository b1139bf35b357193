import { expect, it } from '@jest/globals';
import { Writable } from 'node:stream';
import { createLogger } from './logger.js';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  write(createLogger('test', 'info', sink));
  return text;
}

it('redacts what could hold a secret or a customer’s words, down to three levels', () => {
  const text = logged((logger) => logger.info({ secret: 'S1', headers: { authorization: 'S2' }, request: { message: { content: 'S3' } } }, 'x'));
  expect(text).not.toMatch(/S[123]/);
  expect(JSON.parse(text)).toMatchObject({ level: 'info', name: 'test', msg: 'x', secret: '[redacted]' });
});

it('says of an error its name, message, code and stack, not the row values that a driver adds', () => {
  const error = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(jane@example.org) exists', where: 'jane' });
  const text = logged((logger) => logger.error({ err: error }, 'failed'));
  expect(text).not.toContain('jane');
  expect(JSON.parse(text)).toMatchObject({ err: { type: 'Error', message: 'duplicate key', code: '23505' } });
});
