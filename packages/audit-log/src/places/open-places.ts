import type { CheckpointPlace } from './checkpoint-place.js';
import { DirectoryPlace } from './directory-place.js';

/** The outside places that the settings name. */
export const openPlaces = (places: readonly string[]): CheckpointPlace[] => places.map((path) => new DirectoryPlace(path));
