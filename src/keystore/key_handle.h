/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_KEY_HANDLE_H
#define MOHUR_SRC_KEYSTORE_KEY_HANDLE_H

#include "keystore/hsm.h"
#include "keystore/key.h"

#include <stdatomic.h>

/* What is behind a key handle: for key.c, key_use.c and key_act.c. */
struct mohur_key {
    uint32_t magic;
    atomic_uint refs;
    mohur_key *self; /* not const: to count where the handle is const */
    mohur_purpose purpose;
    mohur_alg alg;
    mohur_key_state state;
    uint32_t version;
    uint8_t level;
    bool exportable;
    bool compromised;
    bool recovers;
    bool counted;
    mohur_status no_use;
    struct mohur__uses *uses;
    uint8_t ring_id[MOHUR__RING_ID_LEN];
    uint8_t id[MOHUR_KEY_ID_LEN];
    int64_t since; /* when its time to protect began; 0: not of a store */
    int64_t activate_at;
    int64_t protect_until;
    int64_t process_until;
    int64_t read_at;
    int64_t fresh_until;
    struct mohur__secret *secret;
    struct mohur__hsm *token;    /* where the private key is instead; NULL */
    uint8_t kcv[MOHUR__KCV_LEN]; /* of a wrapping key there */
    size_t public_len;
    uint8_t public_key[MOHUR__KEY_PUBLIC_MAX];
    char name[MOHUR__KEY_NAME_MAX + 1];
};

#endif
