import type { Id, NoticeKind, Right } from '@sealbridge/vocabulary';

/** What a notice may be about. Its id tells nothing to somebody who may not see the object. */
export const NOTICE_OBJECTS = [
  'agreement',
  'proposal',
  'application',
  'organisation',
  'unit',
  'member',
  'invitation',
  'reveal',
  'recovery',
] as const;
export type NoticeObject = (typeof NOTICE_OBJECTS)[number];

/**
 * Who is told. Of a group, whoever acts is left out: they know; and of an organisation those of `besides`, whom it concerns and who
 * are not to hear of it. Members who were removed are never told.
 */
export type NoticeRecipients =
  | { readonly member: Id }
  | { readonly org: Id; readonly right: Right; readonly besides?: readonly Id[] }
  | { readonly org: Id; readonly everybody: true }
  | { readonly stewards: true };

/** That something happened or falls due, and nothing of what it is. */
export interface NoticeFact {
  readonly kind: NoticeKind;
  readonly to: NoticeRecipients;
  readonly object?: { readonly type: NoticeObject; readonly id: Id };
  /** When it falls due, for what lies ahead. */
  readonly at?: Date;
  /**
   * Names this occurrence among others of the same kind and object, so that it is told once, read or not. Without it a person
   * is told again when the earlier notice has been read.
   */
  readonly occasion?: string;
}
