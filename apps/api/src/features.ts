import type { Type } from '@nestjs/common';

import { keyEntities } from './keys/key.entities.js';
import { KeysModule } from './keys/keys.module.js';
import { NoticesModule } from './notices/notices.module.js';
import { AgreementsModule } from './organisations/agreements/agreements.module.js';
import { organisationEntities } from './organisations/organisation.entities.js';
import { OrganisationsModule } from './organisations/organisations.module.js';
import { StandingModule } from './organisations/standing/standing.module.js';
import { VettingModule } from './organisations/vetting/vetting.module.js';
import { AgencyModule } from './people/agency/agency.module.js';
import { IdentityModule } from './people/identity/identity.module.js';
import { InvitationsModule } from './people/invitations/invitations.module.js';
import { LinksModule } from './people/links/links.module.js';
import { PasskeysModule } from './people/passkeys/passkeys.module.js';
import { peopleEntities } from './people/people.entities.js';
import { PeopleModule } from './people/people.module.js';
import { StepUpModule } from './people/step-up/step-up.module.js';
import { VaultsModule } from './people/vaults/vaults.module.js';
import { PolicyModule } from './policy/policy.module.js';
import { ReportsModule } from './reports/reports.module.js';

/** The tables TypeORM knows. */
export const ENTITIES: readonly Type[] = [...organisationEntities, ...peopleEntities, ...keyEntities];

/** The features, each its own folder. */
export const FEATURES: readonly Type[] = [
  OrganisationsModule,
  PeopleModule,
  StepUpModule,
  VaultsModule,
  PasskeysModule,
  AgencyModule,
  KeysModule,
  InvitationsModule,
  LinksModule,
  IdentityModule,
  AgreementsModule,
  PolicyModule,
  StandingModule,
  VettingModule,
  ReportsModule,
  NoticesModule,
];
