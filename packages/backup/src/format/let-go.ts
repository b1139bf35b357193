/**
 * Gives a buffer's memory back at once, where it is the buffer's alone; nobody may read the buffer afterwards, nor be writing
 * it out still. What is left to the garbage collector is freed long after: each megabyte is then made of new pages, and
 * the collector walks a whole heap for memory that lies outside of it (ADR 0108).
 */
export function letGo({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
