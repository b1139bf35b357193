import { serve } from '../stage/remote.js';
import { load } from './load.js';
import { paced } from './paced.js';

/** The load generator's process. */
const methods = { load, paced };
export type Generator = typeof methods;

serve(methods);
