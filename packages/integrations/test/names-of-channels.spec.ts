import { expect, test } from '@jest/globals';
import { CHANNEL_NAMES } from '@parley/integrations';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** Names that are words too: where they stand says nothing. */
const WORDS: readonly string[] = ['email'];

/** Where a channel is named outside of its own files: registries, and what the specification says in words of vendors. */
const KNOWN: Readonly<Record<string, string>> = {
  'packages/contracts/src/channel-requests/conversion-events.ts': 'openapi.yaml: which channels take conversion events',
  'packages/contracts/src/clients/client.ts': 'an example of the document',
  'packages/contracts/src/clients/match-criteria.ts': 'openapi.yaml: by what people are found on channels',
  'packages/contracts/src/events/delivery-events.ts': 'an example of the document',
  'packages/contracts/src/events/message-webhook.ts': 'an example of the document',
  'packages/contracts/src/index.ts': 'the parts of openapi.yaml that are named after vendors',
  'packages/contracts/src/integrations/integration-contracts.ts': 'registry',
  'packages/contracts/src/integrations/integration-types.ts': 'registry',
  'packages/contracts/src/integrations/types/web-prechat-capture.ts': 'openapi.yaml: by which channels a visitor may be written to',
  'packages/contracts/src/messages/content/template.content.ts': 'openapi.yaml: templates are of WhatsApp',
  'packages/contracts/src/messages/destination.ts': 'an example of the document',
  'packages/contracts/src/messages/message-post.ts': 'openapi.yaml: the one schema of a message that there is',
  'packages/contracts/src/messages/message.ts': 'openapi.yaml: the one schema of a message that there is',
  'packages/contracts/src/messages/override.ts': 'openapi.yaml: whose own words a business may say',
  'packages/contracts/src/participants/participant.ts': 'registry',
  'packages/conversations/src/channel-requests/channel-requests.service.ts': 'openapi.yaml: which channels take conversion events',
  'packages/conversations/src/clients/link.rules.ts': 'openapi.yaml: by what people are found on channels',
  'packages/conversations/src/messages/message.composition.ts': 'openapi.yaml: whose own words a template in shorthand is',
  'packages/integrations/src/channels/channel-names.ts': 'registry',
  'packages/integrations/src/channels/registry.ts': 'registry',
  'packages/integrations/src/degradation/channel-capabilities.ts': 'registry',
  'packages/kernel/src/config/catalogue.ts': 'an example of a setting',
};

const OWN = (name: string): RegExp => new RegExp(`^packages/(?:integrations/src/(?:channels/${name}/|signatures/${name}\\.ts)|contracts/src/integrations/types/${name}\\.ts)`);
/** What is said beside the code, and a comment's end. */
const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|[\s;])\/\/.*$/gm;

/** Of apps and packages that have any; doubles of vendors are for specs. */
const sources = ['apps', 'packages'].flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}/src`))
  .filter((folder) => folder !== 'packages/testing/src' && existsSync(join(ROOT, folder)))
  .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.spec)\.ts$/.test(file)).map((file) => `${folder}/${file}`));

test('nothing but registries, and what the specification says of a vendor, names a channel outside of its folder', () => {
  const names = CHANNEL_NAMES.filter((name) => !WORDS.includes(name));
  const naming = sources.filter((file) => {
    const code = readFileSync(join(ROOT, file), 'utf8').replaceAll(COMMENT, '');
    return names.some((name) => new RegExp(`(?<![a-z])${name}`, 'i').test(code) && !OWN(name).test(file));
  });
  expect(naming.toSorted()).toEqual(Object.keys(KNOWN).toSorted());
});

test('each channel’s folder has what its vendor sent once, and says what comes in and goes out', () => {
  const without = CHANNEL_NAMES.filter((name) => {
    const folder = join(ROOT, 'packages/integrations/src/channels', name);
    return !existsSync(join(folder, 'README.md')) || !existsSync(join(folder, 'fixtures')) || readdirSync(join(folder, 'fixtures')).length === 0;
  });
  expect(without).toEqual([]);
});
