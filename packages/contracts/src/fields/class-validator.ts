/**
 * The few parts of class-validator that the contract uses. Its index loads a file for each of its hundred rules, and with
 * them the telephone numbers of all countries: a tenth of what the API's start costs.
 */
export { ValidateBy } from 'class-validator/cjs/decorator/common/ValidateBy.js';
export { ValidateIf } from 'class-validator/cjs/decorator/common/ValidateIf.js';
export { ValidateNested } from 'class-validator/cjs/decorator/common/ValidateNested.js';
export { isEmail } from 'class-validator/cjs/decorator/string/IsEmail.js';
export { getMetadataStorage } from 'class-validator/cjs/metadata/MetadataStorage.js';
export { Validator } from 'class-validator/cjs/validation/Validator.js';
