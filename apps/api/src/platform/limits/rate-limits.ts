/** So many times within so many seconds. */
export interface RateLimit {
  readonly points: number;
  readonly seconds: number;
}

const MINUTE = 60;
const DAY = 86_400;

/**
 * How often something may be asked, each written once (docs/reference/limits.md). Counted by all replicas together, on PostgreSQL. A
 * network is an IPv4 address, or the /48 of an IPv6 one; nobody is locked out everywhere by what somebody else does elsewhere
 * (security-corrections D13). The three of requests can be set by variables.
 */
export const RATE_LIMITS = {
  /** Requests of one member, by all devices; every further field at the root of an operation counts as one more. */
  member: { points: 1_200, seconds: MINUTE },
  /** Requests of all members of one organisation. */
  organisation: { points: 12_000, seconds: MINUTE },
  /** Requests of one network without a session, or with one that is over. */
  guest: { points: 600, seconds: MINUTE },
  /** Files of the public log that one network reads: whoever checks it whole reads thousands. */
  log: { points: 12_000, seconds: MINUTE },
  /** Challenges to sign in that one network gets. */
  sign_in: { points: 600, seconds: MINUTE },
  /** Attempts to sign in with one device at one network, whatever became of them. */
  sign_in_account: { points: 120, seconds: MINUTE },
  /** Challenges to register a passkey that one network gets. */
  passkey_registration: { points: 600, seconds: MINUTE },
  /** Challenges for a fresh verification that one device gets. */
  step_up: { points: 60, seconds: MINUTE },
  /** Attempts of one network to find a vault by recovery words. */
  vault_words: { points: 30, seconds: MINUTE },
  /** Messages of links between devices that one network leaves: three people link a device. */
  link_messages: { points: 30, seconds: MINUTE },
  /** Questions of one network how far a link is. Whoever waits asks once a second, and an office may be behind one address. */
  link_questions: { points: 1_200, seconds: MINUTE },
  /** Proofs of invitations that one network shows; a person shows two. */
  invitation_proofs: { points: 120, seconds: MINUTE },
  /** Ways to an agency that one network sets out on. */
  agency_starts: { points: 60, seconds: MINUTE },
  /** Questions of one network whether an agency has vouched. */
  agency_questions: { points: 60, seconds: MINUTE },
  /** Statements of applicants, without a session, that one network sends. */
  guest_statements: { points: 240, seconds: MINUTE },
  /** Organisations that apply from one network: one alone never meets the cap of open applications. */
  new_applications: { points: 50, seconds: DAY },
} as const satisfies Readonly<Record<string, RateLimit>>;

/** The name of a rate limit. */
export type RateLimitName = keyof typeof RATE_LIMITS;

/** What the configuration sets: requests a minute. */
export interface RequestLimits {
  readonly memberPerMinute: number;
  readonly orgPerMinute: number;
  readonly guestPerMinute: number;
}

/** The limits with those of the configuration in their place. */
export function rateLimitsWith({
  memberPerMinute,
  orgPerMinute,
  guestPerMinute,
}: RequestLimits): Readonly<Record<RateLimitName, RateLimit>> {
  return {
    ...RATE_LIMITS,
    member: { ...RATE_LIMITS.member, points: memberPerMinute },
    organisation: { ...RATE_LIMITS.organisation, points: orgPerMinute },
    guest: { ...RATE_LIMITS.guest, points: guestPerMinute },
  };
}
