import { freePort } from '@parley/testing';

/** Ports of loopback that were free a moment ago, all different. */
export const freePorts = (count: number): Promise<number[]> => Promise.all(Array.from({ length: count }, freePort));
