import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { readBody, ReleaseControlBody, type Contract } from '@parley/contracts';
import { BadRequestErrors } from '@parley/kernel';

/** Bodies that a request need not have (openapi.yaml, requestBody without `required`); none is read as an empty one. */
const OPTIONAL: ReadonlySet<unknown> = new Set([ReleaseControlBody]);

/** Reads every `@Body()` as its contract class: known fields only, validated. Other parameters pass as they are. */
@Injectable()
export class BodyPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' || metatype === undefined || metatype === Object) return value;
    const read = readBody(metatype as Contract, OPTIONAL.has(metatype) ? (value ?? {}) : value);
    if ('titles' in read) throw new BadRequestErrors(read.titles);
    return read.value;
  }
}
