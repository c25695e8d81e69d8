/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_EVENT_H
#define MOHUR_SRC_KEYSTORE_EVENT_H

#include "base/buf.h"
#include "base/ctx.h"

/*
 * What happened, in the bytes of a ledger's leaf, so that a ledger can take
 * the events over as they are.  Each event is chained to the one before it.
 */
enum {
    MOHUR__EVENT_MAX      = 61440, /* bytes of a leaf */
    MOHUR__EVENT_HASH_LEN = 32
};

/* The values are pinned for ever. */
enum mohur__event_type {
    MOHUR__EVENT_STORE_CREATE        = 0x0101,
    MOHUR__EVENT_STORE_EPOCH         = 0x0104,
    MOHUR__EVENT_STORE_ACCEPT        = 0x0105,
    MOHUR__EVENT_STORE_ANCHOR        = 0x0106,
    MOHUR__EVENT_KEY_CREATE          = 0x0201,
    MOHUR__EVENT_KEY_IMPORT          = 0x0202,
    MOHUR__EVENT_KEY_ACTIVATE        = 0x0203,
    MOHUR__EVENT_KEY_SUSPEND         = 0x0204,
    MOHUR__EVENT_KEY_RESUME          = 0x0205,
    MOHUR__EVENT_KEY_DEACTIVATE      = 0x0206,
    MOHUR__EVENT_KEY_COMPROMISE      = 0x0207,
    MOHUR__EVENT_KEY_DESTROY_REQUEST = 0x0208,
    MOHUR__EVENT_KEY_CANCEL          = 0x0209,
    MOHUR__EVENT_KEY_DESTROY         = 0x020A,
    MOHUR__EVENT_KEY_ROTATE          = 0x020B,
    MOHUR__EVENT_SLOT_ADD            = 0x0301,
    MOHUR__EVENT_SLOT_REMOVE         = 0x0302,
    MOHUR__EVENT_SLOT_REVOKE         = 0x0303,
    MOHUR__EVENT_SLOT_STALE          = 0x0304,
    MOHUR__EVENT_PROFILE_ACCEPTED    = 0x0501,
    MOHUR__EVENT_PROFILE_RECOVERED   = 0x0503,
    MOHUR__EVENT_PROFILE_FORCED      = 0x0504,
    MOHUR__EVENT_PROFILE_CONFLICT    = 0x0505,
    MOHUR__EVENT_KEY_EXPORT          = 0x020C,
    MOHUR__EVENT_KEY_USES            = 0x020D,
    MOHUR__EVENT_KEY_RECOVER         = 0x020E,
    MOHUR__EVENT_KEY_HOLD            = 0x0210,
    MOHUR__EVENT_KEY_UNHOLD          = 0x0211,
    MOHUR__EVENT_KEY_BORN            = 0x0212, /* in a token */
    MOHUR__EVENT_KEY_UNBORN          = 0x0213,
    MOHUR__EVENT_KEY_CERTIFY         = 0x0214,
    MOHUR__EVENT_ROLE_ADD            = 0x0401,
    MOHUR__EVENT_ROLE_REMOVE         = 0x0403,
    MOHUR__EVENT_ROLE_BEGIN          = 0x0404,
    MOHUR__EVENT_BACKUP              = 0x0601,
    MOHUR__EVENT_RESTORE             = 0x0602,
    MOHUR__EVENT_MERGE               = 0x0603
};

/* What an event says; what is empty or zero is left out. */
struct mohur__event {
    enum mohur__event_type type;
    int64_t time;
    mohur__bytes store_id;
    uint64_t seq; /* 0: none */
    mohur__bytes ring;
    uint32_t version; /* 0: none */
    uint8_t from;     /* states; both 0: none */
    uint8_t to;
    mohur__bytes role;
    mohur__bytes approvals; /* role id, last second, framed signature; ... */
    uint64_t profile_ver;   /* 0: none */
    mohur__bytes profile_hash;
    mohur__bytes slot;
    uint32_t epochs[2]; /* before and after; both 0: none */
    uint8_t erase_level;
    mohur__bytes key_id; /* public key id or kcv */
    uint64_t rev;        /* of its object before; 0: none */
    mohur__bytes backup; /* id of a backup */
    uint64_t backup_seq; /* of the state that was restored; 0: none */
    uint64_t live_seq;   /* of the state that was there then; 0: none */
    uint64_t uses;       /* of the version so far; 0: none */
};

/* Append the leaf's bytes to out. */
void
mohur__event_emit(const struct mohur__event *e, struct mohur__buf *out);

/*
 * Read a leaf: views of it.  Tags that are not known are passed over, from
 * 0x8000 on refused.  MOHUR_E_FORMAT, _UNSUPPORTED.
 */
mohur_status
mohur__event_parse(mohur_ctx *ctx, mohur__bytes leaf, struct mohur__event *out);

/* Where the chain of a store begins. */
mohur_status
mohur__event_chain_start(mohur_ctx *ctx,
                         mohur__bytes store_id,
                         uint8_t chain[MOHUR__EVENT_HASH_LEN]);

/* chain becomes the link after leaf. */
mohur_status
mohur__event_chain_next(mohur_ctx *ctx,
                        mohur__bytes leaf,
                        uint8_t chain[MOHUR__EVENT_HASH_LEN]);

#endif
