/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include "token_kit.h"

#include "keystore/pkcs11/object.h"
#include "keystore/slot_token.h"
#include "keystore/tokens.h"
#include <mohur/backup.h>

/* Slots that the secret of a token opens, with SoftHSM2; and where not. */

enum {
    SECRETS_MAX = 64
};

static mohur_keystore *
store_with_pin(struct fixture *t)
{
    static uint8_t nth = 0; /* all cases share a token */
    mohur_keystore *ks = NULL;

    nth++;
    t->random.seed[30] = nth;
    ks                 = store_new(t);
    token_kit_fault(NULL);
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    return ks;
}

/* How many secrets there are in the token. */
static size_t
secrets(struct fixture *t, mohur_keystore *ks)
{
    CK_OBJECT_HANDLE found[SECRETS_MAX];
    struct mohur__template all = {.len = 0};
    struct mohur__session s    = {.open = false};
    struct mohur__hsm *token   = NULL;
    size_t n                   = 0;

    token_kit_fault(NULL);
    mohur__template_number(&all, CKA_CLASS, CKO_SECRET_KEY);
    CHECK_OK(mohur__tokens_get(ks, mohur__bytes_text(token_kit_uri()), &token));
    CHECK_OK(mohur__session_begin(t->ctx, token, false, &s));
    CHECK_OK(mohur__objects_find(&s, &all, found, SECRETS_MAX, &n));
    mohur__session_end(&s);
    return n;
}

static mohur_slot_options
token_slot(void)
{
    mohur_slot_options o = MOHUR_SLOT_OPTIONS_INIT;

    o.type  = MOHUR_SLOT_TOKEN;
    o.token = token_kit_uri();
    return o;
}

static mohur_status
add(mohur_keystore *ks, const char *label)
{
    mohur_slot_options o          = token_slot();
    uint8_t id[MOHUR_SLOT_ID_LEN] = {0};

    o.label = label;
    return mohur_keystore_slot_add(ks, &o, id);
}

static mohur_unlock
shown(void)
{
    mohur_unlock how = MOHUR_UNLOCK_INIT;

    how.type  = MOHUR_SLOT_TOKEN;
    how.token = token_kit_uri();
    return how;
}

static mohur_status
unlock(struct fixture *t,
       const char *path,
       const mohur_unlock *how,
       mohur_pin_fn *pin,
       void *user)
{
    mohur_keystore *ks = NULL;
    mohur_status st    = mohur__store_open(t->ctx, path, &ks);

    if (st == MOHUR_OK) {
        st = mohur_keystore_set_pin(ks, pin, user);
    }
    if (st == MOHUR_OK) {
        st = mohur_keystore_unlock_with(ks, how);
    }
    mohur_keystore_free(ks);
    return st;
}

static int32_t
wrong_pin(void *user,
          const char *token,
          const char *source,
          uint8_t *out,
          size_t out_cap,
          size_t *out_len)
{
    size_t *calls = user;

    (void)token, (void)source, (void)out_cap;
    ++*calls;
    memcpy(out, "111111", 6);
    *out_len = 6;
    return 0;
}

/* ---- the right way ---- */

static void
opens_with_its_token_and_one_question_for_the_pin(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    mohur_unlock how   = shown();
    size_t calls       = 0;

    CHECK_OK(add(ks, "one"));
    CHECK_OK(add(ks, "two"));
    mohur_keystore_free(ks);
    CHECK_OK(unlock(t, store_path(t), &how, token_kit_pin, &calls));
    CHECK_NUMBER(1, calls);
}

static void
is_listed_with_its_token_and_without_its_pin(void **state)
{
    struct fixture *t     = *state;
    mohur_keystore *ks    = store_with_pin(t);
    mohur_slot_options o  = token_slot();
    mohur_slot_list *list = NULL;
    uint8_t id[16]        = {0};
    char with_pin[600];

    snprintf(with_pin, sizeof with_pin, "%s&pin-source=/etc/pin",
             token_kit_uri());
    CHECK_OK(add(ks, "a"));
    o.token = with_pin;
    o.label = "b";
    CHECK_OK(mohur_keystore_slot_add(ks, &o, id));
    CHECK_OK(mohur_keystore_slots(ks, &list));
    CHECK_NUMBER(3, mohur_slot_list_len(list));
    for (size_t i = 0; i < 2; i++) {
        const mohur_slot_info *info = mohur_slot_list_at(list, i);

        CHECK_NUMBER(MOHUR_SLOT_TOKEN, info->type);
        CHECK(strcmp(info->token, token_kit_uri()) == 0);
    }
    CHECK(mohur_slot_list_at(list, 2)->token[0] == '\0');
    mohur_slot_list_free(list);
    mohur_keystore_free(ks);
}

static void
of_a_token_and_a_passphrase_opens_with_both_only(void **state)
{
    struct fixture *t               = *state;
    mohur_keystore *ks              = store_with_pin(t);
    mohur_slot_options pass         = MOHUR_SLOT_OPTIONS_INIT;
    mohur_slot_options token        = token_slot();
    const mohur_slot_options *all[] = {&pass, &token};
    mohur_slot_options o            = MOHUR_SLOT_OPTIONS_INIT;
    mohur_unlock word               = MOHUR_UNLOCK_INIT;
    mohur_unlock card               = shown();
    const mohur_unlock *factors[]   = {&word, &card};
    mohur_unlock how                = MOHUR_UNLOCK_INIT;
    uint8_t id[16]                  = {0};

    pass.passphrase     = "second factor";
    pass.passphrase_len = 13;
    pass.m_kib          = 64 * 1024;
    pass.t              = 3;
    o.type              = MOHUR_SLOT_ALL;
    o.all               = all;
    o.all_len           = 2;
    CHECK_OK(mohur_keystore_slot_add(ks, &o, id));
    mohur_keystore_free(ks);
    word.passphrase     = "second factor";
    word.passphrase_len = 13;
    how.type            = MOHUR_SLOT_ALL;
    how.all             = factors;
    how.all_len         = 2;
    CHECK_OK(unlock(t, store_path(t), &how, token_kit_pin, NULL));
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 unlock(t, store_path(t), &card, token_kit_pin, NULL));
    mohur__error_clear(t->ctx);
    word.passphrase = "second facto!";
    CHECK_STATUS(MOHUR_E_PASSPHRASE,
                 unlock(t, store_path(t), &how, token_kit_pin, NULL));
}

static void
follows_to_the_next_root_key_only_if_it_is_shown(void **state)
{
    struct fixture *t             = *state;
    mohur_keystore *ks            = store_with_pin(t);
    mohur_unlock how              = shown();
    const mohur_unlock *present[] = {&how};
    uint32_t stale                = 0;

    CHECK_OK(add(ks, "card"));
    CHECK_OK(mohur_keystore_slot_revoke(ks, NULL, present, 1, &stale));
    CHECK_NUMBER(1, stale); /* the passphrase's */
    mohur_keystore_free(ks);
    CHECK_OK(unlock(t, store_path(t), &how, token_kit_pin, NULL));
}

static void
opens_a_backup_that_is_for_a_token(void **state)
{
    struct fixture *t                 = *state;
    mohur_keystore *ks                = store_with_pin(t);
    mohur_slot_options o              = token_slot();
    const mohur_slot_options *slots[] = {&o};
    mohur_backup_options b            = MOHUR_BACKUP_OPTIONS_INIT;
    mohur_unlock how                  = shown();
    const char *path                  = fixture_path(t, "backup");
    size_t before                     = secrets(t, ks);

    b.slots     = slots;
    b.slots_len = 1;
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_backup(ks, &b, "/nowhere/backup"));
    mohur__error_clear(t->ctx);
    CHECK_NUMBER(before, secrets(t, ks));
    CHECK_OK(mohur_keystore_backup(ks, &b, path));
    CHECK_NUMBER(before + 1, secrets(t, ks));
    CHECK_OK(unlock(t, path, &how, token_kit_pin, NULL));
    mohur_keystore_free(ks);
}

/* ---- what does not open it ---- */

static void
shows_a_wrong_pin_once_and_says_what_is_left(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    mohur_unlock how   = shown();
    size_t calls       = 0;

    CHECK_OK(add(ks, "one"));
    CHECK_OK(add(ks, "two"));
    mohur_keystore_free(ks);
    CHECK_STATUS(MOHUR_E_PASSPHRASE,
                 unlock(t, store_path(t), &how, wrong_pin, &calls));
    CHECK_NUMBER(1, calls);
    CHECK(strcmp(mohur_ctx_message(t->ctx),
                 "the PIN of token a token is wrong; few tries are left") == 0);
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_PASSPHRASE,
                 unlock(t, store_path(t), &how, NULL, NULL));
    mohur__error_clear(t->ctx);
    CHECK_OK(unlock(t, store_path(t), &how, token_kit_pin, NULL));
}

static void
does_not_open_without_its_secret_or_its_token(void **state)
{
    static const char none[] = "pkcs11:token=none?module-path=";
    struct fixture *t        = *state;
    mohur_keystore *ks       = store_with_pin(t);
    mohur_unlock how         = shown();
    char other[600];

    snprintf(other, sizeof other, "%s%s", none,
             strstr(token_kit_uri(), "module-path=") + 12);
    CHECK_OK(add(ks, "lost"));
    how.token = other;
    CHECK_STATUS(MOHUR_E_IO,
                 unlock(t, store_path(t), &how, token_kit_pin, NULL));
    mohur__error_clear(t->ctx);
    how.token = NULL;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 unlock(t, store_path(t), &how, token_kit_pin, NULL));
    mohur__error_clear(t->ctx);
    how.token = token_kit_uri();
    token_kit_fault("nothing-found");
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 unlock(t, store_path(t), &how, token_kit_pin, NULL));
    mohur__error_clear(t->ctx);
    token_kit_fault("signature");
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 unlock(t, store_path(t), &how, token_kit_pin, NULL));
    mohur__error_clear(t->ctx);
    token_kit_fault(NULL);
    CHECK_OK(unlock(t, store_path(t), &how, token_kit_pin, NULL));
    mohur_keystore_free(ks);
}

/* The same secret, said to be behind another module. */
static void
params_alter(struct fixture *t, const char *uri)
{
    char room[300];
    sqlite3 *db     = NULL;
    sqlite3_stmt *s = NULL;
    int len         = 17 + (int)strlen(uri);

    CHECK(sqlite3_open(fixture_path(t, "store/keystore.db"), &db) == SQLITE_OK);
    CHECK(sqlite3_prepare_v2(db, "SELECT params FROM slot WHERE type = 3", -1,
                             &s, NULL) == SQLITE_OK);
    CHECK(sqlite3_step(s) == SQLITE_ROW);
    memcpy(room, sqlite3_column_blob(s, 0), 17);
    memcpy(room + 17, uri, strlen(uri));
    sqlite3_finalize(s);
    CHECK(sqlite3_prepare_v2(db, "UPDATE slot SET params = ? WHERE type = 3",
                             -1, &s, NULL) == SQLITE_OK);
    CHECK(sqlite3_bind_blob(s, 1, room, len, SQLITE_STATIC) == SQLITE_OK);
    CHECK(sqlite3_step(s) == SQLITE_DONE);
    sqlite3_finalize(s);
    sqlite3_close(db);
}

/* Whoever writes the store could name a module of his own. */
static void
never_loads_the_module_that_the_store_names(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = NULL;
    mohur_unlock how   = shown();

    store_is_file();
    ks = store_with_pin(t);
    CHECK_OK(add(ks, "altered"));
    mohur_keystore_free(ks);
    params_alter(t, "pkcs11:token=a%20token?module-path=/evil.so");
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 unlock(t, store_path(t), &how, token_kit_pin, NULL));
}

static void
is_refused_with_hostile_parameters(void **state)
{
    static const char *const texts[] = {
        "",
        "pkcs11:token=a",
        "pkcs11:token=a?module-path=relative",
        "pkcs11:token=%61?module-path=/m",
        "pkcs11:token=a?module-path=/m&pin-source=/p",
        "pkcs11:token=a?module-path=/m&pin-value=1",
        "pkcs11:token=a?module-path=/m ",
    };
    static const char right[]    = "pkcs11:token=a?module-path=/m";
    struct fixture *t            = *state;
    struct mohur__token_params p = {{0}, {.token = ""}};
    uint8_t room[80]             = {1};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        memcpy(room + 17, texts[i], strlen(texts[i]));
        CHECK_STATUS(
            MOHUR_E_FORMAT,
            mohur__token_params_parse(
                t->ctx, mohur__bytes_of(room, 17 + strlen(texts[i])), &p));
        mohur__error_clear(t->ctx);
    }
    memcpy(room + 17, right, sizeof right - 1);
    CHECK_OK(mohur__token_params_parse(
        t->ctx, mohur__bytes_of(room, 17 + sizeof right - 1), &p));
    for (size_t i = 0; i < 17 + sizeof right - 1; i++) {
        CHECK_STATUS(
            MOHUR_E_FORMAT,
            mohur__token_params_parse(
                t->ctx,
                mohur__bytes_of(room, i < 17 + sizeof right - 2 ? i : 0), &p));
        mohur__error_clear(t->ctx);
    }
    room[0] = 2;
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__token_params_parse(
                     t->ctx, mohur__bytes_of(room, 17 + sizeof right - 1), &p));
}

/* ---- a hostile token ---- */

static void
is_not_made_by_a_token_that_does_wrong(void **state)
{
    static const struct {
        const char *fault;
        mohur_status want;
    } cases[] = {
        {"extractable", MOHUR_E_BACKEND},
        {"no-object", MOHUR_E_BACKEND},
        {"length", MOHUR_E_BACKEND},
        {"found", MOHUR_E_BACKEND},
        {"unsteady", MOHUR_E_BACKEND},
        {"same-answer", MOHUR_E_BACKEND},
        {"removed", MOHUR_E_IO},
        {"odd", MOHUR_E_BACKEND},
        {"signature-length", MOHUR_E_BACKEND},
    };
    struct fixture *t     = *state;
    mohur_keystore *ks    = store_with_pin(t);
    size_t before         = secrets(t, ks);
    mohur_slot_list *list = NULL;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        token_kit_fault(cases[i].fault);
        CHECK_STATUS(cases[i].want, add(ks, "x"));
        mohur__error_clear(t->ctx);
        CHECK_NUMBER(before, secrets(t, ks));
    }
    CHECK_OK(mohur_keystore_slots(ks, &list));
    CHECK_NUMBER(1, mohur_slot_list_len(list));
    mohur_slot_list_free(list);
    mohur_keystore_free(ks);
}

static void
leaves_no_secret_behind_if_it_cannot_be_written(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    size_t before      = secrets(t, ks);

    CHECK_OK(add(ks, "x"));
    CHECK_STATUS(MOHUR_E_EXISTS, add(ks, "x"));
    mohur__error_clear(t->ctx);
    CHECK_NUMBER(before + 1, secrets(t, ks));
    mohur_keystore_free(ks);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    size_t before      = secrets(t, ks);
    mohur_unlock how   = shown();

    for (size_t nth = 1;; nth++) {
        mohur_status st = MOHUR_OK;

        alloc_fail_at(&t->alloc, nth, ALLOC_FOR_GOOD);
        st = add(ks, "x");
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        mohur__error_clear(t->ctx);
        CHECK_NUMBER(before, secrets(t, ks));
    }
    mohur_keystore_free(ks);
    for (size_t nth = 1;; nth++) {
        mohur_status st = MOHUR_OK;

        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = unlock(t, store_path(t), &how, token_kit_pin, NULL);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        mohur__error_clear(t->ctx);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(opens_with_its_token_and_one_question_for_the_pin),
        CASE(is_listed_with_its_token_and_without_its_pin),
        CASE(of_a_token_and_a_passphrase_opens_with_both_only),
        CASE(follows_to_the_next_root_key_only_if_it_is_shown),
        CASE(opens_a_backup_that_is_for_a_token),
        CASE(shows_a_wrong_pin_once_and_says_what_is_left),
        CASE(does_not_open_without_its_secret_or_its_token),
        CASE(never_loads_the_module_that_the_store_names),
        CASE(is_refused_with_hostile_parameters),
        CASE(is_not_made_by_a_token_that_does_wrong),
        CASE(leaves_no_secret_behind_if_it_cannot_be_written),
        CASE(survives_every_failed_allocation),
    };
    int failed = 0;

    if (!token_kit_start()) {
        return TOKEN_KIT_SKIP;
    }
    failed =
        cmocka_run_group_tests_name("a slot of a token", cases, NULL, NULL);
    token_kit_end();
    return failed;
}
