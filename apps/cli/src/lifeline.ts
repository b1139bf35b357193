import { setSourceMapsSupport } from 'node:module';

/**
 * Loaded before an app that `parley up` starts (`node --import`). The channel to the supervisor closes however the
 * supervisor ends, also by kill -9; the app then stops as if it had been told to.
 */
const HARD_LIMIT_MS = 60_000;

// Of our own code: to read the libraries' maps as well, as the command line's flag does, takes a tenth of a start.
setSourceMapsSupport(true, { nodeModules: false });

process.once('disconnect', () => {
  setTimeout(() => process.exit(1), HARD_LIMIT_MS).unref();
  process.kill(process.pid, 'SIGTERM');
});
// Listening must not keep an app alive that has finished.
process.channel?.unref();
