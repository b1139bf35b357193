export type EntityKind = 'bold' | 'italic' | 'underline' | 'strikethrough' | 'code' | 'pre' | 'blockquote' | 'text_link';

/** Bot API, MessageEntity: a stretch of a text, in UTF-16 units. */
export interface Entity {
  readonly type: EntityKind;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
}

const isCode = ({ type }: Entity): boolean => type === 'code' || type === 'pre';

/**
 * Bot API, "Formatting options": "pre and code entities can't contain any other entities", nor others but quotes contain them, and quotes
 * "can't be nested". What is around code ends before it and goes on behind it; of nested quotes the outer one stays, of nested code as well.
 */
export function withoutCode(entities: readonly Entity[]): readonly Entity[] {
  // of two that are as long, the outer one closes later
  const outer = entities.filter((entity, index) => !entities.some((other, place) => sameRole(entity, other) && contains(other, entity) && (place > index || !contains(entity, other))));
  const code = outer.filter(isCode);
  return outer.flatMap((entity) => (isCode(entity) || entity.type === 'blockquote' ? [entity] : code.reduce<readonly Entity[]>((rest, one) => rest.flatMap((piece) => without(piece, one)), [entity])));
}

const sameRole = (one: Entity, other: Entity): boolean => (isCode(one) && isCode(other)) || (one.type === 'blockquote' && other.type === 'blockquote');
const contains = (outer: Entity, inner: Entity): boolean => outer.offset <= inner.offset && outer.offset + outer.length >= inner.offset + inner.length;

function without(entity: Entity, { offset, length }: Entity): readonly Entity[] {
  const [end, hole] = [entity.offset + entity.length, offset + length];
  if (hole <= entity.offset || offset >= end) return [entity];
  return [{ ...entity, length: offset - entity.offset }, { ...entity, offset: hole, length: end - hole }].filter((piece) => piece.length > 0);
}
