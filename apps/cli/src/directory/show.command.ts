import type { Command } from 'commander';
import { renderUnicodeCompact } from 'uqr';

import { syncDirectory, type VerifiedDirectory, witnessWarning } from '@sealbridge/client';
import {
  type DirectoryState,
  type Epoch,
  epochStatus,
  fingerprint,
  type LogIndex,
  type Unit,
  vouchedBy,
} from '@sealbridge/directory';
import { toBase64, toHex } from '@sealbridge/sodium';
import { type Id, type Purpose, PURPOSES } from '@sealbridge/vocabulary';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import type { Words } from '../output/words.js';
import { signedByWords } from '../self-audit/people-words.js';
import { signIn } from '../session/person.js';

const MS_PER_HOUR = 3_600_000;
const SECONDS_PER_HOUR = 3_600;

interface ShowFlags extends CommonFlags {
  readonly qr?: boolean;
}

/** `directory show`: keys, since when, vouched for by whom, and the proof that it is the newest. */
export function showCommand(): Command {
  return verb('show', 'show the keys of a unit, since when, vouched for by whom, with the proof')
    .argument('<unit>', 'handle of the unit')
    .option('--qr', 'draw the fingerprint of the current key as a QR code on stderr, to be scanned and compared')
    .addHelpText('after', '\nexample: npx sealbridge directory show northgate --qr --profile analyst')
    .action(async (handle: string, flags: ShowFlags) => {
      const { env, output, words } = consoleFor(flags);
      const person = await signIn(flags, env);
      const directory = await syncDirectory(person);
      const shown = describe(directory, handle);
      output.result(shown, () => asText(shown));
      const current = shown.epochs.at(-1);
      if (flags.qr === true && current !== undefined) drawQr(current.fingerprint, words);
      const warning = witnessWarning(person.policy);
      if (warning !== null) words.say(warning);
    });
}

function drawQr(text: string, words: Words): void {
  for (const line of renderUnicodeCompact(text).split('\n')) words.say(line);
  words.say(text);
}

function describe({ state, log }: VerifiedDirectory, handle: string) {
  const unit = state.unitByHandle(handle);
  const organisation = unit === null ? undefined : state.organisations.get(unit.org);
  if (unit === null || organisation === undefined) throw unknownUnit();
  const head = state.chains.get(unit.org);
  const hour = Math.floor(log.now / SECONDS_PER_HOUR);
  return {
    unit: handle,
    suspended: state.isSuspended(unit.org, hour) || state.isSuspended(unit.unit, hour),
    organisation: {
      handle: organisation.handle,
      name: organisation.name,
      kind: organisation.kind,
      country: organisation.country,
    },
    purposes: purposesOf(unit),
    admitted: { ...place(organisation.admittedIndex, organisation.admittedHour), by: 'two stewards' },
    epochs: unit.epochs.map((epoch) => describeEpoch(state, unit.org, epoch, log.now)),
    proof: {
      chain: { events: (head?.seq ?? -1) + 1, head: head === undefined ? null : toHex(head.head) },
      checkpoint: { origin: log.checkpoint.origin, size: log.checkpoint.size, root: toBase64(log.checkpoint.root) },
      cosignedAt: new Date(log.cosignedAt * 1000).toISOString(),
    },
  };
}

/** What the unit works for, in the order of the vocabulary. */
function purposesOf({ purposes }: Unit): readonly Purpose[] {
  return PURPOSES.filter((purpose) => purposes.includes(purpose));
}

function describeEpoch(state: DirectoryState, org: Id, epoch: Epoch, now: number) {
  const vouched = vouchedBy(state, org, epoch);
  const holders = [...epoch.lockboxes.keys()].map((device) => state.devices.get(device));
  return {
    epoch: epoch.epoch,
    fingerprint: fingerprint(epoch.kemPublicKey),
    status: epochStatus(epoch, now),
    reason: epoch.reason,
    history: epoch.history,
    since: place(epoch.addedIndex, epoch.hour),
    vouchedBy: vouched === null ? null : signedByWords(state, vouched),
    holders: holders.flatMap((device) =>
      device === undefined
        ? []
        : [
            {
              member: device.member,
              device: device.device,
              signingKey: fingerprint(device.signPublicKey),
              active: device.ended === null,
            },
          ],
    ),
  };
}

function place(index: LogIndex, hour: number): { readonly entry: LogIndex; readonly hour: string } {
  return { entry: index, hour: new Date(hour * MS_PER_HOUR).toISOString() };
}

function asText(shown: ReturnType<typeof describe>): string {
  const { unit, suspended, organisation, purposes, admitted, epochs, proof } = shown;
  return [
    `${unit}: ${organisation.name} (${organisation.kind}, ${organisation.country})`,
    ...(suspended ? ['suspended by the stewards: nothing is sealed to it, and it opens nothing'] : []),
    `works for ${purposes.length === PURPOSES.length ? 'every purpose' : purposes.join(', ')}`,
    `admitted by ${admitted.by}, entry ${admitted.entry ?? 'not yet'}`,
    ...epochs.flatMap(({ epoch, fingerprint: key, status, since, vouchedBy: by, holders }) => [
      `epoch ${epoch}: ${key} ${status}, since entry ${since.entry ?? 'not yet'}, held by ${holders.length} devices`,
      ...(by === null ? [] : [`  signed by ${by}`]),
      ...holders.map(({ member, signingKey, active }) => `  ${member} ${signingKey}${active ? '' : ' (ended)'}`),
    ]),
    `newest of ${proof.chain.events} events under checkpoint ${proof.checkpoint.origin} ${proof.checkpoint.size}, cosigned ${proof.cosignedAt}`,
  ].join('\n');
}

function unknownUnit(): Failure {
  return new Failure({ code: 'E_UNKNOWN_UNIT', exit: EXIT.REFUSED, message: 'no such unit, or not for you' });
}
