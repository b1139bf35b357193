import { expect, test } from '@jest/globals';
import { titlesOf } from '../../test/titles-of.js';
import { ParticipantJoinBody, ParticipantLeaveBody } from './participant-bodies.js';

test.each([
  [{ userId: 'x', subscribeSDKClient: true }, []],
  [{ userExternalId: 'x', subscribeSDKClient: false }, []],
  [{ userId: 'x' }, ['subscribeSDKClient is required in an sdkGroup conversation']],
  [{ subscribeSDKClient: true }, ['userId or userExternalId should be given, and only one of them']],
  [{ userId: 'x', userExternalId: 'y', subscribeSDKClient: true }, ['userId or userExternalId should be given, and only one of them']],
])('join by userId or userExternalId: %j', (body, expected) => expect(titlesOf(ParticipantJoinBody, body)).toEqual(expected));

const one = 'userId, userExternalId or participantId should be given, and only one of them';
test.each([
  [{ userId: 'x' }, []],
  [{ userExternalId: 'x' }, []],
  [{ participantId: 'x' }, []],
  [{}, [one]],
  [{ userId: 'x', participantId: 'y' }, [one]],
  [{ userId: 'x', userExternalId: 'z', participantId: 'y' }, [one]],
])('leave by exactly one of three: %j', (body, expected) => expect(titlesOf(ParticipantLeaveBody, body)).toEqual(expected));
