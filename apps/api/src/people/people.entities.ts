import { DeviceEntity } from './device.entity.js';
import { MemberEntity, MemberUnitEntity } from './member.entity.js';
import { SessionEntity } from './session.entity.js';

/** The tables of this feature, for the data source. */
export const peopleEntities = [MemberEntity, MemberUnitEntity, DeviceEntity, SessionEntity];
