import { createIntegration } from '@parley/testing';
import type { Thing, World } from './world.js';

interface Linked extends Thing {
  readonly name: string;
  readonly integrationId: string;
}

/** A new app with an enabled switchboard of two, `first` its default; both are named after their integration, which no other app has. */
export class SwitchboardWorld {
  private constructor(
    readonly world: World,
    readonly switchboardId: string,
    readonly first: Linked,
    readonly second: Linked,
  ) {}

  static async make(beside: World): Promise<SwitchboardWorld> {
    const world = await beside.another();
    const { switchboard } = await world.send<{ switchboard: Thing }>('/switchboards');
    const link = async () => {
      const { id } = await createIntegration(world.api.database, world.appId);
      return (await world.send<{ switchboardIntegration: Linked }>(`/switchboards/${switchboard.id}/switchboardIntegrations`, { name: `bot-${id}`, integrationId: id })).switchboardIntegration;
    };
    const [first, second] = [await link(), await link()];
    await world.send(`/switchboards/${switchboard.id}/switchboardIntegrations/${first.id}`, { nextSwitchboardIntegrationId: second.id }, 'PATCH');
    await world.send(`/switchboards/${switchboard.id}`, { enabled: true, defaultSwitchboardIntegrationId: first.id }, 'PATCH');
    return new SwitchboardWorld(world, switchboard.id, first, second);
  }

  /** A conversation that `first` is in control of, since something was said. */
  async conversation(): Promise<Thing> {
    const conversation = await this.world.conversation([await this.world.user()]);
    await this.world.message(conversation);
    return conversation;
  }

  /** The same, and `second` was invited to take over. */
  async offered(): Promise<Thing> {
    const conversation = await this.conversation();
    await this.world.send(`/conversations/${conversation.id}/offerControl`, { switchboardIntegration: this.second.id });
    return conversation;
  }
}
