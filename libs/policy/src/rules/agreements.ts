import { ACTIVE, ADMITS, object, OVERSEES, right, VERIFIED } from './requirements.js';

const READING = ['agreement.read', 'agreement.preview'];
const DRAFTING = ['agreement.propose', 'agreement.withdraw'];
const PARTY = object({ parties: { $any: { ref: 'subject.orgs' } } });

/** Who drafts, signs, suspends and reads agreements. The authority of a signature lies in the signature itself. */
export const AGREEMENTS = [
  {
    id: 'agreement.propose/stewards',
    actions: DRAFTING,
    object: 'Agreement',
    audience: 'member',
    requires: [...ACTIVE, ADMITS],
  },
  {
    // only with whom the organisation has to do already: a draft must not become a way to ask who is a member
    id: 'agreement.propose/parties',
    actions: DRAFTING,
    object: 'Agreement',
    audience: 'member',
    requires: [...ACTIVE, right('agreement.sign'), PARTY, object({ known: { $eq: true } })],
  },
  {
    id: 'agreement.sign',
    actions: ['agreement.sign', 'agreement.standing'],
    object: 'Agreement',
    audience: 'anyone',
    requires: [object({ authorised: { $eq: true } }), VERIFIED],
  },
  {
    id: 'agreement.read/parties',
    actions: READING,
    object: 'Agreement',
    audience: 'member',
    requires: [...ACTIVE, PARTY],
  },
  {
    id: 'agreement.read/stewards',
    actions: READING,
    object: 'Agreement',
    audience: 'member',
    requires: [...ACTIVE, ADMITS],
  },
  {
    id: 'agreement.read/auditors',
    actions: READING,
    object: 'Agreement',
    audience: 'member',
    requires: [...ACTIVE, OVERSEES],
  },
];
