import type { Finding, Verdict } from '@parley/audit-log';

const entries = (from: number, to: number): string => (to - from > 1 ? `entries ${from} to ${to - 1}` : `entry ${from}`);

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What was found, as a sentence. */
export function sentence(finding: Finding): string {
  switch (finding.code) {
    case 'edited':
      return `tree ${finding.tree}, ${entries(finding.from, finding.to)}: edited${finding.entry === undefined ? '' : ` (id ${finding.entry})`}`;
    case 'deleted':
      return `tree ${finding.tree}, entry ${finding.from}: deleted here${finding.to - finding.from > 1 ? `, up to entry ${finding.to - 1} is another` : ''}`;
    case 'inserted':
      return `tree ${finding.tree}, entry ${finding.from}: inserted here${finding.entry === undefined ? '' : ` (id ${finding.entry})`}`;
    case 'reordered':
      return `tree ${finding.tree}, ${entries(finding.from, finding.to)}: put in another order`;
    case 'truncated':
      return `tree ${finding.tree}: entry ${finding.from} and all after it are gone (up to entry ${finding.to - 1} was witnessed)`;
    case 'rewritten':
      return `tree ${finding.tree}: from entry ${finding.from} on another log`;
    case 'hash_differs':
      return `tree ${finding.tree}, entry ${finding.from}: not the one whose hash the database keeps${finding.entry === undefined ? '' : ` (id ${finding.entry})`}`;
    case 'own_checkpoint_altered':
      return `tree ${finding.tree}: the checkpoint of size ${finding.size} that the database keeps is not the one that was signed`;
    case 'unlocated':
      return `tree ${finding.tree}: something between entry ${finding.from} and entry ${finding.to - 1} was altered, and no place has the hashes that say where`;
    case 'place_altered':
      return `place ${finding.place}: what lies under tree ${finding.tree}, size ${finding.size}, was altered`;
    case 'checkpoint_unsigned':
      return `place ${finding.place}: the checkpoint of tree ${finding.tree}, size ${finding.size}, is not signed by a trusted key`;
    case 'checkpoint_contradicts':
      return `place ${finding.place}: the checkpoint of tree ${finding.tree}, size ${finding.size}, is signed and of another log`;
    case 'place_behind':
      return `place ${finding.place}: it has not the checkpoint of tree ${finding.tree}, size ${finding.size}`;
    case 'opening_missing':
      return `tree ${finding.tree}: its first entry does not say that a restore opened it`;
    case 'opening_wrong':
      return `tree ${finding.tree}: its first entry does not name the last checkpoint outside`;
    case 'stray':
      return `entry id ${finding.entry}: in no tree, and waiting for none`;
  }
}

/** A verdict for a person: what was checked, restores, and what was found, the first bad entry first. */
export function report({ ok, findings, restores, trees }: Verdict): string[] {
  return [
    ...trees.map(({ tree, entries: count, covered, checkpoints }) => `tree ${tree}: ${count} entries, ${Math.min(covered, count)} of them under ${counted(checkpoints, 'checkpoint')}`),
    ...restores.map(({ tree, from, to, openedBy }) => `tree ${tree}: ${entries(from, to)} lost in the restore that opened tree ${openedBy}`),
    ...findings.map((finding) => `BAD ${sentence(finding)}`),
    ok ? 'Nothing was altered that a checkpoint outside covers.' : `${counted(findings.length, 'finding')}.`,
  ];
}
