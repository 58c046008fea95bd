import type { ObjectType } from './objects.js';

/**
 * The fields that an object shows to whoever may see it, apart from the attributes it is decided by. A rule shows all of them or names
 * those it shows; of an object without a view a rule shows nothing else than that the act is allowed.
 */
export const VIEWS: Partial<Record<ObjectType, readonly string[]>> = {
  Report: [
    'id',
    'version',
    'state',
    'tlp',
    'hour',
    'discovery',
    'origin',
    'originUnit',
    'handling',
    'urgency',
    'purposes',
    'openUntil',
    'attachments',
    'sealedBytes',
    'opened',
  ],
};
