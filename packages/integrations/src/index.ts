export { IntegrationsModule } from './integrations.module.js';
export { IntegrationsService } from './integrations/integrations.service.js';
export { keysOfCustomOnly, webhooksOfCustomOnly } from './integrations.errors.js';
