import type { Subject } from '../keys/subject.js';

/** Whose keys go. */
export interface ErasedSubject {
  readonly subject: Subject;
  /** Only the generations up to this one; without it, all. */
  readonly throughGeneration?: number;
}

/** A key that no copy of the database opens any more. */
export interface DestroyedKey {
  /** `*`: a tenant's own key, and with it every key of the tenant. */
  readonly subject: Subject | '*';
  readonly generation: number;
  /** The id that its cells carry (64 hex digits); of a tenant's key, made the same way. Null where the key could not be opened before it went. */
  readonly keyId: string | null;
}

/** Says of a data key whether it is meant. */
export type Selection = (key: { readonly subject: string; readonly generation: number }) => boolean;

/** Whether a generation of a subject's keys is among those that go. */
export function erases(subjects: readonly ErasedSubject[]): Selection {
  const through = new Map<string, number>();
  for (const { subject, throughGeneration = Infinity } of subjects) through.set(subject, Math.max(through.get(subject) ?? 0, throughGeneration));
  return ({ subject, generation }) => generation <= (through.get(subject) ?? 0);
}
