const NAME = /^[\w-]+(?:\/[\w-]+)*$/;

/** The name, where it leads nowhere but to an object of the key store. */
export function checkName(name: string): string {
  if (!NAME.test(name)) throw new Error('An object of the key store has a name of plain letters');
  return name;
}
