/** What the models of the official client drop of an answer, by its methods: fields that its version does not know where they stand. Its caller finds them in the answer itself. */
export const DROPPED: Readonly<Record<string, readonly string[]>> = {
  createApp: ['app.settings.disableConversationReopen', 'app.settings.endSessionEnabled'],
  getApp: ['app.settings.disableConversationReopen', 'app.settings.endSessionEnabled', 'app.subdomain'],
  listApps: ['apps[].settings.disableConversationReopen', 'apps[].settings.endSessionEnabled'],
  updateApp: ['app.settings.disableConversationReopen', 'app.settings.endSessionEnabled'],
  createIntegration: ['integration.defaultResponder', 'integration.hsmFallbackLanguage', 'integration.showAIDisclaimer', 'integration.webhooks'],
  getIntegration: ['integration.webhooks'],
  listIntegrations: ['integrations[].webhooks'],
  updateIntegration: ['integration.defaultResponder', 'integration.hsmFallbackLanguage', 'integration.showAIDisclaimer', 'integration.webhooks'],
  createUser: ['user.authenticated', 'user.brandId', 'user.toBeRetained'],
  getUser: ['user.authenticated'],
  updateUser: ['user.authenticated', 'user.toBeRetained'],
  deleteUserPersonalInformation: ['user.authenticated'],
};
