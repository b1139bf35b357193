/** How many digits a card number has (ISO/IEC 7812-1), and how many of them remain to tell one's cards apart. */
const LEAST = 13;
const MOST = 19;
const SHOWN = 4;

/** With what the numbers of card networks begin, UATP's apart: with 1 begins every time in milliseconds, and one in ten satisfies the check. */
const FIRST = /[2-689]/;

/** Numbers on cards stand in groups of four to six; only the last may be shorter. */
const GROUP = 4;

/** The places of digits that stand together. */
type Group = number[];

interface Format {
  /** Runs of digits, and what may hold digits that nobody sees. */
  readonly tokens: RegExp;
  /** What is written between two runs, as a reader sees it. */
  readonly seen: (between: string) => string;
  /** What separates groups of one number. */
  readonly separator: RegExp;
}

const FORMATS = {
  text: { tokens: /\d+/g, seen: (between) => between, separator: /^[ \u00a0\u202f\u2010\u2011-]$/ },
  html: {
    tokens: /<[^<>]*>|\d+/g,
    seen: (between) => between.replace(/<\/?(?:strong|b|em|i|u|ins|s|del|a|code|q|span)\b[^<>]*>/g, ''),
    separator: /^(?:\s+|[\u2010\u2011-])$/,
  },
} as const satisfies Record<string, Format>;

/**
 * The text with a `*` for each digit of a card number but the last four; as it is when it holds none. A card number is 13 to 19
 * digits that do not begin with 0, 1 or 7, grouped by single spaces or hyphens or not at all, that satisfy the Luhn check and are no part of a
 * longer run of digits.
 * In clean HTML counts what a reader sees; addresses of links stay. Takes time in proportion to the length.
 */
export function maskCardNumbers(text: string, format: keyof typeof FORMATS = 'text'): string {
  if (text.length < LEAST) return text;
  const hidden = new Set<number>();
  for (const groups of sequences(text, FORMATS[format]))
    for (const places of candidates(groups)) if (isCard(text, places)) for (const place of places.slice(0, -SHOWN)) hidden.add(place);
  return hidden.size === 0 ? text : text.replace(/\d/g, (digit, place: number) => (hidden.has(place) ? '*' : digit));
}

/** Groups of digits with nothing but a separator between them. */
function sequences(text: string, { tokens, seen, separator }: Format): Group[][] {
  const all: Group[][] = [[]];
  let end = 0;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (token.startsWith('<')) continue;
    const between = seen(text.slice(end, index));
    end = index + token.length;
    const group = Array.from(token, (_digit, nth) => index + nth);
    const last = all.at(-1)?.at(-1);
    // A number's decimals are a part of it.
    if (/\d\.$/.test(text.slice(Math.max(0, index - 2), index))) all.push([]);
    else if (between === '' && last) for (const place of group) last.push(place);
    else if (separator.test(between)) all.at(-1)?.push(group);
    else all.push([group]);
  }
  return all;
}

/** What may be a card number: all groups together, however they are cut, or as many in a row as are cut like a card's. */
function* candidates(groups: readonly Group[]): Generator<Group> {
  const digits = groups.reduce((sum, { length }) => sum + length, 0);
  if (digits >= LEAST && digits <= MOST) yield groups.flat();
  for (const first of groups.keys()) {
    let places: Group = [];
    for (let next = first, group = groups[next]; group && places.length + group.length <= MOST; group = groups[++next]) {
      places = places.concat(group);
      if (places.length >= LEAST) yield places;
      if (group.length < GROUP) break;
    }
  }
}

/** By its first digit, and by ISO/IEC 7812-1, annex B: every second digit from the right counts twice, by the sum of its digits. */
function isCard(text: string, places: Group): boolean {
  if (!FIRST.test(text[places[0] ?? 0] ?? '')) return false;
  const sum = places.toReversed().reduce((total, place, nth) => {
    const digit = Number(text[place]) * (1 + (nth % 2));
    return total + (digit > 9 ? digit - 9 : digit);
  }, 0);
  return sum % 10 === 0;
}
