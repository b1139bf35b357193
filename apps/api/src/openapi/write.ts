import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { renderDocument } from './render.js';

/** Where the committed document lies, seen from this file's compiled form. */
const FILE = new URL('../../openapi.json', import.meta.url);

writeFileSync(FILE, await renderDocument());
