import { BackupFault } from '../../backup-fault.js';
import type { SegmentHeader } from './segment-header.js';

/**
 * The content of a segment: a header in JSON behind its length (4 bytes), then messages of pgoutput, protocol 2, each
 * behind its length (4 bytes). What a stream sent in parts stands as if it had come whole.
 */
export function encodeSegment(header: SegmentHeader, messages: readonly Buffer[]): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json, ...messages]);
}

/** What a segment says of itself. Raises BackupFault `malformed`. */
export function segmentHeader(content: Buffer): SegmentHeader {
  const end = content.length < 4 ? Infinity : 4 + content.readUInt32BE();
  if (end > content.length) throw malformed('its header is cut');
  const header = JSON.parse(content.toString('utf8', 4, end)) as SegmentHeader;
  if (header.v !== 1) throw malformed('it is of a later version');
  return header;
}

/** Its messages, in order, as views. Raises BackupFault `malformed`. */
export function* segmentMessages(content: Buffer): Generator<Buffer> {
  for (let at = 4 + content.readUInt32BE(); at < content.length; ) {
    const end = at + 4 > content.length ? Infinity : at + 4 + content.readUInt32BE(at);
    if (end > content.length) throw malformed('it is cut');
    yield content.subarray(at + 4, end);
    at = end;
  }
}

const malformed = (what: string): BackupFault => new BackupFault('malformed', `A segment cannot be read: ${what}`);
