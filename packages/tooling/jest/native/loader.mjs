import { transformSync } from '@swc/core';
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks, setSourceMapsSupport } from 'node:module';
import { fileURLToPath } from 'node:url';

const GLOBALS = new URL('globals.mjs', import.meta.url).href;
const TYPESCRIPT = /^file:.*\.ts(\?|$)/;

const SWC = {
  swcrc: false,
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

/** `./x.js` in TypeScript means x.ts where that is there. */
function source(specifier, parent) {
  if (!/^\.{1,2}\/.*\.js$/.test(specifier)) return undefined;
  const url = new URL(specifier.replace(/\.js$/, '.ts'), parent);
  return existsSync(url) ? url.href : undefined;
}

/** Lets Node load the sources of specs: TypeScript with decorators, and `@jest/globals`. Nothing changes for what JavaScript imports. */
export function registerLoader() {
  setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
  registerHooks({
    resolve(specifier, context, next) {
      if (!TYPESCRIPT.test(context.parentURL ?? '')) return next(specifier, context);
      const url = specifier === '@jest/globals' ? GLOBALS : source(specifier, context.parentURL);
      return url === undefined ? next(specifier, context) : { url, format: 'module', shortCircuit: true };
    },
    load(url, context, next) {
      if (!TYPESCRIPT.test(url)) return next(url, context);
      const filename = fileURLToPath(url);
      return { format: 'module', source: transformSync(readFileSync(filename, 'utf8'), { ...SWC, filename }).code, shortCircuit: true };
    },
  });
}
