import { Option } from 'commander';
import type { Rotation } from './rotation.js';

/** `parley keys rotate --root`, `--destroy-old` or both */
export const ROOT_ROTATION: Rotation = {
  options: [
    new Option('--root', 'the root key: a new one is made for everybody who opens the present one'),
    new Option('--destroy-old', 'keep nothing any more of keys that were replaced: of root keys, after --root or alone; of an app, an account or all, where they are named'),
  ],
  usage: '--root for the root key',
  // With an app, an account or all it is about those.
  asks: ({ root, destroyOld, app, account, all }) => root === true || (destroyOld === true && app === undefined && account === undefined && all !== true),
  run: async (settings, { root, destroyOld }) => {
    const { destroyOldRoots, rotateRoot } = await import('./rotate-root.js');
    if (root === true) await rotateRoot(settings);
    if (destroyOld === true) await destroyOldRoots(settings);
  },
};
