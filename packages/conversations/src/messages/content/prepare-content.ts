import type { Content } from '@parley/contracts';
import { BadRequestErrors } from '@parley/kernel';
import { checkActions } from './actions.rules.js';
import { prepareForm } from './form.rules.js';
import { prepareCarousel, prepareList } from './items.rules.js';
import { prepareLocation } from './location.rules.js';
import { prepareMedia } from './media.rules.js';
import { prepareText } from './text.rules.js';

/**
 * A content that follows its contract, as it is stored and answered: what its fields demand of each other has been checked, Markdown has
 * become HTML, HTML is clean, and what the server sets is set. Raises bad_request, with a title for each fault that names the field.
 */
export function prepareContent(content: Content): Content {
  const faults: string[] = [];
  checkActions(content, faults);
  const prepared = byType(content, faults);
  if (faults.length > 0) throw new BadRequestErrors(faults);
  return prepared;
}

function byType(content: Content, faults: string[]): Content {
  switch (content.type) {
    case 'text':
      return prepareText(content, faults);
    case 'image':
    case 'file':
      return prepareMedia(content, faults);
    case 'carousel':
      return prepareCarousel(content);
    case 'list':
      return prepareList(content);
    case 'form':
      return prepareForm(content, faults);
    case 'location':
      return prepareLocation(content);
    case 'template':
      return content;
    case 'formResponse':
      faults.push('content.type formResponse cannot be sent through the API');
      return content;
  }
}
