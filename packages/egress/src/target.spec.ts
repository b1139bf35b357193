import { describe, expect, it } from '@jest/globals';
import { parseTarget } from './target.js';

describe('parseTarget', () => {
  it.each(['https://example.org/hook', 'http://example.org:8080/a?b=c', 'https://[2606:4700::1]/'])('reads %s', (target) =>
    expect(parseTarget(target, false).href).toBe(target));

  it.each([
    '', 'example.org', '/hook', 'ftp://example.org/', 'file:///etc/passwd', 'javascript:alert(1)', 'https://', 'http://a b/',
    'https://user:pass@example.org/', 'https://user@example.org/', `https://example.org/${'a'.repeat(2048)}`,
  ])('refuses %s', (target) => expect(() => parseTarget(target, false)).toThrow('bad_target'));

  it('refuses http where https is demanded', () => {
    expect(() => parseTarget('http://example.org/', true)).toThrow('bad_target');
    expect(parseTarget('https://example.org/', true).protocol).toBe('https:');
  });

  it.each(['http://0x7f.1/', 'http://2130706433/', 'http://127.1/', 'http://0177.0.0.1/'])('reads %s as the loopback address it is', (target) =>
    expect(parseTarget(target, false).hostname).toBe('127.0.0.1'));
});
