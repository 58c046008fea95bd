// Every list of the API that pages, as somebody in the world asks for it.
import {
  AgreementPageDocument,
  AgreementProposalsDocument,
  AgreementVersionsDocument,
  ApplicationsDocument,
  DirectoryBodiesDocument,
  IdentityQuestionsReceivedDocument,
  InvitationsDocument,
  MembersDocument,
  NoticesDocument,
} from '@sealbridge/api-client';

import type { World, WorldSessions } from './write-world.js';

/** A page as every list of the API gives it. */
export interface ListPage {
  readonly edges: readonly unknown[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

/** One list, and whose session asks for it. */
export interface List {
  readonly name: string;
  readonly by: keyof WorldSessions;
  /** The document as text, and the field of its answer. */
  readonly document: string;
  readonly field: string;
  readonly variables: (world: World) => Readonly<Record<string, unknown>>;
}

const none = (): Readonly<Record<string, unknown>> => ({});

export const LISTS: readonly List[] = [
  list('notices', 'hubAdmin', NoticesDocument, 'notices'),
  list('members', 'hubAdmin', MembersDocument, 'members'),
  list('invitations', 'hubAdmin', InvitationsDocument, 'invitations'),
  list('questions who somebody is', 'hubAdmin', IdentityQuestionsReceivedDocument, 'identityQuestionsReceived'),
  list('agreements of the busy unit', 'busyAdmin', AgreementPageDocument, 'agreementPage', () => ({ all: false })),
  list('agreements, all', 'steward', AgreementPageDocument, 'agreementPage', () => ({ all: true })),
  list('proposals of the busy unit', 'busyAdmin', AgreementProposalsDocument, 'agreementProposals', () => ({
    all: false,
    open: true,
  })),
  list('proposals, all', 'steward', AgreementProposalsDocument, 'agreementProposals', () => ({
    all: true,
    open: true,
  })),
  list('versions of an agreement', 'busyAdmin', AgreementVersionsDocument, 'agreementVersions', ({ agreement }) => ({
    agreement,
  })),
  list('applications', 'steward', ApplicationsDocument, 'applications', () => ({ state: null })),
  list('applications that wait', 'steward', ApplicationsDocument, 'applications', () => ({ state: 'evidence' })),
  list('chains of the directory', 'steward', DirectoryBodiesDocument, 'directoryBodies'),
  list('chains of partners', 'busyAdmin', DirectoryBodiesDocument, 'directoryBodies'),
];

function list(
  name: string,
  by: List['by'],
  document: { toString(): string },
  field: string,
  variables: List['variables'] = none,
): List {
  return { name, by, document: String(document), field, variables };
}
