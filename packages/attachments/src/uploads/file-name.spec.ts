import { expect, it } from '@jest/globals';
import { fileNameOf } from './file-name.js';

it.each([
  ['my file.jpeg', 'my file.jpeg'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\temp\\a.png', 'a.png'],
  ['a\r\nb\u0000\u202ecod.exe', 'abcod.exe'],
  ['\ud800.png', '\ufffd.png'],
  ['..', 'file'],
  ['', 'file'],
  [undefined, 'file'],
  ['x'.repeat(200), 'x'.repeat(128)],
])('a file that is called %j is called %j', (given, name) => expect(fileNameOf(given)).toBe(name));
