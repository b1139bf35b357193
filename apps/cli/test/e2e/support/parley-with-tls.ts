import { makeCertificate } from '@parley/testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { freePorts } from './ports.js';
import { shellProcess, type ShellProcess } from './shell-process.js';

const MAIN = join(import.meta.dirname, '../../../dist/main.js');

/** `parley up` in development, with a certificate of the operator's. */
export interface ParleyWithTls {
  readonly process: ShellProcess;
  readonly port: number;
  /** The files of the certificate and its key, which `renew` replaces. */
  readonly cert: string;
  readonly dataDir: string;
  /** The first certificate, in PEM. */
  readonly first: string;
  /** Writes another certificate and key in place of the first, with this name in it. */
  renew(commonName: string): void;
  /** Stops it and removes its files. */
  dispose(): Promise<void>;
}

/** Starts it below a new folder whose name begins so; resolves when it has said its last line, which holds what to paste. */
export async function startWithTls(prefix: string): Promise<ParleyWithTls> {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const [cert, key, dataDir] = ['tls.crt', 'tls.key', 'data'].map((name) => join(folder, name)) as [string, string, string];
  const write = (pair: { cert: string; key: string }): void => {
    writeFileSync(cert, pair.cert);
    writeFileSync(key, pair.key);
  };
  const first = makeCertificate('first');
  write(first);
  const [port = 0, metrics, workerMetrics] = await freePorts(3);
  const { PATH = '', HOME = '' } = process.env;
  const parley = shellProcess(`exec '${process.execPath}' '${MAIN}' up`, folder, {
    PATH, HOME, PARLEY_DATA_DIR: dataDir, PARLEY_TLS_CERT: cert, PARLEY_TLS_KEY: key,
    PARLEY_PORT: `${port}`, PARLEY_METRICS_PORT: `${metrics}`, PARLEY_WORKER_METRICS_PORT: `${workerMetrics}`,
  });
  const dispose = async (): Promise<void> => {
    await parley.stop();
    rmSync(folder, { recursive: true });
  };
  try {
    await eventually('the line to paste', () => {
      if (!parley.running()) throw new Error('It ended before it was ready');
      return parley.output().includes('Paste this');
    }, 180);
  } catch (error) {
    await dispose();
    throw new Error(`It did not start:\n${parley.output()}`, { cause: error });
  }
  return { process: parley, port, cert, dataDir, first: first.cert, renew: (commonName) => write(makeCertificate(commonName)), dispose };
}
