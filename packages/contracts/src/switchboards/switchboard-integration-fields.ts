/** What the fields of switchboard integrations say of themselves, in bodies and in answers alike. */

export const NAME = { max: 128, description: 'Identifier for use in control transfer protocols. Restricted to alphanumeric characters, `-` and `_`.', example: 'bot' };

/** What a body may call one. */
export const NAME_RULE = { ...NAME, min: 1, pattern: /^[A-Za-z0-9_-]+$/, patternMeaning: 'consist of letters, digits, - and _' };

export const INTEGRATION_ID = { description: 'Id of the integration that should deliver events routed by the switchboard.', example: '5ef21b86e933b7355c11c605' };

export const INTEGRATION_TYPE = { description: 'Type of integration that should deliver events routed by the switchboard.', example: 'custom' };

export const DELIVER_STANDBY_EVENTS = {
  description: 'Whether webhooks are sent while the switchboard integration is not in control of a conversation (standby status).',
};

export const NEXT = {
  optional: true, nullable: true,
  description: 'The switchboard integration id to which control of a conversation is passed / offered by default.', example: '5ef21b86e933b7355c11c606',
};

export const HISTORY_COUNT = { optional: true, nullable: true, min: 1, max: 10, description: 'Number of messages to include in the message history context.', example: 5 };
