import { DirectoryEventEntity } from './directory-event.entity.js';
import { LockboxEntity, UnitEpochEntity } from './unit-epoch.entity.js';

/** The tables of this feature, for the data source. */
export const keyEntities = [DirectoryEventEntity, UnitEpochEntity, LockboxEntity];
