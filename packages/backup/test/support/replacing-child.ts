/**
 * Puts an app back, in a process of its own, and stops before its transaction ends, until it is killed: on stdin the database's
 * URL, the app, the plan and the snapshot, as JSON. The app's shadow is there. It prints a line when every row is as it was.
 */
import { text } from 'node:stream/consumers';
import { replaceApp, type AppRestoreParts, type RestorePlan } from '@parley/backup';

const { url, app, plan, snapshot, repository } = JSON.parse(await text(process.stdin)) as { url: string; app: string; plan: RestorePlan; snapshot: object; repository: object };

const parts = { target: { url }, keys: { repository }, view: { snapshot: async () => snapshot }, appKey: async () => Buffer.alloc(32) } as unknown as AppRestoreParts;

await replaceApp(parts, plan, app, {
  before: async () => undefined,
  after: async () => {
    process.stdout.write('as it was\n');
    // Its parent kills it long before.
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  },
});
