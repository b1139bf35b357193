import { BackupCommands } from './backup-commands.js';
import { basic } from './authorization.js';
import { Conformance } from './conformance.js';
import { LoggedApps } from './logged-apps.js';
import { RestClient } from './rest-client.js';
import { RunningParley } from './running-parley.js';

interface Load {
  readonly apps: number;
  /** Between an answer and the next post of an app, in milliseconds. */
  readonly restMs: number;
}

/** The whole product with backups, of which the first is there, and apps that are all written to from then on. */
export class ParleyUnderLoad {
  private restored: RunningParley | undefined;

  private constructor(
    readonly parley: RunningParley,
    readonly commands: BackupCommands,
    readonly apps: LoggedApps,
    readonly authorization: string,
    readonly conformance: Conformance,
  ) {}

  static async start(settings: Readonly<Record<string, string>>, { apps: count, restMs }: Load): Promise<ParleyUnderLoad> {
    const parley = await RunningParley.start(settings);
    try {
      const conformance = new Conformance();
      const commands = new BackupCommands(settings, () => parley);
      const authorization = basic(parley.credentials().accountKey);
      const rest = new RestClient(parley.baseUrl, authorization, conformance);
      const apps = await LoggedApps.open(rest, conformance, { count, baseUrl: parley.baseUrl, authorization, restMs });
      const made = new ParleyUnderLoad(parley, commands, apps, authorization, conformance);
      await commands.firstSnapshot().catch(async (error: unknown) => {
        await made.dispose();
        throw error;
      });
      return made;
    } catch (error) {
      await parley.dispose();
      throw error;
    }
  }

  /** Another installation by what one zone and a recovery key give back, in the place of the one before it. */
  async restoreElsewhere(zone: string, recoveryKey: string, to?: number): Promise<void> {
    await this.restored?.dispose();
    this.restored = await this.commands.restoreElsewhere(zone, recoveryKey, to);
  }

  /** What the restored installation, or else the running one, has not as the clients' logs have it. */
  differences(given?: Parameters<LoggedApps['differences']>[1]): Promise<string[]> {
    const { baseUrl } = this.restored ?? this.parley;
    return this.apps.differences(new RestClient(baseUrl, this.authorization, this.conformance), given);
  }

  async dispose(): Promise<void> {
    await this.apps.stop();
    await this.parley.dispose();
    await this.restored?.dispose();
  }
}
