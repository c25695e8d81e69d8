/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_APPROVAL_H
#define MOHUR_SRC_KEYSTORE_APPROVAL_H

#include "base/buf.h"
#include "crypto/sign.h"
#include <mohur/role.h>

/*
 * Requests for a change, and approvals of them: bytes alone, no store.
 * docs/formats/keystore.md, "approvals".
 */
enum {
    MOHUR__ACT_PARAMETERS_MAX = 4096,
    MOHUR__REQUEST_MAX        = 128 + MOHUR__ACT_PARAMETERS_MAX,
    MOHUR__APPROVAL_MAX       = 256,
    MOHUR__APPROVAL_DAYS_MAX  = 7
};

/* A change, by what an approval of it is bound to. */
struct mohur__act {
    mohur_act act;
    uint8_t store_id[16];
    uint8_t object[16]; /* ring or role; zero for what is not there yet */
    uint32_t version;
    uint64_t rev; /* of the object, so that an approval is good once */
    uint16_t target;
    uint16_t reason;
    int64_t not_after;
    mohur__bytes parameters; /* the name first, framed */
};

/* A signature of a change. */
struct mohur__approval {
    int64_t not_after;
    uint8_t key_id[MOHUR_KEY_ID_LEN];
    size_t signature_len;
    uint8_t signature[MOHUR__SIGN_SIGNATURE_MAX];
};

/* Append the request's bytes; read them, as views. */
void
mohur__request_emit(const struct mohur__act *act, struct mohur__buf *out);
mohur_status
mohur__request_parse(mohur_ctx *ctx,
                     mohur__bytes bytes,
                     struct mohur__act *out);

/* The name in the parameters of a request: a view; MOHUR_E_FORMAT. */
mohur_status
mohur__act_name(mohur_ctx *ctx,
                const struct mohur__act *act,
                mohur__bytes *out);

/* The same for an approval. */
void
mohur__approval_emit(const struct mohur__approval *a, struct mohur__buf *out);
mohur_status
mohur__approval_parse(mohur_ctx *ctx,
                      mohur__bytes bytes,
                      struct mohur__approval *out);

/* Sign a change with a key that has its private part. */
mohur_status
mohur__approval_make(mohur_ctx *ctx,
                     const struct mohur__act *act,
                     const mohur_key *key,
                     struct mohur__approval *out);

/* Is it a signature of the change, with this public key?  MOHUR_E_AUTH. */
mohur_status
mohur__approval_check(mohur_ctx *ctx,
                      const struct mohur__act *act,
                      const struct mohur__approval *a,
                      mohur__bytes spki);

#endif
