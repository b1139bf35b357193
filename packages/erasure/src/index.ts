export type { Erasure, ErasedKey, ErasedSubject, ErasureKind, ErasureState } from './erasure.js';
export type { ErasureTarget } from './erasure-target.js';
export { ErasureModule } from './erasure.module.js';
export { Erasures, type ErasureRequest } from './erasures.js';
