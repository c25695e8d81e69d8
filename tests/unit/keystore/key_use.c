/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "keystore/key.h"
#include "keystore/pair.h"

/*
 * The table of the life cycle: state by operation.  P protects, O opens, V
 * verifies, X exports; a dash refuses by the state.
 */
static const struct {
    mohur_key_state state;
    bool protects;
    bool opens;
    bool verifies;
    bool exports;
} table[] = {
    {MOHUR_KEY_PRE_ACTIVE, false, false, false, true},
    {MOHUR_KEY_ACTIVE, true, true, true, true},
    {MOHUR_KEY_SUSPENDED, false, false, true, false},
    {MOHUR_KEY_DEACTIVATED, false, true, true, true},
    {MOHUR_KEY_COMPROMISED, false, false, false, false},
    {MOHUR_KEY_DESTROY_PENDING, false, false, true, false},
    {MOHUR_KEY_DESTROYED, false, false, true, false},
};

enum {
    HOUR = 3600
};

/* A key of this algorithm with a fresh pair; the rest is set by the case. */
static mohur_key *
make(struct fixture *t, mohur_alg alg, struct mohur__key_parts parts)
{
    uint8_t secret[64]  = {0};
    uint8_t public[128] = {0};
    mohur_key *key      = NULL;
    size_t secret_len   = mohur__pair_private_len(alg);
    size_t public_len   = mohur__pair_public_len(alg);

    mohur__error_clear(t->ctx);
    parts.purpose = (mohur_purpose)mohur__pair_purpose(alg);
    parts.alg     = alg;
    parts.secret  = mohur__bytes_of(secret, 32);
    if (secret_len > 0) {
        parts.secret.len = secret_len;
        CHECK_OK(mohur__pair_keygen(t->ctx, alg,
                                    mohur__span_of(secret, secret_len)));
        CHECK_OK(mohur__pair_public_of(t->ctx, alg, parts.secret,
                                       mohur__span_of(public, public_len)));
    }
    parts.public_key = mohur__bytes_of(public, public_len);
    CHECK_OK(mohur__key_new(t->ctx, &parts, &key));
    return key;
}

static mohur_status
protect(struct fixture *t, const mohur_key *key)
{
    mohur__error_clear(t->ctx);
    return mohur__key_require_protect(t->ctx, key);
}

static mohur_status
process(struct fixture *t, const mohur_key *key)
{
    mohur__error_clear(t->ctx);
    return mohur__key_require_process(t->ctx, key);
}

static mohur_status export(struct fixture *t, const mohur_key *key)
{
    mohur__error_clear(t->ctx);
    return mohur__key_require_export(t->ctx, key);
}

static mohur_status
state_status(bool allowed)
{
    return allowed ? MOHUR_OK : MOHUR_E_KEY_STATE;
}

static void
follows_the_table_of_states(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct mohur__key_parts parts = {.state      = table[i].state,
                                         .exportable = true};
        mohur_key *signer             = make(t, MOHUR_ALG_ED25519, parts);
        mohur_key *opener             = make(t, MOHUR_ALG_X25519, parts);
        mohur_key *wrap               = make(t, MOHUR_ALG_AES_256_WRAP, parts);
        CHECK_STATUS(state_status(table[i].protects), protect(t, signer));
        CHECK_STATUS(state_status(table[i].protects), protect(t, opener));
        CHECK_STATUS(state_status(table[i].protects), protect(t, wrap));
        CHECK_STATUS(state_status(table[i].verifies), process(t, signer));
        CHECK_STATUS(state_status(table[i].opens), process(t, opener));
        CHECK_STATUS(state_status(table[i].opens), process(t, wrap));
        CHECK_STATUS(state_status(table[i].exports), export(t, signer));
        CHECK_STATUS(state_status(table[i].exports), export(t, opener));
        CHECK_STATUS(state_status(table[i].exports), export(t, wrap));
        mohur_key_free(signer);
        mohur_key_free(opener);
        mohur_key_free(wrap);
    }
}

static void
verifies_nothing_once_it_was_compromised(void **state)
{
    struct fixture *t             = *state;
    struct mohur__key_parts parts = {.state       = MOHUR_KEY_DESTROY_PENDING,
                                     .compromised = true};
    mohur_key *key                = make(t, MOHUR_ALG_ED25519, parts);

    CHECK_STATUS(MOHUR_E_KEY_STATE, process(t, key));
    mohur_key_free(key);
}

static void
becomes_active_on_its_second(void **state)
{
    struct fixture *t             = *state;
    struct mohur__key_parts parts = {.state       = MOHUR_KEY_PRE_ACTIVE,
                                     .activate_at = FIXTURE_NOW + HOUR};
    mohur_key *key                = make(t, MOHUR_ALG_ED25519, parts);

    t->now = FIXTURE_NOW + HOUR - 1;
    CHECK_STATUS(MOHUR_E_DATE, protect(t, key));
    CHECK_MESSAGE("2026-01-01T01:00:00Z");
    CHECK_STATUS(MOHUR_E_DATE, process(t, key));
    t->now = FIXTURE_NOW + HOUR;
    CHECK_OK(protect(t, key));
    CHECK_OK(process(t, key));
    mohur_key_free(key);
}

static void
stops_protecting_on_its_second(void **state)
{
    struct fixture *t             = *state;
    struct mohur__key_parts parts = {.state         = MOHUR_KEY_ACTIVE,
                                     .protect_until = FIXTURE_NOW + HOUR};
    mohur_key *key                = make(t, MOHUR_ALG_X25519, parts);

    t->now = FIXTURE_NOW + HOUR - 1;
    CHECK_OK(protect(t, key));
    t->now = FIXTURE_NOW + HOUR;
    CHECK_STATUS(MOHUR_E_DATE, protect(t, key));
    CHECK_OK(process(t, key));
    mohur_key_free(key);
}

static void
stops_processing_after_its_second(void **state)
{
    struct fixture *t             = *state;
    struct mohur__key_parts parts = {.state         = MOHUR_KEY_DEACTIVATED,
                                     .process_until = FIXTURE_NOW + HOUR};
    mohur_key *key                = make(t, MOHUR_ALG_X25519, parts);

    t->now = FIXTURE_NOW + HOUR;
    CHECK_OK(process(t, key));
    t->now = FIXTURE_NOW + HOUR + 1;
    CHECK_STATUS(MOHUR_E_DATE, process(t, key));
    mohur_key_free(key);
}

static void
asks_the_profile_too(void **state)
{
    struct fixture *t             = *state;
    struct mohur__key_parts parts = {.state = MOHUR_KEY_ACTIVE, .level = 3};
    mohur_key *key                = make(t, MOHUR_ALG_X25519, parts);

    CHECK_STATUS(MOHUR_E_POLICY, protect(t, key));
    CHECK_OK(process(t, key));
    mohur_key_free(key);
}

static void
leaves_only_if_made_exportable(void **state)
{
    struct fixture *t             = *state;
    struct mohur__key_parts parts = {.state = MOHUR_KEY_ACTIVE};
    mohur_key *key                = make(t, MOHUR_ALG_ED25519, parts);

    CHECK_STATUS(MOHUR_E_POLICY, export(t, key));
    CHECK_MESSAGE("not made exportable");
    mohur_key_free(key);
}

static void
leaves_only_below_level_2(void **state)
{
    struct fixture *t             = *state;
    struct mohur__key_parts parts = {
        .state = MOHUR_KEY_ACTIVE, .exportable = true, .level = 2};
    mohur_key *key = make(t, MOHUR_ALG_ED25519, parts);

    CHECK_STATUS(MOHUR_E_POLICY, export(t, key));
    CHECK_MESSAGE("EXPORT");
    mohur_key_free(key);
}

static void
is_named_in_messages_without_controls(void **state)
{
    struct fixture *t             = *state;
    struct mohur__key_parts parts = {.state = MOHUR_KEY_SUSPENDED,
                                     .name  = MOHUR__TEXT("a\x1b[31m%")};
    mohur_key *key                = make(t, MOHUR_ALG_ED25519, parts);

    CHECK_STATUS(MOHUR_E_KEY_STATE, protect(t, key));
    CHECK_MESSAGE("key a%1b");
    CHECK_MESSAGE("is suspended");
    mohur_key_free(key);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(follows_the_table_of_states),
        CASE(verifies_nothing_once_it_was_compromised),
        CASE(becomes_active_on_its_second),
        CASE(stops_protecting_on_its_second),
        CASE(stops_processing_after_its_second),
        CASE(asks_the_profile_too),
        CASE(leaves_only_if_made_exportable),
        CASE(leaves_only_below_level_2),
        CASE(is_named_in_messages_without_controls),
    };
    return cmocka_run_group_tests_name("a key in use", cases, NULL, NULL);
}
