import type { Facts } from './flatten.js';

/**
 * Where the reference has tagged forms and we have one class whose `type` lists the tags, our places are spelt as forms too:
 * `activity.data` becomes `activity<ticket:closed>.data` and so on, so that the two compare property by property.
 */
export function spellAsForms(reference: ReadonlyMap<string, Facts>, ours: ReadonlyMap<string, Facts>): Map<string, Facts> {
  const result = new Map(ours);
  const forms = new Set([...reference.keys()].flatMap((place) => [...place.matchAll(/</g)].map(({ index }) => place.slice(0, index))));
  for (const base of forms) {
    const [within, type] = [base === '' ? '' : `${base}.`, `${base === '' ? '' : `${base}.`}type`];
    const { enum: tags } = result.get(type) ?? {};
    if (typeof tags !== 'string' || [...result.keys()].some((place) => place.startsWith(`${base}<`))) continue;
    result.delete(type);
    for (const [place, facts] of [...result]) {
      if (!place.startsWith(within) || place === base) continue;
      result.delete(place);
      for (const tag of tags.split('|')) result.set(`${base}<${tag}>.${place.slice(within.length)}`, facts);
    }
    for (const tag of tags.split('|')) result.set(`${base}<${tag}>`, { type: 'object', required: true, nullable: false });
  }
  return result;
}
