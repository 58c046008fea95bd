/** One mail, made whole. */
export interface Mail {
  /** A checked mail address. */
  readonly to: string;
  /** The message (RFC 5322), CRLF line ends. */
  readonly bytes: Uint8Array;
}

/**
 * What became of a mail. `later`: certainly not taken, and another attempt may end better. `refused`: certainly not taken, and
 * another attempt would end the same. `unknown`: it may have been taken, so it is never sent again.
 */
export type Delivery = 'sent' | 'later' | 'refused' | 'unknown';

/** What became of a mail, with the reply code of the server where it gave one. */
export interface DeliveryReport {
  readonly delivery: Delivery;
  readonly code: string | null;
}

/** Takes mails away. */
export interface Mailer {
  deliver(mail: Mail): Promise<DeliveryReport>;
}

/** The injection token of the way mails leave; null is provided when there is none. */
export const MAILER = Symbol('mailer');
