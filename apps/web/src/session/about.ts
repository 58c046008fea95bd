/** What the server says of itself before anybody signs in. */
export interface About {
  readonly demo: boolean;
  /** Paths on this server. */
  readonly documents: readonly string[];
}

/** Asks once; a server that does not answer that has nothing to say. */
export async function readAbout(): Promise<About> {
  try {
    const response = await fetch('/about.json');
    const { demo, documents } = (await response.json()) as Partial<About>;
    return { demo: demo === true, documents: Array.isArray(documents) ? documents : [] };
  } catch {
    return { demo: false, documents: [] };
  }
}
