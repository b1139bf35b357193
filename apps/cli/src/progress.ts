import { stderr } from 'node:process';

/** Tells how far something long has come. */
export interface Progress {
  /** `done` of `total`, which may grow; with the milliseconds that are left of everything, where that is known. */
  show(done: number, total: number, leftMs?: number): void;
  /** Leaves the last line as it stands. */
  end(): void;
}

/** Where it is written: a terminal, or a file or pipe. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const WIDTH = 30;
/** A terminal is not written to more often, in milliseconds. */
const OFTEN_MS = 100;
/** A log has a line for each tenth. */
const STEP = 10;

/** A bar on a terminal, else a line for each tenth. stdout stays for what the command answers. */
export function progressOf(what: string, output: Output = stderr, now: () => number = Date.now): Progress {
  return output.isTTY ? bar(what, output, now) : lines(what, output);
}

/** How far a step has come. */
export interface StepAt<Step extends string> {
  readonly step: Step;
  readonly done: number;
  readonly total: number;
}

/** A bar for each step of something, one after the other; `what` says what each step counts. */
export function stepProgress<Step extends string>(what: Readonly<Record<Step, string>>): { readonly show: (at: StepAt<Step>, leftMs?: number) => void; readonly end: () => void } {
  let current: { readonly step: Step; readonly progress: Progress } | undefined;
  return {
    show: ({ step, done, total }, leftMs) => {
      if (current?.step !== step) {
        current?.progress.end();
        current = { step, progress: progressOf(what[step]) };
      }
      current.progress.show(done, total, leftMs);
    },
    end: () => current?.progress.end(),
  };
}

/** As somebody says how long he has to wait: to the second, then to the minute. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const leftText = (leftMs: number | undefined): string => (leftMs === undefined ? '' : `, ${duration(leftMs)} left`);

const percentOf = (done: number, total: number): number => (total === 0 ? 100 : Math.floor((done * 100) / total));

function bar(what: string, output: Output, now: () => number): Progress {
  let at = -Infinity;
  let last = '';
  const write = (text: string): void => void output.write(`\r\u001b[K${text.slice(0, (output.columns ?? 80) - 1)}`);
  return {
    show: (done, total, leftMs) => {
      const percent = percentOf(done, total);
      const full = Math.round((percent * WIDTH) / 100);
      last = `${what} [${'#'.repeat(full)}${'-'.repeat(WIDTH - full)}] ${percent} %${leftText(leftMs)} (${done} of ${total})`;
      if (now() - at < OFTEN_MS) return;
      at = now();
      write(last);
    },
    end: () => {
      if (last === '') return;
      write(last);
      output.write('\n');
    },
  };
}

function lines(what: string, output: Output): Progress {
  let told = -1;
  return {
    show: (done, total, leftMs) => {
      const step = Math.floor(percentOf(done, total) / STEP);
      if (step === told) return;
      told = step;
      output.write(`${what}: ${percentOf(done, total)} %${leftText(leftMs)} (${done} of ${total})\n`);
    },
    end: () => undefined,
  };
}
