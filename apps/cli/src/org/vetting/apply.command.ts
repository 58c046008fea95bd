import type { Command } from 'commander';

import { type ApplyFields, type EventSigner, fingerprint, isHandle, rootSigner } from '@sealbridge/directory';
import { ready } from '@sealbridge/sodium';
import { type Id, parseId } from '@sealbridge/vocabulary';

import { consoleFor, verb } from '../../command.js';
import { EXIT } from '../../output/exit-code.js';
import { exitOf, isExpected, usage } from '../../output/failure.js';
import { findProfile } from '../../profile/find-profile.js';
import { signIn } from '../../session/person.js';
import { serverUrl } from '../../session/server-url.js';
import { type Applicant, apply, findStatus, type Status } from './applicant.js';
import {
  isApplicantFolder,
  keepApplied,
  makeRootFiles,
  openRoots,
  readApplied,
  requireSame,
} from './applicant-folder.js';
import { readApplicationFile } from './application-file.js';
import { randomId } from './founding.js';
import { guestClient, meetServer } from './guest.js';
import { fetchStewards } from './stewards.js';
import { ownUnit } from './own-unit.js';
import { type ApplicantFlags, fromProfile, ROOT_FLAG, ROOT_WORDS } from './who-applies.js';
import { statusText } from './words.js';

interface ApplyFlags extends ApplicantFlags {
  readonly out?: string;
  readonly genesis?: string;
  readonly unit?: string;
  readonly liaison?: string;
}

/** Two of the three root keys sign everything after the application. */
const ROOT_QUORUM = 2;

/** What was applied for, and what to keep. */
interface Applied {
  readonly status: Status;
  readonly result: object;
  readonly lines: readonly string[];
}

/** `org apply`: asks to be vetted: an organisation with new root keys, or a unit or liaison of one's own organisation. */
export function applyCommand(): Command {
  return verb('apply', 'apply for an organisation, or for a further unit or a named liaison of your own')
    .argument('[file]', 'the organisation as YAML or JSON: kind, handle, name, country, class, subclass; - for stdin')
    .option('--out <folder>', 'where the root keys and the application are kept; a folder of before is sent again')
    .option('--genesis <fingerprint>', 'fingerprint of the stewards, as a steward reads it to you by voice')
    .option('--unit <handle>', 'apply for this further unit of your organisation instead; a new one is made')
    .option('--liaison <member>', 'apply for this member of your organisation, by id, as a liaison instead')
    .option(ROOT_FLAG, ROOT_WORDS)
    .addHelpText(
      'after',
      '\nExample:\n  npx sealbridge org apply us.yaml --out us --genesis 7Q2M-… --server https://sealbridge.example',
    )
    .action(async (file: string | undefined, flags: ApplyFlags) => {
      const { env, output } = consoleFor(flags);
      const inside = flags.unit !== undefined || flags.liaison !== undefined;
      if (inside === (file !== undefined || flags.out !== undefined)) {
        throw usage('E_USAGE', 'give either a file and --out, or --unit, or --liaison');
      }
      const { status, result, lines } = inside ? await applyInside(flags, env) : await applyOutside(file, flags, env);
      output.result({ ...result, ...status }, () => [...lines, '', statusText(status)].join('\n'));
    });
}

async function applyOutside(file: string | undefined, flags: ApplyFlags, env: NodeJS.ProcessEnv): Promise<Applied> {
  const { out } = flags;
  if (out === undefined) throw usage('E_USAGE', 'a folder for the root keys is needed', '--out FOLDER');
  await ready();
  if (!isApplicantFolder(out)) await prepare(file, out, flags, env);
  else if (file !== undefined) requireSame(out, await readApplicationFile(file));
  const applied = readApplied(out);
  const { application, organisation: org, origin, server, handle, kind: orgKind, country, name } = applied;
  const roots = openRoots(out);
  const rootKeys = roots.map((root) => root.sign.publicKey);
  const { class: orgClass, subclass: orgSubclass } = applied;
  const details = { kind: 'organisation', handle, orgKind, country, rootKeys, name, orgClass, orgSubclass } as const;
  const applicant = {
    place: { application, org, origin },
    signers: roots.map((root) => rootSigner(root.sign)),
    client: guestClient(serverUrl(flags.server ?? server, null, env)),
  };
  const status = await applyOnce(applicant, { kind: 'apply', subject: org, details });
  const fingerprints = rootKeys.map(fingerprint);
  const lines = [
    `applied for ${handle}; the three root keys are in ${out}: keep each in a place of its own, with its passphrase elsewhere`,
    `read to a steward by voice: ${fingerprints.join(' · ')}`,
  ];
  return { status, result: { folder: out, application, organisation: org, rootKeys: fingerprints }, lines };
}

/** An application that arrived before, by another command at this moment too, is not made a second time: the folder stands for one. */
async function applyOnce(applicant: Applicant, fields: ApplyFields): Promise<Status> {
  const asking = { ...applicant, signers: applicant.signers.slice(0, ROOT_QUORUM) };
  const before = await findStatus(asking);
  if (before !== null) return before;
  try {
    return await apply(applicant, fields);
  } catch (error) {
    const meanwhile = isExpected(error) && exitOf(error) === EXIT.CONFLICT ? await findStatus(asking) : null;
    if (meanwhile !== null) return meanwhile;
    throw error;
  }
}

/** Everything that stays the same however often the application is sent. */
async function prepare(
  file: string | undefined,
  out: string,
  flags: ApplyFlags,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const asked = await readApplicationFile(file ?? '-');
  const pin = flags.genesis ?? pinOfProfile(flags, env);
  const stranger = await meetServer(serverUrl(flags.server, null, env));
  const { genesis } = await fetchStewards(stranger.client, pin);
  const organisation = makeRootFiles(out);
  const application = randomId();
  const { server, origin, policyText } = stranger;
  keepApplied(out, { version: 1, application, organisation, ...asked, server, origin, genesis }, policyText);
}

function pinOfProfile(flags: ApplyFlags, env: NodeJS.ProcessEnv): string {
  if (flags.profile !== undefined) return findProfile(flags.profile, env).genesis;
  throw usage(
    'E_GENESIS',
    'the fingerprint of the stewards is needed',
    'have a steward read it to you: --genesis FINGERPRINT',
  );
}

/** A unit or a member of the profile's organisation, which signs for it. */
async function applyInside(flags: ApplyFlags, env: NodeJS.ProcessEnv): Promise<Applied> {
  await ready();
  const { applicant } = await fromProfile(randomId(), flags, env);
  const fields: ApplyFields =
    flags.liaison === undefined
      ? await unitFields(flags.unit ?? '', applicant.signers, flags, env)
      : { kind: 'apply', subject: memberId(flags.liaison), details: { kind: 'liaison' } };
  const status = await apply(applicant, fields);
  const { application, org } = applicant.place;
  return {
    status,
    result: { application, organisation: org },
    lines: [`applied for ${fields.details.kind} ${fields.subject}`],
  };
}

async function unitFields(
  handle: string,
  signers: readonly EventSigner[],
  flags: ApplyFlags,
  env: NodeJS.ProcessEnv,
): Promise<ApplyFields> {
  if (!isHandle(handle)) throw usage('E_USAGE', '--unit is not a handle');
  const subject = await ownUnit(await signIn(flags, env), handle, signers);
  return { kind: 'apply', subject, details: { kind: 'unit', handle } };
}

function memberId(text: string): Id {
  const id = parseId(text);
  if (id === null)
    throw usage('E_USAGE', '--liaison is not the id of a member', 'npx sealbridge org members lists them');
  return id;
}
