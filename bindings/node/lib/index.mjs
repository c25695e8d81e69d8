/* SPDX-License-Identifier: Apache-2.0 */
/* The same for `import`; a test compares the names. */
import mohur from './index.cjs';

export const {
  ANY_SIGNER, Act, Alg, Anchor, ArchivePad, ArchiveReader, ArchiveTrust, ArchiveWriter,
  AuthenticationError, Authority, Backend, CancelledError, Cap, ContainerFormat, Context,
  ContractError, Custody, DocumentLevel, EntryKind, Erase, EvidenceKind, ExpectationKind, HashUse,
  HeaderPolicy, HeaderState, IoError, Key, KeyState, KeyUse, Keystore, LoadError, MemoryLevel,
  MergeFate, MohurError, NotAcceptedError, Operation, Overwrite, PoeSource, PolicyError, Profile,
  ProfileChange, Purpose, Reason, RefusedError, Report, ResourceError, Revocation, RevocationKind,
  RevocationPlace, SignatureState, Sink, SlotState, SlotType, Source, Stamp, StampKind, Standing,
  Status, Trust, TrustRole, UnlockError, Verdict, Why, abi, algFromName, algName,
  certificateRequest, changeRecipients, checkLink, checkName, combineShares, content, countersign,
  detect, exportHeader, extend, extract, findRecipient, finish, inspectArchive, loadedFrom,
  openPrepared, prepare, reasonName, revocationReasonName, salvage, sign, signContainer,
  splitSecret, standingName, verdictName, verify, verifyOrFail, version, whyName, whyVerdict,
} = mohur;
export default mohur;
