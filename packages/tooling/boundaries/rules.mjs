import { LAYERS, SPEC_FILE, SPEC_PACKAGES } from './layers.mjs';

const oneOf = (names) => `^packages/(${names.join('|')})/`;
const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const upward = LAYERS.slice(0, -1).map((layer, index) =>
  error('no-upward-import', 'A package imports only lower layers.', { path: oneOf(layer), pathNot: SPEC_FILE }, { path: oneOf(LAYERS.slice(index + 1).flat()) }),
);

const siblings = LAYERS.filter((layer) => layer.length > 1).map((layer) =>
  error('no-sibling-import', 'Packages of one layer are woven together by the apps.', { path: oneOf(layer) }, { path: oneOf(layer), pathNot: '^packages/$1/' }),
);

/** dependency-cruiser's rules. Type-only imports count as any other. */
export const RULES = [
  ...upward,
  ...siblings,
  error('no-app-in-package', 'Packages are below apps.', { path: '^packages/', pathNot: SPEC_FILE }, { path: '^apps/' }),
  error('no-app-to-app', 'Apps are processes of their own.', { path: '^apps/([^/]+)/' }, { path: '^apps/', pathNot: '^apps/$1/' }),
  error(
    'no-deep-import',
    'Another package is reached through its index, or a door of its own for what few need: the list of its migrations, what a restore takes of it, metrics.',
    { path: '^(packages|apps)/([^/]+)/' },
    { path: '^(packages|apps)/[^/]+/', pathNot: ['^$1/$2/', '^(packages|apps)/[^/]+/src/(index|migrations|restoring|metrics)\\.ts$'] },
  ),
  error(
    'no-domain-in-migrations',
    'Who brings tables up to date loads no domain for it, and no framework.',
    { path: '^packages/[^/]+/src/migrations(/|\\.ts$)' },
    { path: '^packages/', pathNot: ['^packages/[^/]+/src/migrations(/|\\.ts$)', '^packages/persistence/src/(index|policies)\\.ts$'] },
  ),
  error('no-test-helper-in-source', 'Test helpers are for specs.', { pathNot: [SPEC_FILE, oneOf(SPEC_PACKAGES)] }, { path: [oneOf(SPEC_PACKAGES), SPEC_FILE] }),
  error(
    'no-channel-to-channel',
    'A channel is one folder; what two need lies above them.',
    { path: '^packages/integrations/src/channels/([^/]+)/' },
    { path: '^packages/integrations/src/channels/[^/]+/', pathNot: '^packages/integrations/src/channels/$1/' },
  ),
  error('no-circular', 'A cycle cannot be read, tested or replaced in parts.', {}, { circular: true }),
  error('no-unresolvable', 'An import that leads nowhere is one that no rule sees.', {}, { couldNotResolve: true }),
  error('no-unplaced-package', 'Every package has its place in layers.mjs.', { path: '^packages/', pathNot: oneOf([...LAYERS.flat(), ...SPEC_PACKAGES]) }, {}),
];
