import type { FormContent, FormField, FormOption } from '@parley/contracts';

const MIN_SIZE = 1;
const MAX_SIZE = 128;

/** The rules of a form that its fields' own schemas cannot say (openapi.yaml, schemas `field`, `formMessageField`, `formOptions`). */
export function prepareForm(content: FormContent, faults: string[]): FormContent {
  const again = repeated(content.fields);
  if (again >= 0) faults.push(`content.fields[${again}].name should be unique in the form`);
  const fields = content.fields.map((field, index) => prepareField(field, `content.fields[${index}]`, faults));
  return { ...content, submitted: false, fields };
}

function prepareField(field: FormField, path: string, faults: string[]): FormField {
  if (field.type !== 'text' && field.format !== undefined) faults.push(`${path}.format is only supported for a field of type text`);
  if (field.type === 'select') checkOptions(field, path, faults);
  else if (field.options !== undefined) faults.push(`${path}.options is only supported for a field of type select`);
  return field.type === 'text' ? { ...field, ...sizes(field, path, faults) } : withoutSizes(field);
}

function checkOptions({ options }: FormField, path: string, faults: string[]): void {
  if (!options?.length) faults.push(`${path}.options is required for a field of type select`);
  const again = repeated(options ?? []);
  if (again >= 0) faults.push(`${path}.options[${again}].name should be unique in the field`);
}

function sizes({ minSize = MIN_SIZE, maxSize }: FormField, path: string, faults: string[]): Pick<FormField, 'minSize' | 'maxSize'> {
  if (maxSize !== undefined && maxSize < minSize) faults.push(`${path}.maxSize should be at least minSize`);
  return { minSize, maxSize: maxSize ?? Math.max(MAX_SIZE, minSize) };
}

// they bound the answer to a text field and say nothing of another
const withoutSizes = ({ minSize: _minSize, maxSize: _maxSize, ...field }: FormField): FormField => field;

/** The first whose name an earlier one has; -1 when there is none. */
function repeated(named: readonly (FormField | FormOption)[]): number {
  const seen = new Set<string>();
  return named.findIndex(({ name }) => seen.size === seen.add(name).size);
}
