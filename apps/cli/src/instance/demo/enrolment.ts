import { makeApiClient } from '@sealbridge/api-client';
import { linkStages, linkToLetIn, sleep } from '@sealbridge/client';
import { deriveLink, makeLinkCode } from '@sealbridge/keyring';
import { ready, wipe } from '@sealbridge/sodium';

import { pinsOf } from '../../link/pins.js';
import { writeLink } from '../../link/link-text.js';
import { isExpected } from '../../output/failure.js';
import { readProfile } from '../../profile/profile-file.js';
import { BUILD, signInAs } from '../../session/person.js';
import type { InstanceHome } from '../home.js';
import { personFolder } from './key-files.js';
import { ORGANISATIONS, STEWARDS } from './world.js';

const POLL_MS = 2_000;
/** A browser that asked answers within this. */
const ANSWER_WITHIN_MS = 60_000;

/** A link that lets one browser in as a demo person. */
export interface EnrolmentLink {
  readonly profile: string;
  readonly code: string;
  readonly address: string;
}

/** A new link for every demo person. Nothing is derived from the codes yet. */
export async function makeEnrolmentLinks(server: string): Promise<EnrolmentLink[]> {
  await ready();
  return [STEWARDS, ...ORGANISATIONS].flatMap(({ people }) =>
    people.map(({ profile }) => {
      const code = makeLinkCode();
      return { profile, code, address: writeLink(server, code) };
    }),
  );
}

interface Waiting {
  readonly link: EnrolmentLink;
  readonly lookup: Uint8Array;
}

interface DemoServer {
  readonly home: InstanceHome;
  /** Its public origin. */
  readonly server: string;
  readonly say: (line: string) => void;
}

/**
 * Lets in whoever opens a link, until `stopped`: the keys of demo persons are on this machine, so it can. One small question every two
 * seconds asks for all links at once; a person signs in only when a browser has asked.
 */
export async function letBrowsersIn(
  { home, server, say }: DemoServer,
  links: readonly EnrolmentLink[],
  stopped: AbortSignal,
): Promise<void> {
  const guest = makeApiClient({ server, token: null, build: BUILD, signal: stopped });
  let waiting = await lookupsOf(links, stopped);
  while (waiting.length > 0) {
    const asked = await askedOf(guest, waiting);
    waiting = waiting.filter((one) => !asked.includes(one));
    for (const { link } of asked) await letIn({ home, server, say }, link, stopped);
    await sleep(POLL_MS, stopped);
  }
}

/** One after the other and not in the way of anything: each takes a moment and 64 MiB. */
async function lookupsOf(links: readonly EnrolmentLink[], stopped: AbortSignal): Promise<Waiting[]> {
  const waiting: Waiting[] = [];
  for (const link of links) {
    await sleep(0, stopped);
    const { lookup, macKey } = deriveLink(link.code);
    wipe(macKey);
    waiting.push({ link, lookup });
  }
  return waiting;
}

async function askedOf(guest: Parameters<typeof linkStages>[0], waiting: readonly Waiting[]): Promise<Waiting[]> {
  try {
    const stages = await linkStages(
      guest,
      waiting.map(({ lookup }) => lookup),
    );
    return waiting.filter((_, index) => stages[index] === 'asked');
  } catch (error) {
    // the API starts anew, or answers others: asked again in a moment
    if (isExpected(error)) return [];
    throw error;
  }
}

async function letIn({ home, server, say }: DemoServer, link: EnrolmentLink, stopped: AbortSignal): Promise<void> {
  try {
    const profile = readProfile(personFolder(home, link.profile));
    const person = await signInAs(profile, server, {});
    const linked = linkToLetIn(person, pinsOf(profile, server), link.code);
    const wait = { withinMs: ANSWER_WITHIN_MS, signal: stopped };
    await linked.asking(wait);
    const { fingerprint } = await linked.letIn(wait);
    linked.close();
    say(`let a browser in as ${link.profile}: ${fingerprint}`);
  } catch (error) {
    if (!isExpected(error)) throw error;
    say(
      `no browser was let in as ${link.profile}: ${error.message}; npx sealbridge keys link --profile ${link.profile} makes another link`,
    );
  }
}
