import { expect, test } from '@jest/globals';
import { busyness } from './machine.js';

test('a machine that others keep busy is told, with its load', () => expect(busyness(6.04, 2)).toContain('6.0 on 2 cores'));
test('an idle machine is not worth a word', () => expect(busyness(0.3, 2)).toBeUndefined());
