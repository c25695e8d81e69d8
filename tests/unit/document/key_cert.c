/* SPDX-License-Identifier: Apache-2.0 */
#include "../keystore/store_fixture.h"
#include "pki.h"

#include "asn1/pem.h"
#include "keystore/key.h"
#include <mohur/backup.h>
#include <mohur/key_cert.h>
#include <mohur/merge.h>
#include <mohur/slot.h>

/* Certificates that are kept with a key: brought, given out, replaced. */

enum {
    MANY = 9 /* one more than a version has */
};

/* That of an Ed25519 key for this name, DER. */
static struct view
cert_for(struct fixture *t, const mohur_key *key, const char *name)
{
    struct pki_key ca    = pki_key(t, MOHUR_ALG_ED25519, 9);
    struct pki_key of    = {.alg = MOHUR_ALG_ED25519};
    struct pki_plan plan = PKI_PLAN_SIGNER;
    mohur__bytes der;

    mohur__copy(MOHUR__SPAN(of.public_key), mohur__key_public(key));
    plan.subject = name;
    plan.issuer  = "Authority";
    plan.key     = &of;
    plan.signer  = &ca;
    der          = pki_cert(t, &plan);
    return (struct view){der.data, der.len};
}

/* The certificates of a version, as PEM; what there is instead. */
static mohur_status
certs_get(struct fixture *t,
          mohur_keystore *ks,
          const char *name,
          uint32_t version,
          struct view *out)
{
    mohur_sink *sink = NULL;
    mohur_status st  = MOHUR_OK;
    size_t len       = 0;
    const uint8_t *got;

    *out = (struct view){NULL, 0};
    mohur__error_clear(t->ctx);
    st = mohur_sink_new_memory(t->ctx, 1 << 20, &sink);
    if (st == MOHUR_OK) {
        st = mohur_keystore_certificates(ks, name, strlen(name), version, sink);
    }
    if (st == MOHUR_OK) {
        uint8_t *kept = NULL;

        got  = mohur_sink_memory(sink, &len);
        kept = fixture_bytes(t, 0, len);
        memcpy(kept, got, len);
        *out = (struct view){kept, len};
    }
    mohur_sink_free(sink);
    return st;
}

/* A store with the key "k". */
struct scene {
    mohur_keystore *ks;
    mohur_key *key;
};

static void
scene_new(struct fixture *t, struct scene *s)
{
    s->ks  = store_new(t);
    s->key = key_make(t, s->ks, "k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
}

static void
scene_end(struct scene *s)
{
    mohur_key_free(s->key);
    mohur_keystore_free(s->ks);
}

/* So many certificates of the key in PEM, one after the other. */
static struct view
pem_of(struct fixture *t, const mohur_key *key, size_t len)
{
    struct mohur__buf pem = {0};
    uint8_t *kept         = NULL;
    struct view out;

    mohur__buf_init(&pem, t->ctx, 1 << 20);
    for (size_t i = 0; i < len; i++) {
        char name[2]     = {(char)('a' + i), '\0'};
        struct view cert = cert_for(t, key, name);
        mohur__pem_emit(&pem, MOHUR__PEM_CERTIFICATE,
                        mohur__bytes_of(cert.data, cert.len));
    }
    CHECK_OK(mohur__buf_status(&pem));
    kept = fixture_bytes(t, 0, pem.len);
    memcpy(kept, pem.data, pem.len);
    out = (struct view){kept, pem.len};
    mohur__buf_wipe(&pem);
    return out;
}

static mohur_status
certify(struct scene *s, struct view certs)
{
    return mohur_keystore_certify(s->ks, "k", 1, 0, certs.data, certs.len);
}

static void
are_given_out_as_they_were_brought(void **state)
{
    struct fixture *t = *state;
    struct view pem;
    struct view got;
    struct scene s;

    scene_new(t, &s);
    pem = pem_of(t, s.key, 3);
    CHECK_STATUS(MOHUR_E_NO_KEY, certs_get(t, s.ks, "k", 0, &got));
    CHECK_MESSAGE("version 1 of the key has no certificate with it");
    mohur__error_clear(t->ctx);
    CHECK_OK(certify(&s, pem));
    CHECK_OK(certs_get(t, s.ks, "k", 0, &got));
    CHECK_BYTES(pem, got);
    mohur_keystore_free(s.ks);
    s.ks = store_reopen(t);
    CHECK_OK(mohur_keystore_check(s.ks));
    CHECK_OK(certs_get(t, s.ks, "k", 1, &got));
    CHECK_BYTES(pem, got);
    scene_end(&s);
}

static void
may_be_one_in_der(void **state)
{
    struct fixture *t = *state;
    struct view got;
    struct scene s;

    scene_new(t, &s);
    CHECK_OK(certify(&s, cert_for(t, s.key, "a")));
    CHECK_OK(certs_get(t, s.ks, "k", 0, &got));
    CHECK_BYTES(pem_of(t, s.key, 1), got);
    scene_end(&s);
}

static void
are_replaced_as_a_whole(void **state)
{
    struct fixture *t = *state;
    struct view got;
    struct scene s;

    scene_new(t, &s);
    CHECK_OK(certify(&s, pem_of(t, s.key, 8)));
    CHECK_OK(certify(&s, pem_of(t, s.key, 2)));
    CHECK_OK(certs_get(t, s.ks, "k", 0, &got));
    CHECK_BYTES(pem_of(t, s.key, 2), got);
    CHECK_OK(certify(&s, (struct view){NULL, 0}));
    CHECK_STATUS(MOHUR_E_NO_KEY, certs_get(t, s.ks, "k", 0, &got));
    CHECK_OK(mohur_keystore_check(s.ks));
    scene_end(&s);
}

static void
are_eight_at_most(void **state)
{
    struct fixture *t = *state;
    struct view got;
    struct scene s;

    scene_new(t, &s);
    CHECK_STATUS(MOHUR_E_LIMIT, certify(&s, pem_of(t, s.key, MANY)));
    CHECK_MESSAGE("8 certificates");
    CHECK_STATUS(MOHUR_E_NO_KEY, certs_get(t, s.ks, "k", 0, &got));
    CHECK_NUMBER(8, mohur_key_certs_max());
    scene_end(&s);
}

static void
are_those_of_the_key(void **state)
{
    struct fixture *t = *state;
    mohur_key *other  = NULL;
    mohur_key *wrap   = NULL;
    struct view cert;
    struct view got;
    struct scene s;

    scene_new(t, &s);
    other = key_make(t, s.ks, "o", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    wrap  = key_make(t, s.ks, "w", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);
    cert  = cert_for(t, other, "a");
    CHECK_OK(certify(&s, pem_of(t, s.key, 2)));
    CHECK_STATUS(MOHUR_E_ARGUMENT, certify(&s, cert));
    CHECK_MESSAGE("the certificate is that of another key");
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_certify(s.ks, "w", 1, 0, cert.data, cert.len));
    CHECK_OK(certs_get(t, s.ks, "k", 0, &got));
    CHECK_BYTES(pem_of(t, s.key, 2), got);
    mohur_key_free(other);
    mohur_key_free(wrap);
    scene_end(&s);
}

static void
are_nothing_but_certificates(void **state)
{
    struct fixture *t = *state;
    struct view cert;
    struct view got;
    struct scene s;

    scene_new(t, &s);
    cert = cert_for(t, s.key, "a");
    for (size_t len = 1; len < cert.len; len++) {
        CHECK_STATUS(MOHUR_E_FORMAT,
                     certify(&s, (struct view){cert.data, len}));
    }
    CHECK_STATUS(MOHUR_E_FORMAT, certify(&s, VIEW_TEXT("a certificate")));
    CHECK_STATUS(MOHUR_E_NO_KEY, certs_get(t, s.ks, "k", 0, &got));
    scene_end(&s);
}

static void
belong_to_one_version(void **state)
{
    struct fixture *t = *state;
    uint32_t version  = 0;
    struct view got;
    struct scene s;

    scene_new(t, &s);
    CHECK_OK(certify(&s, pem_of(t, s.key, 1)));
    CHECK_OK(key_rotate(s.ks, "k", &version));
    CHECK_STATUS(MOHUR_E_NO_KEY, certs_get(t, s.ks, "k", 0, &got));
    CHECK_OK(certs_get(t, s.ks, "k", 1, &got));
    CHECK_STATUS(MOHUR_E_ARGUMENT, certify(&s, pem_of(t, s.key, 1)));
    CHECK_STATUS(MOHUR_E_NO_KEY, certs_get(t, s.ks, "k", 3, &got));
    CHECK_STATUS(MOHUR_E_NO_KEY, certs_get(t, s.ks, "nobody", 0, &got));
    scene_end(&s);
}

static void
go_out_of_use_with_their_version(void **state)
{
    struct fixture *t = *state;
    struct view got;
    struct scene s;

    scene_new(t, &s);
    CHECK_OK(certify(&s, pem_of(t, s.key, 1)));
    CHECK_OK(key_move(s.ks, "k", 1, MOHUR_KEY_SUSPENDED));
    CHECK_OK(certs_get(t, s.ks, "k", 1, &got));
    CHECK_OK(key_move(s.ks, "k", 1, MOHUR_KEY_DEACTIVATED));
    CHECK_STATUS(MOHUR_E_KEY_STATE, certs_get(t, s.ks, "k", 1, &got));
    CHECK_MESSAGE("is deactivated; it has no use for a certificate");
    CHECK_OK(mohur_keystore_check(s.ks));
    scene_end(&s);
}

static void
are_told_of_in_the_log(void **state)
{
    struct fixture *t          = *state;
    mohur_keystore_info before = MOHUR_KEYSTORE_INFO_INIT;
    mohur_keystore_info after  = MOHUR_KEYSTORE_INFO_INIT;
    struct scene s;

    scene_new(t, &s);
    CHECK_OK(mohur_keystore_get_info(s.ks, &before));
    CHECK_OK(certify(&s, pem_of(t, s.key, 2)));
    CHECK_OK(mohur_keystore_get_info(s.ks, &after));
    CHECK_NUMBER(before.events + 1, after.events);
    CHECK_NUMBER(before.seq + 1, after.seq);
    scene_end(&s);
}

static void
are_not_given_out_altered(void **state)
{
    static const char *const changes[] = {
        "UPDATE cert SET der = (SELECT der FROM cert WHERE n = 1) WHERE n = 0",
        "DELETE FROM cert WHERE n = 0",
        "DELETE FROM cert WHERE n = 1",
        "UPDATE cert SET n = 2 WHERE n = 1",
    };
    struct fixture *t = *state;
    struct view got;
    struct scene s;

    scene_new(t, &s);
    CHECK_OK(certify(&s, pem_of(t, s.key, 2)));
    mohur_keystore_free(s.ks);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct view whole = place_save(t);
        s.ks              = store_reopen(t);
        store_sql(t, changes[i]);
        CHECK_STATUS(MOHUR_E_AUTH, certs_get(t, s.ks, "k", 1, &got));
        mohur_keystore_free(s.ks);
        place_put_back(t, whole);
    }
    mohur_key_free(s.key);
}

/* A backup of the store, opened, for whoever has the key. */
static mohur_keystore *
backup_of(struct fixture *t, mohur_keystore *ks, const mohur_key *safe)
{
    mohur_slot_options slot           = MOHUR_SLOT_OPTIONS_INIT;
    const mohur_slot_options *slots[] = {&slot};
    mohur_backup_options o            = MOHUR_BACKUP_OPTIONS_INIT;
    mohur_unlock how                  = MOHUR_UNLOCK_INIT;
    mohur_keystore *backup            = NULL;

    slot.type = how.type = MOHUR_SLOT_RECIPIENT;
    slot.recipient = how.key = safe;
    o.slots                  = slots;
    o.slots_len              = 1;
    CHECK_OK(mohur_keystore_backup(ks, &o, fixture_path(t, "backup")));
    CHECK_OK(mohur__store_open(t->ctx, fixture_path(t, "backup"), &backup));
    CHECK_OK(mohur_keystore_unlock_with(backup, &how));
    return backup;
}

static void
come_along_when_a_backup_is_merged(void **state)
{
    static const char *const names[] = {"goes"};
    struct fixture *t                = *state;
    struct mohur__store_seed seed    = store_seed();
    mohur_merge_options o            = MOHUR_MERGE_OPTIONS_INIT;
    mohur_key_options made =
        key_options("goes", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    mohur_keystore *backup = NULL;
    mohur_keystore *other  = NULL;
    mohur_key *goes        = NULL;
    mohur_key *safe        = NULL;
    struct view pem;
    struct view got;
    struct scene s;

    scene_new(t, &s);
    made.exportable = true;
    CHECK_OK(mohur_keystore_key_new(s.ks, &made, &goes));
    pem = pem_of(t, goes, 2);
    CHECK_OK(mohur_keystore_certify(s.ks, "goes", 4, 0, pem.data, pem.len));
    safe   = key_make(t, s.ks, "safe", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);
    backup = backup_of(t, s.ks, safe);
    CHECK_OK(
        mohur__store_create(t->ctx, fixture_path(t, "other"), &seed, &other));
    o.names     = names;
    o.names_len = 1;
    CHECK_OK(mohur_keystore_merge(other, backup, &o, NULL));
    CHECK_OK(certs_get(t, other, "goes", 1, &got));
    CHECK_BYTES(pem, got);
    CHECK_OK(mohur_keystore_check(other));
    mohur_keystore_free(other);
    mohur_keystore_free(backup);
    mohur_key_free(goes);
    mohur_key_free(safe);
    scene_end(&s);
}

static void
are_kept_whole_or_not_at_all_when_memory_runs_out(void **state)
{
    struct fixture *t = *state;
    mohur_status st   = MOHUR_E_NO_MEMORY;
    struct view pem;
    struct view got;
    struct scene s;

    scene_new(t, &s);
    pem = pem_of(t, s.key, 2);
    for (size_t nth = 1; st != MOHUR_OK; nth++) {
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = certify(&s, pem);
        if (alloc_has_failed(&t->alloc)) {
            CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
            mohur__error_clear(t->ctx);
            CHECK_STATUS(MOHUR_E_NO_KEY, certs_get(t, s.ks, "k", 0, &got));
            mohur__error_clear(t->ctx);
        }
    }
    CHECK_OK(st);
    CHECK_OK(certs_get(t, s.ks, "k", 0, &got));
    CHECK_BYTES(pem, got);
    scene_end(&s);
}

static void
are_not_brought_by_broken_calls(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = NULL;
    struct view pem;
    struct scene s;

    scene_new(t, &s);
    pem = pem_of(t, s.key, 1);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_certify(NULL, "k", 1, 0, pem.data, pem.len));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_certify(s.ks, "k", 1, 0, NULL, pem.len));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_certify(s.ks, NULL, 1, 0, pem.data, pem.len));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_certificates(s.ks, "k", 1, 0, NULL));
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur_sink_new_memory(t->ctx, 1 << 20, &sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_certificates(NULL, "k", 1, 0, sink));
    mohur_sink_free(sink);
    scene_end(&s);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_given_out_as_they_were_brought),
        CASE(may_be_one_in_der),
        CASE(are_replaced_as_a_whole),
        CASE(are_eight_at_most),
        CASE(are_those_of_the_key),
        CASE(are_nothing_but_certificates),
        CASE(belong_to_one_version),
        CASE(go_out_of_use_with_their_version),
        CASE(are_told_of_in_the_log),
        CASE(are_not_given_out_altered),
        CASE(come_along_when_a_backup_is_merged),
        CASE(are_kept_whole_or_not_at_all_when_memory_runs_out),
        CASE(are_not_brought_by_broken_calls),
    };
    return cmocka_run_group_tests_name("certificates of a key", cases, NULL,
                                       NULL);
}
