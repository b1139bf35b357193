import { isS3Url } from '@parley/kernel';
import type { CheckpointPlace } from './checkpoint-place.js';
import { DirectoryPlace } from './directory-place.js';
import { S3Place } from './s3-place.js';

/** The outside places that the settings name: directories, and prefixes of S3 buckets. */
export const openPlaces = (places: readonly string[]): CheckpointPlace[] => places.map((place) => (isS3Url(place) ? new S3Place(place) : new DirectoryPlace(place)));
