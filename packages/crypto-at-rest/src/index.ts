export { CryptoFault, type FaultCode } from './crypto-fault.js';
export { type Place } from './cells/place.js';
