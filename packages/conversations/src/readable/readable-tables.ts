import type { CellOf, Place, ReadableTable, StoredRow, Subject } from '@parley/crypto-at-rest';
import { detailsOfClient } from '../clients/client.row.js';
import { detailsOfConversation, metadataOfConversation } from '../conversations/conversation.row.js';
import { detailsOfDevice } from '../devices/device.row.js';
import { bodyOfMessage, channelOfMessage, suffixOf } from '../messages/message.seal.js';
import { detailsOfUser, nameOfUser } from '../users/user.row.js';

type Owned = (row: StoredRow) => Subject;

const conversation = (column: string): Owned => (row) => `conversation:${textOf(row, column)}`;
const user = (column: string): Owned => (row) => `user:${textOf(row, column)}`;

/** Cells of one owner, each in its place. */
const cellsOf = (owner: Owned, places: Readonly<Record<string, (row: StoredRow) => Place>>): NonNullable<ReadableTable['cells']> =>
  Object.fromEntries(Object.entries(places).map(([column, place]) => [column, (row: StoredRow): CellOf => ({ subject: owner(row), place: place(row) })]));

const nameOfAuthor = (row: StoredRow): CellOf | undefined =>
  row.author_user_id === null ? undefined : { subject: user('author_user_id')(row), place: nameOfUser(textOf(row, 'author_user_id')) };

/** Told of by both: of a conversation, who takes part in it. */
const ofBoth = (row: StoredRow): readonly Subject[] => [conversation('conversation_id')(row), user('user_id')(row)];

/** What is kept of a deletion of personal information, and how somebody is found, is not to be read. */
const FORMER = 'former_details';

/** How users, conversations and what is said in them are read by whoever reads all of an app. */
export const READABLE_CONVERSATIONS: readonly ReadableTable[] = [
  {
    table: 'users', subjects: (row) => [user('id')(row)], omitted: ['external_id_index', FORMER, 'hidden_by', 'nameless_until'],
    cells: cellsOf(user('id'), { sealed_details: ({ id }) => detailsOfUser(String(id)), sealed_name: ({ id }) => nameOfUser(String(id)) }),
  },
  {
    table: 'clients', subjects: (row) => [user('user_id')(row)], omitted: [FORMER],
    cells: cellsOf(user('user_id'), { sealed_details: ({ id }) => detailsOfClient(String(id)) }),
  },
  { table: 'devices', subjects: (row) => [user('user_id')(row)], cells: cellsOf(user('user_id'), { sealed_details: ({ id }) => detailsOfDevice(String(id)) }) },
  {
    table: 'conversations', subjects: (row) => [conversation('id')(row)], omitted: ['hidden_by', 'members_version', 'last_message_prefix', 'message_total'],
    cells: cellsOf(conversation('id'), { sealed_details: ({ id }) => detailsOfConversation(String(id)), sealed_metadata: ({ id }) => metadataOfConversation(String(id)) }),
  },
  { table: 'participants', subjects: ofBoth, omitted: ['hidden_by'] },
  { table: 'participant_clients', subjects: (row) => [conversation('conversation_id')(row)] },
  {
    table: 'messages', subjects: (row) => [conversation('conversation_id')(row)],
    cells: {
      ...cellsOf(conversation('conversation_id'), {
        sealed_body: (row) => bodyOfMessage(textOf(row, 'conversation_id'), suffixOf(textOf(row, 'id'))),
        sealed_channel: (row) => channelOfMessage(textOf(row, 'conversation_id'), suffixOf(textOf(row, 'id'))),
      }),
      author_name: nameOfAuthor,
    },
  },
  { table: 'switchboards' },
  { table: 'switchboard_integrations' },
];

const textOf = (row: StoredRow, column: string): string => String(row[column]);
