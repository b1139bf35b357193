/** Why something of an operation is not as its documents say: by `<operation> <status>`. Lines of docs/compatibility.md. */
export type Exceptions = Readonly<Record<string, string>>;

/** Statuses that stand in the documents, and that this version never answers. */
export const NEVER: Exceptions = {
  'CreateApp 402': 'An account may have any number of apps: there is no plan that limits them.',
  'DeleteIntegration 400': 'Every integration can be deleted: there is no Admin Center that one could be configured on.',
  'DownloadMessageRef 200': 'No channel is connected that gives references.',
  'PostConversionEvents 200': 'No channel is connected that takes conversion events.',
};

const THE_FIELD = 'The title names the field and what it should be.';
const WHY = 'The title says what is refused, and to whom.';

/** Errors whose title differs from the example of the reference. */
export const OTHER_WORDS: Exceptions = {
  'CreateApp 400': THE_FIELD,
  'UpdateApp 400': THE_FIELD,
  'UploadAttachment 400': THE_FIELD,
  'DeleteAttachment 400': 'The title names the field, and does not repeat the URL that was sent.',
  'CreateIntegration 400': THE_FIELD,
  'ListIntegrations 400': THE_FIELD,
  'CreateWebhook 400': THE_FIELD,
  'UpdateWebhook 400': THE_FIELD,
  'CreateWebhook 403': WHY,
  'ListWebhooks 403': WHY,
  'AcceptControl 403': WHY,
  'ReleaseControl 403': WHY,
  'UpdateSwitchboardIntegration 404': 'The example is of UpdateSwitchboard: nothing that is changed of a switchboard integration enables a switchboard.',
};

/** What a schema refuses and the API takes, and why: `<operation> <what> is <status>`. */
export const LET_PASS: Exceptions = {};
