// The border between page and worker: what each offers the other. Everything here can be cloned, and no private key is in it.

/** `joining`: an administrator has yet to confirm it; `recovering`: guardians have yet to complete it. */
export type Stage = 'joining' | 'recovering' | 'ready';

/** `lost`: keys that were made for an invitation and gone before anything sealed them. */
export type ShownStage = Stage | 'lost';

/** A device whose vault this browser keeps. */
export interface KnownDevice {
  readonly device: string;
  readonly organisation: string;
  readonly unit: string;
  readonly stage: ShownStage;
}

/** How many ways to the keys there have to be before anything can be sent. */
export const WAYS_NEEDED = 2;

/** Kinds of unlockers of a vault, and of ways in that a device has. */
export type WayKind = 'passkey' | 'words' | 'passphrase' | 'key_file';

/** Who is signed in with open keys. */
export interface Who {
  readonly member: string;
  readonly device: string;
  readonly organisation: string;
  readonly unit: string;
  readonly roles: readonly string[];
  /** Ways to the vault of this device; sending needs two. */
  readonly ways: readonly WayKind[];
  /** Of the signing key: six groups of four. */
  readonly fingerprint: string;
  readonly idleMinutes: number;
  /** Until when the words that were just made can be looked at once more, milliseconds since 1970; null when they cannot. */
  readonly wordsUntil: number | null;
}

/** How a sign-in went on: the keys are open, or the passphrase of this browser is needed for that. */
export type Entered = { readonly state: 'open'; readonly who: Who } | { readonly state: 'passphrase' };

/** What whoever was invited is shown before anything is made. */
export interface InvitationOffer {
  readonly organisation: string;
  readonly organisationName: string;
  /** First characters of the administrator's number. */
  readonly invitedBy: string;
  readonly roles: readonly string[];
  readonly units: readonly string[];
  readonly clearance: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** A device that asks: the code, and what has to be compared with what the other side shows or types. */
export interface Asking {
  readonly code: string;
  readonly fingerprint: string;
}

/** What another device of the same person, or a guardian, answered to a code. */
export interface Admitted {
  readonly device: string;
  readonly organisation: string;
  readonly unit: string;
  readonly fingerprint: string;
}

/** What came of making a passkey: with `canUnlock` false the keys need a passphrase in this browser. */
export interface PasskeyMade {
  readonly canUnlock: boolean;
}

/** 24 words, and the numbers of the three that are asked back. */
export interface WordsShown {
  readonly words: readonly string[];
  readonly asked: readonly number[];
}

/** Numbers of the words that were not typed as they are on the paper; empty when all were. */
export interface WordsConfirmed {
  readonly wrong: readonly number[];
}

/** A device of the person who is signed in. */
export interface OwnDevice {
  readonly device: string;
  readonly state: string;
  readonly thisOne: boolean;
  /** Six groups of four, or null when its keys are not on the log yet. */
  readonly fingerprint: string | null;
  /** Milliseconds since 1970, or null. */
  readonly addedAt: number | null;
}

/** A passkey of this device. */
export interface OwnPasskey {
  readonly id: string;
  readonly madeAt: number;
  readonly lastUsed: string | null;
  readonly backedUp: boolean;
}

/** What happened in the chain of the own organisation since this device last looked. */
export interface Finding {
  readonly key: string;
  readonly kind: string;
  readonly subject: string | null;
  readonly at: number;
  readonly alarming: boolean;
}

/** The guardians of the own organisation, where there are any. */
export interface Guardians {
  readonly threshold: number;
  readonly count: number;
  readonly delayHours: number;
}

/** What the home page shows besides who one is. */
export interface Home {
  readonly findings: readonly Finding[];
  /** Devices that the directory says are of this person, and that none of theirs vouches for. */
  readonly unknown: readonly Candidate[];
  readonly guardians: Guardians | null;
}

/** A device to be compared by its fingerprint. */
export interface Candidate {
  readonly device: string;
  readonly fingerprint: string;
}

/** What the worker does for the page. */
export interface WorkerOperations {
  known(): readonly KnownDevice[];
  /** Takes the note of keys that were lost out of this browser. */
  forgetLost(input: { readonly device: string }): void;
  /** With a passkey: of this device, or of whichever the browser offers. Starts a session and opens the vault. */
  signIn(input: { readonly device: string | null }): Entered;
  enterPassphrase(input: { readonly passphrase: string }): Who;

  readInvitation(input: { readonly link: string; readonly code: string }): InvitationOffer;
  /** Makes keys and leaves them for the administrator. */
  join(): { readonly fingerprint: string };

  /** Asks to be let in under a code; without one makes it. */
  ask(input: { readonly code: string | null }): Asking;
  /** Until whoever has the code has answered, and the device is in the directory. */
  waitUntilAdmitted(): Admitted;
  /** Until a guardian has begun the recovery: the keys are this person's, and count once the guardians are done. */
  waitForGuardian(): Admitted;
  /** Whether the guardians are done: opens the kept vault with its passphrase where it is not open, and signs in. */
  resumeRecovery(input: { readonly device: string; readonly passphrase: string }): Admitted;

  /** Makes a passkey for this device, tells the server, and tries whether it unlocks. */
  makePasskey(): PasskeyMade;
  choosePassphrase(input: { readonly passphrase: string }): void;
  /** After the first unlocker: keeps the vault here and opens the session; null while an administrator has yet to confirm. */
  settle(): Who | null;

  makeWords(): WordsShown;
  confirmWords(input: {
    readonly typed: readonly { readonly number: number; readonly word: string }[];
  }): WordsConfirmed;
  /** The words once more, within ten minutes of their making; never after that. */
  wordsAgain(): readonly string[];
  addSecondPasskey(): PasskeyMade;

  /** Nothing, as long as the session is good. */
  stillSignedIn(): void;
  who(): Who | null;
  home(): Home;
  /** The person says that an unknown device is theirs. */
  acknowledge(input: { readonly device: string }): void;
  devices(): readonly OwnDevice[];
  removeDevice(input: { readonly device: string }): void;
  passkeys(): readonly OwnPasskey[];
  removePasskey(input: { readonly id: string }): void;

  findCandidate(input: { readonly code: string }): Candidate;
  admitCandidate(): void;

  /** Opens the vault with the 24 words and signs in with the keys in it. */
  recoverByWords(input: { readonly words: string }): Who;

  signOut(): void;
  signOutEverywhere(): void;
}

/** The two salts with which a passkey is asked to unlock. */
export interface PasskeySalts {
  readonly credential: string;
  readonly salt: Uint8Array;
  /** Null for a passkey that is no way in yet. */
  readonly next: Uint8Array | null;
}

/** What a passkey gave for its two salts. */
export interface Unlocks {
  readonly current: Uint8Array;
  /** Null where it was not asked, or the authenticator gives one only. */
  readonly next: Uint8Array | null;
}

/** A passkey to be shown: the worker knows what for, the page has the browser ask. Bytes are base64url. */
export interface PasskeyRequest {
  readonly challenge: string;
  readonly rpId: string;
  /** Null: whichever the person has. */
  readonly allow: readonly string[] | null;
  /** For those that unlock. */
  readonly salts: readonly PasskeySalts[];
  /** What for; `sign_in` was announced by the button itself. */
  readonly why: 'sign_in' | 'try_unlock' | 'step_up' | 'second_salt';
}

/** A passkey that was shown. What it unlocks with stays between page and worker. */
export interface PasskeyShown {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
  readonly userHandle: string | null;
  readonly unlocks: Unlocks | null;
}

/** A passkey to be made. */
export interface PasskeyCreation {
  readonly challenge: string;
  readonly rpId: string;
  readonly rpName: string;
  readonly userHandle: string;
  readonly userName: string;
  readonly exclude: readonly string[];
  readonly algorithms: readonly number[];
}

/** A passkey that was made; `mayUnlock`: the browser says it can. */
export interface PasskeyAttested {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly attestationObject: string;
  readonly transports: readonly string[];
  readonly mayUnlock: boolean;
}

/** What the worker is at: shown as words with a bar. */
export interface WorkProgress {
  readonly step: 'stretching' | 'reading_log' | 'waiting' | 'sealing' | 'publishing';
  /** 0 to 1, or null. */
  readonly done: number | null;
}

/** What the page does for the worker. */
export interface PageOperations {
  showPasskey(request: PasskeyRequest): PasskeyShown;
  createPasskey(creation: PasskeyCreation): PasskeyAttested;
  progress(at: WorkProgress | null): void;
}
