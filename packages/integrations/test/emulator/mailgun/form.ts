/** The fields of a form; of files their names. What came several times is a list. */
export type Form = Readonly<Record<string, string | readonly string[]>>;

/** Reads a form by the runtime's own parser; nothing where it is none. */
export async function readForm(type: string, bytes: Buffer): Promise<Form | undefined> {
  if (bytes.length === 0) return {};
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData().catch(() => undefined);
  return form && Object.fromEntries([...new Set(form.keys())].map((name) => [name, valuesOf(form, name)]));
}

function valuesOf(form: FormData, name: string): string | readonly string[] {
  const values = form.getAll(name).map((value) => (typeof value === 'string' ? value : value.name));
  return values.length === 1 ? (values[0] ?? '') : values;
}

/** The values of a field, however often it came. */
export const listOf = (value: Form[string] | undefined): readonly string[] => (value === undefined ? [] : typeof value === 'string' ? [value] : value);
