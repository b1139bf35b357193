import { expect, test } from '@jest/globals';
import { readBody } from '../fields/index.js';
import { ParticipantJoinBody, ParticipantLeaveBody } from './participant-bodies.js';

const titles = (contract: new () => object, body: object): unknown => {
  const read = readBody(contract, body);
  return 'titles' in read ? read.titles : [];
};

test.each([
  [{ userId: 'x', subscribeSDKClient: true }, []],
  [{ userExternalId: 'x', subscribeSDKClient: false }, []],
  [{ userId: 'x' }, ['subscribeSDKClient is required in an sdkGroup conversation']],
  [{ subscribeSDKClient: true }, ['userId or userExternalId should be given, and only one of them']],
  [{ userId: 'x', userExternalId: 'y', subscribeSDKClient: true }, ['userId or userExternalId should be given, and only one of them']],
])('join by userId or userExternalId: %j', (body, expected) => expect(titles(ParticipantJoinBody, body)).toEqual(expected));

const one = 'userId, userExternalId or participantId should be given, and only one of them';
test.each([
  [{ userId: 'x' }, []],
  [{ userExternalId: 'x' }, []],
  [{ participantId: 'x' }, []],
  [{}, [one]],
  [{ userId: 'x', participantId: 'y' }, [one]],
  [{ userId: 'x', userExternalId: 'z', participantId: 'y' }, [one]],
])('leave by exactly one of three: %j', (body, expected) => expect(titles(ParticipantLeaveBody, body)).toEqual(expected));
