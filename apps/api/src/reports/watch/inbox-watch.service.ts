import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Resource } from '@sealbridge/policy';
import type { Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import type { Act } from '../../access/act.js';
import type { Caller } from '../../access/caller.js';
import { PARTNERS_ALONE } from '../../access/own-agreements.js';
import { sessionOf } from '../../access/session-of.js';
import { Notifications } from '../../platform/database/notifications.js';
import { ApiError } from '../../platform/errors/api-error.js';
import type { LiveConnection } from '../../platform/graphql/live-stream.js';
import { failureFields, Log } from '../../platform/logging/logger.js';

import { InboxRepository } from '../inbox.repository.js';
import { reportResource } from '../report-resource.js';
import { unitsThatRead } from '../units-that-read.js';

import { INBOX_CHANNEL, type InboxChange, readChanges } from './inbox-changes.js';
import { InboxWatchRepository, type AddressedReport } from './inbox-watch.repository.js';
import { type Ending, type Told, Watch } from './watch.js';

/** Decisions about changes that are made at the same time; the rest of the connections are for people who ask. */
const DECIDED_AT_ONCE = 4;
/** Decisions that may wait. More would come too late to be news: everybody comes back and asks the inbox. */
const MAX_UNDECIDED = 20_000;

interface Watched {
  readonly watch: Watch;
  readonly caller: Caller;
  readonly connection: LiveConnection;
}

type Undecided = Watched & { readonly change: InboxChange; readonly report: AddressedReport };

/** Tells members what happens in their inboxes while they watch: ids alone, and each of them decided anew. */
@Injectable()
export class InboxWatchService implements OnModuleInit {
  readonly #watched = new Set<Watched>();
  readonly #undecided: Undecided[] = [];
  #deciding = 0;

  constructor(
    private readonly access: Access,
    private readonly reports: InboxRepository,
    private readonly watches: InboxWatchRepository,
    private readonly notifications: Notifications,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.notifications.listen(INBOX_CHANNEL, {
      told: (payload) => void this.#match(readChanges(payload)),
      missed: () => this.#restartAll(),
    });
  }

  /**
   * May be called by whoever may list the inbox; tells what is addressed to their units. Its beginning and its end are entries of the
   * log, the end with how much was told; what it tells is counted (docs/decisions/0034). Throws ApiError FORBIDDEN.
   */
  async watch(caller: Caller, connection: LiveConnection): Promise<AsyncIterableIterator<Told>> {
    const watch: Watch = new Watch({
      ask: () => this.#ask(caller),
      end: (told, ending) => this.#end(watched, release, told, ending),
      lost: () => connection.restart(),
    });
    const watched: Watched = { watch, caller, connection };
    // before the decision: what changes after it finds the watch
    const release = connection.hold(watch);
    try {
      const outcome = await this.access.perform(caller, watchAct(caller));
      if (!outcome.ok) throw new ApiError('FORBIDDEN', outcome.reason);
      this.#watched.add(watched);
      watch.begin(outcome.value);
      return watch;
    } catch (error) {
      release();
      throw error;
    }
  }

  async #ask(caller: Caller): Promise<{ readonly units: readonly Id[] } | { readonly refused: string }> {
    const outcome = await this.access.proceed(caller, { ...watchAct(caller), ...unattended(caller) }, 'logged');
    return outcome.ok ? { units: outcome.value } : { refused: outcome.reason };
  }

  async #end(watched: Watched, release: () => void, told: number, ending: Ending): Promise<void> {
    release();
    this.#watched.delete(watched);
    if (ending.by === 'policy') return;
    const { caller } = watched;
    const act = { ...watchAct(caller), ...unattended(caller, ending.by === 'session' ? ending.reason : undefined) };
    try {
      await this.access.perform(caller, { ...act, entry: () => ({ resultCount: told }) });
    } catch (error) {
      // the session was over: that is the entry
      if (!(error instanceof ApiError)) this.log.error('the end of a watch was not recorded', failureFields(error));
    }
  }

  /** Finds whom changes concern, and has it decided for each of them. */
  async #match(changes: readonly InboxChange[]): Promise<void> {
    if (this.#watched.size === 0 || changes.length === 0) return;
    try {
      const reports = await this.watches.addressed([...new Set(changes.map(({ row }) => row))]);
      const byRow = new Map(reports.map((report) => [report.row, report]));
      for (const change of changes) {
        const report = byRow.get(change.row);
        if (report !== undefined) this.#undecided.push(...this.#concerned(change, report));
      }
      if (this.#undecided.length > MAX_UNDECIDED) this.#restartAll();
      while (this.#deciding < DECIDED_AT_ONCE && this.#undecided.length > 0) void this.#decideAll();
    } catch (error) {
      this.log.error('changes were not matched', failureFields(error));
      this.#restartAll();
    }
  }

  #concerned(change: InboxChange, report: AddressedReport): Undecided[] {
    const units = change.kind === 'changed' ? report.units.filter((unit) => unit === change.unit) : report.units;
    return [...this.#watched]
      .filter(({ watch }) => watch.units.some((unit) => units.includes(unit)))
      .map((watched) => ({ ...watched, change, report }));
  }

  async #decideAll(): Promise<void> {
    this.#deciding += 1;
    try {
      for (let next = this.#undecided.shift(); next !== undefined; next = this.#undecided.shift()) {
        await this.#decide(next);
      }
    } finally {
      this.#deciding -= 1;
    }
  }

  async #decide({ watch, caller, connection, change, report }: Undecided): Promise<void> {
    try {
      const outcome = await this.access.proceed(caller, this.#eventAct(caller, report), 'silent');
      if (outcome.ok && outcome.value) watch.tell({ reportId: report.id, kind: change.kind, at: new Date() });
    } catch (error) {
      // without a session it is over anyway; otherwise something is lost for this reader
      if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') return;
      this.log.error('a change was not decided', failureFields(error));
      connection.restart();
    }
  }

  /** Whether the inbox would show it: the rules of the report, and an agreement in force. */
  #eventAct(caller: Caller, { id, row }: AddressedReport): Act<boolean> {
    return {
      action: 'report.watch',
      agreements: PARTNERS_ALONE,
      ...unattended(caller),
      resource: async (tx): Promise<Resource | null> => {
        const found = await this.reports.decided(tx, id);
        return found === null ? null : reportResource(found);
      },
      work: ({ member: { unitsVetted, agreements } }, tx) => {
        const inForce = agreements.flatMap(({ id: agreement, standing }) =>
          standing === 'in_force' ? [agreement] : [],
        );
        return this.watches.isListed(tx, row, unitsVetted, inForce);
      },
    };
  }

  #restartAll(): void {
    this.#undecided.length = 0;
    for (const { connection } of this.#watched) connection.restart();
  }
}

/** To watch, and to go on watching. Gives the units of the member that may read. */
function watchAct(caller: Caller): Act<readonly Id[]> {
  const { member } = sessionOf(caller);
  return {
    action: 'report.watch',
    resource: () => Promise.resolve({ type: 'Watch', attributes: { member } }),
    work: (permit) => Promise.resolve(unitsThatRead(permit.member)),
  };
}

/** What the server does by itself for a reader who left a subscription open. */
function unattended(caller: Caller, overBecause = 'session_over'): Pick<Act<unknown>, 'unattended' | 'detail'> {
  const { organisation: org, member, device } = sessionOf(caller);
  return { unattended: { overBecause }, detail: { signer: { org, member, device } } };
}
