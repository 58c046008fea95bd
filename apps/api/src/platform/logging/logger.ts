import { pino, type Logger as Pino } from 'pino';

/**
 * The only fields a log line may have. Values are codes, counts, durations and ids of requests; never variables, headers,
 * statements, paths with ids in them, or anything a person wrote.
 */
export interface LogFields {
  readonly code?: string;
  readonly requestId?: string;
  readonly operation?: string;
  readonly method?: string;
  readonly route?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly port?: number;
  readonly size?: number;
  readonly count?: number;
  readonly errorName?: string;
  readonly sqlState?: string;
  readonly variable?: string;
  readonly frames?: readonly string[];
}

const ALLOWED: ReadonlySet<string> = new Set<keyof LogFields>([
  'code',
  'requestId',
  'operation',
  'method',
  'route',
  'status',
  'durationMs',
  'port',
  'size',
  'count',
  'errorName',
  'sqlState',
  'variable',
  'frames',
]);

/** Longest text of a field; a longer one is a mistake and is cut. */
const MAX_FIELD_LENGTH = 120;

/** JSON lines on stdout. `event` is a fixed name from the code, never built from input. */
export class Log {
  constructor(
    private readonly sink: Pino = pino({ base: null, messageKey: 'event', timestamp: pino.stdTimeFunctions.isoTime }),
  ) {}

  info(event: string, fields: LogFields = {}): void {
    this.sink.info(allowed(fields), event);
  }

  warn(event: string, fields: LogFields = {}): void {
    this.sink.warn(allowed(fields), event);
  }

  error(event: string, fields: LogFields = {}): void {
    this.sink.error(allowed(fields), event);
  }
}

function allowed(fields: LogFields): LogFields {
  const kept = Object.entries(fields).filter(([key]) => ALLOWED.has(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, typeof value === 'string' ? value.slice(0, MAX_FIELD_LENGTH) : value]),
  );
}

/** How many stack frames are kept: enough to find the line. */
const MAX_FRAMES = 6;

/**
 * What may be logged of an unexpected error: its class, its SQLSTATE or code, and the places in our code it came through.
 * Never its message, which may quote what somebody sent.
 */
export function failureFields(error: unknown): LogFields {
  if (!(error instanceof Error)) {
    return { errorName: typeof error };
  }
  const code = 'code' in error && typeof error.code === 'string' ? { sqlState: error.code } : {};
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /u.test(line));
  return { errorName: error.name, ...code, frames: frames.slice(0, MAX_FRAMES).map(placeOf) };
}

const placeOf = (frame: string): string => frame.trim().replace(/file:\/\/\S*\/(?=(?:apps|libs|node_modules)\/)/u, '');
