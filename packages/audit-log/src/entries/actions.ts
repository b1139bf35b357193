/** Every act that is recorded, and whether it waits for a checkpoint: those of `privileged` get one within two seconds. */
export const ACTIONS = {
  'account:create': 'privileged',
  'account:update': 'privileged',
  'accountKey:create': 'privileged',
  'app:create': 'privileged',
  'app:update': 'privileged',
  'app:delete': 'privileged',
  'appKey:create': 'privileged',
  'appKey:delete': 'privileged',
  'integration:create': 'privileged',
  'integration:update': 'privileged',
  'integration:delete': 'privileged',
  'integrationKey:create': 'privileged',
  'integrationKey:delete': 'privileged',
  'webhook:create': 'privileged',
  'webhook:update': 'privileged',
  'webhook:delete': 'privileged',
  'user:delete': 'privileged',
  'user:deletePersonalInformation': 'privileged',
  'conversation:delete': 'privileged',
  'conversation:deleteMessages': 'privileged',
  'message:delete': 'privileged',
  'hold:place': 'privileged',
  'hold:lift': 'privileged',
  'erasure:hasten': 'privileged',
  'erasure:cancel': 'privileged',
  'erasure:complete': 'privileged',
  'rootKey:create': 'privileged',
  'rootKey:migrate': 'privileged',
  'rootKey:restore': 'privileged',
  'recoveryKey:create': 'privileged',
  'keyProvider:fail': 'counted',
  'data:seal': 'privileged',
  'authentication:refuse': 'counted',
  'auditTree:open': 'privileged',
  'auditKey:rotate': 'privileged',
} as const satisfies Record<string, 'privileged' | 'counted'>;

export type AuditAction = keyof typeof ACTIONS;

/** Whether a checkpoint covers the act within two seconds; an action that this version does not know is taken for one of these. */
export const isPrivileged = (action: string): boolean => !(action in ACTIONS) || ACTIONS[action as AuditAction] === 'privileged';
