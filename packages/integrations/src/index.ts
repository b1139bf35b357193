export { Integrations1764000004000 } from './migrations/1764000004000-integrations.js';
export { IntegrationsModule } from './integrations.module.js';
export { IntegrationsService } from './integrations/integrations.service.js';
