import { AgreementEntity } from './agreements/agreement.entity.js';
import { OrganisationEntity } from './organisation.entity.js';
import { UnitEntity } from './unit.entity.js';

/** The tables of this feature, for the data source. */
export const organisationEntities = [OrganisationEntity, UnitEntity, AgreementEntity];
