import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { composeFaults } from './support/compose-rules.js';
import { imageFaults, type Kind } from './support/image-rules.js';

const INFRA = join(import.meta.dirname, '..');
const IMAGES: readonly (readonly [string, Kind])[] = [['api', 'service'], ['worker', 'service'], ['cli', 'job']];
const dockerfile = (app: string): string => readFileSync(join(INFRA, 'images', `${app}.Dockerfile`), 'utf8');
const compose = readFileSync(join(INFRA, 'compose.yaml'), 'utf8');

/** Leaves out the only line, or the last of several, of which a pattern is true. */
function without(text: string, pattern: RegExp): string {
  const lines = text.split('\n');
  const index = lines.findLastIndex((line) => pattern.test(line));
  if (index < 0) throw new Error(`No line ${String(pattern)}`);
  return lines.toSpliced(index, 1).join('\n');
}

describe.each(IMAGES)('The image of %s', (app, kind) => {
  const text = dockerfile(app);
  const faults = (changed: string): string[] => imageFaults(changed, app, kind);

  it('has stages, an exact and slim base, no tools, a user who is not root, and its health looked at', () => {
    expect(faults(text)).toEqual([]);
  });

  it.each([/^FROM/, /^USER/, /^COPY --from/, /^ENV/, /^RUN/, kind === 'service' ? /^CMD/ : /^ENTRYPOINT/, ...(kind === 'service' ? [/^HEALTHCHECK/, /^STOPSIGNAL/] : [])])('is refused without its line %s', (line) => {
    expect(faults(without(text, line))).not.toEqual([]);
  });

  it.each<[string, (text: string) => string]>([
    ['as root', (it) => it.replace(/^USER .*$/m, 'USER root')],
    ['as user 0', (it) => it.replace(/^USER .*$/m, 'USER 0')],
    ['as root in the end', (it) => `${it}USER root\n`],
    ['with a floating base', (it) => it.replaceAll(/node:\d+\.\d+\.\d+/g, 'node:24')],
    ['with a base that is not slim', (it) => it.replaceAll('-slim', '')],
    ['with tools in its last stage', (it) => `${it}RUN apt-get install -y build-essential\n`],
    ['with files of its own user', (it) => it.replace('COPY --from=build', 'COPY --chown=node --from=build')],
    ['with the whole checkout', (it) => `${it}COPY . /src\n`],
    ['behind a shell', (it) => it.replace(/^(CMD|ENTRYPOINT) .*$/m, '$1 node dist/main.js')],
  ])('is refused %s', (_how, change) => {
    expect(change(text)).not.toBe(text);
    expect(faults(change(text))).not.toEqual([]);
  });
});

it('a health check that is switched off is refused', () => {
  expect(imageFaults(dockerfile('api').replace(/^HEALTHCHECK .*$/m, 'HEALTHCHECK NONE'), 'api', 'service')).toEqual(['nobody looks at its health']);
});

describe('compose.yaml', () => {
  it('keeps every service from writing and from privileges, the database from every network, and looks at their health', () => {
    expect(composeFaults(compose)).toEqual([]);
  });

  it.each([/read_only:/, /tmpfs:/, /cap_drop:/, /security_opt:/, /healthcheck:/, /command: \[postgres/, /image:/, /depends_on:/, /network_mode:/, /^ {4}<<: \*hardened/])('is refused without its line %s', (line) => {
    expect(composeFaults(without(compose, line))).not.toEqual([]);
  });

  it.each<[string, string, string]>([
    ['a port of the database', '    shm_size: 256m', '    ports: ["5432:5432"]'],
    ['a floating version', 'postgres:18.4-bookworm', 'postgres:18-bookworm'],
    ['a database on the network', 'listen_addresses=,', 'listen_addresses=*,'],
    ['files that can be changed', 'read_only: true', 'read_only: false'],
    ['a volume that the API writes to', ':/tls:ro', ':/tls'],
    ['a key file that can be changed', ':/keys:ro', ':/keys'],
    ['a database that is not waited for', 'service_healthy', 'service_started'],
  ])('is refused with %s', (_what, line, other) => {
    expect(compose).toContain(line);
    expect(composeFaults(compose.replace(line, other))).not.toEqual([]);
  });
});
