const KIB = 1024;
const MIB = 1024 * KIB;

/** Every limit of a report and of what goes with it, by name. Sizes are bytes of UTF-8 unless the name says otherwise. */
export const LIMITS = Object.freeze({
  /** The report or decisions file as read from disk or stdin. */
  MAX_FILE_BYTES: 8 * MIB,
  /** Objects and lists inside each other in a file. */
  MAX_DEPTH: 16,
  MAX_TITLE_BYTES: KIB,
  MAX_STATEMENT_BYTES: 64 * KIB,
  MAX_STATEMENTS: 200,
  /** The plaintext of the sealed body: title, statements, gradings and identifiers together. */
  MAX_BODY_BYTES: MIB,
  MAX_IDENTIFIERS: 500,
  MAX_IDENTIFIER_BYTES: 4 * KIB,
  MAX_ATTACHMENTS: 20,
  MAX_ATTACHMENT_BYTES: 25 * MIB,
  MAX_ATTACHMENT_PATH_BYTES: 4 * KIB,
  /** Codes in one list of a card. */
  MAX_CARD_CODES: 64,
  MAX_LANG_CHARACTERS: 35,
  MAX_DECISIONS: 20_000,
  /** A replacement value, a reason or a note of a decisions file. */
  MAX_NOTE_BYTES: 4 * KIB,
  /** The name of the person who attests to have read every line. */
  MAX_ATTEST_BYTES: 200,
  MAX_RECIPIENT_UNITS: 64,
  MAX_CASE_REF_BYTES: 256,
  MAX_JUSTIFICATION_BYTES: 4 * KIB,
});
