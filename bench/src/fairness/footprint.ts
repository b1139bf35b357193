import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What a process holds. */
export interface Footprint {
  readonly sockets: number;
  readonly megabytes: number;
}

/** Reads it from /proc (proc(5)); zeros where there is none. */
export function footprint(pid: number): Footprint {
  try {
    const folder = `/proc/${pid}/fd`;
    const sockets = readdirSync(folder).filter((fd) => isSocket(`${folder}/${fd}`)).length;
    const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return { sockets, megabytes: Number(kilobytes) / 1024 };
  } catch {
    return { sockets: 0, megabytes: 0 };
  }
}

function isSocket(path: string): boolean {
  try {
    return readlinkSync(path).startsWith('socket:');
  } catch {
    return false; // closed since it was listed
  }
}
