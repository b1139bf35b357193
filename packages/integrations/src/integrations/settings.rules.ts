import { randomBytes } from 'node:crypto';
import type { IntegrationType } from '@parley/contracts';
import type { IntegrationSettings } from './settings.js';

/** What is kept beside the settings, in columns, or by others. */
const ELSEWHERE = ['id', 'type', 'status', 'displayName', 'defaultResponderId', 'webhooks'];

/** Settings after a change: what is given is set, null takes it away (openapi.yaml: "may be unset with null"), the rest stays. */
export function changeSettings(before: IntegrationSettings, given: object): IntegrationSettings {
  const changes = Object.entries(given).filter(([name]) => !ELSEWHERE.includes(name));
  return Object.fromEntries(Object.entries({ ...before, ...Object.fromEntries(changes) }).filter(([, value]) => value !== null && value !== undefined));
}

/** Settings of a new integration: what was given, and what is ours to make or to tell from it. */
export function newSettings(type: IntegrationType, given: object): IntegrationSettings {
  const settings = changeSettings({}, given);
  if (type === 'messagebird') return { ...settings, webhookSecret: randomBytes(16).toString('hex') };
  const lineId = type === 'line' ? lineIdIn(settings.qrCodeUrl) : undefined;
  return lineId === undefined ? settings : { ...settings, lineId };
}

/** LINE's basic id, the file's name in the URL of a QR code (openapi.yaml, line: "automatically set when qrCodeUrl is updated"). */
function lineIdIn(qrCodeUrl: unknown): string | undefined {
  return typeof qrCodeUrl === 'string' ? /\/([^/?#]+)\.png(?:[?#]|$)/i.exec(qrCodeUrl)?.[1] : undefined;
}
