import { UNKNOWN, type Ask, type Cases } from '../ask.js';
import { SwitchboardWorld } from '../switchboard-world.js';
import type { World } from '../world.js';

const nowhere = { conversationId: UNKNOWN };
const next = { switchboardIntegration: 'next', metadata: { why: 'asked' } };

/** Asked about a conversation in a switchboard. */
const about = (ready: (s: SwitchboardWorld) => Promise<{ id: string }>, more: (s: SwitchboardWorld) => Ask = () => ({})) => async (w: World): Promise<Ask> => {
  const board = await SwitchboardWorld.make(w);
  return { in: board.world, path: { conversationId: (await ready(board)).id }, ...more(board) };
};
const led = (s: SwitchboardWorld) => s.conversation();
const offered = (s: SwitchboardWorld) => s.offered();

export const switchboardActions: Cases = {
  PassControl: [
    [200, 'the target is named by id', about(led, ({ second }) => ({ json: { switchboardIntegration: second.id } }))],
    [200, 'the target is named by its name', about(led, ({ second }) => ({ json: { switchboardIntegration: second.name } }))],
    [200, 'the target is the next one', about(led, () => ({ json: next }))],
    [400, 'nobody is named', about(led, () => ({ json: {} }))],
    [404, 'there is no such conversation', () => ({ path: nowhere, json: next })],
    [404, 'there is no such integration in the switchboard', about(led, () => ({ json: { switchboardIntegration: UNKNOWN } }))],
  ],
  ReleaseControl: [
    [200, 'somebody is in control', about(led, () => ({ json: { metadata: { why: 'done' } } }))],
    [400, 'the metadata is a text', about(led, () => ({ json: { metadata: 'x' } }))],
    // The key is of the world's own integration, which is not in the switchboard.
    [403, 'the caller is not in control', about(led, () => ({ as: 'integration' }))],
    [404, 'there is no such conversation', () => ({ path: nowhere })],
  ],
  OfferControl: [
    [200, 'the target is named by id', about(led, ({ second }) => ({ json: { switchboardIntegration: second.id } }))],
    [400, 'the target is in control', about(led, ({ first }) => ({ json: { switchboardIntegration: first.id } }))],
    [404, 'there is no such conversation', () => ({ path: nowhere, json: next })],
    [404, 'there is no such integration in the switchboard', about(led, () => ({ json: { switchboardIntegration: UNKNOWN } }))],
  ],
  AcceptControl: [
    [200, 'it was offered', about(offered, () => ({ json: { metadata: { why: 'free' } } }))],
    [400, 'it was offered to nobody', about(led, () => ({ json: {} }))],
    [403, 'it was offered to another one', about(offered, () => ({ as: 'integration', json: {} }))],
    [404, 'there is no such conversation', () => ({ path: nowhere, json: {} })],
  ],
};
