import { Option } from 'commander';
import type { Rotation } from './rotation.js';

/** `parley keys rotate --root`, `--destroy-old` or both */
export const ROOT_ROTATION: Rotation = {
  options: [
    new Option('--root', 'the root key: a new one is made for everybody who opens the present one'),
    new Option('--destroy-old', 'keep nothing any more of root keys that were replaced; after --root, or alone'),
  ],
  usage: '--root for the root key',
  asks: ({ root, destroyOld }) => root === true || destroyOld === true,
  run: async (settings, { root, destroyOld }) => {
    const { destroyOldRoots, rotateRoot } = await import('./rotate-root.js');
    if (root === true) await rotateRoot(settings);
    if (destroyOld === true) await destroyOldRoots(settings);
  },
};
