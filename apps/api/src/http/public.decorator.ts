import { SetMetadata } from '@nestjs/common';

export const PUBLIC = Symbol('public');

/** No credentials are asked for: probes and documentation. */
export const Public = () => SetMetadata(PUBLIC, true);
