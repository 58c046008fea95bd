import { type NoteSigner, verifierOf, writeVerifierKey } from '@sealbridge/transparency';

/** The policy file (C2SP tlog-policy) of an instance with one local witness; it says what that is worth. */
export function policyText(log: NoteSigner, witness: NoteSigner): string {
  return [
    '# One witness, run by the same people on the same machine as the log:',
    '# it shows how witnessing works and protects nobody. A fork cannot be seen.',
    `log ${writeVerifierKey(verifierOf(log))}`,
    `witness local ${writeVerifierKey(verifierOf(witness))}`,
    'quorum local',
    '',
  ].join('\n');
}
