import { describe, expect, it } from '@jest/globals';
import { DatabaseUnfit } from './database-unfit.js';
import { refuseOldServer } from './server-version.js';

describe('PostgreSQL 15 or newer', () => {
  it.each([150_000, 150_013, 160_004, 180_000, 190_001])('is accepted: %i', (version) => {
    expect(() => refuseOldServer(version, 'DATABASE_URL')).not.toThrow();
  });

  it.each([
    [149_999, '14'], [140_011, '14'], [90_624, '9'],
  ])('is demanded: %i is refused in one line that names the variable', (version, major) => {
    for (const variable of ['DATABASE_URL', 'PARLEY_ADMIN_DATABASE_URL']) {
      const line = `${variable} leads to PostgreSQL ${major}: Parley needs 15 or newer`;
      expect(() => refuseOldServer(version, variable)).toThrow(new DatabaseUnfit(line));
    }
  });
});
