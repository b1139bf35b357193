import { ApiSchema } from '@nestjs/swagger';
import { Links, Meta } from '../common/page.js';
import { ArrayField, ObjectField } from '../fields/index.js';
import { App, AppWithSubdomain } from './app.js';

@ApiSchema({ name: 'appResponse' })
export class AppResponse {
  @ObjectField(() => App, { optional: true, description: 'The app.' })
  app?: App;
}

@ApiSchema({ name: 'appResponseWithSubdomain' })
export class AppResponseWithSubdomain {
  @ObjectField(() => AppWithSubdomain, { optional: true, description: 'The app.' })
  app?: AppWithSubdomain;
}

@ApiSchema({ name: 'appListResponse' })
export class AppListResponse {
  @ArrayField(() => App, { optional: true, description: 'List of returned apps.' })
  apps?: readonly App[];

  @ObjectField(() => Meta, { optional: true })
  meta?: Meta;

  @ObjectField(() => Links, { optional: true })
  links?: Links;
}
