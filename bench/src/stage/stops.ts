/** What was started and must end again, in the opposite order, however the bench ends. */
export class Stops {
  private readonly started: { readonly name: string; readonly stop: () => Promise<unknown> | void }[] = [];
  private stopping: Promise<void> | undefined;

  add(name: string, stop: () => Promise<unknown> | void): void {
    this.started.push({ name, stop });
  }

  /** Ends everything once; a failure is told and does not keep the rest from ending. */
  run(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    for (const { name, stop } of this.started.reverse()) {
      try {
        await stop();
      } catch (error) {
        console.error(`${name} could not be stopped: ${String(error)}`);
        process.exitCode = 1;
      }
    }
  }
}
