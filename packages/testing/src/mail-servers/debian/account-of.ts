import { execFileSync } from 'node:child_process';

/** An account of the system, as numbers. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Throws where there is none of that name. */
export function accountOf(name: string): Account {
  const id = (option: '-u' | '-g') => Number(execFileSync('id', [option, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
