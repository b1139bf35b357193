import { expect, test } from '@jest/globals';
import { Stops } from './stops.js';

test('what was started first ends last, and everything ends once', async () => {
  const stops = new Stops();
  const ended: string[] = [];
  for (const name of ['database', 'server']) stops.add(name, () => void ended.push(name));
  await Promise.all([stops.run(), stops.run()]);
  expect(ended).toEqual(['server', 'database']);
});

test('what comes up while everything is being ended ends too', async () => {
  const stops = new Stops();
  const ending = Promise.withResolvers<void>();
  stops.add('database', () => ending.promise);
  const first = stops.run();
  let hasEnded = false;
  expect(() => stops.add('server', () => void (hasEnded = true))).toThrow('interrupted');
  ending.resolve();
  await first;
  await stops.run();
  expect(hasEnded).toBe(true);
});
