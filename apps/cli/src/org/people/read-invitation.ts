import { createHash, randomUUID } from 'node:crypto';

import {
  type ApiClient,
  InstanceDocument,
  type JoinOrganisationInput,
  makeApiClient,
  type ReadInvitationInput,
  ReadInvitationDocument,
} from '@sealbridge/api-client';
import { call, payload, verifyNode } from '@sealbridge/client';
import { DirectoryError, type Invite, parseInviteRecord } from '@sealbridge/directory';
import {
  codeProof,
  type InvitationLink,
  invitationToken,
  KeyringError,
  parseInvitationLink,
  readCode,
} from '@sealbridge/keyring';
import { equal, fromBase64, fromHex, ready, toBase64 } from '@sealbridge/sodium';
import { parsePolicy, type Policy, TransparencyError } from '@sealbridge/transparency';

import { EXIT } from '../../output/exit-code.js';
import { Failure, usage } from '../../output/failure.js';
import { serverUrl } from '../../session/server-url.js';

/** Link and code as a person gave them, and the server they lead to, which is the one that the link pins. */
export interface ReachedInvitation {
  readonly link: InvitationLink;
  readonly code: string;
  readonly server: string;
  readonly client: ApiClient;
  /** The policy file, whose hash the link pins. */
  readonly policyText: string;
  /** Origin of the log, as the server says; the invitation names it too. */
  readonly origin: string;
}

/** What somebody is invited to. */
export interface ShownInvitation extends ReachedInvitation {
  readonly invite: Invite;
  readonly organisationHandle: string;
  readonly organisationName: string;
  readonly invitedBy: string;
  readonly unitHandles: readonly string[];
}

const BUILD = 'sealbridge-cli';

/**
 * Finds the server of a link and checks that it is the one the link pins; says nothing about the invitation yet. Throws a Failure:
 * exit 2 for a link or code that is none, 5 for a server that is another, 7.
 */
export async function reachServer(
  linkText: string,
  codeText: string,
  env: NodeJS.ProcessEnv,
): Promise<ReachedInvitation> {
  await ready();
  const { link, code } = readWords(linkText, codeText);
  const server = serverUrl(link.server, null, env);
  const client = makeApiClient({ server, token: null, build: BUILD });
  const { instance } = await call(() => client.request(InstanceDocument, {}));
  const policy = pinnedPolicy(instance.policyText, link);
  verifyNode(fromBase64(instance.nodeCert), policy, instance.logOrigin);
  return { link, code, server, client, policyText: instance.policyText, origin: instance.logOrigin };
}

/** Asks the server about the invitation. Throws a Failure: exit 3 for one that is not good, 5 for another than the link's, 7. */
export async function showInvitation(reached: ReachedInvitation): Promise<ShownInvitation> {
  const { link, code, client, origin } = reached;
  const answer = await call(() => client.request(ReadInvitationDocument, { input: proofsOf(link, code) }));
  if (answer.readInvitation.__typename === 'Refused') throw notGood();
  const { record, ...offer } = payload(answer.readInvitation, 'ReadInvitationPayload');
  const invite = readInvite(record, link, origin);
  const { organisationHandle, organisationName, invitedBy, unitHandles } = offer;
  return { ...reached, invite, organisationHandle, organisationName, invitedBy, unitHandles };
}

/** Both proofs, as every request about an invitation carries them. */
export function proofsOf(
  { secret }: InvitationLink,
  code: string,
): ReadInvitationInput & Pick<JoinOrganisationInput, 'token'> {
  const token = toBase64(invitationToken(secret));
  return { clientMutationId: randomUUID(), token, codeProof: toBase64(codeProof(secret, code)) };
}

/**
 * One answer for every invitation that is not good: the server gives no other, and so does this. `profile` is the one that was made
 * with it here before, if any.
 */
export function notGood(profile: string | null = null): Failure {
  return new Failure({
    code: 'E_INVITATION',
    exit: EXIT.REFUSED,
    message: 'link and code are not those of an invitation that is good',
    hint:
      profile === null
        ? 'ask whoever invited you for a new one'
        : `you may have joined with it already: npx sealbridge login --profile ${profile}; else ask for a new one`,
  });
}

function readWords(linkText: string, codeText: string): { readonly link: InvitationLink; readonly code: string } {
  try {
    return { link: parseInvitationLink(linkText), code: readCode(codeText) };
  } catch (error) {
    if (error instanceof KeyringError) throw usage(error.code, error.message);
    throw error;
  }
}

function pinnedPolicy(text: string, { policySha256 }: InvitationLink): Policy {
  const digest = fromHex(createHash('sha256').update(text).digest('hex'));
  if (equal(digest, policySha256)) {
    try {
      return parsePolicy(text);
    } catch (error) {
      if (!(error instanceof TransparencyError)) throw error;
    }
  }
  throw otherServer('E_POLICY', 'the server believes in another log than the link says');
}

function readInvite(record: string, link: InvitationLink, origin: string): Invite {
  try {
    const { invite } = parseInviteRecord(fromBase64(record));
    if (invite.invitation === link.invitation && invite.origin === origin) return invite;
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
  }
  throw otherServer('E_INVITATION', 'the server gives another invitation than the link says');
}

function otherServer(code: `E_${string}`, message: string): Failure {
  const hint = 'do not join; tell whoever invited you, by voice';
  return new Failure({ code, exit: EXIT.VERIFICATION, message, hint });
}
