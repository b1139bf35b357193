import { createHash } from 'node:crypto';
import { BOT_API } from './bot-api.js';

type Body = Readonly<Record<string, unknown>>;

/** A call that came as a form. */
export interface FormCall {
  /** With what is to be known of its files in their place. */
  readonly asked: Body;
  /** As the JSON that would say the same of a file that Telegram has, for the schemas. */
  readonly judged: Body;
  readonly problems: readonly string[];
}

const MB = 1024 * 1024;

/** Reads a form by the runtime's own parser. What is no word is JSON (Bot API, "Sending files" and "Making requests"). */
export async function readForm(method: string, type: string, bytes: Buffer): Promise<FormCall> {
  const [asked, judged, problems]: [Record<string, unknown>, Record<string, unknown>, string[]] = [{}, {}, []];
  const fields = BOT_API.methods[method]?.fields ?? [];
  for (const [name, value] of await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()) {
    const types = fields.find((field) => field.name === name)?.types ?? [];
    if (typeof value === 'string') asked[name] = judged[name] = valueOf(value, types);
    else {
      const content = Buffer.from(await value.arrayBuffer());
      asked[name] = { fileName: value.name, mediaType: value.type, size: content.length, sha256: createHash('sha256').update(content).digest('hex') };
      judged[name] = 'the id of a file';
      problems.push(...problemsOf(name, content.length, types));
    }
  }
  return { asked, judged, problems };
}

function valueOf(value: string, types: readonly string[]): unknown {
  if (types.includes('String')) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Bot API, "Sending files": "10 MB max size for photos, 50 MB for other files". */
function problemsOf(name: string, size: number, types: readonly string[]): readonly string[] {
  if (!types.includes('InputFile')) return [`/${name} takes no file`];
  if (size === 0) return [`/${name} is empty`];
  return size > (name === 'photo' ? 10 : 50) * MB ? [`/${name} is too large`] : [];
}
