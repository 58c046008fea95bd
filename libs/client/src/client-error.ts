/** What kind of failure it is; a program decides by it what to do, and the command line with which code to end. */
export type ClientErrorKind =
  'usage' | 'refused' | 'sign_in' | 'verification' | 'conflict' | 'network' | 'partly' | 'unexpected';

/** An expected failure of something a member's device does with a server. The message is one lower-case line and never any content. */
export class ClientError extends Error {
  constructor(
    readonly code: `E_${string}`,
    readonly kind: ClientErrorKind,
    message: string,
    /** What the person can do about it, in one line. */
    readonly hint: string | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ClientError';
  }
}
