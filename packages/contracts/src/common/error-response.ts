import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, StringField } from '../fields/index.js';

@ApiSchema({ name: 'error' })
export class ApiError {
  @StringField({ optional: true, description: 'Error code used for classifying similar error types.', example: 'not_found' })
  code?: string;

  @StringField({ optional: true, description: 'Description of the error; names the field, never repeats its value.', example: 'Resource not found' })
  title?: string;
}

/** Every answer that is not a success. Several errors only with 400. */
@ApiSchema({ name: 'errorResponse' })
export class ErrorResponse {
  @ArrayField(() => ApiError, { optional: true, description: 'List of errors that occurred.' })
  errors?: ApiError[];
}
