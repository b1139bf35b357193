import { describe, expect, it } from '@jest/globals';
import { canonicalBytes, type AuditEntry } from './entry.js';

const ENTRY: AuditEntry = {
  id: '5e1606762556d93e9c176f69', accountId: '5d8cff3cd55b040010928b5b', appId: null,
  actor: { id: 'act_5f0', scope: 'account', address: '192.0.2.7' },
  action: 'app:update', target: { type: 'app', id: '5d8cff3cd55b040010928b5c' }, outcome: 'done', requestId: null,
  at: '2026-11-24T14:10:00.000Z', details: { settings: { useAnimalNames: true }, fields: ['settings', 'metadata'] },
};

describe('The canonical form of an entry', () => {
  it('is JSON with sorted names, nothing between, version 1 (RFC 8785)', () => {
    expect(canonicalBytes(ENTRY).toString()).toBe(
      '{"accountId":"5d8cff3cd55b040010928b5b","action":"app:update","actor":{"address":"192.0.2.7","id":"act_5f0","scope":"account"},"appId":null,' +
      '"at":"2026-11-24T14:10:00.000Z","details":{"fields":["settings","metadata"],"settings":{"useAnimalNames":true}},"id":"5e1606762556d93e9c176f69",' +
      '"outcome":"done","requestId":null,"target":{"id":"5d8cff3cd55b040010928b5c","type":"app"},"v":1}');
  });

  it('is the same whatever order the members come in', () => {
    const turned = Object.fromEntries(Object.entries(ENTRY).toReversed()) as unknown as AuditEntry;
    expect(canonicalBytes(turned)).toEqual(canonicalBytes(ENTRY));
  });
});
