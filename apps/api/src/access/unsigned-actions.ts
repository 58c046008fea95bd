import type { Action } from '@sealbridge/policy';

/**
 * What a server does while no signed record names the policy of its build (docs/reference/policy-change.md): people sign in and read the
 * directory and the log, publish events of their chains and stop each other, auditors audit, and stewards sign the policy.
 */
export const UNSIGNED_ACTIONS: ReadonlySet<Action> = new Set<Action>([
  'session.start',
  'session.refuse',
  'session.end',
  'session.list',
  'session.stepup',
  'passkey.list',
  'vault.read',
  'vault.restore',
  'agency.prove',
  'agreement.read',
  'me.read',
  'instance.read',
  'directory.publish',
  'directory.read',
  'recovery.read',
  'recovery.cancel',
  'standing.suspend',
  'standing.lift',
  'standing.read',
  'log.read',
  'audit.read',
  'audit.export',
  'decision.explain',
  'policy.read',
  'policy.proposals',
  'policy.propose',
  'policy.withdraw',
  'policy.sign',
]);
