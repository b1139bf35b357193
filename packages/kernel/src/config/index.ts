export { baseFolder } from './checkout.js';
export { ConfigError } from './config-error.js';
export { isWithin } from './is-within.js';
export { renderEnvExample } from './env-example.js';
export { loadSettings } from './load-settings.js';
export { backupZones, type ZoneSetting } from './named-places.js';
export { baseUrl, publicUrl } from './public-url.js';
export { isS3Url, parseS3Url, type S3Location } from './s3-url.js';
export { ENVIRONMENTS, SETTINGS, type Environment, type NamedPlace, type Settings } from './settings.js';
