import { randomBytes } from '@sealbridge/sodium';
import { type Id, idFromBytes } from '@sealbridge/vocabulary';

const ID_BYTES = 16;

/** A random id for an event or a request: it tells nothing about time or order. */
export const makeEventId = (): Id => idFromBytes(randomBytes(ID_BYTES));
