export {
  ArrayField, BooleanField, EnumArrayField, EnumField, IdField, IntegerField, JsonField, METADATA_BYTES, MetadataField,
  NumberField, ObjectField, StringArrayField, StringField, TimestampField, UnionArrayField, UnionField, isWebUrl,
  metadataFits, readBody, validationTitles,
  type ArrayOptions, type Contract, type FieldOptions, type MetadataOptions, type NumberOptions, type Read, type StringOptions,
} from './fields/index.js';
export { ApiError, ErrorResponse } from './common/error-response.js';
export { Links, Meta } from './common/page.js';
