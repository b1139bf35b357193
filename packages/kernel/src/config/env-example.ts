import { CATALOGUE } from './catalogue.js';

/** The text of `.env.example`: every setting with what it means and what holds without it. */
export function renderEnvExample(): string {
  const settings = Object.values(CATALOGUE).map(({ name, doc, fallback, example }) => {
    const value = fallback === undefined || fallback === '' ? (example ?? '') : fallback;
    const absence = fallback === undefined || fallback === '' ? 'Not set by default; an example:' : 'By default:';
    return `# ${doc}\n# ${absence}\n#${name}=${value}\n`;
  });
  return ['# Settings of Parley. Written by `parley settings --write`; do not edit by hand.\n', ...settings].join('\n');
}
