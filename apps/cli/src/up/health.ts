import { baseUrl, type Settings } from '@parley/kernel';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';

const [POLL_MS, ANSWER_MS] = [100, 5000];

/** Asks the API on this host; its certificate need not name the address we reach it at, but must be the configured one. */
function status(settings: Settings): Promise<number | undefined> {
  const url = `${baseUrl(settings)}/health/ready`;
  const ca = settings.tlsCert === undefined ? undefined : readFileSync(settings.tlsCert);
  return new Promise((resolve) => {
    const options = { timeout: ANSWER_MS, agent: false as const };
    const request =
      ca === undefined
        ? http.get(url, options)
        : https.get(url, { ...options, ca, allowPartialTrustChain: true, checkServerIdentity: () => undefined });
    request.once('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(undefined));
  });
}

/** Resolves when `/health/ready` answers 200: the API, the database, the migrations and a worker. */
export async function untilReady(settings: Settings, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await status(settings)) !== 200) await delay(POLL_MS);
}
