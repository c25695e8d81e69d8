/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include "keystore/key.h"
#include "keystore/share_text.h"
#include "keystore/slot_row.h"

/* Slots that no bare passphrase opens: shares, a key, the host, several. */

enum {
    SHARES_MAX = 8
};

/* A store, shares for it, and what is shown. */
struct scene {
    mohur_keystore *ks;
    mohur_share_list *shares;
    const char *text[SHARES_MAX];
    uint8_t id[MOHUR_SLOT_ID_LEN];
};

static int32_t
host(void *user,
     const char *name,
     size_t name_len,
     uint8_t *out,
     size_t out_cap,
     size_t *out_len)
{
    const size_t *len = user;

    if (name_len != 3 || memcmp(name, "kms", 3) != 0 || *len > out_cap) {
        return 1;
    }
    memset(out, 0x5A, *len);
    *out_len = *len;
    return 0;
}

static mohur_slot_options
shares_slot(const mohur_share_options *shares, mohur_share_list **out)
{
    mohur_slot_options o = MOHUR_SLOT_OPTIONS_INIT;

    o.type       = MOHUR_SLOT_SHARES;
    o.shares     = shares;
    o.out_shares = out;
    return o;
}

/* A store with a slot for 3 of 5 shares. */
static struct scene
scene_shares(struct fixture *t, mohur_alg kem)
{
    static const mohur_share_group group = {3, 5};
    mohur_share_options shares           = MOHUR_SHARE_OPTIONS_INIT;
    struct scene s                       = {store_new(t), NULL, {NULL}, {0}};
    mohur_slot_options o                 = shares_slot(&shares, &s.shares);

    shares.groups = &group;
    o.kem         = kem;
    key_add(t, s.ks, "k");
    CHECK_OK(mohur_keystore_slot_add(s.ks, &o, s.id));
    CHECK_NUMBER(5, mohur_share_list_len(s.shares));
    for (size_t i = 0; i < 5; i++) {
        s.text[i] = mohur_share_list_at(s.shares, i);
    }
    return s;
}

static void
scene_end(struct scene *s)
{
    mohur_share_list_free(s->shares);
    mohur_keystore_free(s->ks);
}

static mohur_status
unlock_with(struct fixture *t, const mohur_unlock *how)
{
    mohur_keystore *ks = NULL;
    mohur_status st    = MOHUR_OK;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__store_open(t->ctx, store_path(t), &ks));
    st = mohur_keystore_unlock_with(ks, how);
    if (st == MOHUR_OK) {
        st = key_try(ks, "k", 1);
    }
    mohur_keystore_free(ks);
    return st;
}

static mohur_unlock
shown_shares(const char *const *text, size_t n)
{
    mohur_unlock how = MOHUR_UNLOCK_INIT;

    how.type       = MOHUR_SLOT_SHARES;
    how.shares     = text;
    how.shares_len = n;
    return how;
}

static mohur_status
unlock_shares(struct fixture *t, const char *const *text, size_t n)
{
    mohur_unlock how = shown_shares(text, n);

    return unlock_with(t, &how);
}

static mohur_status
revoke_with_pass(mohur_keystore *ks, uint32_t *stale)
{
    mohur_unlock how              = MOHUR_UNLOCK_INIT;
    const mohur_unlock *present[] = {&how};

    how.passphrase     = STORE_PASS;
    how.passphrase_len = strlen(STORE_PASS);
    return mohur_keystore_slot_revoke(ks, NULL, present, 1, stale);
}

/* ---- shares ---- */

static void
opens_with_as_many_shares_as_are_needed(void **state)
{
    struct fixture *t = *state;
    struct scene s    = scene_shares(t, MOHUR_ALG_NONE);

    CHECK_OK(unlock_shares(t, s.text, 3));
    CHECK_OK(unlock_shares(t, s.text + 2, 3));
    CHECK_OK(unlock_shares(t, s.text, 5));
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock_shares(t, s.text, 2));
    scene_end(&s);
}

/* K34, K35: the commitments say which. */
static void
names_a_share_that_was_not_made_for_it(void **state)
{
    struct fixture *t = *state;
    struct scene s    = scene_shares(t, MOHUR_ALG_NONE);

    for (size_t bad = 0; bad < 4; bad++) {
        struct mohur__share share  = {{0}, 0, 0, 0, NULL};
        struct mohur__secret *made = NULL;
        const char *four[] = {s.text[0], s.text[1], s.text[2], s.text[3]};
        char want[80];

        mohur__error_clear(t->ctx);
        /* One bit of its value, with a checksum that fits. */
        CHECK_OK(mohur__share_parse(t->ctx, 1, mohur__bytes_text(s.text[bad]),
                                    &share));
        mohur__secret_span(share.value).data[bad * 7] ^= 0x10;
        CHECK_OK(mohur__share_emit(t->ctx, &share, &made));
        four[bad] = (const char *)mohur__secret_bytes(made).data;
        CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock_shares(t, four, 4));
        snprintf(want, sizeof want,
                 "share %zu is not the one that was made: it was made up or "
                 "changed",
                 bad + 1);
        CHECK_TEXT(want, mohur_ctx_message(t->ctx));
        mohur__secret_free(made);
        mohur__share_wipe(&share);
    }
    scene_end(&s);
}

static void
names_a_share_of_another_slot(void **state)
{
    struct fixture *t                    = *state;
    struct scene s                       = scene_shares(t, MOHUR_ALG_NONE);
    static const mohur_share_group group = {3, 5};
    mohur_share_options shares           = MOHUR_SHARE_OPTIONS_INIT;
    mohur_share_list *other              = NULL;
    mohur_slot_options o                 = shares_slot(&shares, &other);
    const char *mixed[3]                 = {s.text[0], NULL, s.text[2]};
    const char *three[3];

    shares.groups = &group;
    o.label       = "other";
    CHECK_OK(mohur_keystore_slot_add(s.ks, &o, s.id));
    mixed[1] = mohur_share_list_at(other, 1);
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock_shares(t, mixed, 3));
    CHECK(strstr(mohur_ctx_message(t->ctx), "of another set") != NULL);
    for (size_t i = 0; i < 3; i++) {
        three[i] = mohur_share_list_at(other, i);
    }
    CHECK_OK(unlock_shares(t, three, 3));
    CHECK_OK(unlock_shares(t, s.text, 3));
    mohur_share_list_free(other);
    scene_end(&s);
}

static void
follows_with_shares_that_nobody_gathers(void **state)
{
    struct fixture *t = *state;
    struct scene s    = scene_shares(t, MOHUR_ALG_X25519);
    uint32_t stale    = 9;

    CHECK_OK(revoke_with_pass(s.ks, &stale));
    CHECK_NUMBER(0, stale);
    CHECK_OK(unlock_shares(t, s.text, 3));
    scene_end(&s);
}

/* ---- hostile parameters ---- */

static void
with_hostile_share_parameters_is_refused(void **state)
{
    static const char *const params[] = {
        "x'80000001010305'", "x'00010101010305'", "x'000100020103'",
        "x'00010001110305'", "x'00010001010503'", "x'00010001010311'",
        "x'000100010103'",   "zeroblob(7)",       "x'00010001010102'",
        "x'00010000010305'"};
    struct fixture *t = *state;
    struct scene s    = scene_shares(t, MOHUR_ALG_NONE);
    char sql[256];

    for (size_t i = 0; i < sizeof params / sizeof params[0]; i++) {
        snprintf(sql, sizeof sql,
                 "UPDATE slot SET params = CAST(%s || zeroblob(160) AS BLOB) "
                 "WHERE type = 2",
                 params[i]);
        store_sql(t, sql);
        CHECK_STATUS(MOHUR_E_FORMAT, unlock_shares(t, s.text, 3));
    }
    scene_end(&s);
}

/* ---- a private key ---- */

static mohur_status
add_recipient(mohur_keystore *ks, const mohur_key *key)
{
    mohur_slot_options o = MOHUR_SLOT_OPTIONS_INIT;
    uint8_t id[MOHUR_SLOT_ID_LEN];

    o.type      = MOHUR_SLOT_RECIPIENT;
    o.recipient = key;
    return mohur_keystore_slot_add(ks, &o, id);
}

static mohur_status
unlock_key(struct fixture *t, const mohur_key *key)
{
    mohur_unlock how = MOHUR_UNLOCK_INIT;

    how.type = MOHUR_SLOT_RECIPIENT;
    how.key  = key;
    return unlock_with(t, &how);
}

/* Keys of a store that is not the one they open. */
static mohur_keystore *
other_store(struct fixture *t)
{
    mohur_keystore *ks            = NULL;
    struct mohur__store_seed seed = store_seed();

    CHECK_OK(mohur__store_create(t->ctx, fixture_path(t, "other"), &seed, &ks));
    return ks;
}

static void
opens_with_the_private_key_of_a_recipient(void **state)
{
    static const mohur_alg algs[] = {MOHUR_ALG_X25519, MOHUR_ALG_ECDH_P256,
                                     MOHUR_ALG_ECDH_P384};
    struct fixture *t             = *state;
    mohur_keystore *ks            = store_new(t);
    mohur_keystore *other         = other_store(t);
    mohur_key *nobody =
        key_make(t, other, "n", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);
    uint32_t stale = 9;

    key_add(t, ks, "k");
    for (size_t i = 0; i < 3; i++) {
        mohur_key *key = key_make(t, other, mohur_alg_name(algs[i]),
                                  MOHUR_PURPOSE_SEAL, algs[i]);
        CHECK_OK(add_recipient(ks, key));
        CHECK_OK(unlock_key(t, key));
        CHECK_OK(revoke_with_pass(ks, &stale));
        CHECK_NUMBER(0, stale);
        CHECK_OK(unlock_key(t, key));
        mohur_key_free(key);
    }
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock_key(t, nobody));
    mohur_key_free(nobody);
    mohur_keystore_free(other);
    mohur_keystore_free(ks);
}

static void
is_not_for_a_key_that_signs(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *sign =
        key_make(t, ks, "s", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    CHECK_STATUS(MOHUR_E_ARGUMENT, add_recipient(ks, sign));
    CHECK_STATUS(MOHUR_E_ARGUMENT, add_recipient(ks, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, unlock_key(t, sign));
    mohur_key_free(sign);
    mohur_keystore_free(ks);
}

/* K31: enc of small order, wc, the ciphertext; each byte of all three. */
static void
of_a_recipient_is_refused_with_any_byte_altered(void **state)
{
    struct fixture *t     = *state;
    mohur_keystore *ks    = store_new(t);
    mohur_keystore *other = other_store(t);
    mohur_key *key =
        key_make(t, other, "box", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);
    struct mohur__slots *slots = NULL;
    struct mohur__shown shown  = {0};
    struct mohur__row *row     = NULL;

    shown.how.type = MOHUR_SLOT_RECIPIENT;
    shown.how.key  = key;
    CHECK_OK(add_recipient(ks, key));
    CHECK_OK(mohur__store_begin(ks, MOHUR__TX_READ));
    CHECK_OK(mohur__slots_read(ks, &slots));
    mohur__store_end(ks);
    row = &slots->row[0];
    row += mohur__row_int(row, MOHUR__SLOT_TYPE) == 1 ? 1 : 0;
    for (size_t i = 0; i < 32 + MOHUR__SLOT_WRAP_LEN; i++) {
        struct mohur__slot_place place = mohur__slot_place_of(slots, row);
        struct mohur__slot_keys keys   = {0};
        uint8_t *bytes                 = row->own[MOHUR__SLOT_RK_WRAP];
        bytes[i] ^= 1;
        CHECK_STATUS(MOHUR_E_AUTH,
                     mohur__slot_row_open(t->ctx, &place, row, &shown, &keys));
        mohur__error_clear(t->ctx);
        bytes[i] ^= 1;
    }
    {
        struct mohur__slot_place place = mohur__slot_place_of(slots, row);
        struct mohur__slot_keys keys   = {0};
        uint8_t *bytes                 = row->own[MOHUR__SLOT_RK_WRAP];
        CHECK_OK(mohur__slot_row_open(t->ctx, &place, row, &shown, &keys));
        mohur__slot_keys_wipe(&keys);
        memset(bytes, 0, 32); /* a point of order 4 */
        CHECK_STATUS(MOHUR_E_AUTH,
                     mohur__slot_row_open(t->ctx, &place, row, &shown, &keys));
        mohur__error_clear(t->ctx);
    }
    mohur__slots_free(slots);
    mohur_key_free(key);
    mohur_keystore_free(other);
    mohur_keystore_free(ks);
}

/* ---- the host ---- */

static void
opens_with_the_secret_of_the_host(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_slot_options o = MOHUR_SLOT_OPTIONS_INIT;
    mohur_unlock how     = MOHUR_UNLOCK_INIT;
    size_t len           = 48;
    uint8_t id[MOHUR_SLOT_ID_LEN];

    key_add(t, ks, "k");
    o.type          = MOHUR_SLOT_CALLBACK;
    o.callback      = host;
    o.callback_user = &len;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_slot_add(ks, &o, id));
    o.callback_name = "kms";
    CHECK_OK(mohur_keystore_slot_add(ks, &o, id));
    how.type          = MOHUR_SLOT_CALLBACK;
    how.callback      = host;
    how.callback_user = &len;
    CHECK_OK(unlock_with(t, &how));
    len = 47;
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock_with(t, &how));
    len = 31;
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock_with(t, &how));
    len = 65;
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock_with(t, &how));
    how.callback = NULL;
    CHECK_STATUS(MOHUR_E_ARGUMENT, unlock_with(t, &how));
    mohur_keystore_free(ks);
}

/* ---- several: K32 ---- */

struct both {
    mohur_unlock factor[2];
    const mohur_unlock *all[2];
    mohur_unlock how;
};

static void
both_shown(struct both *b,
           const mohur_unlock *first,
           const mohur_unlock *second)
{
    b->factor[0]   = *first;
    b->factor[1]   = *second;
    b->all[0]      = &b->factor[0];
    b->all[1]      = &b->factor[1];
    b->how         = (mohur_unlock)MOHUR_UNLOCK_INIT;
    b->how.type    = MOHUR_SLOT_ALL;
    b->how.all     = b->all;
    b->how.all_len = 2;
}

static mohur_slot_options
pass_factor(const char *pass)
{
    mohur_slot_options o = MOHUR_SLOT_OPTIONS_INIT;

    o.passphrase     = pass;
    o.passphrase_len = strlen(pass);
    o.m_kib          = 64 * 1024;
    o.t              = 3;
    return o;
}

static mohur_unlock
shown_pass(const char *pass)
{
    mohur_unlock how = MOHUR_UNLOCK_INIT;

    how.passphrase     = pass;
    how.passphrase_len = strlen(pass);
    return how;
}

static void
of_two_factors_opens_with_both_and_neither_alone(void **state)
{
    static const mohur_share_group group = {2, 2};
    struct fixture *t                    = *state;
    mohur_keystore *ks                   = store_new(t);
    mohur_share_options shares           = MOHUR_SHARE_OPTIONS_INIT;
    mohur_share_list *list               = NULL;
    mohur_slot_options pass              = pass_factor("one of two");
    mohur_slot_options split             = shares_slot(&shares, &list);
    const mohur_slot_options *all[]      = {&pass, &split};
    mohur_slot_options o                 = MOHUR_SLOT_OPTIONS_INIT;
    mohur_unlock first                   = shown_pass("one of two");
    mohur_unlock wrong                   = shown_pass("one of 2");
    mohur_unlock second;
    const char *text[2];
    struct both b;
    uint8_t id[MOHUR_SLOT_ID_LEN];

    shares.groups = &group;
    key_add(t, ks, "k");
    o.type    = MOHUR_SLOT_ALL;
    o.all     = all;
    o.all_len = 2;
    CHECK_OK(mohur_keystore_slot_add(ks, &o, id));
    text[0] = mohur_share_list_at(list, 0);
    text[1] = mohur_share_list_at(list, 1);
    second  = shown_shares(text, 2);
    both_shown(&b, &first, &second);
    CHECK_OK(unlock_with(t, &b.how));
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock_with(t, &first));
    CHECK_STATUS(MOHUR_E_NO_KEY, unlock_with(t, &second));
    both_shown(&b, &wrong, &second);
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock_with(t, &b.how));
    both_shown(&b, &second, &first);
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock_with(t, &b.how));
    mohur_share_list_free(list);
    mohur_keystore_free(ks);
}

static void
of_two_passphrases_does_not_open_with_them_exchanged(void **state)
{
    struct fixture *t               = *state;
    mohur_keystore *ks              = store_new(t);
    mohur_slot_options one          = pass_factor("first");
    mohur_slot_options two          = pass_factor("second");
    const mohur_slot_options *all[] = {&one, &two};
    mohur_slot_options o            = MOHUR_SLOT_OPTIONS_INIT;
    mohur_unlock first              = shown_pass("first");
    mohur_unlock second             = shown_pass("second");
    struct both b;
    uint8_t id[MOHUR_SLOT_ID_LEN];

    key_add(t, ks, "k");
    o.type    = MOHUR_SLOT_ALL;
    o.all     = all;
    o.all_len = 2;
    CHECK_OK(mohur_keystore_slot_add(ks, &o, id));
    both_shown(&b, &first, &second);
    CHECK_OK(unlock_with(t, &b.how));
    both_shown(&b, &second, &first);
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock_with(t, &b.how));
    /* Its two and that of the store are three of the four there may be. */
    o.all_len = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_slot_add(ks, &o, id));
    o.all_len = 2;
    CHECK_STATUS(MOHUR_E_LIMIT, mohur_keystore_slot_add(ks, &o, id));
    mohur_keystore_free(ks);
}

static void
of_several_is_refused_with_hostile_parameters(void **state)
{
    static const char *const params[] = {"",
                                         "00",
                                         "01010000000000",
                                         "05",
                                         "02010000",
                                         "0201FFFFFFFF",
                                         "0207000000000700000000",
                                         "0205000000000500000000"};
    struct fixture *t                 = *state;

    for (size_t i = 0; i < sizeof params / sizeof params[0]; i++) {
        struct mohur__factors f = {0};
        struct view p           = fixture_hex(t, params[i]);
        CHECK_STATUS(
            MOHUR_E_FORMAT,
            mohur__factors_parse(t->ctx, mohur__bytes_of(p.data, p.len), &f));
        mohur__error_clear(t->ctx);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(opens_with_as_many_shares_as_are_needed),
        CASE(names_a_share_that_was_not_made_for_it),
        CASE(names_a_share_of_another_slot),
        CASE(follows_with_shares_that_nobody_gathers),
        CASE(with_hostile_share_parameters_is_refused),
        CASE(opens_with_the_private_key_of_a_recipient),
        CASE(is_not_for_a_key_that_signs),
        CASE(of_a_recipient_is_refused_with_any_byte_altered),
        CASE(opens_with_the_secret_of_the_host),
        CASE(of_two_factors_opens_with_both_and_neither_alone),
        CASE(of_two_passphrases_does_not_open_with_them_exchanged),
        CASE(of_several_is_refused_with_hostile_parameters),
    };
    return cmocka_run_group_tests_name("a slot", cases, NULL, NULL);
}
