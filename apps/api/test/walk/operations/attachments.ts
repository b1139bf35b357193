import { UNKNOWN, type Cases } from '../ask.js';
import { PNG, type World } from '../world.js';

const png = { content: PNG, type: 'image/png' };
const conversation = async (w: World) => w.conversation([await w.user()]);

export const attachments: Cases = {
  UploadAttachment: [
    [201, 'it is for a message of a conversation', async (w) => ({ query: { access: 'public', for: 'message', conversationId: (await conversation(w)).id }, file: png })],
    [400, 'the file is not of the type it claims', () => ({ file: { content: Buffer.from('<!doctype html>'), type: 'image/png' } })],
    [404, 'there is no such app', () => ({ path: { appId: UNKNOWN }, file: png })],
  ],
  DeleteAttachment: [
    [200, 'it is there', async (w) => ({ json: { mediaUrl: await w.attachment() } })],
    [400, 'the URL is of another host', () => ({ json: { mediaUrl: 'https://badhost.com/image.png' } })],
    [404, 'there is no such attachment', async (w) => ({ json: { mediaUrl: (await w.attachment()).replaceAll(/[0-9a-f]{24}/g, UNKNOWN) } })],
    [409, 'its conversation is under a legal hold', async (w) => {
      const held = await conversation(w);
      const mediaUrl = await w.attachment(held);
      await w.hold('conversation', held.id);
      return { json: { mediaUrl } };
    }],
  ],
};
