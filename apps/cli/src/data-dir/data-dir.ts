import type { Environment } from '@parley/kernel';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../start-error.js';
import { writePrivateFile } from './write-file.js';

/** Raised when a version before cannot work with what this one writes. */
const FORMAT = 1;

interface Mark {
  readonly format: number;
  readonly environment: string;
  /** The first account was made: it is never made again, also when its credentials were deleted. */
  readonly provisioned: boolean;
}

/** The folder that holds the embedded database, the first credentials and the mark of who wrote it. */
export class DataDir {
  private constructor(
    readonly path: string,
    private mark: Mark,
  ) {}

  /** Makes the folder, or checks that it is ours. Throws StartError: not usable, another environment, a newer version, not Parley's. */
  static open(path: string, environment: Environment): DataDir {
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
      return DataDir.marked(path, environment);
    } catch (error) {
      if (error instanceof StartError) throw error;
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
      throw new StartError(`The data directory ${path} cannot be used (${code}): PARLEY_DATA_DIR`, { cause: error });
    }
  }

  private static marked(path: string, environment: Environment): DataDir {
    const file = join(path, 'version');
    if (!existsSync(file)) {
      const strange = readdirSync(path).filter((name) => !name.startsWith('version') && name !== 'lost+found');
      if (strange.length > 0) throw new StartError(`The data directory ${path} is not empty and not Parley's: PARLEY_DATA_DIR`);
      const dir = new DataDir(path, { format: FORMAT, environment, provisioned: false });
      dir.save();
      return dir;
    }
    const mark = readMark(file);
    if (mark === undefined) throw new StartError(`The data directory ${path} has a damaged version file`);
    if (mark.format > FORMAT) throw new StartError(`The data directory ${path} was written by a newer version of Parley`);
    if (mark.environment !== environment) {
      throw new StartError(`The data directory ${path} was made for PARLEY_ENV=${mark.environment} and does not start as ${environment}`);
    }
    return new DataDir(path, mark);
  }

  get credentials(): string {
    return join(this.path, 'credentials.json');
  }

  get database(): string {
    return join(this.path, 'postgres');
  }

  get provisioned(): boolean {
    return this.mark.provisioned;
  }

  /** Remembers that the first account was made. */
  setProvisioned(): void {
    this.mark = { ...this.mark, provisioned: true };
    this.save();
  }

  private save(): void {
    writePrivateFile(join(this.path, 'version'), `${JSON.stringify(this.mark)}\n`);
  }
}

function readMark(file: string): Mark | undefined {
  try {
    const mark = JSON.parse(readFileSync(file, 'utf8')) as Mark;
    return Number.isInteger(mark.format) ? mark : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
