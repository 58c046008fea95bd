import { parsePolicy, type PolicyDocument } from './document.js';
import { AGREEMENTS } from './rules/agreements.js';
import { AUDITING } from './rules/auditing.js';
import { DIRECTORY } from './rules/directory.js';
import { KEYS } from './rules/keys.js';
import { PEOPLE } from './rules/people.js';
import { RECEIVING } from './rules/receiving.js';
import { RECOVERY } from './rules/recovery.js';
import { SENDING } from './rules/sending.js';
import { SIGN_IN } from './rules/sign-in.js';
import { VETTING } from './rules/vetting.js';

/** The policy in force, as versioned data. Whoever changes a rule raises the version and adds a case to test/vectors/policy. */
export const POLICY: PolicyDocument = parsePolicy({
  version: 3,
  rules: [
    ...SIGN_IN,
    ...KEYS,
    ...DIRECTORY,
    ...RECOVERY,
    ...VETTING,
    ...AGREEMENTS,
    ...PEOPLE,
    ...SENDING,
    ...RECEIVING,
    ...AUDITING,
  ],
});
