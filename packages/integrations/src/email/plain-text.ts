/** Control characters but tab and line feed, and those that turn the direction of what follows. */
const UNSEEN = /[^\P{Cc}\t\n]|[\u202A-\u202E\u2066-\u2069]/gu;

/** A text with line feeds alone, without what is not seen, and without empty lines around it. */
export const plainText = (text: string): string => text.replaceAll(/\r\n?/g, '\n').replaceAll(UNSEEN, '').replaceAll(/[^\S\n]+$/gm, '').replace(/^\n+/, '').trimEnd();

/** The same in one line: for headers, names and subjects. */
export const oneLine = (text: string): string => plainText(text).replaceAll(/\s+/g, ' ').trim();
