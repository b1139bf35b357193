export { eventually } from '@parley/testing';
