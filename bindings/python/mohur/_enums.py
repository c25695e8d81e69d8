# SPDX-License-Identifier: Apache-2.0
"""Enumerations of the library.

Made by generate.py from docs/api/manifest.json; not to be edited.
"""

from enum import IntEnum, IntFlag

__all__ = [
    "Act",
    "Alg",
    "Anchor",
    "ArchivePad",
    "ArchiveTrust",
    "Authority",
    "Backend",
    "Cap",
    "ContainerFormat",
    "Custody",
    "DocumentLevel",
    "EntryKind",
    "Erase",
    "EvidenceKind",
    "ExpectationKind",
    "HashUse",
    "HeaderPolicy",
    "HeaderState",
    "KeyState",
    "KeyUse",
    "MemoryLevel",
    "MergeFate",
    "Operation",
    "Overwrite",
    "PoeSource",
    "ProfileChange",
    "Purpose",
    "Reason",
    "Revocation",
    "RevocationKind",
    "RevocationPlace",
    "SignatureState",
    "SlotState",
    "SlotType",
    "StampKind",
    "Standing",
    "Status",
    "TrustRole",
    "Verdict",
    "Why",
]


class Act(IntEnum):
    """``mohur_act`` of ``mohur/role.h``."""

    KEY_CREATE = 1
    KEY_IMPORT = 2
    KEY_ROTATE = 3
    KEY_MOVE = 4
    KEY_EXPORT = 5
    KEY_RECOVER = 6
    KEY_HOLD = 7
    ROLE_ADD = 8
    ROLE_REMOVE = 9
    ACCEPT = 10
    PROFILE = 11
    SLOT_ADD = 12
    SLOT_REMOVE = 13
    SLOT_REVOKE = 14
    BACKUP = 15


class Alg(IntEnum):
    """``mohur_alg`` of ``mohur/alg.h``."""

    NONE = 0
    AES_256_GCM = 257
    CHACHA20_POLY1305 = 258
    XCHACHA20_POLY1305 = 259
    XAES_256_GCM = 260
    AES_256_SIV = 261
    AES_256_CBC = 262
    HMAC_SHA_256 = 513
    HMAC_SHA_384 = 514
    HMAC_SHA_512 = 515
    AES_256_CMAC = 516
    HMAC_SHA_1 = 517
    SHA_256 = 769
    SHA_384 = 770
    SHA_512 = 771
    SHA3_256 = 772
    SHA3_384 = 773
    SHA3_512 = 774
    SHA_224 = 775
    SHA_1 = 776
    HKDF_SHA_256 = 1025
    HKDF_SHA_512 = 1026
    PBKDF2_SHA_256 = 1027
    ARGON2ID = 1028
    ED25519 = 1281
    ECDSA_P256 = 1282
    ECDSA_P384 = 1283
    ECDSA_P521 = 1284
    RSASSA_PSS = 1285
    RSASSA_PKCS1 = 1286
    ML_DSA_44 = 1287
    ML_DSA_65 = 1288
    ML_DSA_87 = 1289
    ECDSA_BP256 = 1290
    ECDSA_BP384 = 1291
    LMS = 1292
    XMSS = 1293
    X25519 = 1537
    ECDH_P256 = 1538
    ECDH_P384 = 1539
    X_WING = 1540
    RSAES_OAEP = 1541
    MLKEM768_P256 = 1542
    MLKEM1024_P384 = 1543
    ML_KEM_1024 = 1544
    ML_KEM_768 = 1545
    AES_256_KW = 1793
    AES_256_KWP = 1794
    AES_256_WRAP = 1795


class Anchor(IntEnum):
    """``mohur_anchor`` of ``mohur/profile.h``."""

    NONE = 0
    LOCAL = 1
    HARDWARE = 2
    WITNESSED = 3


class ArchivePad(IntEnum):
    """``mohur_archive_pad`` of ``mohur/archive.h``."""

    PADME = 0
    NONE = 1
    POWER = 2
    BUCKET = 3


class ArchiveTrust(IntEnum):
    """``mohur_archive_trust`` of ``mohur/archive_reader.h``."""

    NONE = 0
    FORWARDED = 1
    SIGNED = 2


class Authority(IntEnum):
    """``mohur_authority`` of ``mohur/keystore.h``."""

    SINGLE = 0
    ROLES = 1


class Backend(IntEnum):
    """``mohur_backend`` of ``mohur/sys/backend.h``."""

    DEFAULT = 0
    SODIUM = 1
    MBEDTLS = 2
    OPENSSL = 3
    IPSECMB = 4


class Cap(IntFlag):
    """``mohur_cap`` of ``mohur/role.h``."""

    OPERATOR = 1
    KEY_MANAGER = 2
    OFFICER = 4
    CUSTODIAN = 8
    AUDITOR = 16


class ContainerFormat(IntEnum):
    """``mohur_container_format`` of ``mohur/container.h``."""

    NONE = 0
    ASIC_S = 1
    ASIC_E = 2


class Custody(IntEnum):
    """``mohur_custody`` of ``mohur/profile.h``."""

    SOFTWARE = 1
    HSM = 2
    TPM = 3


class DocumentLevel(IntEnum):
    """``mohur_document_level`` of ``mohur/document.h``."""

    B = 0
    T = 1
    LT = 2
    LTA = 3


class EntryKind(IntEnum):
    """``mohur_entry_kind`` of ``mohur/archive_entry.h``."""

    FILE = 1
    FOLDER = 2
    LINK = 3


class Erase(IntEnum):
    """``mohur_erase`` of ``mohur/life.h``."""

    E1 = 1
    E2 = 2
    E3 = 3


class EvidenceKind(IntEnum):
    """``mohur_evidence_kind`` of ``mohur/evidence.h``."""

    TIME_STAMP = 1
    CRL = 2
    OCSP = 3
    ISSUER = 4


class ExpectationKind(IntEnum):
    """``mohur_expectation_kind`` of ``mohur/expect.h``."""

    FORMAT = 1
    SIGNER = 2
    QUORUM = 3
    LEVEL = 4
    NOT_BEFORE = 5
    NOT_AFTER = 6
    ATTRIBUTES = 7


class HashUse(IntEnum):
    """``mohur_hash_use`` of ``mohur/profile.h``."""

    CONTENT = 0
    SIGNATURE = 1
    IDENTIFIER = 2


class HeaderPolicy(IntEnum):
    """``mohur_header_policy`` of ``mohur/archive.h``."""

    ANYONE = 0
    ADMINS = 1
    FROZEN = 2


class HeaderState(IntEnum):
    """``mohur_header_state`` of ``mohur/archive_reader.h``."""

    ORIGINAL = 0
    CHANGED = 1
    BY_ADMIN = 2


class KeyState(IntEnum):
    """``mohur_key_state`` of ``mohur/key.h``."""

    PENDING = 0
    PRE_ACTIVE = 1
    ACTIVE = 2
    SUSPENDED = 3
    DEACTIVATED = 4
    COMPROMISED = 5
    DESTROY_PENDING = 6
    DESTROYED = 7


class KeyUse(IntEnum):
    """``mohur_key_use`` of ``mohur/life.h``."""

    EXPORT = 1
    RECOVER = 2


class MemoryLevel(IntEnum):
    """``mohur_memory_level`` of ``mohur/ctx.h``."""

    NONE = 0
    PARTIAL = 1
    LOCKED = 2


class MergeFate(IntEnum):
    """``mohur_merge_fate`` of ``mohur/merge.h``."""

    ADDED = 1
    THERE = 2
    WORSE = 3
    NAME = 4
    OTHER = 5
    UNBORN = 6
    NO_EXPORT = 7
    REFUSED = 8


class Operation(IntEnum):
    """``mohur_operation`` of ``mohur/profile.h``."""

    SIGN = 1
    SEAL = 2
    WRAP = 3
    ENCRYPT = 4
    HASH = 5
    PASSPHRASE = 6
    KEYGEN = 7
    EXPORT = 8
    VERIFY = 17
    OPEN = 18
    UNWRAP = 19
    DECRYPT = 20
    REHASH = 21
    REPASS = 22


class Overwrite(IntEnum):
    """``mohur_overwrite`` of ``mohur/io.h``."""

    NEVER = 0
    REPLACE = 1


class PoeSource(IntEnum):
    """``mohur_poe_source`` of ``mohur/profile.h``."""

    NONE = 0
    TIMESTAMP = 1
    LEDGER = 2
    EVIDENCE = 3


class ProfileChange(IntEnum):
    """``mohur_profile_change`` of ``mohur/authority.h``."""

    REFUSED = 0
    SAME = 1
    UPDATE = 2
    RECOVERY = 3
    NAMED = 4
    STEP_BACK = 5
    CONFLICT = 6


class Purpose(IntEnum):
    """``mohur_purpose`` of ``mohur/key.h``."""

    SIGN = 1
    SEAL = 2
    WRAP = 3


class Reason(IntEnum):
    """``mohur_reason`` of ``mohur/profile.h``."""

    OK = 0
    DEPRECATED = 1
    LEGACY = 2
    FLOOR = 10
    NO_RULE = 11
    DISALLOWED = 12
    NOT_YET = 13
    ENDED = 14
    LEVEL = 15
    POE_MISSING = 16
    POE_LATE = 17
    CUSTODY = 18
    FACTORS = 19
    HYBRID = 20
    DETERMINISTIC = 21
    EXPORT = 22
    CRYPTOPERIOD = 23
    ANCHOR = 24
    MEMORY = 25
    QUORUM = 26
    DUAL = 27
    EXPIRED = 28
    LIMIT = 29
    UNAVAILABLE = 30


class Revocation(IntEnum):
    """``mohur_revocation`` of ``mohur/document.h``."""

    REQUIRE = 0
    NONE = 1


class RevocationKind(IntEnum):
    """``mohur_revocation_kind`` of ``mohur/revocation.h``."""

    CRL = 1
    OCSP = 2


class RevocationPlace(IntEnum):
    """``mohur_revocation_place`` of ``mohur/revocation.h``."""

    INSIDE = 1
    GIVEN = 2
    FETCHED = 3


class SignatureState(IntEnum):
    """``mohur_signature_state`` of ``mohur/archive_reader.h``."""

    UNCHECKED = 0
    UNKNOWN = 1
    GOOD = 2


class SlotState(IntEnum):
    """``mohur_slot_state`` of ``mohur/slot.h``."""

    LIVE = 1
    STALE = 2


class SlotType(IntEnum):
    """``mohur_slot_type`` of ``mohur/slot.h``."""

    PASSPHRASE = 1
    SHARES = 2
    TOKEN = 3
    RECIPIENT = 5
    CALLBACK = 6
    ALL = 7


class StampKind(IntEnum):
    """``mohur_stamp_kind`` of ``mohur/document.h``."""

    CONTENT = 1
    SIGNATURE = 2
    ARCHIVE = 3


class Standing(IntEnum):
    """``mohur_standing`` of ``mohur/revocation.h``."""

    NOT_ASKED = 0
    UNKNOWN = 1
    GOOD = 2
    REVOKED = 3
    SUSPENDED = 4
    RESTORED = 5


class Status(IntEnum):
    """``mohur_status`` of ``mohur/base.h``."""

    OK = 0
    END = 1
    E_ARGUMENT = 257
    E_STATE = 258
    E_BUFFER_TOO_SMALL = 259
    E_NO_MEMORY = 513
    E_IO = 769
    E_EXISTS = 770
    E_BUSY = 771
    E_FORMAT = 1025
    E_UNSUPPORTED = 1026
    E_LIMIT = 1027
    E_AUTH = 1281
    E_UNTRUSTED = 1282
    E_ROLLBACK = 1283
    E_NO_KEY = 1537
    E_PASSPHRASE = 1538
    E_POLICY = 1793
    E_KEY_STATE = 1794
    E_DATE = 1795
    E_STALE = 1796
    E_CANCELLED = 2049
    E_BACKEND = 3841
    E_INTERNAL = 3842


class TrustRole(IntFlag):
    """``mohur_trust_role`` of ``mohur/trust.h``."""

    SIGN = 1
    TSA = 2
    OCSP = 4
    SEAL = 8
    ARCHIVE = 16


class Verdict(IntEnum):
    """``mohur_verdict`` of ``mohur/verdict.h``."""

    INDETERMINATE = 0
    PASSED = 1
    FAILED = 2

    def __bool__(self) -> bool:
        return self is Verdict.PASSED


class Why(IntEnum):
    """``mohur_why`` of ``mohur/verdict.h``."""

    NONE = 0
    FORMAT_FAILURE = 1
    HASH_FAILURE = 2
    SIG_CRYPTO_FAILURE = 3
    REVOKED = 4
    EXPIRED = 5
    NOT_YET_VALID = 6
    SIG_CONSTRAINTS_FAILURE = 7
    CHAIN_CONSTRAINTS_FAILURE = 8
    CHAIN_GENERAL_FAILURE = 9
    CRYPTO_CONSTRAINTS_FAILURE = 10
    POLICY_PROCESSING_ERROR = 11
    POLICY_NOT_AVAILABLE = 12
    TIMESTAMP_ORDER_FAILURE = 13
    NO_SIGNING_CERTIFICATE = 14
    NO_CHAIN = 15
    NO_CHAIN_NO_POE = 16
    REVOKED_NO_POE = 17
    REVOKED_CA_NO_POE = 18
    OUT_OF_BOUNDS_NOT_REVOKED = 19
    OUT_OF_BOUNDS_NO_POE = 20
    REVOCATION_OUT_OF_BOUNDS = 21
    CRYPTO_CONSTRAINTS_NO_POE = 22
    NO_POE = 23
    TRY_LATER = 24
    SIGNED_DATA_NOT_FOUND = 25
    GENERIC = 26
