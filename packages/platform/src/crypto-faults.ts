import type { Keyring } from '@parley/crypto-at-rest';
import type { Logger, Registry } from '@parley/kernel';
import { Counter } from '@parley/kernel/metrics';

/** Counts and logs sealed values that did not open, by the reason alone: neither where they are nor whose. To be alarmed on: none is normal. */
export function watchCryptoFaults(keyring: Keyring, registry: Registry, logger: Pick<Logger, 'error'>): void {
  const total = new Counter({ name: 'parley_crypto_faults_total', help: 'Sealed values that did not open, by the reason.', labelNames: ['code'], registers: [registry] });
  keyring.watchFaults((faults) => {
    for (const [code, count] of faults) {
      total.inc({ code }, count);
      logger.error({ code, count }, 'sealed values did not open');
    }
  });
}
