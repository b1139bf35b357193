import { StartError } from '../start-error.js';
import type { StopSignals } from './stop-signals.js';

interface Part {
  readonly stop: () => Promise<void>;
  readonly kill: () => void;
}

/** What has been started, to be stopped in the opposite order; at once after a second signal. */
export class Started {
  private readonly parts: Part[] = [];

  constructor(private readonly signals: StopSignals) {
    signals.hurry.addEventListener('abort', () => this.parts.toReversed().forEach(({ kill }) => kill()), { once: true });
  }

  /** Aborted when the person asked for the end. */
  get interrupted(): AbortSignal {
    return this.signals.stop;
  }

  push(stop: () => Promise<void>, kill: () => void = () => undefined): void {
    this.parts.push({ stop, kill });
  }

  /** What `work` resolves to, unless the person asks for the end first. */
  async orInterrupted<T>(work: Promise<T>): Promise<T> {
    const { stop } = this.signals;
    let listener: (() => void) | undefined;
    const interruption = new Promise<never>((_, reject) => {
      listener = () => reject(new StartError('Interrupted'));
      if (stop.aborted) listener();
      else stop.addEventListener('abort', listener, { once: true });
    });
    try {
      return await Promise.race([work, interruption]);
    } finally {
      if (listener !== undefined) stop.removeEventListener('abort', listener);
      work.catch(() => undefined);
    }
  }

  async stopAll(): Promise<void> {
    for (let part = this.parts.at(-1); part !== undefined; part = this.parts.at(-1)) {
      if (this.signals.hurry.aborted) part.kill();
      await part.stop();
      this.parts.pop();
    }
  }
}
