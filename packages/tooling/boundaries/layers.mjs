/**
 * The layers, lowest first. A package imports only packages of lower layers; those of one layer don't know each other.
 * A new package gets its place here, or the check fails.
 */
export const LAYERS = [
  ['contracts'],
  ['kernel'],
  ['persistence', 'egress', 'object-store', 'postgres'],
  ['crypto-at-rest', 'audit-log', 'rate-limits'],
  ['legal-hold'],
  ['attachments', 'erasure'],
  ['accounts', 'auth', 'conversations', 'integrations', 'webhooks', 'backup'],
  ['platform'],
];

/** For specs only: may import every package, and no source may import them. */
export const SPEC_PACKAGES = ['testing', 'tooling'];

/** A file that runs in tests only. */
export const SPEC_FILE = String.raw`(\.(spec|int-spec|e2e-spec|sys-spec)\.ts$|/test/)`;
