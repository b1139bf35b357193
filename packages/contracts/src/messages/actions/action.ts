import { BuyAction } from './buy.action.js';
import { LinkAction } from './link.action.js';
import { LocationRequestAction } from './location-request.action.js';
import { PostbackAction } from './postback.action.js';
import { ReplyAction } from './reply.action.js';
import { WebviewAction } from './webview.action.js';

/** A button of a message. */
export type Action = BuyAction | LinkAction | LocationRequestAction | PostbackAction | ReplyAction | WebviewAction;
/** A button of an item, or of a list. */
export type ItemAction = BuyAction | LinkAction | PostbackAction | WebviewAction;

/** openapi.yaml, schema `actionSubset`. */
export const ITEM_ACTIONS = {
  property: 'type',
  types: { buy: () => BuyAction, link: () => LinkAction, postback: () => PostbackAction, webview: () => WebviewAction },
} as const;

/** openapi.yaml, schema `action`. */
export const ACTIONS = {
  property: 'type',
  types: {
    buy: () => BuyAction,
    link: () => LinkAction,
    locationRequest: () => LocationRequestAction,
    postback: () => PostbackAction,
    reply: () => ReplyAction,
    webview: () => WebviewAction,
  },
} as const;
