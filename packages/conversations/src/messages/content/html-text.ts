const BLOCK = /^<\/?(?:p|h[1-6]|ul|ol|li|pre|blockquote)\b/;
const HREF = /href="([^"]*)"/;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** What a channel without rich text shows of clean HTML: blocks become lines, items get a dash, links their address. */
export function htmlToText(clean: string): string {
  const text = new PlainText();
  // clean HTML escapes < and > everywhere, so the tags are exactly these
  for (const token of clean.split(/(<[^>]*>)/)) {
    if (token.startsWith('<')) text.tag(token);
    else text.words(decode(token));
  }
  return text.toString();
}

const decode = (escaped: string): string => escaped.replace(/&(amp|lt|gt|quot);/g, (_entity, name: string) => ENTITIES[name] ?? '');

class PlainText {
  private out = '';
  private preformatted = false;
  private link: { readonly href: string; readonly from: number } | undefined;

  tag(tag: string): void {
    if (tag.startsWith('<br')) this.out += '\n';
    if (BLOCK.test(tag)) this.newLine();
    if (tag === '<li>') this.out += '- ';
    if (/^<\/?pre\b/.test(tag)) this.preformatted = !tag.startsWith('</');
    if (tag.startsWith('<a')) this.link = { href: decode(HREF.exec(tag)?.[1] ?? ''), from: this.out.length };
    if (tag === '</a>') this.closeLink();
  }

  words(text: string): void {
    const words = this.preformatted ? text : text.replace(/\s+/g, ' ');
    this.out += /\s$|^$/.test(this.out) && !this.preformatted ? words.trimStart() : words;
  }

  toString(): string {
    return this.out.trim();
  }

  private newLine(): void {
    this.out = this.out.replace(/ +$/, '');
    if (this.out !== '' && !this.out.endsWith('\n')) this.out += '\n';
  }

  private closeLink(): void {
    const { href, from } = this.link ?? { href: '', from: 0 };
    if (href && this.out.slice(from).trim() !== href) this.out += ` (${href})`;
    this.link = undefined;
  }
}
