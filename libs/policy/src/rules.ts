import { parsePolicy, type PolicyDocument } from './document.js';
import { AGREEMENTS } from './rules/agreements.js';
import { AUDITING } from './rules/auditing.js';
import { DIRECTORY } from './rules/directory.js';
import { PEOPLE } from './rules/people.js';
import { RECEIVING } from './rules/receiving.js';
import { SENDING } from './rules/sending.js';
import { SIGN_IN } from './rules/sign-in.js';
import { VETTING } from './rules/vetting.js';

/** The policy in force, as versioned data. Whoever changes a rule raises the version and adds a case to test/vectors/policy. */
export const POLICY: PolicyDocument = parsePolicy({
  version: 2,
  rules: [...SIGN_IN, ...DIRECTORY, ...VETTING, ...AGREEMENTS, ...PEOPLE, ...SENDING, ...RECEIVING, ...AUDITING],
});
