import type { Member } from '@sealbridge/policy';

/**
 * Whether a member reads the chains of all organisations: stewards and auditors. An organisation names the roles of its members itself,
 * so a role counts only in the kind of organisation it belongs to.
 */
export function seesAllChains({ orgKind, rights }: Pick<Member, 'orgKind' | 'rights'>): boolean {
  const isSteward = orgKind === 'stewards' && rights.includes('org.admit');
  const isAuditor = ['oversight', 'stewards'].includes(orgKind) && rights.includes('audit.read');
  return isSteward || isAuditor;
}
