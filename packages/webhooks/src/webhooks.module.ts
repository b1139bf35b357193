import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { GuardedClient } from '@parley/egress';
import { SETTINGS, type Settings } from '@parley/kernel';
import { WebhookOperations } from './operating/webhook-operations.service.js';
import { SecretRotation } from './webhooks/secret-rotation.js';
import { WebhooksService } from './webhooks/webhooks.service.js';

/** Subscriptions, and the way out to their targets. Needs the global `Database` and `SETTINGS`. */
@Module({
  providers: [
    WebhooksService,
    SecretRotation,
    WebhookOperations,
    {
      provide: GuardedClient,
      inject: [SETTINGS],
      useFactory: ({ egressAllow, env, webhookConcurrency }: Settings) =>
        // Many customers' targets lie at one origin (a shared automation service): none of them may wait for another's sockets.
        new GuardedClient({ allow: egressAllow, httpsOnly: env === 'production', connectionsPerOrigin: webhookConcurrency }),
    },
  ],
  exports: [WebhooksService, SecretRotation, WebhookOperations, GuardedClient],
})
export class WebhooksModule implements OnApplicationShutdown {
  constructor(private readonly egress: GuardedClient) {}

  async onApplicationShutdown(): Promise<void> {
    await this.egress.close();
  }
}
