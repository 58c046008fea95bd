import { MeDocument } from '@sealbridge/api-client';
import { ready } from '@sealbridge/sodium';
import { Client } from 'pg';

import { LoadClient, writeRequest } from '../instance/load-client.js';
import { type BareInstance, startBare } from '../instance/running.js';
import type { Result } from '../result.js';
import { type Contender, inParallel, measureRoundRobin, type Plan } from '../round-robin.js';
import { type List, type ListPage, LISTS } from '../world/lists.js';
import { TENTH_OF_THE_WORLD, WHOLE_WORLD, type WorldSize } from '../world/size.js';
import { type World, writeWorld } from '../world/write-world.js';

const PAGE = 25;
/** Entries of a step on the way down: the most the API gives. */
const STEP = 100;
const DEPTHS = [0.25, 0.5, 0.75, 0.95] as const;
const CONNECTIONS = 1;

/** A world in an instance of its own, and who asks it. */
interface Place {
  readonly instance: BareInstance;
  readonly client: LoadClient;
  readonly world: World;
}

/** What to measure, and where to say what is going on. */
export interface ListsPlan extends Plan {
  readonly say: (text: string) => void;
}

/**
 * W9: a page of every list over HTTP, in a world of 2,000 organisations, 20,000 people and 5,000 agreements. The reference is the
 * first page of the same list in a world a tenth of that; beside it the first page and pages at a quarter, half, three quarters
 * and the end of the list. One at a time, so that what is compared is the work of a page.
 */
export async function lists({ say, ...plan }: ListsPlan): Promise<Result[]> {
  await ready();
  say('W9: two instances, one with a world a tenth of the other');
  const tenth = await settle(TENTH_OF_THE_WORLD);
  try {
    const whole = await settle(WHOLE_WORLD);
    try {
      const results: Result[] = [];
      for (const list of LISTS)
        results.push(...(say(`W9: ${list.name}`), [await measureList(list, tenth, whole, plan)]));
      results.push(...(say('W9: me'), [await measureMe(tenth, whole, plan)]));
      return results;
    } finally {
      await leave(whole);
    }
  } finally {
    await leave(tenth);
  }
}

async function settle(size: WorldSize): Promise<Place> {
  const instance = await startBare();
  const admin = new Client({ connectionString: instance.adminUrl });
  await admin.connect();
  try {
    return { instance, client: new LoadClient(instance.url, CONNECTIONS), world: await writeWorld(admin, size) };
  } catch (error) {
    await instance.stop();
    throw error;
  } finally {
    await admin.end();
  }
}

async function leave({ client, instance }: Place): Promise<void> {
  client.close();
  await instance.stop();
}

async function measureList(list: List, tenth: Place, whole: Place, plan: Plan): Promise<Result> {
  const cursors = await cursorsDown(whole, list);
  const at = (depth: number): string | null => cursors[Math.floor(depth * cursors.length)] ?? null;
  const rows = await measureRoundRobin(
    [
      pageOf('first page, a world a tenth the size', tenth, list, null),
      pageOf('first page', whole, list, null),
      ...DEPTHS.map((depth) => pageOf(`page at ${depth * 100} %`, whole, list, at(depth))),
    ],
    plan,
  );
  return { workload: 'W9', what: `${PAGE} of ${list.name}`, rows };
}

/** Cursors all the way down; every entry is seen once, or the run ends. */
async function cursorsDown(place: Place, list: List): Promise<(string | null)[]> {
  const cursors: (string | null)[] = [null];
  const seen = new Set<string>();
  let entries = 0;
  for (let after: string | null = null; ;) {
    const { edges, pageInfo }: ListPage = await read(place, list, STEP, after);
    for (const edge of edges) seen.add(JSON.stringify((edge as { readonly node: unknown }).node));
    entries += edges.length;
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor ?? null;
    cursors.push(after);
  }
  if (seen.size !== entries || entries < PAGE) throw new Error(`w9: the pages of ${list.name} are not its entries`);
  return cursors;
}

function pageOf(name: string, place: Place, list: List, after: string | null): Contender {
  const request = requestFor(place, list, PAGE, after);
  const token = place.world.sessions[list.by];
  return { name, run: inParallel(CONNECTIONS, async () => void (await place.client.send(token, request))) };
}

async function read(place: Place, list: List, first: number, after: string | null): Promise<ListPage> {
  const data = await place.client.send(place.world.sessions[list.by], requestFor(place, list, first, after));
  const page = data[list.field];
  if (page === undefined) throw new Error(`w9: there is no list ${list.field}`);
  return page;
}

function requestFor({ world }: Place, { document, variables }: List, first: number, after: string | null) {
  return writeRequest<Record<string, ListPage>, object>(document, { ...variables(world), first, after });
}

/** What a session costs by itself: every act loads its member's agreements. */
async function measureMe(tenth: Place, whole: Place, plan: Plan): Promise<Result> {
  const request = writeRequest(MeDocument, {});
  const me = (name: string, { client, world }: Place, by: keyof World['sessions']): Contender => ({
    name,
    run: inParallel(CONNECTIONS, async () => void (await client.send(world.sessions[by], request))),
  });
  const rows = await measureRoundRobin(
    [
      me('a member like the many, a world a tenth the size', tenth, 'ordinary'),
      me('a member like the many', whole, 'ordinary'),
      me(`somebody of a unit with ${TENTH_OF_THE_WORLD.hub} agreements, a world a tenth the size`, tenth, 'busyAdmin'),
      me(`somebody of a unit with ${WHOLE_WORLD.hub} agreements`, whole, 'busyAdmin'),
    ],
    plan,
  );
  return { workload: 'W9', what: 'me', rows };
}
