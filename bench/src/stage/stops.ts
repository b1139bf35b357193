interface Part {
  readonly name: string;
  readonly stop: () => Promise<unknown> | void;
}

/** What was started and must end again, in the opposite order, however the bench ends. */
export class Stops {
  private readonly started: Part[] = [];
  private stopping: Promise<void> | undefined;

  /** Notes how a part is ended. When everything is already being ended, ends it too, and throws. */
  add(name: string, stop: Part['stop']): void {
    this.started.push({ name, stop });
    if (this.stopping === undefined) return;
    this.stopping = this.stopping.then(() => this.stopAll());
    throw new Error('interrupted');
  }

  /** Ends everything once; a failure is told and does not keep the rest from ending. */
  run(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    for (let part = this.started.pop(); part !== undefined; part = this.started.pop()) {
      try {
        await part.stop();
      } catch (error) {
        console.error(`${part.name} could not be stopped: ${String(error)}`);
        process.exitCode = 1;
      }
    }
  }
}
