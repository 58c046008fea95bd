import type { Command } from 'commander';

import { MembersDocument, type MembersQuery } from '@sealbridge/api-client';
import { call, readPages, syncDirectory } from '@sealbridge/client';
import type { DirectoryState } from '@sealbridge/directory';
import { parseId } from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { table } from '../../output/table.js';
import { signIn } from '../../session/person.js';
import { trainingDay } from './attributes.js';
import { readLimit } from './read-limit.js';

interface MembersFlags extends CommonFlags {
  readonly limit: string;
}

type Node = MembersQuery['members']['edges'][number]['node'];

/** `org members`: who is in the own organisation, for its administrators. */
export function membersCommand(): Command {
  return verb('members', 'list the members of your organisation: roles, last seen, keys, training')
    .option('--limit <n>', 'how many at most', '1000')
    .addHelpText('after', '\nexample: npx sealbridge org members --profile admin')
    .action(async (flags: MembersFlags) => {
      const limit = readLimit(flags.limit);
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const { state } = await syncDirectory(person);
      const found = await readPages(limit, async (variables) => {
        const { members } = await call(() => person.client.request(MembersDocument, variables));
        return members;
      });
      const members = found.map((node) => describe(node, state)).toSorted(byName);
      output.result({ members }, () => asText(members));
    });
}

/** The name comes from the private part of the own directory, verified here, and never from the list. */
function describe(node: Node, state: DirectoryState) {
  const id = parseId(node.member);
  return {
    member: node.member,
    name: (id === null ? undefined : state.members.get(id)?.person?.name) ?? null,
    roles: node.roles,
    units: node.unitHandles,
    clearance: node.clearance,
    jurisdictions: node.jurisdictions,
    trainingUntil: trainingDay(node.trainingUntil),
    standing: node.standing,
    lastSeen: node.lastSeen,
    devices: node.devices,
    keys: node.keys,
    secondWayIn: node.secondWayIn,
  };
}

type Described = ReturnType<typeof describe>;

function byName(a: Described, b: Described): number {
  return (a.name ?? a.member).localeCompare(b.name ?? b.member, 'en');
}

function asText(members: readonly Described[]): string {
  if (members.length === 0) return 'no members to show; only administrators of an organisation see them';
  const rows = members.map((member) => [
    member.name ?? '-',
    member.member.slice(0, 8),
    member.roles.join(','),
    member.units.join(','),
    member.clearance,
    member.trainingUntil,
    member.lastSeen,
    member.keys,
    member.secondWayIn,
    member.standing,
  ]);
  const heading = [
    'name',
    'handle',
    'roles',
    'units',
    'tlp',
    'training',
    'last seen',
    'keys',
    '2nd way in',
    'standing',
  ];
  const lines = [table([heading, ...rows])];
  const admins = members.filter(({ roles, standing }) => roles.includes('org_admin') && standing === 'active');
  if (admins.length === 1) lines.push('', 'there is only one administrator: invite a second one');
  return lines.join('\n');
}
