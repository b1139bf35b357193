#!/usr/bin/env node
/**
 * `npm run pkcs11`: compiles the native module of pkcs11js for the Node that runs the apps. Nobody else needs a compiler, so
 * an installation leaves it out. Needs Python 3, make and a C++ compiler.
 */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandEnvironment, ROOT } from './lib/environment.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { node24 } from './lib/node24.mjs';
import { foreground } from './lib/processes.mjs';

const NODE_GYP = 'node-gyp@13.1.0';

try {
  const env = commandEnvironment();
  await ensureInstalled(env);
  const node = dirname(realpathSync(node24()));
  // npm's Node 24 brings its headers; another one's are downloaded.
  const headers = dirname(node);
  const nodedir = existsSync(join(headers, 'include/node/node_api.h')) ? ['--nodedir', headers] : [];
  const module = realpathSync(join(ROOT, 'packages/crypto-at-rest/node_modules/pkcs11js'));
  process.exit(await foreground('npx', ['-y', NODE_GYP, 'rebuild', '--directory', module, ...nodedir], { ...env, PATH: `${node}:${env.PATH}` }));
} catch (error) {
  process.stderr.write(`parley: ${error.message}\n`);
  process.exit(1);
}
