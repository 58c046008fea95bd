import { Injectable } from '@nestjs/common';
import { TLP } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import { answerOf } from '../access/answer-of.js';
import type { Caller } from '../access/caller.js';
import { sessionOf } from '../access/session-of.js';
import { OrganisationService } from '../organisations/organisation.service.js';

import type { Me } from './me.types.js';

/** What policy knows of the caller. */
@Injectable()
export class MeService {
  constructor(
    private readonly access: Access,
    private readonly organisations: OrganisationService,
  ) {}

  /** May be called by any signed-in member, about themselves, however they stand. */
  async me(caller: Caller): Promise<Me | null> {
    const { member } = sessionOf(caller);
    const outcome = await this.access.perform(caller, {
      action: 'me.read',
      resource: () => Promise.resolve({ type: 'Self', attributes: { member } }),
      work: async (permit, tx): Promise<Me> => {
        const { device, org, orgKind, units, roles, rights, clearance, trainingUntil, jurisdictions } = permit.member;
        const { waysIn, hasPasskey } = permit.member;
        const handles = await this.organisations.unitHandles(tx, units);
        const organisation = await this.organisations.byId(tx, org);
        return {
          device,
          member,
          organisation: org,
          organisationHandle: organisation?.handle ?? '',
          organisationKind: orgKind,
          units: units.map((id) => ({ id, handle: handles.get(id) ?? '' })),
          roles: [...roles],
          rights: [...rights],
          clearance: TLP[clearance] ?? 'CLEAR',
          trainingUntil,
          waysIn,
          hasPasskey,
          jurisdictions: [...jurisdictions],
        };
      },
    });
    return answerOf(outcome, null);
  }
}
