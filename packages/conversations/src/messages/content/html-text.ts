const BLOCK = /^<\/?(?:p|h[1-6]|ul|ol|li|pre|blockquote)\b/;
const HREF = /href="([^"]*)"/;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/**
 * What a channel without rich text shows of clean HTML: blocks become lines, items get a dash, links their address.
 * Takes time in proportion to the length, whatever the HTML.
 */
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
  /** None is empty. In pieces, because to look at the end of a growing string copies it. */
  private readonly pieces: string[] = [];
  private preformatted = false;
  private link: { readonly href: string; readonly from: number } | undefined;

  tag(tag: string): void {
    if (tag.startsWith('<br')) this.append('\n');
    if (BLOCK.test(tag)) this.newLine();
    if (tag === '<li>') this.append('- ');
    if (/^<\/?pre\b/.test(tag)) this.preformatted = !tag.startsWith('</');
    if (tag.startsWith('<a')) this.link = { href: decode(HREF.exec(tag)?.[1] ?? ''), from: this.pieces.length };
    if (tag === '</a>') this.closeLink();
  }

  words(text: string): void {
    if (this.preformatted) return this.append(text);
    const words = text.replace(/\s+/g, ' ');
    this.append(/^\s?$/.test(this.last()) ? words.trimStart() : words);
  }

  toString(): string {
    return this.pieces.join('').trim();
  }

  private append(piece: string): void {
    if (piece !== '') this.pieces.push(piece);
  }

  /** The last character; none at the beginning. */
  private last(): string {
    return this.pieces.at(-1)?.at(-1) ?? '';
  }

  private newLine(): void {
    // what is taken away is never looked at again
    for (let piece = this.pieces.pop(); piece !== undefined; piece = this.pieces.pop()) {
      const kept = withoutBlanksAtEnd(piece);
      if (kept === '') continue;
      this.pieces.push(kept);
      break;
    }
    if (this.pieces.length > 0 && this.last() !== '\n') this.pieces.push('\n');
  }

  private closeLink(): void {
    const { href, from } = this.link ?? { href: '', from: 0 };
    if (href && this.pieces.slice(from).join('').trim() !== href) this.append(` (${href})`);
    this.link = undefined;
  }
}

/** By a loop: the expression ` +$` tries every blank of a run as its start, in time that grows with the square. */
function withoutBlanksAtEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === ' ') end -= 1;
  return text.slice(0, end);
}
