import { field, type FieldOptions } from './field.js';

const FORM = /^(\d{4}-\d\d-\d\dT)(\d\d):\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** A moment in ISO 8601, with its zone; answered as `YYYY-MM-DDThh:mm:ss.SSSZ`. */
export function TimestampField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, (value) => (isTimestamp(value) ? undefined : 'should be a date of the form YYYY-MM-DDThh:mm:ss.SSSZ'), {
    type: 'string',
  });
}

/** Whether a value is a moment in ISO 8601, with its zone. */
export function isTimestamp(value: unknown): boolean {
  const [, day, hour] = typeof value === 'string' ? FORM.exec(value) ?? [] : [];
  if (day === undefined || day.startsWith('0000') || hour === '24' || Number.isNaN(Date.parse(value as string))) return false;
  // Date takes 30 February for 1 March
  return new Date(`${day}00:00:00Z`).toISOString().startsWith(day);
}
