import { applyDecorators, Body, type PipeTransform } from '@nestjs/common';
import { ApiBody, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { readUnion, unionSchema, type Union } from '@parley/contracts';
import { BadRequestErrors } from '@parley/kernel';

/** Reads a body that one of several classes describes, told apart by a property: as BodyPipe reads those of one class. */
export const UnionBody = (union: Union): ParameterDecorator => Body(new UnionBodyPipe(union));

/** Its place in the document. */
export const UnionBodySchema = (union: Union) => applyDecorators(models(union), ApiBody({ schema: unionSchema(union) }));

/** The same of a body whose class depends on what is changed, not on what is sent. */
export const AnyOfBodySchema = (union: Union) =>
  applyDecorators(models(union), ApiBody({ schema: { oneOf: Object.values(union.types).map((contract) => ({ $ref: getSchemaPath(contract()) })) } }));

const models = ({ types }: Union) => ApiExtraModels(...Object.values(types).map((contract) => contract()));

class UnionBodyPipe implements PipeTransform {
  constructor(private readonly union: Union) {}

  transform(value: unknown): unknown {
    const read = readUnion(this.union, value);
    if ('titles' in read) throw new BadRequestErrors(read.titles);
    return read.value;
  }
}
