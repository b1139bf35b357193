import { CarouselContent } from './carousel.content.js';
import { FormContent, FormResponseContent } from './form.content.js';
import { ListContent } from './list.content.js';
import { LocationContent } from './location.content.js';
import { FileContent, ImageContent } from './media.content.js';
import { TemplateContent } from './template.content.js';
import { TextContent } from './text.content.js';

/** What a message says, told apart by `type`. */
export type Content =
  | TextContent | CarouselContent | FileContent | FormContent | FormResponseContent
  | ImageContent | ListContent | LocationContent | TemplateContent;

export type ContentType = Content['type'];

/** openapi.yaml, schema `content`. */
export const CONTENT = {
  property: 'type',
  types: {
    text: () => TextContent,
    carousel: () => CarouselContent,
    file: () => FileContent,
    form: () => FormContent,
    formResponse: () => FormResponseContent,
    image: () => ImageContent,
    list: () => ListContent,
    location: () => LocationContent,
    template: () => TemplateContent,
  },
} as const;
