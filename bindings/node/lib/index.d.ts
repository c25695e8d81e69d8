/* SPDX-License-Identifier: Apache-2.0 */
import type {
  Alg, ArchiveChangeOptions, ArchiveEntry, ArchiveExtractOptions, ArchiveInfo,
  ArchiveOpenOptions, ArchiveOptions, ArchiveProvisionalOptions, ArchiveResult, ArchiveSalvaged,
  BackupOptions, CertificateInfo, ContainerExtractOptions, ContainerFormat, ContainerOptions,
  CounterOptions, Decision, DestroyOptions, EvidenceRequest, ExtendOptions, FinishOptions,
  KeyInfo, KeyOptions, KeyState, KeyUse, KeystoreInfo, KeystoreOptions, MemoryLevel, MergeItem,
  MergeOptions, ObjectInfo, Overwrite, PageOptions, ProfileFindings, ProfileTrust, Purpose,
  Reason, Request, RequestInfo, RestoreOptions, RevocationEvidence, RevocationInfo, RoleInfo,
  RoleOptions, ShareOptions, SignOptions, SignatureInfo, SlotInfo, SlotOptions, StampInfo,
  Standing, TokenCheck, TrustListOptions, TrustRole, Unlock, ValidationInfo, Verdict,
  VerifyOptions, Why,
} from './types';

export * from './types';

type Awaitable<T> = T | Promise<T>;

/** Bytes of the caller's: copied, never shared with another thread. */
export type Bytes = Uint8Array | ArrayBuffer;
/** Gives a secret by its name; what it throws comes out of the call. */
export type SecretSource = (name: string) => Awaitable<Uint8Array | null>;
/** Gives the PIN of a token. */
export type PinSource = (token: string, source: string) => Awaitable<Uint8Array | null>;
/** Fetches evidence; null if there is none. */
export type Fetcher = (request: EvidenceRequest) => Awaitable<Uint8Array | null>;
/** Keeps the record of an anchor; null if there is none yet. */
export interface AnchorStore {
  read(): Awaitable<Uint8Array | null>;
  write(record: Buffer): Awaitable<void>;
}
/** Takes pieces of bytes in order. */
export interface WritableLike {
  write(chunk: Uint8Array, done: (error?: Error | null) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}
/** The same, on the web. */
export interface WebWritableLike {
  getWriter(): {
    write(chunk: Uint8Array): Promise<unknown>;
    releaseLock(): void;
    readonly closed: Promise<unknown>;
  };
}

/** The version of the library that was loaded. */
export declare const version: string;
/** The number of its binary interface. */
export declare const abi: number;
/** The file that was loaded. */
export declare const loadedFrom: string;

/** The native part cannot be loaded; the message begins with its path. */
export declare class LoadError extends Error {
  readonly code: 'MOHUR_LOAD';
  readonly path: string;
}

/** What a call came to that failed; there is a class for each class of status. */
export declare class MohurError extends Error {
  /** The number of the status. */
  readonly status: number;
  /** Its name, such as "MOHUR_E_AUTH". */
  readonly code: string;
  /** What to do about it. */
  readonly hint: string;
}
/** The call itself is wrong, or cannot be made now. */
export declare class ContractError extends MohurError {}
/** Memory ran out. */
export declare class ResourceError extends MohurError {}
/** Reading or writing failed. */
export declare class IoError extends MohurError {}
/** The input is malformed, unsupported or too large. */
export declare class RefusedError extends MohurError {}
/** Not genuine, or by nobody who is accepted. */
export declare class AuthenticationError extends MohurError {}
/** No key fits, or the passphrase is wrong. */
export declare class UnlockError extends MohurError {}
/** The profile, a date or the state of a key says no. */
export declare class PolicyError extends MohurError {}
/** Stopped: `name` is "AbortError", `cause` the reason of the signal. */
export declare class CancelledError extends MohurError {}
/** No yes; the report is to be closed. */
export declare class NotAcceptedError extends AuthenticationError {
  readonly report: Report;
}

/** What has to be closed. Closing twice does no harm. */
declare class Handle {
  protected constructor();
  close(): void;
  [Symbol.dispose](): void;
}

export interface ContextOptions {
  /** Threads of the library's own: 0 or 1 for none, up to 64. */
  jobs?: number;
  /** Stops whichever call of the context runs. */
  signal?: AbortSignal;
  /** Told about once per MiB how far a call is; `false` stops it. */
  onProgress?: (done: number, total: number | undefined) => Awaitable<boolean | void>;
  /** Says the time, in tests for instance. */
  clock?: () => Date;
}

/** One job: its calls come one after the other. */
export declare class Context {
  constructor(options?: ContextOptions);
  readonly memoryLevel: MemoryLevel;
  /** What the library was built from. */
  buildInfo(): Promise<any>;
  /** Runs a known answer through everything that the library can do. */
  selftest(): Promise<string>;
  close(): void;
  [Symbol.dispose](): void;
}

/** Gives bytes. */
export declare class Source extends Handle {
  /** Reads a file or a pipe; it is opened at once. */
  static file(context: Context, path: string | URL): Source;
  /** Reads a file descriptor, which stays open. */
  static descriptor(context: Context, fd: number): Source;
  /** Reads a copy of bytes, or a stream from where it stands. */
  static of(
    context: Context,
    data: Bytes | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Source;
  /** Reads wherever it is asked for; what is read in order is asked for ahead
   *  by a function that answers at once. */
  static seekable(context: Context, file: {
    length: number;
    read(offset: number, length: number): Awaitable<Uint8Array>;
  }): Source;
  /** Bytes; undefined of a stream. */
  readonly length: number | undefined;
}

/** Takes bytes. */
export declare class Sink extends Handle {
  /** Writes a file, whole or not at all: it takes its name at the end. */
  static file(context: Context, path: string | URL, overwrite?: Overwrite): Sink;
  /** Writes to a file descriptor, which stays open. */
  static descriptor(context: Context, fd: number): Sink;
  /** Collects in memory, so many bytes at most. */
  static memory(context: Context, max?: number): Sink;
  /**
   * Writes to a stream, which stays open, or hands each piece to a function,
   * while sealing goes on: what fails comes out of this call or the next, of
   * `finish` at the latest.  With `lend` the memory of a piece is used again
   * once the function returned, its promise is kept, or the stream took it;
   * without, each piece is a Buffer of its own.
   */
  static to(
    context: Context,
    stream: WritableLike | WebWritableLike | ((piece: Buffer) => Awaitable<unknown>),
    how?: { lend?: boolean },
  ): Sink;
  /** Bytes of a finished sink in memory. */
  readonly length: number;
  /** A copy of what a finished sink in memory has. */
  bytes(): Buffer;
}

/** A key; it needs neither its context nor its keystore any more. */
export declare class Key extends Handle {
  /** A public key in PEM. */
  static public(context: Context, purpose: Purpose, pem: string): Promise<Key>;
  /** A private key in PEM, under a passphrase or not. */
  static private(
    context: Context, purpose: Purpose, pem: Bytes, passphrase?: Bytes,
  ): Promise<Key>;
  readonly id: Buffer;
  readonly name: string;
  readonly version: number;
  readonly purpose: Purpose;
  readonly alg: Alg;
  readonly hasPrivate: boolean;
  /** The public half in PEM. */
  exportPublic(context: Context): Promise<string>;
  exportJwk(context: Context): Promise<any>;
  /** PEM under a passphrase, if the key may leave. */
  exportPrivate(context: Context, passphrase: Bytes): Promise<Buffer>;
  /** The key under another one, made for `wrap`. */
  exportWrapped(context: Context, kek: Key): Promise<Buffer>;
}

/** Splits a secret into shares, of which some give it again. */
export declare function splitSecret(
  context: Context, options: ShareOptions, secret: Bytes,
): Promise<Buffer[]>;
/** The secret of enough shares. */
export declare function combineShares(
  context: Context, shares: readonly Uint8Array[], passphrase?: Bytes,
): Promise<Buffer>;

/** What is allowed. */
export declare class Profile extends Handle {
  /** The profile that is built in. */
  static builtin(context: Context): Promise<Profile>;
  /** Reads a note; it is judged by `check` or by a keystore. */
  static parse(context: Context, note: Bytes): Promise<Profile>;
  /** Signs the text of a profile; gives the note. */
  static sign(context: Context, profile: Bytes, key: Key, name: string): Promise<Buffer>;
  /** The line by which a key of profiles is named. */
  static verifierKey(context: Context, key: Key, name: string): Promise<string>;
  readonly id: string;
  readonly version: number;
  readonly hash: Buffer;
  /** Whether something is allowed, and why. */
  decide(context: Context, request: Request): Promise<Decision>;
  text(context: Context): Promise<string>;
  /** What accepting it would be; `change` may say that it is refused. */
  check(context: Context, trust: ProfileTrust): Promise<ProfileFindings>;
}

export declare class Keystore extends Handle {
  /** Makes a new one, unlocked. */
  static create(context: Context, options: KeystoreOptions): Promise<Keystore>;
  /** Makes one that follows a profile from its first change on. */
  static createUnder(
    context: Context, options: KeystoreOptions, profile: Profile, trust: ProfileTrust,
  ): Promise<Keystore>;
  /** Opens one, locked. */
  static open(context: Context, path: string): Promise<Keystore>;
  unlock(passphrase: Bytes): Promise<void>;
  /** Unlocks with something else than a passphrase, or with several things. */
  unlockWith(how: Unlock): Promise<void>;
  /** Unlocks it as another one of the same store is, in another context. */
  unlockLike(like: Keystore): Promise<void>;
  info(): Promise<KeystoreInfo>;
  /** Checks every row, the root and the log, from the disk. */
  check(): Promise<void>;
  newKey(options: KeyOptions): Promise<Key>;
  /** A key by its name: a version, or 0, the current one. */
  key(name: string, version?: number): Promise<Key>;
  /** A key that is to leave, or to be recovered. */
  keyFor(name: string, version: number, use: KeyUse): Promise<Key>;
  /** Makes the next version, and gives its number. */
  rotate(name: string, activateAt?: Date | null): Promise<number>;
  /** Moves a version to another state. */
  move(name: string, version: number, to: KeyState): Promise<void>;
  /** Forbids to destroy a key, or allows it again. */
  hold(name: string, on: boolean): Promise<void>;
  destroy(options: DestroyOptions): Promise<void>;
  importKey(options: KeyOptions, pem: Bytes, passphrase?: Bytes): Promise<Key>;
  importWrapped(options: KeyOptions, kek: Key, wrapped: Bytes): Promise<Key>;
  /** Keeps certificates with a version: DER, or some in PEM; null: none any more. */
  certify(name: string, version: number, certificates: Bytes | null): Promise<void>;
  /** Those that are kept with a version, in PEM, its own first. */
  certificates(name: string, version?: number): Promise<string>;
  list(): Promise<KeyInfo[]>;
  /** Adds a way to unlock, and gives its id; shares go to `outShares`. */
  addSlot(options: SlotOptions): Promise<Buffer>;
  removeSlot(id: Bytes): Promise<void>;
  /** Removes a slot and renews the root; gives how many slots are stale now. */
  revokeSlot(id: Bytes | null, present: readonly Unlock[]): Promise<number>;
  slots(): Promise<SlotInfo[]>;
  backup(options: BackupOptions, path: string): Promise<void>;
  /** Makes a keystore of this backup. */
  restore(options: RestoreOptions): Promise<Keystore>;
  /** Brings keys of an unlocked backup in, all or none; what became of each. */
  merge(backup: Keystore, options?: MergeOptions): Promise<MergeItem[]>;
  addRole(options: RoleOptions): Promise<Buffer>;
  removeRole(id: Bytes): Promise<void>;
  beginRoles(): Promise<void>;
  roles(): Promise<readonly RoleInfo[]>;
  actAs(key: Key | null): Promise<void>;
  /** Has what a function does asked for instead of done; gives the request. */
  request(days: number, change: () => unknown): Promise<Buffer>;
  approve(approval: Bytes): Promise<void>;
  static readRequest(context: Context, request: Bytes): Promise<RequestInfo>;
  static signRequest(context: Context, request: Bytes, key: Key): Promise<Buffer>;
  /** Keeps a record outside, by which a store that was set back is noticed. */
  addAnchor(where: string | AnchorStore, create?: boolean): Promise<void>;
  /** Takes the store as it is after MOHUR_E_ROLLBACK. */
  accept(): Promise<void>;
  /** Says who is asked for the PINs of tokens. */
  setPins(source: PinSource): void;
  checkToken(token: string): Promise<TokenCheck>;
  profile(): Promise<Profile>;
  acceptProfile(next: Profile, trust: ProfileTrust): Promise<ProfileFindings>;
  /** What a profile would change; null: the time alone. */
  impact(next: Profile | null): Promise<any>;
  /** The keys as a CycloneDX bill of materials, in JSON. */
  cbom(named: boolean): Promise<string>;
}

/** Writes an archive; nothing of it counts before `finish`. */
export declare class ArchiveWriter extends Handle {
  static create(context: Context, options: ArchiveOptions, sink: Sink): Promise<ArchiveWriter>;
  static createUnsigned(
    context: Context, options: ArchiveOptions, sink: Sink,
  ): Promise<ArchiveWriter>;
  /** Begins an entry: its name, or all that there is to say. */
  entry(entry: string | Partial<ArchiveEntry>): Promise<void>;
  write(data: Bytes): Promise<void>;
  /** Writes all that a source has. */
  writeFrom(source: Source): Promise<void>;
  /** The entry that was begun; ending the stream ends nothing else, and until
   * then the writer takes nothing else. */
  stream(): import('node:stream').Writable;
  /** Adds what is in a folder, by names in it. */
  addTree(context: Context, folder: string): Promise<void>;
  /** Completes the archive; without it there is none. */
  finish(): Promise<void>;
}

/** Reads an archive; whatever it returns was verified. */
export declare class ArchiveReader extends Handle implements AsyncIterable<ArchiveEntry> {
  static open(
    context: Context, options: ArchiveOpenOptions, source: Source,
  ): Promise<ArchiveReader>;
  static openUnsigned(
    context: Context, options: ArchiveOpenOptions, source: Source,
  ): Promise<ArchiveReader>;
  static extractStream(
    context: Context, options: ArchiveOpenOptions, source: Source, extract: ArchiveExtractOptions,
  ): Promise<ArchiveReader>;
  static extractStreamUnsigned(
    context: Context, options: ArchiveOpenOptions, source: Source, extract: ArchiveExtractOptions,
  ): Promise<ArchiveReader>;
  static emitProvisional(
    context: Context, options: ArchiveOpenOptions, source: Source,
    what: ArchiveProvisionalOptions, sink: Sink,
  ): Promise<ArchiveReader>;
  static emitProvisionalUnsigned(
    context: Context, options: ArchiveOpenOptions, source: Source,
    what: ArchiveProvisionalOptions, sink: Sink,
  ): Promise<ArchiveReader>;
  /** Who signed it, for whom, and what it is. */
  readonly result: ArchiveResult;
  /** The next entry, or null. */
  next(): Promise<ArchiveEntry | null>;
  [Symbol.asyncIterator](): AsyncIterableIterator<ArchiveEntry>;
  /** Goes to an entry, and a byte of it; null if there is none of the name. */
  seek(name: string, offset?: number): Promise<ArchiveEntry | null>;
  /** Up to so many bytes of the entry; null at its end. */
  read(max?: number): Promise<Buffer | null>;
  /** The same into memory of yours: how many bytes, or null. */
  readInto(out: Uint8Array): Promise<number | null>;
  readAll(): Promise<Buffer>;
  pieces(): AsyncIterableIterator<Buffer>;
  /** The entry as a stream. */
  stream(): import('node:stream').Readable;
  /** Writes the entry to a sink. */
  emit(sink: Sink): Promise<void>;
  /** Writes entries into a folder, which is there whole or not at all. */
  extract(options: ArchiveExtractOptions): Promise<void>;
  /** Seals it again for others; its signatures stay. */
  reseal(options: ArchiveOptions, admin: Key | null, sink: Sink): Promise<void>;
}

/** What anybody can see of an archive, without a key. */
export declare function inspectArchive(context: Context, source: Source): Promise<ArchiveInfo>;
/** Fails if a name cannot be that of an entry. */
export declare function checkName(context: Context, name: string): Promise<void>;
/** Fails if a link would lead out of the folder. */
export declare function checkLink(context: Context, name: string, link: string): Promise<void>;
/** The slot that a key opens; -1 if there is none. */
export declare function findRecipient(
  context: Context, source: Source, key: Key,
): Promise<number>;
/** Changes who may open the archive in a file; the content is not touched. */
export declare function changeRecipients(
  context: Context, options: ArchiveChangeOptions, file: string,
): Promise<void>;
/** Copies the header; `options.header` opens the archive with it. */
export declare function exportHeader(
  context: Context, source: Source, sink: Sink,
): Promise<void>;
/** Saves the files before the damage; nobody vouches for them. */
export declare function salvage(
  context: Context, options: ArchiveOpenOptions, source: Source, extract: ArchiveExtractOptions,
): Promise<ArchiveSalvaged>;

/** Whom to believe; it begins empty. */
export declare class Trust extends Handle {
  constructor(context: Context);
  /** Adds anchors: one certificate in DER, or some in PEM. */
  add(certificates: Bytes, roles?: readonly TrustRole[]): Promise<this>;
  /** Fills an empty one with the anchors of a signed list, all or none. */
  addList(list: TrustListOptions): Promise<this>;
  /** The version of the list that it was filled with; 0: with none. */
  readonly version: number;
  readonly length: number;
}

/** A time stamp (RFC 3161), read and not judged. */
export declare class Stamp extends Handle {
  static read(context: Context, data: Bytes): Promise<Stamp>;
  readonly about: StampInfo;
  /** The digest that it stands for. */
  readonly imprint: Buffer;
}

/** Somebody who must have signed: all that is said has to be so. */
export interface Signatory {
  person?: string;
  subject?: string;
  certId?: Uint8Array;
}
/** Anybody whom the anchors of the trust store vouch for. */
export declare const ANY_SIGNER: unique symbol;
export interface VerifyRequest extends Omit<VerifyOptions, 'trust'> {
  trust: Trust;
  signers: readonly Signatory[] | typeof ANY_SIGNER;
}

/** What verification came to: `passed` alone is a yes. */
export declare class Report extends Handle {
  /** Whether every signature passed and everybody signed who must have. */
  readonly passed: boolean;
  /** Those who must have signed, and did not. */
  readonly missing: Signatory[];
  readonly verdict: Verdict;
  readonly why: Why;
  /** Whether the document is inside of the signature. */
  readonly attached: boolean;
  /** How many signatures there are. */
  readonly length: number;
  readonly signatures: SignatureInfo[];
  stamps(signature: number): StampInfo[];
  /** Counter-signatures; none changes any verdict but its own. */
  counters(signature: number): SignatureInfo[];
  certificates(signature: number): CertificateInfo[];
  evidence(signature: number): RevocationEvidence[];
  revocation(signature: number): RevocationInfo | null;
  readonly validation: ValidationInfo;
  readonly format: ContainerFormat;
  readonly objects: ObjectInfo[];
  readonly coversAll: boolean;
  readonly containerDetail: string;
  path(signature: number): string | null;
  json(): Promise<string>;
  page(options: PageOptions): Promise<string>;
}

/** Signs a document: CAdES, beside it or around it. */
export declare function sign(
  context: Context, key: Key, options: SignOptions, sink: Sink,
): Promise<void>;
/** What is to be signed by a key that is elsewhere, and the state to finish it with. */
export interface Prepared {
  readonly dtbs: Buffer;
  /** Of dtbs; null of Ed25519, which signs the bytes. */
  readonly hash: Buffer | null;
  readonly alg: Alg;
  readonly state: Buffer;
  readonly id: Buffer;
  readonly expires: Date | null;
}
/** Says what is to be signed; `stateKey`, which wraps, keeps the state authentic. */
export declare function prepare(
  context: Context, stateKey: Key, options: SignOptions,
): Promise<Prepared>;
/** Reads a state again, if it is genuine and still good. */
export declare function openPrepared(
  context: Context, stateKey: Key, state: Bytes,
): Promise<Prepared>;
/** Makes the signed file of what came back, if all of it belongs together. */
export declare function finish(
  context: Context, stateKey: Key, options: FinishOptions, sink: Sink,
): Promise<void>;
/** Signs documents in one file with their signatures (ASiC), or adds a signature. */
export declare function signContainer(
  context: Context, key: Key, options: SignOptions, container: ContainerOptions, sink: Sink,
): Promise<void>;
/** Signs every signature of a file, as a notary does; none is judged. */
export declare function countersign(
  context: Context, key: Key, options: CounterOptions, sink: Sink,
): Promise<void>;
/** Brings a signature or a container to a higher level. */
export declare function extend(
  context: Context, options: ExtendOptions, sink: Sink,
): Promise<void>;
/** A report, whatever it says; `passed` is the yes. */
export declare function verify(context: Context, options: VerifyRequest): Promise<Report>;
/** The report of a yes; anything else is thrown, with the report. */
export declare function verifyOrFail(context: Context, options: VerifyRequest): Promise<Report>;
/** A request for a certificate, in PEM. */
export declare function certificateRequest(
  context: Context, key: Key, subject: string,
): Promise<string>;
/** What kind of container a file is. */
export declare function detect(context: Context, file: Source): Promise<ContainerFormat>;
/** The document inside of a signature that was accepted. */
export declare function content(
  context: Context, report: Report, file: Source, sink: Sink,
): Promise<void>;
/** The documents of a container that was accepted. */
export declare function extract(
  context: Context, report: Report, file: Source, options: ContainerExtractOptions,
): Promise<void>;

/** Such as "ECDSA-P256". */
export declare function algName(alg: Alg): string;
/** An algorithm by its name, case aside; 'none' if there is no such one. */
export declare function algFromName(name: string): Alg;
export declare function verdictName(verdict: Verdict): string;
/** The name that the standard has for a reason. */
export declare function whyName(why: Why): string;
/** The verdict that a reason leads to. */
export declare function whyVerdict(why: Why): Verdict;
export declare function standingName(standing: Standing): string;
export declare function reasonName(reason: Reason): string;
/** The name of a CRLReason. */
export declare function revocationReasonName(reason: number): string;
