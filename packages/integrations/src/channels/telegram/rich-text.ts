import { withoutCode, type Entity, type EntityKind } from './entities.js';

/** Words, and where they look otherwise: offsets in UTF-16 units, as Telegram and JavaScript count. */
export interface RichText {
  readonly text: string;
  readonly entities: readonly Entity[];
}

const KINDS: Readonly<Record<string, EntityKind>> = {
  b: 'bold', strong: 'bold', h1: 'bold', h2: 'bold', h3: 'bold', h4: 'bold', h5: 'bold', h6: 'bold',
  i: 'italic', em: 'italic', u: 'underline', ins: 'underline', s: 'strikethrough', del: 'strikethrough', code: 'code', pre: 'pre', blockquote: 'blockquote',
};
const BLOCK = /^(?:p|h[1-6]|ul|ol|li|pre|blockquote)$/;
const TAG = /^<(\/?)([a-z][a-z\d]*)([^>]*)>$/;
const SIGNS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** What Telegram opens; other addresses are written out. */
const OPENS = /^(?:https?|tg):/i;

/** HTML as the API keeps it (clean: known tags, everything else escaped) as Telegram's text and entities, so that nothing has to be escaped for it. */
export function richText(html: string): RichText {
  const reader = new Reader();
  for (const token of html.split(/(<[^>]*>)/)) reader.take(token);
  return reader.done();
}

const decoded = (escaped: string): string => escaped.replace(/&(amp|lt|gt|quot);/g, (_entity, name: string) => SIGNS[name] ?? '');

interface Open {
  readonly tag: string;
  readonly offset: number;
  readonly href?: string;
}

class Reader {
  private text = '';
  private readonly entities: Entity[] = [];
  private readonly open: Open[] = [];
  /** Of the lists that are open: the number of the next item, or none. */
  private readonly lists: (number | undefined)[] = [];

  take(token: string): void {
    const [, closing, tag, attributes = ''] = TAG.exec(token) ?? [];
    if (tag === undefined) this.words(decoded(token));
    else if (closing) this.close(tag);
    else this.begin(tag, attributes);
  }

  done(): RichText {
    const text = this.text.trimEnd();
    const within = this.entities.map((entity) => ({ ...entity, length: Math.min(entity.length, text.length - entity.offset) }));
    return { text, entities: withoutCode(within).filter(({ length }) => length > 0).sort((one, other) => one.offset - other.offset || other.length - one.length) };
  }

  private words(words: string): void {
    if (this.open.some(({ tag }) => tag === 'pre')) this.text += words;
    else this.text += /(?:^|\s)$/.test(this.text.slice(-1)) ? words.replace(/\s+/g, ' ').trimStart() : words.replace(/\s+/g, ' ');
  }

  private begin(tag: string, attributes: string): void {
    if (tag === 'br') this.text += '\n';
    if (BLOCK.test(tag)) this.line();
    if (tag === 'ol' || tag === 'ul') this.lists.push(tag === 'ol' ? Number(/start="(-?\d+)"/.exec(attributes)?.[1] ?? 1) : undefined);
    if (tag === 'li') this.item();
    if (tag === 'q') this.text += '“';
    const href = /href="([^"]*)"/.exec(attributes)?.[1];
    this.open.push({ tag, offset: this.text.length, ...(href !== undefined && { href: decoded(href) }) });
    if (tag === 'br') this.open.pop();
  }

  private close(tag: string): void {
    const place = this.open.findLastIndex((one) => one.tag === tag);
    const [opened] = place < 0 ? [] : this.open.splice(place, 1);
    if (tag === 'q') this.text += '”';
    if (tag === 'ol' || tag === 'ul') this.lists.pop();
    if (opened) this.add(opened);
    if (BLOCK.test(tag)) this.line();
  }

  private add({ tag, offset, href }: Open): void {
    const said = this.text.slice(offset).trimEnd();
    const kind = KINDS[tag];
    if (kind !== undefined) this.entities.push({ type: kind, offset, length: said.length });
    if (href === undefined || said === href) return;
    if (OPENS.test(href)) this.entities.push({ type: 'text_link', offset, length: said.length, url: href });
    else this.text += ` (${href})`;
  }

  private item(): void {
    const number = this.lists.at(-1);
    this.text += number === undefined ? '- ' : `${number}. `;
    if (number !== undefined) this.lists[this.lists.length - 1] = number + 1;
  }

  private line(): void {
    this.text = this.text.replace(/(?<! ) +$/, '');
    if (this.text !== '' && !this.text.endsWith('\n')) this.text += '\n';
  }
}
