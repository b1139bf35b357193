/** What is needed of a `.cpuprofile` file (V8's format: microseconds of the monotonic clock). */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

export interface Share {
  readonly name: string;
  readonly microseconds: number;
}

export interface ProfileSummary {
  /** Time in which something ran, without idling. */
  readonly busy: number;
  /** By package, largest first; the shares add up to `busy`. */
  readonly packages: readonly Share[];
  /** By function, largest first. */
  readonly functions: readonly Share[];
}

const META = new Map([['(garbage collector)', 'gc'], ['(program)', 'native code and system calls'], ['(root)', 'native code and system calls']]);

/** The package a script belongs to; undefined for V8's own functions, which have no script. */
export function packageOf(url: string): string | undefined {
  if (url === '') return undefined;
  if (url.startsWith('node:')) return 'node';
  const installed = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  if (installed !== undefined) return installed;
  const own = /\/(?:packages|apps)\/([^/]+)\/(?:dist|src)\//.exec(url)?.[1];
  return own === undefined ? 'other' : `@parley/${own}`;
}

/**
 * Adds up self time between two moments (microseconds of the monotonic clock), so that starting up does not count.
 * V8's own functions (JSON.parse, Array.map …) count for the package that called them.
 */
export function summarise(profile: CpuProfile, from = -Infinity, to = Infinity): ProfileSummary {
  const owners = ownersOf(profile.nodes);
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const packages = new Map<string, number>();
  const functions = new Map<string, number>();
  let now = profile.startTime;
  profile.samples.forEach((id, index) => {
    now += profile.timeDeltas[index] ?? 0;
    // A sample stands for the time until the next one.
    const lasted = profile.timeDeltas[index + 1] ?? 0;
    const node = byId.get(id);
    if (node === undefined || now < from || now > to || node.callFrame.functionName === '(idle)') return;
    const owner = owners.get(id) ?? 'other';
    add(packages, owner, lasted);
    add(functions, `${node.callFrame.functionName || '(anonymous)'}  ${owner}${place(node)}`, lasted);
  });
  return { busy: sum(packages), packages: sorted(packages), functions: sorted(functions) };
}

function ownersOf(nodes: readonly ProfileNode[]): Map<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const owners = new Map<number, string>();
  const visit = (node: ProfileNode, caller: string): void => {
    const owner = META.get(node.callFrame.functionName) ?? packageOf(node.callFrame.url) ?? caller;
    owners.set(node.id, owner);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child !== undefined) visit(child, owner);
    }
  };
  if (nodes[0] !== undefined) visit(nodes[0], 'native code and system calls');
  return owners;
}

const place = ({ callFrame }: ProfileNode): string =>
  callFrame.url === '' ? '' : ` ${callFrame.url.slice(callFrame.url.lastIndexOf('/') + 1)}:${callFrame.lineNumber + 1}`;

const add = (into: Map<string, number>, name: string, microseconds: number): void =>
  void into.set(name, (into.get(name) ?? 0) + microseconds);

const sum = (of: ReadonlyMap<string, number>): number => [...of.values()].reduce((total, value) => total + value, 0);

const sorted = (of: ReadonlyMap<string, number>): Share[] =>
  [...of].map(([name, microseconds]) => ({ name, microseconds })).sort((a, b) => b.microseconds - a.microseconds);
