import { readFileSync } from 'node:fs';

/** A variable that is missing or wrong. The message names the variable and never its value. */
export class ConfigurationError extends Error {
  constructor(
    readonly variable: string,
    readonly problem: string,
  ) {
    super(`${variable}: ${problem}`);
    this.name = 'ConfigurationError';
  }
}

/** Environment as a program finds it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads typed values out of the environment; each method throws ConfigurationError by the name of the variable. */
export class Reader {
  constructor(private readonly environment: Environment) {}

  /** A text that must be there, unless a default is given. `NAME_FILE` may name a file that holds it. */
  text(name: string, fallback?: string): string {
    const value = this.optional(name) ?? fallback;
    if (value === undefined) {
      throw new ConfigurationError(name, 'is not set');
    }
    return value;
  }

  /** A text or null. An empty value counts as not set; a value both direct and by file is refused. */
  optional(name: string): string | null {
    const direct = this.environment[name];
    const path = this.environment[`${name}_FILE`];
    if (direct !== undefined && direct !== '' && path !== undefined && path !== '') {
      throw new ConfigurationError(name, `and ${name}_FILE are both set`);
    }
    if (path !== undefined && path !== '') {
      return readTextFile(`${name}_FILE`, path);
    }
    return direct === undefined || direct === '' ? null : direct;
  }

  /** A whole number from `min` to `max`. */
  integer(name: string, { min, max, fallback }: { min: number; max: number; fallback?: number }): number {
    const text = this.text(name, fallback?.toString());
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) {
      throw new ConfigurationError(name, `must be a whole number from ${min} to ${max}`);
    }
    return value;
  }

  /** `0` or `1`. */
  flag(name: string, fallback: boolean): boolean {
    const text = this.text(name, fallback ? '1' : '0');
    if (text !== '0' && text !== '1') {
      throw new ConfigurationError(name, 'must be 0 or 1');
    }
    return text === '1';
  }

  /** An origin: scheme and host, perhaps a port, nothing else. */
  origin(name: string, fallback: string): URL {
    const url = parseUrl(name, this.text(name, fallback));
    if (!['http:', 'https:'].includes(url.protocol) || `${url.origin}/` !== url.href) {
      throw new ConfigurationError(name, 'must be an origin such as https://example.org');
    }
    return url;
  }

  /** A comma-separated list of http or https URLs without a trailing slash; may be empty. */
  urls(name: string): string[] {
    const text = this.optional(name) ?? '';
    const parts = text.split(',').map((part) => part.trim());
    return parts.filter((part) => part !== '').map((part) => parseUrl(name, part).href.replace(/\/$/u, ''));
  }

  /** An ISO 8601 duration of days, hours, minutes and seconds (`P1D`, `PT5M`), in milliseconds. */
  duration(name: string, fallback: string): number {
    const found = /^P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/u.exec(this.text(name, fallback));
    const parts: (string | undefined)[] = found?.slice(1) ?? [];
    if (parts.every((part) => part === undefined)) {
      throw new ConfigurationError(name, 'must be a duration such as PT5M or P1D');
    }
    const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
    return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  }

  /** A PostgreSQL connection URL. */
  databaseUrl(name: string): string {
    const text = this.text(name);
    if (!['postgres:', 'postgresql:'].includes(parseUrl(name, text).protocol)) {
      throw new ConfigurationError(name, 'must start with postgres://');
    }
    return text;
  }
}

/** The bytes of a key file of a known length. Throws ConfigurationError by the variable whose folder it is in. */
export function readKeyFile(variable: string, path: string, length: number): Uint8Array {
  const bytes = readBytes(variable, path);
  if (bytes.length !== length) {
    throw new ConfigurationError(variable, 'holds a key file of the wrong length');
  }
  return bytes;
}

/** A whole file. Throws ConfigurationError by the variable that led to it. */
export function readBytes(variable: string, path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch {
    throw new ConfigurationError(variable, 'names a file that cannot be read');
  }
}

function readTextFile(variable: string, path: string): string {
  return new TextDecoder().decode(readBytes(variable, path)).trimEnd();
}

function parseUrl(name: string, text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new ConfigurationError(name, 'is not a URL');
  }
}
