/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_RULE_KIT_H
#define MOHUR_TESTS_RULE_KIT_H

#include "note_kit.h"
#include "profile/force.h"

/*
 * A profile in force since before FIXTURE_NOW, with one rule of "document" in
 * another way: a store that is open, as far as anybody asks.
 */
static inline void
kit_enforce(struct fixture *t,
            struct mohur__force *force,
            const char *from,
            const char *to)
{
    const char *const changes[] = {"\"issued\":\"2026-10-01\"",
                                   "\"issued\":\"2025-10-01\"",
                                   "\"effective\":\"2026-11-01\"",
                                   "\"effective\":\"2025-11-01\"",
                                   "\"trust_list\":\"signed\"",
                                   "\"trust_list\":\"any\"",
                                   from,
                                   to,
                                   NULL};

    *force             = (struct mohur__force){.profiles_len = 1};
    force->profiles[0] = kit_profile(t, changes, "ab");
    mohur__force_enter(t->ctx, force);
}

static inline void
kit_relent(struct fixture *t, struct mohur__force *force)
{
    mohur__force_leave(t->ctx, force);
    mohur__force_clear(force);
}

/* Where a member that may be absent goes. */
#define KIT_FIN      "\"prefix\":\"\"},"
#define KIT_NONCE    "\"ocsp_nonce\":\"if-present\""
#define KIT_RESTORED "\"suspended_restored\":\"indeterminate\","
#define KIT_LIST_END "\"trust_list\":\"any\"}"
#define KIT_BER      "\"ber_outer\":false"
#define KIT_V1       "\"signing_certificate_v1\":false"

/* A rule about processing with P-384, in front of this one. */
#define KIT_RULE "{\"alg\":\"SHA-256\",\"process\""
#define KIT_P384(process)                                                      \
    "{\"alg\":\"ECDSA-P384\",\"process\":" process                             \
    ",\"protect\":{\"status\":\"disallowed\"}},"                               \
    "{\"alg\":\"SHA-384\",\"process\":{\"status\":\"acceptable\"},"            \
    "\"protect\":{\"status\":\"acceptable\"},"                                 \
    "\"purpose\":[\"signature\",\"content\"]}," KIT_RULE

/* It is of an earlier time since a day after FIXTURE_NOW. */
#define KIT_P384_LEGACY                                                        \
    KIT_P384("{\"poe_before\":\"2026-01-02\",\"status\":\"legacy\"}")

#endif
