import { join } from 'node:path';

/** The public checkpoint: every few minutes, its tree padded with covers. */
export const PUBLIC_CHECKPOINT = 'checkpoint';
/** The checkpoint of the newest batch: for members and witnesses. */
export const PROMPT_CHECKPOINT = join('prompt', 'checkpoint');
/** There while the sequencer refuses to sign; holds the code of the reason. */
export const FROZEN = 'frozen';
/** The newest size and root ever signed, outside the database. */
export const HIGH_WATER_MARK = 'high-water';
