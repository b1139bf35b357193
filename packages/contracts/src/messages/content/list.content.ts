import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, EnumField, UnionArrayField } from '../../fields/index.js';
import { ITEM_ACTIONS, type ItemAction } from '../actions/action.js';
import { Item } from './item.js';
import { ChatInput } from './rich-text.js';

@ApiSchema({ name: 'listMessage', description: 'A vertically scrollable set of items; other forms on channels that do not support it.' })
export class ListContent extends ChatInput {
  @EnumField(['list'], { description: 'The type of message.', default: 'list' })
  type!: 'list';

  @ArrayField(() => Item, { min: 1, max: 10, description: 'The items associated with the message.' })
  items!: Item[];

  @UnionArrayField(ITEM_ACTIONS, { optional: true, min: 1, max: 10, description: 'The actions associated with the message.' })
  actions?: ItemAction[];
}
