import {
  Ability,
  type Action,
  type Circumstances,
  type Columns,
  type Member,
  type ObjectType,
  type Policy,
  type Resource,
  type SqlCondition,
  type Subject,
} from '@sealbridge/policy';
import type { Id, Purpose } from '@sealbridge/vocabulary';

import { type FieldGroup, fieldsByRules, IN_EVERY_ROW } from './field-groups.js';
import { Refusal } from './refusal.js';
import type { Trace } from './trace.js';

const SECONDS_PER_HOUR = 3600;

interface Grounds {
  readonly trace: Pick<Trace, 'policy' | 'resource' | 'further' | 'refusedBy'>;
  readonly subject: Subject;
  readonly circumstances: Circumstances;
  readonly action: Action;
  readonly eventId: Id;
  readonly ability: Ability;
}

/** Makes a Permit. Only `access.ts` may import this; an architecture test watches it. */
export let issuePermit: (grounds: Grounds) => Permit;

/**
 * Proof that policy allows one act of one subject, made by `perform` alone and good inside its transaction. A service takes it
 * first; a repository puts `scopes` or `condition` into its query.
 */
export class Permit {
  readonly #grounds: Grounds;

  private constructor(grounds: Grounds) {
    this.#grounds = grounds;
  }

  static {
    issuePermit = (grounds) => new Permit(grounds);
  }

  get action(): Action {
    return this.#grounds.action;
  }

  /** The policy that the act is decided by: the same until the act ends. */
  get policy(): Policy {
    return this.#grounds.trace.policy;
  }

  get purpose(): Purpose | null {
    return this.#grounds.circumstances.purpose;
  }

  /** Who acts, with the attributes of this transaction. */
  get actor(): Subject {
    return this.#grounds.subject;
  }

  /** The member who acts. Throws for an act without a session, which policy must then have allowed by mistake. */
  get member(): Member {
    const { subject } = this.#grounds;
    if (subject.class !== 'member') {
      throw new Error('this act has no member');
    }
    return subject;
  }

  /** The UNIX second of the database when the act began. */
  get time(): number {
    return this.#grounds.circumstances.time;
  }

  /** The UNIX hour of the same moment. */
  get hour(): number {
    return Math.floor(this.time / SECONDS_PER_HOUR);
  }

  /** The id the audit entry of this act will have. */
  get eventId(): Id {
    return this.#grounds.eventId;
  }

  /** The scopes whose rows the subject may see: its units and its organisation. Empty without a session. */
  get scopes(): Id[] {
    const { subject } = this.#grounds;
    return subject.class === 'member' ? [...subject.units, subject.org] : [];
  }

  /** What policy allows of a list, as an SQL condition for a repository's subquery. Parameters are numbered from `first`. */
  condition(columns: Columns, first: number): SqlCondition {
    return this.#grounds.ability.condition(columns, first);
  }

  /** The fields of the object decided upon that may be shown. A repository selects these and nothing else of its view. */
  get fields(): readonly string[] {
    const { trace, ability } = this.#grounds;
    return trace.resource === null ? [] : ability.permittedFields(trace.resource);
  }

  /**
   * What policy shows of the objects of a list: the fields of their view, in groups with the SQL condition each shows under. A repository
   * puts it where it selects them. `listed` is the field by whose condition rows are listed: what shows by the same rules shows in
   * every row. Parameters are numbered from `first`, from one group to the next.
   */
  fieldGroups(object: ObjectType, listed: string, columns: Columns, first: number): FieldGroup[] {
    const { trace, ability, action } = this.#grounds;
    let next = first;
    return fieldsByRules(trace.policy, action, object).map((fields) => {
      const condition = fields.includes(listed) ? IN_EVERY_ROW : ability.fieldCondition(fields[0] ?? '', columns, next);
      next += condition.values.length;
      return { fields, condition };
    });
  }

  /** The condition under which one field shows in a list: without that of its id, an object is not listed at all. */
  fieldCondition(field: string, columns: Columns, first: number): SqlCondition {
    return this.#grounds.ability.fieldCondition(field, columns, first);
  }

  /** Asks policy about a further object of the same act (each grant of a submission). Throws Refusal when it says no. */
  require(action: Action, resource: Resource): void {
    const { trace, subject, circumstances } = this.#grounds;
    trace.further.push({ action, resource });
    const decision = new Ability(trace.policy, subject, circumstances, action, resource.type).decide(resource);
    if (!decision.allowed) {
      trace.refusedBy = 'policy';
      throw new Refusal(decision.reason);
    }
  }
}
