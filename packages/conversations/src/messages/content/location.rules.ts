import type { LocationContent } from '@parley/contracts';

/** `text` is the fallback of channels without locations: the place, or where it is. */
export function prepareLocation(content: LocationContent): LocationContent {
  const { coordinates, location } = content;
  return { ...content, text: [location?.name, location?.address, `${coordinates.lat}, ${coordinates.long}`].filter(Boolean).join('\n') };
}
