/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_ROLE_KIT_H
#define MOHUR_TESTS_ROLE_KIT_H

#include "store_fixture.h"

#include "crypto/sign.h"
#include "keystore/key.h"
#include <mohur/life.h>
#include <mohur/role.h>

/* People with keys of their own, and a store that knows them by their roles. */

enum {
    PEOPLE = 7
};

/* Who there is, by place. */
enum who {
    OPERATOR,
    MANAGER,
    OFFICER_A,
    OFFICER_B,
    CUSTODIAN,
    AUDITOR,
    STRANGER /* a key without a role */
};

struct people {
    mohur_key *key[PEOPLE];
};

static const uint32_t people_caps[PEOPLE] = {
    MOHUR_CAP_OPERATOR,
    MOHUR_CAP_KEY_MANAGER,
    MOHUR_CAP_OFFICER,
    MOHUR_CAP_OFFICER,
    MOHUR_CAP_CUSTODIAN,
    MOHUR_CAP_AUDITOR,
    0,
};

/* A key that signs, of no store. */
static inline mohur_key *
person_key(struct fixture *t, uint8_t n)
{
    struct mohur__key_parts parts = {
        .purpose = MOHUR_PURPOSE_SIGN,
        .alg     = MOHUR_ALG_ED25519,
        .state   = MOHUR_KEY_ACTIVE,
    };
    uint8_t seed[32] = {0x77, n};
    uint8_t pub[32]  = {0};
    mohur_key *key   = NULL;

    CHECK_OK(mohur__sign_public_of(t->ctx, MOHUR_ALG_ED25519,
                                   MOHUR__BYTES(seed), MOHUR__SPAN(pub)));
    parts.secret     = MOHUR__BYTES(seed);
    parts.public_key = MOHUR__BYTES(pub);
    CHECK_OK(mohur__key_new(t->ctx, &parts, &key));
    return key;
}

static inline void
people_new(struct fixture *t, struct people *out)
{
    for (uint8_t i = 0; i < PEOPLE; i++) {
        out->key[i] = person_key(t, i);
    }
}

static inline void
people_free(struct people *p)
{
    for (size_t i = 0; i < PEOPLE; i++) {
        mohur_key_free(p->key[i]);
    }
}

static inline mohur_role_options
role_options(const struct people *p, enum who who)
{
    mohur_role_options o = MOHUR_ROLE_OPTIONS_INIT;

    o.label = "somebody";
    o.key   = p->key[who];
    o.caps  = people_caps[who];
    return o;
}

/* Everybody but the stranger gets a role; they do not count yet. */
static inline void
people_join(struct fixture *t, mohur_keystore *ks, const struct people *p)
{
    uint8_t id[MOHUR_ROLE_ID_LEN];

    for (int i = 0; i < STRANGER; i++) {
        mohur_role_options o = role_options(p, (enum who)i);
        CHECK_OK(mohur_keystore_role_add(ks, &o, id));
    }
}

/* The bytes that a sink in memory got; released by fixture_free. */
static inline struct view
sink_bytes(struct fixture *t, mohur_sink *sink)
{
    size_t len          = 0;
    const uint8_t *data = mohur_sink_memory(sink, &len);
    uint8_t *copy       = fixture_bytes(t, 0, len + 1);

    memcpy(copy, data, len);
    return (struct view){copy, len};
}

/* An approval of a request. */
static inline struct view
approval_of(struct fixture *t, struct view request, const mohur_key *key)
{
    mohur_sink *sink = NULL;
    struct view got;

    CHECK_OK(mohur_sink_new_memory(t->ctx, 4096, &sink));
    CHECK_OK(mohur_approval_sign(t->ctx, request.data, request.len, key, sink));
    got = sink_bytes(t, sink);
    mohur_sink_free(sink);
    return got;
}

static inline void
approve(struct fixture *t,
        mohur_keystore *ks,
        struct view request,
        const mohur_key *key)
{
    struct view a = approval_of(t, request, key);

    CHECK_OK(mohur_keystore_approve(ks, a.data, a.len));
}

#endif
