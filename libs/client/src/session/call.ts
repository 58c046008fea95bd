import { ApiError, type ApiErrorCode } from '@sealbridge/api-client';
import { parseId } from '@sealbridge/vocabulary';

import { ClientError, type ClientErrorKind } from '../client-error.js';

/** A member of a result union that is not the payload, as the server's `UserError` describes it. */
interface UserError {
  readonly code: string;
  readonly message: string;
  readonly path?: string | null;
  readonly reason?: string;
  readonly ref?: string;
}

const KIND_OF_MEMBER: ReadonlyMap<string, ClientErrorKind> = new Map([
  ['Refused', 'refused'],
  ['Conflict', 'conflict'],
  ['StaleEpoch', 'conflict'],
  ['Invalid', 'usage'],
  ['RateLimited', 'network'],
]);

const HINT_OF_MEMBER: ReadonlyMap<string, string> = new Map([
  ['StaleEpoch', 'a unit has a new key since: run the command again, it seals to the new one'],
]);

/** Refusals that a person can do something about, by their code. */
const HINT_OF_REFUSAL: ReadonlyMap<string, string> = new Map([
  [
    'E_SUSPENDED',
    'you, your unit or organisation, the other side or the agreement is suspended: ask your administrator',
  ],
  ['E_INACTIVE', "an administrator of your organisation can enable you again with 'org enable'"],
  ['E_NOT_VETTED', "the stewards have not finished vetting: 'org status' shows what is missing"],
  [
    'E_POLICY_UNSIGNED',
    "two stewards have to sign the rules of this server before it shows or takes reports: 'policy show'",
  ],
  ['E_ALREADY_SIGNED', 'your seat has signed: the other seat is waited for'],
  ['E_WRONG_STATE', 'it is not at that point: look again at where it stands, somebody may have been first'],
  ['E_CONFLICT_OF_INTEREST', 'you declared an interest: another steward of your seat decides'],
  ['E_OWN_APPLICATION', 'nobody decides about their own organisation: another steward does'],
  ['E_SAME_VERIFIER', 'a second steward has to do this'],
  ['E_WRONG_SEAT', 'this seat has decided: the verifier of the other seat is waited for'],
  ['E_EVIDENCE_MISSING', "accept everything the stage asks for, or return it: 'org show' lists it"],
  ['E_STALE_EVIDENCE', 'the applicant gave other evidence since: both verifiers look again'],
  ['E_NOT_VERIFIED', "both verifiers have to approve first: 'org show' says whose verdict is missing"],
  ['E_LAPSED', 'the emergency has lapsed: lift it, and suspend anew if that is still needed'],
  ['E_SECOND_WAY_MISSING', "there is one way to your keys, and two are needed: 'keys init' makes your 24 words"],
  [
    'E_WRONG_PURPOSE',
    "the report was not sent for this, the agreement does not allow it, or your unit does not work for it ('org purposes')",
  ],
  ['E_HELD', 'the report is on hold: nobody opens it until that is settled; its author knows more'],
  [
    'E_OUTSIDE_HOURS_POLICY',
    "reports are opened at set hours, which 'policy show' names; a threat to life at any hour: '--purpose threat_to_life'",
  ],
  ['E_ASSURANCE', 'the stewards ask for a session that began with a passkey: sign in with yours in the browser'],
  ['E_STEP_UP_NEEDED', 'you have to be verified anew: do this in the browser that has your passkey'],
  ['E_TRAINING_EXPIRED', 'your training is over: an administrator enters the next with a new date'],
  ['E_LEGAL_BASIS_MISSING', "police name a legal ground that fits the purpose: '--legal-basis'"],
  ['E_USES_NOT_ACCEPTED', 'what the agreement rules out was not accepted in full: run the command again'],
  ['E_OVERLOADED', 'it has more to do than it can, and turned this away before doing any of it: try again in a moment'],
  ['E_TIMEOUT', 'it stopped after 10 s and undid what it had begun: try again'],
  ['E_NO_LIVE_MOU', "no agreement in force covers this: 'agreement list' shows those of your organisation"],
]);

/** What a server may put in our error lines: a code of our form, and so much text. */
const CODE = /^E_[A-Z][A-Z0-9_]{0,40}$/;
const MAX_WORDS = 200;

const KIND_OF_API_ERROR: Readonly<Record<ApiErrorCode, ClientErrorKind>> = {
  UNAUTHENTICATED: 'sign_in',
  FORBIDDEN: 'refused',
  NOT_FOUND: 'refused',
  BAD_USER_INPUT: 'usage',
  PERSISTED_ONLY: 'unexpected',
  CONFLICT: 'conflict',
  RATE_LIMITED: 'network',
  UNAVAILABLE: 'network',
  NETWORK: 'network',
  INTERNAL: 'unexpected',
  PROTOCOL: 'verification',
};

/** Runs a request; what the client library throws becomes a ClientError of its kind. */
export async function call<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const code = error.detail === null ? codeOf(error.code) : asCode(error.detail);
    const kind = KIND_OF_API_ERROR[error.code];
    const message = error.ref === null ? error.message : notPermitted({ ref: error.ref });
    throw new ClientError(code, kind, message, hintOf(code, error), { cause: error });
  }
}

function hintOf(code: string, { retryAfter }: ApiError): string | null {
  const known = HINT_OF_REFUSAL.get(code) ?? null;
  return known ?? (retryAfter === null ? null : `the server looks at it again in ${String(retryAfter)} s`);
}

/** The payload of a result union. Any other member is a ClientError; a refusal carries its reason as the code. */
export function payload<T extends { readonly __typename?: string }, Name extends string>(
  result: T,
  name: Name,
): Extract<T, { readonly __typename?: Name }> {
  if (result.__typename === name) return result as Extract<T, { readonly __typename?: Name }>;
  const error = result as unknown as UserError;
  const kind = result.__typename ?? '';
  const code = asCode(error.reason === undefined ? error.code : `E_${error.reason.toUpperCase()}`);
  const where = error.path === null || error.path === undefined ? '' : ` (${error.path})`;
  const message = words(error.reason === undefined ? `${error.message}${where}` : notPermitted(error));
  const hint = HINT_OF_MEMBER.get(kind) ?? HINT_OF_REFUSAL.get(code) ?? null;
  throw new ClientError(code, KIND_OF_MEMBER.get(kind) ?? 'unexpected', message, hint);
}

/**
 * What somebody is told who is refused: that it is not permitted, the reference under which it stands in the audit log, and the reason
 * where there is one that says more.
 */
export function notPermitted({ reason, ref }: { readonly reason?: string; readonly ref?: string | null }): string {
  const reference = typeof ref === 'string' ? parseId(ref) : null;
  const why = reason === undefined || reason === 'not_permitted' ? '' : `: ${reason}`;
  return `not permitted${reference === null ? '' : ` (${reference})`}${why}`;
}

/** An answer that is not what was asked for is named for what it is: whoever sent it is not a server of this kind, or lies. */
function codeOf(code: ApiErrorCode): `E_${string}` {
  return code === 'PROTOCOL' ? 'E_ANSWER' : `E_${code}`;
}

function asCode(text: string): `E_${string}` {
  return CODE.test(text) ? (text as `E_${string}`) : 'E_SERVER';
}

function words(text: string): string {
  return text.slice(0, MAX_WORDS);
}
