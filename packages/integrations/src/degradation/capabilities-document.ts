import { printCapabilities } from './print-capabilities.js';

/** Where the table is printed, seen from this file, compiled or not. */
export const DOCUMENT = new URL('../../../../docs/channels.md', import.meta.url);

const [BEGIN, END] = ['<!-- Printed by `npm run capabilities`. -->', '<!-- End of what is printed. -->'];

/** The document with the table as it is now. Raises an error where it has no place for it. */
export function withTable(document: string): string {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from < 0 || to < from) throw new Error('docs/channels.md does not say where the table stands');
  return `${document.slice(0, from + BEGIN.length)}\n\n${printCapabilities()}\n\n${document.slice(to)}`;
}
