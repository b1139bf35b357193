import { readFileSync, writeFileSync } from 'node:fs';
import { DOCUMENT, withTable } from './capabilities-document.js';

writeFileSync(DOCUMENT, withTable(readFileSync(DOCUMENT, 'utf8')));
