import { expect, it } from '@jest/globals';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort } from './free-port.js';

it('a port is free for the program that it is for, and taken for whoever else asks for one', async () => {
  const port = await freePort();
  const program = createServer().listen(port, '127.0.0.1');
  await once(program, 'listening');
  program.close();
  const another = createSocket('udp4').bind({ port, address: '127.0.0.1', exclusive: true });
  await expect(once(another, 'listening')).rejects.toThrow('EADDRINUSE');
  another.close();
});
