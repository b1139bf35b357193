import { installDebianPackages } from './debian-packages.js';
import globalSetup from './global-setup.js';

/** The global setup of `npm run test:system`. */
export default async function systemSetup(): Promise<void> {
  installDebianPackages();
  await globalSetup();
}
