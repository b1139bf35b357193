import { describe, expect, it } from '@jest/globals';
import { mediaTypeOf } from './media-type.js';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n');
const ZIP = Buffer.concat([Buffer.from('504b030414000000000000000000', 'hex'), Buffer.alloc(40)]);
const HTML = Buffer.from('<!-- a --> <html><script>alert(1)</script>');
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
const XML = Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>');
const TEXT = Buffer.from('a < b and c > d');
const SECRET_WORDS = /alert|svg xmlns/;

describe('the type of a file', () => {
  it.each<[string, Buffer, string | undefined, string]>([
    ['a PNG is one', PNG, 'image/png', 'image/png'],
    ['a PNG is one, whoever says JPEG', PNG, 'image/jpeg', 'image/png'],
    ['a PNG is one, who says nothing', PNG, undefined, 'image/png'],
    ['a PNG is one, who says text', PNG, 'text/plain; charset=utf-8', 'image/png'],
    ['a PDF is one, who says a zip', PDF, 'application/zip', 'application/pdf'],
    ['a document in a container is what it says', ZIP, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['a container is no page', ZIP, 'text/html', 'application/zip'],
    ['a page that says so', HTML, 'text/html; charset=utf-8', 'text/html'],
    ['a page that says it is a text: it is served as one', HTML, 'text/plain', 'text/plain'],
    ['an SVG that says so', SVG, 'image/svg+xml', 'image/svg+xml'],
    ['an SVG with an XML declaration', XML, 'IMAGE/SVG+XML', 'image/svg+xml'],
    ['a text', TEXT, 'text/csv', 'text/csv'],
    ['an image that nobody can recognise is served as bytes', TEXT, 'image/x-strange', 'application/octet-stream'],
    ['a claim that is no type', TEXT, 'a"b\r\nx: y', 'application/octet-stream'],
    ['nothing at all', Buffer.alloc(0), undefined, 'application/octet-stream'],
  ])('%s', async (_, head, claim, type) => {
    expect(await mediaTypeOf(head, claim)).toBe(type);
  });

  it.each<[string, Buffer, string]>([
    ['HTML as an image', HTML, 'image/png'],
    ['HTML as an SVG without being XML is still markup, and an SVG as a PNG', SVG, 'image/png'],
    ['XML as a sound', XML, 'audio/mpeg'],
    ['a PDF as an image', PDF, 'image/png'],
    ['a zip as a film', ZIP, 'video/mp4'],
    ['an image as a sound', PNG, 'audio/mpeg'],
  ])('%s is refused, without repeating what was sent', async (_, head, claim) => {
    const refusal = await mediaTypeOf(head, claim).then(() => undefined, (error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'bad_request', title: expect.stringMatching(/^source is not of the type/) });
    expect((refusal as { title: string }).title).not.toMatch(SECRET_WORDS);
  });
});
