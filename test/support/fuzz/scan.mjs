// Finds any of thousands of values in an answer, as text, inside bytes in base64, or as the sixteen bytes of an id.

const KEY_BYTES = 4;
/** Shorter values stand everywhere. */
const SHORTEST_VALUE = 5;
/** As many bytes of a record as tell it from every other. */
const SLICE = 24;
const BASE64 = /"([A-Za-z0-9+/]{16,}={0,2})"/g;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Values to look for, each with whose it is; a value that is several organisations' is known to be of all of them. */
export class Scan {
  #needles = new Map();
  #known = new Map();

  /** Looks for a text from now on; an id is looked for as its bytes too. Too short a one is left out. */
  addText(value, about) {
    if (value.length < SHORTEST_VALUE) return;
    this.#add(Buffer.from(value), about);
    if (UUID.test(value)) this.#add(Buffer.from(value.replaceAll('-', ''), 'hex'), about);
  }

  /** Looks for a piece out of the middle of some bytes from now on. */
  addBytes(bytes, about) {
    const from = Math.max(0, Math.floor((bytes.length - SLICE) / 2));
    const piece = bytes.subarray(from, from + SLICE);
    if (piece.length === SLICE && new Set(piece).size > KEY_BYTES) this.#add(piece, about);
  }

  /** What belongs to the values that stand in a JSON text. */
  find(text) {
    const decoded = [...text.matchAll(BASE64)].map(([, base64]) => Buffer.from(base64, 'base64'));
    return new Set([Buffer.from(text), ...decoded].flatMap((bytes) => [...this.#findIn(bytes)]));
  }

  #add(bytes, about) {
    const name = bytes.toString('latin1');
    const before = this.#known.get(name);
    if (before !== undefined) return void before.orgs.push(...about.orgs);
    this.#known.set(name, about);
    const key = bytes.readUInt32LE(0);
    const same = this.#needles.get(key);
    if (same === undefined) this.#needles.set(key, [{ bytes, about }]);
    else same.push({ bytes, about });
  }

  *#findIn(haystack) {
    for (let at = 0; at + KEY_BYTES <= haystack.length; at += 1) {
      for (const { bytes, about } of this.#needles.get(haystack.readUInt32LE(at)) ?? []) {
        if (bytes.compare(haystack, at, Math.min(haystack.length, at + bytes.length)) === 0) yield about;
      }
    }
  }
}
