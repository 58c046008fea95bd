// The matrix: every role in every state × every action × every state of what it is about × every purpose, and what policy says.
import { Ability, VIEWS } from '@sealbridge/policy';
import { LEGAL_BASES_OF, PURPOSES } from '@sealbridge/vocabulary';

import { RESOURCES } from './resources.mjs';
import { ACCEPTED, HOUR, NOBODY, ROLES, STATES, subjectOf } from './subjects.mjs';

const SECONDS_PER_HOUR = 3600;

/** One letter for each answer. `~`: allowed, with some fields hidden. */
export const LETTERS = {
  allowed: '+',
  masked: '~',
  not_permitted: '.',
  suspended: 's',
  inactive: 'i',
  not_vetted: 'v',
  clearance: 'c',
  wrong_purpose: 'p',
  no_live_mou: 'm',
  recalled: 'r',
  held: 'h',
  consent_expired: 'x',
  training_expired: 't',
  jurisdiction: 'j',
  uses_not_accepted: 'u',
  legal_basis_missing: 'l',
  step_up_needed: 'f',
  assurance: 'a',
  outside_hours_policy: 'o',
  conflict_of_interest: 'q',
  second_way_missing: 'w',
  first_factor_needed: 'k',
};

/** Circumstances in which something is left out that is otherwise there; tried where the action asks for it. */
const OMISSIONS = {
  'report.open': { 'uses not signed': { accepted: [] }, 'no legal basis': { legalBasis: null } },
};

/** Who asks, in the order of the page: somebody without a session is in one state alone. */
export const ASKERS = [
  ...ROLES.flatMap((who) => Object.keys(STATES).map((state) => ({ who, state }))),
  { who: NOBODY, state: 'active' },
];

/** The circumstances of an act for a purpose. */
export function circumstancesOf({ state }, purpose, omission = {}) {
  const [legalBasis] = LEGAL_BASES_OF[purpose];
  return {
    ...{ purpose, time: HOUR * SECONDS_PER_HOUR, verified: state !== 'unverified' },
    ...{ legalBasis, accepted: ACCEPTED, caseRef: true },
    ...omission,
  };
}

/** Every question of the matrix: an action about an object type, of which each state is tried, in circumstances. */
export function questionsOf({ document }) {
  const pairs = new Map();
  for (const { actions, object } of document.rules)
    for (const action of actions) pairs.set(`${object} ${action}`, { action, object });
  return [...pairs.values()].flatMap(({ action, object }) => {
    if (RESOURCES[object] === undefined) throw new Error(`the matrix knows no state of ${object}`);
    return Object.entries({ '': {}, ...OMISSIONS[action] }).map(([omitted, omission]) => ({
      action,
      object,
      omitted,
      omission,
    }));
  });
}

/** The answers to one question: for each state of the object and each asker one letter a purpose. */
export function answersTo(policy, { action, object, omission }) {
  const states = Object.entries(RESOURCES[object]);
  const view = VIEWS[object] ?? [];
  return ASKERS.map((asker) => {
    const subject = subjectOf(asker.who, asker.state);
    const abilities = PURPOSES.map(
      (purpose) => new Ability(policy, subject, circumstancesOf(asker, purpose, omission), action, object),
    );
    return states.map(([, attributesOf]) => {
      const resource = { type: object, attributes: attributesOf(asker.who) };
      return abilities.map((ability) => letterOf(ability, resource, view)).join('');
    });
  });
}

function letterOf(ability, resource, view) {
  const decision = ability.decide(resource);
  const answer = !decision.allowed
    ? decision.reason
    : ability.permittedFields(resource).length < view.length
      ? 'masked'
      : 'allowed';
  const letter = LETTERS[answer];
  if (letter === undefined) throw new Error(`the matrix has no letter for ${answer}`);
  return letter;
}

/** The whole matrix: each question with its answers, and how many cells that is. */
export function makeMatrix(policy) {
  const answered = questionsOf(policy).map((question) => ({ ...question, answers: answersTo(policy, question) }));
  const cells = answered.reduce(
    (sum, { object }) => sum + ASKERS.length * Object.keys(RESOURCES[object]).length * PURPOSES.length,
    0,
  );
  return { answered, cells };
}
