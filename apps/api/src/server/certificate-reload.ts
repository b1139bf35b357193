import { watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';
import type { Server } from 'node:tls';
import type { Logger } from '@parley/kernel';
import { tlsOptions, type CertificateFiles } from './tls-options.js';

/** Folders are watched, because renewals replace files and swap links; polling covers file systems that tell nothing. */
const POLL_MS = 10_000;
/** A renewal writes two files: both should be there when they are read. */
const SETTLE_MS = 200;

/** Gives the listener a renewed certificate without a restart. A pair that cannot be used is refused, and the old one stays. Answers how to stop. */
export function reloadCertificates(server: Server, files: CertificateFiles, logger: Logger): () => void {
  let current = tlsOptions(files);
  let complained = false;
  let settling: NodeJS.Timeout | undefined;

  const reload = (): void => {
    try {
      const next = tlsOptions(files);
      complained = false;
      if (next.cert.equals(current.cert) && next.key.equals(current.key)) return;
      server.setSecureContext(next);
      current = next;
      logger.info('certificate reloaded');
    } catch (error) {
      if (!complained) logger.warn({ err: error }, 'the new certificate cannot be used: the old one stays');
      complained = true;
    }
  };
  const soon = (): void => {
    clearTimeout(settling);
    settling = setTimeout(reload, SETTLE_MS);
  };

  const poll = setInterval(reload, POLL_MS);
  const watchers = [...new Set([dirname(files.cert), dirname(files.key)])].flatMap((folder) => watchFolder(folder, soon));
  return () => {
    clearInterval(poll);
    clearTimeout(settling);
    watchers.forEach((watcher) => watcher.close());
  };
}

function watchFolder(folder: string, onChange: () => void): FSWatcher[] {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on('error', () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}
