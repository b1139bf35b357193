import { timestampJson } from '../json.sql.js';

/** SQL of a conversation as events show one (openapi.yaml, schema `conversationTruncated`). */
export const truncatedJson = (conversation: string): string =>
  `json_build_object('id', ${conversation}.id, 'type', ${conversation}.type, 'metadata', ${conversation}.metadata)`;

/** SQL of a conversation as the API shows one (openapi.yaml, schema `conversation`). */
export const conversationJson = (conversation: string): string => `json_strip_nulls(json_build_object(
    'id', ${conversation}.id,
    'type', ${conversation}.type,
    'metadata', ${conversation}.metadata,
    'isDefault', ${conversation}.default_of is not null,
    'displayName', ${conversation}.display_name,
    'description', ${conversation}.description,
    'iconUrl', ${conversation}.icon_url,
    'businessLastRead', ${timestampJson(`${conversation}.business_last_read`)},
    'lastUpdatedAt', ${timestampJson(`${conversation}.last_updated_at`)},
    'createdAt', ${timestampJson(`${conversation}.created_at`)}))`;
