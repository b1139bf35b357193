import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, StringField } from '../fields/index.js';

const EXAMPLE = '55c8d9758590aa1900b9b9f6';

/** Whether and where a list goes on. */
@ApiSchema({ name: 'meta', description: 'Response metadata.' })
export class Meta {
  @BooleanField({ optional: true, description: 'A flag that indicates if there are more records that can be fetched.' })
  hasMore?: boolean;

  @StringField({ optional: true, example: EXAMPLE, description: 'A record id for `page[after]`. Absent when there are no subsequent pages.' })
  afterCursor?: string;

  @StringField({ optional: true, example: EXAMPLE, description: 'A record id for `page[before]`. Absent when there are no previous pages.' })
  beforeCursor?: string;
}

/** The pages beside this one, as links. */
@ApiSchema({ name: 'links', description: 'Previous and next page links, if they exist.' })
export class Links {
  @StringField({ optional: true, description: 'A link to the previous page. Absent when there are no previous pages.' })
  prev?: string;

  @StringField({ optional: true, description: 'A link to the next page. Absent when there are no subsequent pages.' })
  next?: string;
}
