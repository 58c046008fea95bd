import { Injectable } from '@nestjs/common';
import { type DirectoryState, writeShownName } from '@sealbridge/directory';

import { Access } from '../../access/access.js';
import type { EntryDetail } from '../../access/act.js';
import type { Caller } from '../../access/caller.js';
import { sessionOf } from '../../access/session-of.js';
import { DirectoryStateService } from '../../keys/directory-state.service.js';
import { asType } from '../../platform/graphql/as-type.js';
import { refused, type Refused } from '../../platform/graphql/user-error.js';

import { agreementsWithUnit, type PartnerUnit, ReaderNamesRepository } from './reader-names.repository.js';
import { ReaderName, ReaderNames } from './reader-names.types.js';

/** Longest handle of a unit, in characters; more names none. */
const MAX_HANDLE_LENGTH = 128;

/** Names of people who could read what is sent to a partner, where the agreement says that they are shown. */
@Injectable()
export class ReaderNamesService {
  constructor(
    private readonly access: Access,
    private readonly repository: ReaderNamesRepository,
    private readonly directory: DirectoryStateService,
  ) {}

  /**
   * May be called by members who send reports, about units of a partner under an agreement in force whose attribution is not `must_not`.
   * A unit that is unknown, one without an agreement and one whose agreement keeps names back are answered alike. Each look is an entry
   * about the organisation whose people are named.
   */
  async names(caller: Caller, handle: string): Promise<ReaderNames | Refused> {
    sessionOf(caller);
    const wanted = handle.length > MAX_HANDLE_LENGTH ? '' : handle;
    const detail: { -readonly [Key in keyof EntryDetail]?: EntryDetail[Key] } = {};
    let found: PartnerUnit | null = null;
    const outcome = await this.access.perform(caller, {
      action: 'reader.names',
      agreements: agreementsWithUnit(wanted),
      // private parts are in the directory of the organisation itself, and show to nobody else but here
      reach: 'directory',
      detail,
      resource: async (tx) => {
        found = await this.repository.partnerUnit(tx, wanted);
        if (found === null) return null;
        const { unit, org, agreementId, attribution } = found;
        detail.aboutOrg = org;
        detail.object = { type: 'unit', id: unit, version: null, hash: null };
        return { type: 'Reader', attributes: { org, agreementId, attribution } };
      },
      work: async (_permit, tx) => {
        const { unit, attribution } = existing(found);
        return asType(ReaderNames, {
          unit: wanted,
          attribution,
          names: namesOf(await this.directory.committed(tx), unit),
        });
      },
      entry: ({ names }) => ({ resultCount: names.length }),
    });
    return outcome.ok ? outcome.value : refused(outcome.reason, outcome.ref);
  }
}

/** The members of a unit who are there and have a name that can be shown without the lasting id of the person, in the order in which they came. */
function namesOf(state: DirectoryState | null, unit: PartnerUnit['unit']): ReaderName[] {
  return [...(state?.members.values() ?? [])].flatMap(({ member, units, ended, person }) => {
    if (ended !== null || person === null || !units.includes(unit)) return [];
    const opening = writeShownName(person);
    return opening === null ? [] : [asType(ReaderName, { member, name: person.name, opening })];
  });
}

function existing<T>(found: T | null): T {
  if (found === null) throw new Error('an act on nothing was permitted');
  return found;
}
