import { Ajv } from 'ajv';
import { BOT_API } from './bot-api.js';
import { BOT_API_SCHEMA, ID } from './schemas.js';

// The rules of one field among several name fields that the schema around them describes, which the two settings would not see.
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
ajv.addKeyword({ keyword: 'maxBytes', type: 'string', schemaType: 'number', validate: (most: number, text: string) => Buffer.byteLength(text) <= most });
ajv.addSchema(BOT_API_SCHEMA);

/** What is wrong with a method's JSON body by the Bot API; nothing if it is right. Compiled when a method is first asked for. */
export function validateRequest(method: string, body: unknown): readonly string[] {
  return Object.hasOwn(BOT_API.methods, method) ? problems(method, body) : [`there is no method ${method}`];
}

/** What is wrong with an update by the Bot API: for fixtures, and for what an emulator sends. */
export const validateUpdate = (update: unknown): readonly string[] => problems('Update', update);

/** What is wrong with a value of a type, or with the body of a method, that there is. */
export function problems(name: string, value: unknown): readonly string[] {
  const validate = ajv.getSchema(`${ID}#/$defs/${name}`);
  if (validate === undefined) throw new Error(`no schema of ${name}`);
  return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message = '', params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`);
}
