export { ApiModule } from './api.module.js';
export { createApp } from './server/create-app.js';
