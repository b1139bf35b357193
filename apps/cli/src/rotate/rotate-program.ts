import type { Settings } from '@parley/kernel';
import type { Command } from 'commander';
import { StartError } from '../start-error.js';
import type { Rotation } from './rotation.js';

/** `parley keys rotate`: exactly one of the rotations, by its options. */
export function addRotateCommand(keys: Command, settings: () => Settings, rotations: readonly Rotation[]): void {
  const rotate = keys.command('rotate').description('replace a key by a new one, live; stopped at any point, the same command goes on');
  for (const option of rotations.flatMap(({ options }) => options)) rotate.addOption(option);
  const choice = rotations.map(({ usage }) => usage).join(' or ');
  rotate.action(async (given: Record<string, unknown>) => {
    const [asked, ...more] = rotations.filter(({ asks }) => asks(given));
    if (asked === undefined) throw new StartError(`Say which keys to rotate: ${choice}`);
    if (more.length > 0) throw new StartError(`One at a time: ${choice}`);
    await asked.run(settings(), given);
  });
}
