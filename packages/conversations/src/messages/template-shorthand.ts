import type { TextContent } from '@parley/contracts';
import { BadRequestErrors } from '@parley/kernel';

/** A template as it is written in a text, and what whoever cannot be shown it reads instead. */
export interface ShorthandTemplate {
  readonly fallback: string;
  /** As the Cloud API has it (messages, `template`). A language that is not named is the integration's. */
  readonly template: Readonly<Record<string, unknown>>;
}

type Field = readonly [name: string, value: string];

/** How one begins; nothing that people write does. */
const BEGINS = /&\(\(\s*[a-z_]+\s*=\s*\[\[/;
const [OPENS, CLOSES] = [/\s*&\(\(/y, /\s*\)\)&\s*$/y];
const FIELD = /\s*([a-z_]+)\s*=\s*\[\[([^]*?)\]\]/y;

const HEADERS = ['header_text', 'header_image', 'header_video', 'header_document'];
const ONCE = ['namespace', 'template', 'fallback', 'language', ...HEADERS];
const NAMES = [...ONCE, 'body_text', 'button_index', 'button_url'];

/** Why it cannot be read: what is wrong, and nothing that was written. */
const refused = (why: string): BadRequestErrors => new BadRequestErrors([`content.text ${why} in the shorthand of a template`]);

/**
 * The template that a text is in the reference's shorthand, `&((namespace=[[…]] template=[[…]] fallback=[[…]] language=[[…]] header_image=[[…]]
 * body_text=[[…]] button_index=[[…]] button_url=[[…]]))&` (Zendesk, "Shorthand syntax"); nothing where it is none. A value ends at the first
 * `]]`. Raises bad_request for one that cannot be read, or stands among other words: a person would read it as it is.
 */
export function templateIn({ text, htmlText, markdownText }: Pick<TextContent, 'text' | 'htmlText' | 'markdownText'>): ShorthandTemplate | undefined {
  const written = [text, htmlText, markdownText].find((one) => one !== undefined && BEGINS.test(one));
  return written === undefined ? undefined : read(fieldsOf(written));
}

function fieldsOf(written: string): readonly Field[] {
  const fields: Field[] = [];
  let at = after(OPENS, written, 0)?.end;
  if (at === undefined) throw refused('should have nothing beside what is');
  for (let field = after(FIELD, written, at); field; field = after(FIELD, written, at)) {
    fields.push([field.groups[0] ?? '', field.groups[1] ?? '']);
    at = field.end;
  }
  if (!after(CLOSES, written, at)) throw refused('should have fields of the form name=[[value]], and nothing beside them,');
  return fields;
}

function after(pattern: RegExp, written: string, at: number): { readonly end: number; readonly groups: readonly string[] } | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(written);
  return found ? { end: pattern.lastIndex, groups: found.slice(1) } : undefined;
}

function read(fields: readonly Field[]): ShorthandTemplate {
  if (fields.some(([name]) => !NAMES.includes(name))) throw refused(`should have no other fields than ${NAMES.join(', ')}`);
  const all = (name: string): readonly string[] => fields.filter(([given]) => given === name).map(([, value]) => value);
  const twice = ONCE.find((name) => all(name).length > 1);
  if (twice !== undefined) throw refused(`should have ${twice} once`);
  const [[name = ''], [fallback = ''], [code = '']] = [all('template'), all('fallback'), all('language')];
  if (name === '' || fallback.trim() === '') throw refused('should have template and fallback');
  const header = fields.filter(([given]) => HEADERS.includes(given));
  if (header.length > 1) throw refused('should have one header');
  const body = all('body_text').map((text) => ({ type: 'text', text }));
  const components = [...header.map(headerOf), ...(body.length > 0 ? [{ type: 'body', parameters: body }] : []), ...buttonsOf(fields)];
  return { fallback, template: { name, ...(code !== '' && { language: { code } }), ...(components.length > 0 && { components }) } };
}

function headerOf([name, value]: Field): object {
  const type = name.slice('header_'.length);
  if (type === 'text') return { type: 'header', parameters: [{ type, text: value }] };
  if (!/^https?:$/.test(URL.parse(value)?.protocol ?? '')) throw refused(`should have a URL as ${name}`);
  return { type: 'header', parameters: [{ type, [type]: { link: value } }] };
}

/** A button is its index, and behind it what its address ends in. */
function buttonsOf(fields: readonly Field[]): readonly object[] {
  const given = fields.filter(([name]) => name === 'button_index' || name === 'button_url');
  return given.flatMap(([name, value], nth) => {
    const [wanted, index] = [nth % 2 === 0 ? 'button_index' : 'button_url', given[nth - 1]?.[1] ?? ''];
    if (name !== wanted || (nth === given.length - 1 && nth % 2 === 0)) throw refused('should have button_url behind each button_index');
    if (name === 'button_index') return [];
    if (!/^\d$/.test(index)) throw refused('should have a digit as button_index');
    return [{ type: 'button', sub_type: 'url', index, parameters: [{ type: 'text', text: value }] }];
  });
}
