import type { LegalHoldType } from '@parley/contracts';
import { AppError } from '@parley/kernel';

const HELD: Record<LegalHoldType, string> = { app: 'the app', user: 'a user', conversation: 'a conversation' };

/** 409: what is to be deleted is held, or reached by a hold. Says what the hold is on, never its reference. */
export const underLegalHold = (type: LegalHoldType) => new AppError('legal_hold', `A legal hold on ${HELD[type]} forbids this deletion until it is lifted`);
/** 404: the app has no such hold. */
export const holdNotFound = () => new AppError('not_found', 'Legal hold not found');

const MISSING: Record<LegalHoldType, () => AppError> = {
  app: () => new AppError('app_not_found', 'App not found'),
  user: () => new AppError('user_not_found', 'User not found'),
  conversation: () => new AppError('conversation_not_found', 'Conversation not found'),
};

/** 404: what is to be held is not there. */
export const targetNotFound = (type: LegalHoldType) => MISSING[type]();
