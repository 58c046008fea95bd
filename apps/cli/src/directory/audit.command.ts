import type { Command } from 'commander';

import { acknowledgeAll, type SelfAudit, syncDirectory, type VerifiedDirectory } from '@sealbridge/client';
import { auditOwnChain, fingerprint } from '@sealbridge/directory';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { type Person, signIn } from '../session/person.js';
import { findingLine, shownFinding, type ShownFinding } from '../self-audit/finding-words.js';
import { knownStoreOf } from '../self-audit/known-file.js';
import { selfAuditOf } from '../self-audit/tell.js';

interface AuditFlags extends CommonFlags {
  readonly acknowledge?: boolean;
}

/** `directory audit`: every event of the own organisation, what alarms first, and what of it this device was not told of. */
export function auditCommand(): Command {
  return verb('audit', 'show every event of your organisation: who signed it, and whether you were told of it')
    .option('--acknowledge', 'say that you know all of it, and that all your devices are yours')
    .addHelpText(
      'after',
      [
        '',
        'While a device acts in your name that you have not acknowledged, nothing is sealed (E_UNKNOWN_DEVICE).',
        '',
        'example: npx sealbridge directory audit --profile analyst',
      ].join('\n'),
    )
    .action(async (flags: AuditFlags) => {
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const directory = await syncDirectory(person);
      const audit = await selfAuditOf(person.profile, directory);
      const shown = describe(person, directory, audit);
      if (flags.acknowledge === true) {
        const store = knownStoreOf(person.profile);
        await person.stores.lock(() => acknowledgeAll(store, person.profile, directory));
      }
      const result = { ...shown, acknowledged: flags.acknowledge === true };
      output.result(result, () => asText(result));
    });
}

interface ShownAudit {
  readonly organisation: string;
  /** What alarms first, then what is new, then the rest; each part in the order of the chain. */
  readonly events: readonly ShownFinding[];
  readonly unknownDevices: readonly { readonly device: string; readonly fingerprint: string }[];
}

function describe({ profile }: Person, { state }: VerifiedDirectory, audit: SelfAudit): ShownAudit {
  const alarming = new Set(audit.alarming.map(({ seq }) => seq));
  const since = new Map(audit.findings.map((finding) => [finding.seq, finding]));
  const whole = auditOwnChain(state, { ...profile, devices: new Set(audit.known.devices), lastSeq: -1 });
  const events = whole.map((event) => {
    const known = event.seq <= audit.known.lastSeq;
    return shownFinding(state, since.get(event.seq) ?? event, { known, alarming: alarming.has(event.seq) });
  });
  const rank = ({ alarming: first, known }: ShownFinding): number => (first ? 0 : known ? 2 : 1);
  return {
    organisation: profile.orgHandle,
    events: events.toSorted((a, b) => rank(a) - rank(b) || a.seq - b.seq),
    unknownDevices: audit.unknown.map(({ device, signPublicKey }) => ({
      device,
      fingerprint: fingerprint(signPublicKey),
    })),
  };
}

function asText({
  organisation,
  events,
  unknownDevices,
  acknowledged,
}: ShownAudit & { readonly acknowledged: boolean }): string {
  const lines = events.map((event) => `${markOf(event)} ${findingLine(event)}`);
  const unread = events.filter(({ known }) => !known).length;
  return [
    ...lines,
    `${events.length} events of ${organisation}, ${unread} of them new to you`,
    ...unknownDevices.map((device) => `not known as yours: ${device.device}, fingerprint ${device.fingerprint}`),
    ...(acknowledged ? ['all of it is known from now on'] : []),
  ].join('\n');
}

function markOf({ alarming, known }: ShownFinding): string {
  if (alarming) return '!';
  return known ? ' ' : '+';
}
