import { parsePolicy, type PolicyDocument } from './document.js';
import { compilePolicy, type Policy } from './policy.js';
import { AGREEMENTS } from './rules/agreements.js';
import { AUDITING } from './rules/auditing.js';
import { DIRECTORY } from './rules/directory.js';
import { GOVERNING } from './rules/governing.js';
import { KEYS } from './rules/keys.js';
import { PARAMETERS } from './rules/parameters.js';
import { PEOPLE } from './rules/people.js';
import { RECEIVING } from './rules/receiving.js';
import { RECOVERY } from './rules/recovery.js';
import { SENDING } from './rules/sending.js';
import { SIGN_IN } from './rules/sign-in.js';
import { VETTING } from './rules/vetting.js';

/** The rules of this version, as data. Whoever changes one raises the version and adds a case to test/vectors/policy. */
export const DOCUMENT: PolicyDocument = parsePolicy({
  version: 4,
  parameters: PARAMETERS,
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
    ...GOVERNING,
  ],
});

/** The rules of this version with the default of every parameter. */
export const POLICY: Policy = compilePolicy(DOCUMENT);
