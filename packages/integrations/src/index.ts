export { IntegrationsModule } from './integrations.module.js';
export { IntegrationsService } from './integrations/integrations.service.js';
