/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/reader.h"

#include "check.h"
#include "hostile.h"
#include "keystore/key.h"
#include "parcel.h"

#include <stdlib.h>

/*
 * The archives of tests/golden/archive, which this library wrote and opens
 * for good.  To make others, name a folder with a folder good/ and one keys/
 * in MOHUR_GOLDEN: they are written there, with keys/keys.txt.  What they
 * hold is then listed by tests/reader/golden.py, the other reader of them.
 */

/* ---- opening what was written once ---- */

static struct hostile all;

static const char *
path_of(struct fixture *t, const char *name)
{
    char *path = (char *)fixture_bytes(t, 0, 1024);

    snprintf(path, 1024, "%s/%s", all.folder, name);
    return path;
}

/* The value of a word, or NULL. */
static const char *
word_of(struct fixture *t, const struct hostile_case *c, const char *word)
{
    const char *at = strstr(c->opener, word);
    char *value    = (char *)fixture_bytes(t, 0, 128);

    if (at == NULL) {
        return NULL;
    }
    at += strlen(word);
    snprintf(value, 128, "%.*s", (int)strcspn(at, " "), at);
    return value;
}

/* Read all entries; how many bytes came. */
static mohur_status
count_content(mohur_archive_reader *r, size_t *out)
{
    const mohur_archive_entry *entry = NULL;
    uint8_t block[4096];
    mohur_status st = MOHUR_OK;

    *out = 0;
    while ((st = mohur_archive_reader_next(r, &entry)) == MOHUR_OK) {
        size_t len  = 0;
        size_t done = 0;
        while ((st = mohur_archive_reader_read(r, block, sizeof block, &len)) ==
               MOHUR_OK) {
            for (size_t i = 0; i < len; i++) {
                if (block[i] != kit_byte(done + i)) {
                    return MOHUR_E_INTERNAL;
                }
            }
            done += len;
        }
        *out += done;
        if (st != MOHUR_END) {
            return st;
        }
    }
    return st == MOHUR_END ? mohur__archive_reader_verify_all(r) : st;
}

static void
check_golden(struct fixture *t, const struct hostile_case *c)
{
    struct hostile_keys keys;
    struct hostile_opener opener;
    const char *header      = word_of(t, c, "header=");
    mohur_source *apart     = NULL;
    mohur_source *source    = NULL;
    mohur_archive_reader *r = NULL;
    size_t len              = 0;

    hostile_keys_read(&all, t->ctx, &keys);
    hostile_opener_read(c, &keys, &opener);
    if (header != NULL) {
        CHECK_OK(mohur_source_new_file(t->ctx, path_of(t, header), &apart));
        opener.options.header = apart;
    }
    CHECK_OK(mohur_source_new_file(t->ctx, path_of(t, c->file), &source));
    print_message("%s\n", c->name);
    CHECK_OK(hostile_open(t->ctx, &opener, source, &r));
    CHECK_TEXT(c->stage, mohur_archive_reader_result(r)->trust ==
                                 MOHUR_ARCHIVE_TRUST_SIGNED
                             ? "SIGNED"
                         : mohur_archive_reader_result(r)->trust ==
                                 MOHUR_ARCHIVE_TRUST_FORWARDED
                             ? "FORWARDED"
                             : "NONE");
    CHECK_OK(count_content(r, &len));
    CHECK_NUMBER(c->released, len);
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    mohur_source_free(apart);
    hostile_keys_free(&keys);
}

static void
every_golden_archive_opens(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < all.cases_len; i++) {
        if (mohur__frame_usable() || !hostile_has_word(&all.cases[i], "zstd")) {
            check_golden(t, &all.cases[i]);
        }
    }
    CHECK(all.cases_len >= 12);
}

/* ---- writing them ---- */

struct maker {
    struct fixture *t;
    struct parcel p;
    mohur_key *p256;
    mohur_key *p384;
    mohur_key *kek;
    const mohur_key *every[4];
    const mohur_key *boss; /* p.signers[1] */
    const char *folder;
};

static void
put(struct maker *m, const char *name, struct view what)
{
    char path[1024];

    snprintf(path, sizeof path, "%s/%s", m->folder, name);
    fixture_write_file(path, what);
}

static void
put_hex(FILE *f, const uint8_t *data, size_t len)
{
    fputc(' ', f);
    for (size_t i = 0; i < len; i++) {
        fprintf(f, "%02x", data[i]);
    }
}

static void
put_key(FILE *f, const char *kind, const char *name, const mohur_key *key)
{
    mohur__bytes secret = mohur__key_secret(key);
    mohur__bytes public = mohur__key_public(key);

    fprintf(f, "%s %s", kind, name);
    if (mohur_key_purpose(key) == MOHUR_PURPOSE_WRAP) {
        put_hex(f, mohur__key_ring_id(key), MOHUR__RING_ID_LEN);
        fprintf(f, " %u", mohur_key_version(key));
        put_hex(f, secret.data, secret.len);
    } else {
        put_hex(f, secret.data, secret.len);
        put_hex(f, public.data, public.len);
    }
    fputc('\n', f);
}

static void
put_keys(struct maker *m)
{
    static const char *const signers[] = {"ed1", "pa1", "ed2"};
    static const char *const seals[]   = {"x1", "x2", "x3"};
    char path[512];
    FILE *f = NULL;

    snprintf(path, sizeof path, "%s/keys/keys.txt", m->folder);
    f = fopen(path, "w");
    if (f == NULL) {
        fail_msg("%s cannot be written", path);
    }
    for (size_t i = 0; i < PARCEL_KEYS; i++) {
        put_key(f, "x25519", seals[i], m->p.keys[i]);
        put_key(f, i == 1 ? "sign-p256" : "sign-ed25519", signers[i],
                m->p.signers[i]);
    }
    put_key(f, "p256", "n1", m->p256);
    put_key(f, "p384", "m1", m->p384);
    put_key(f, "kek", "kek1", m->kek);
    fputs("pass pass1 6f70656e20736573616d65\n", f); /* open sesame */
    fclose(f);
}

static const struct kit_entry few[] = {
    {"a.txt", 20, MOHUR_ENTRY_FILE},
    {"d", 0, MOHUR_ENTRY_FOLDER},
    {"d/b.bin", 400, MOHUR_ENTRY_FILE},
    {"empty", 0, MOHUR_ENTRY_FILE},
};

/* By the zstd of that day: later ones may write it otherwise. */
static const struct kit_entry packed[] = {
    {"a.txt", 20, KIT_PACKED},
    {"large", (1 << 20) + 500, KIT_PACKED},
    {"middle", 3000, KIT_PACKED},
    {"plain", 400, MOHUR_ENTRY_FILE},
};

/* Seal as the parcel's options say, write it, begin the next with the usual
 * options; opener is what cases.txt is to say. */
static void
make(struct maker *m, const char *name, const char *opener)
{
    struct fixture *t          = m->t;
    struct kit_archive archive = {
        &m->p.seal, strcmp(name, "compressed") == 0 ? packed : few, 4, 0};
    mohur_sink *sink = fixture_sink(t);
    char path[512];
    FILE *list = NULL;

    if (opener != NULL) {
        CHECK_OK(kit_seal(t->ctx, &archive, sink));
        m->p.sealed = parcel_take(t);
    }
    mohur_sink_free(sink);
    snprintf(path, sizeof path, "good/%s.mohur", name);
    put(m, path, m->p.sealed);
    snprintf(path, sizeof path, "%s/cases.in", m->folder);
    list = fopen(path, "a");
    if (list == NULL) {
        fail_msg("%s cannot be written", path);
    }
    fprintf(list, "%s|%s\n", name, opener != NULL ? opener : "");
    fclose(list);
}

static void
usual(struct maker *m)
{
    mohur_archive_options *o = &m->p.seal;

    *o                = (mohur_archive_options)MOHUR_ARCHIVE_OPTIONS_INIT;
    o->recipients     = (const mohur_key *const *)m->p.keys;
    o->recipients_len = 1;
    o->signers        = (const mohur_key *const *)m->p.signers;
    o->signers_len    = 1;
    o->pad            = MOHUR_ARCHIVE_PAD_NONE;
}

static void
ask_passphrase(struct maker *m)
{
    m->p.seal.passphrase       = "open sesame";
    m->p.seal.passphrase_len   = 11;
    m->p.seal.passphrase_m_kib = 65536;
}

static void
make_slots(struct maker *m)
{
    usual(m);
    m->p.seal.recipients     = m->every;
    m->p.seal.recipients_len = 4;
    make(m, "every_slot", "key=n1 trust=ed1");
    usual(m);
    m->p.seal.recipients_len = 0;
    ask_passphrase(m);
    make(m, "passphrase", "key=pass1 trust=ed1");
    usual(m);
    m->p.seal.passphrase_and_key = true;
    ask_passphrase(m);
    make(m, "passphrase_and_key", "key=x1 key=pass1 trust=ed1");
    usual(m);
    m->p.seal.recipients_len = 3;
    m->p.seal.anonymous      = true;
    make(m, "anonymous", "key=x3 trust=ed1");
}

static void
make_others(struct maker *m)
{
    usual(m);
    m->p.seal.signers_len = 0;
    make(m, "unsigned", "key=x1 unsigned");
    usual(m);
    m->p.seal.aead         = MOHUR_ALG_CHACHA20_POLY1305;
    m->p.seal.pad          = MOHUR_ARCHIVE_PAD_PADME;
    m->p.seal.header_areas = 2;
    make(m, "chacha_two_areas", "key=x1 trust=ed1");
    usual(m);
    m->p.seal.signers_len = 3;
    make(m, "three_signers", "key=x1 trust=pa1 trust=ed2 threshold=2");
    usual(m);
    m->p.seal.header_policy = MOHUR_HEADER_FROZEN;
    make(m, "frozen", "key=x1 trust=ed1");
}

/* The parcel in a file, which x1 opens and lets x2 open too. */
static void
let_in(struct maker *m, const char *path, const mohur_key *admin)
{
    struct fixture *t              = m->t;
    mohur_archive_change_options o = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;

    o.keys     = (const mohur_key *const *)m->p.keys;
    o.keys_len = 1;
    o.add      = (const mohur_key *const *)&m->p.keys[1];
    o.add_len  = 1;
    o.admin    = admin;
    CHECK_OK(mohur_archive_recipients_change(t->ctx, &o, path));
}

static void
make_changed(struct maker *m)
{
    const char *path = fixture_path(m->t, "changed.mohur");

    usual(m);
    m->p.seal.header_policy = MOHUR_HEADER_ADMINS;
    m->p.seal.admins        = &m->boss;
    m->p.seal.admins_len    = 1;
    make(m, "administered", "key=x1 trust=ed1");
    fixture_write_file(path, m->p.sealed);
    let_in(m, path, m->boss);
    m->p.sealed = fixture_read_file(m->t, path);
    make(m, "changed_by_an_administrator", NULL);
    usual(m);
    make(m, "signed", "key=x1 trust=ed1");
    fixture_write_file(path, m->p.sealed);
    let_in(m, path, NULL);
    m->p.sealed = fixture_read_file(m->t, path);
    make(m, "changed_by_a_holder", NULL);
}

/* What is sealed, sealed again for x2. */
static void
make_again(struct maker *m)
{
    struct fixture *t            = m->t;
    mohur_archive_open_options o = m->p.open;
    mohur_archive_reader *r      = NULL;
    mohur_source *source         = NULL;
    mohur_sink *sink             = NULL;

    usual(m);
    make(m, "to_be_sealed_again", "key=x1 trust=ed1");
    o.keys     = (const mohur_key *const *)m->p.keys;
    o.keys_len = 1;
    CHECK_OK(mohur_source_new_memory(t->ctx, m->p.sealed.data, m->p.sealed.len,
                                     &source));
    CHECK_OK(mohur_archive_reader_open(t->ctx, &o, source, &r));
    usual(m);
    m->p.seal.signers_len = 0;
    m->p.seal.recipients  = (const mohur_key *const *)&m->p.keys[1];
    m->p.seal.aead        = MOHUR_ALG_CHACHA20_POLY1305;
    m->p.seal.pad         = MOHUR_ARCHIVE_PAD_POWER;
    sink                  = fixture_sink(t);
    CHECK_OK(mohur_archive_reseal(r, &m->p.seal, NULL, sink));
    mohur_sink_free(sink);
    m->p.sealed = parcel_take(t);
    make(m, "sealed_again", NULL);
    mohur_archive_reader_free(r);
    mohur_source_free(source);
}

static void
make_apart(struct maker *m)
{
    struct fixture *t    = m->t;
    const char *path     = fixture_path(t, "x.mohurh");
    mohur_source *source = NULL;
    mohur_sink *sink     = NULL;

    usual(m);
    m->p.seal.header_areas = 2;
    make(m, "header_apart_in_the_archive", "key=x1 trust=ed1");
    sink = fixture_sink(t);
    CHECK_OK(mohur_source_new_memory(t->ctx, m->p.sealed.data, m->p.sealed.len,
                                     &source));
    CHECK_OK(mohur_archive_header_export(t->ctx, source, sink));
    mohur_source_free(source);
    mohur_sink_free(sink);
    fixture_write_file(path, parcel_take(t));
    let_in(m, path, NULL);
    put(m, "good/header_apart.mohurh", fixture_read_file(t, path));
    make(m, "header_apart", NULL);
}

static void
make_packed(struct maker *m)
{
    if (mohur__frame_usable()) {
        usual(m);
        make(m, "compressed", "key=x1 trust=ed1 zstd");
    }
}

static void
writes_new_ones(void **state)
{
    struct fixture *t = *state;
    struct maker m    = {.t = t, .folder = getenv("MOHUR_GOLDEN")};

    if (m.folder == NULL) {
        skip();
    }
    parcel_new(t, &m.p);
    m.p256     = kit_pair(t->ctx, MOHUR_ALG_ECDH_P256);
    m.p384     = kit_pair(t->ctx, MOHUR_ALG_ECDH_P384);
    m.kek      = kit_kek(t->ctx, 0x70, 1, 0x80);
    m.every[0] = m.p.keys[0];
    m.every[1] = m.p256;
    m.every[2] = m.p384;
    m.every[3] = m.kek;
    m.boss     = m.p.signers[1];
    put_keys(&m);
    make_slots(&m);
    make_others(&m);
    make_changed(&m);
    make_again(&m);
    make_apart(&m);
    make_packed(&m);
    mohur_key_free(m.p256);
    mohur_key_free(m.p384);
    mohur_key_free(m.kek);
    parcel_free(&m.p);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(every_golden_archive_opens),
        CASE(writes_new_ones),
    };
    const char *tree = getenv("MOHUR_SOURCE_DIR");
    char folder[512];
    int failed = 0;

    if (tree == NULL) {
        printf("skipped: MOHUR_SOURCE_DIR is not set\n");
        return 77;
    }
    snprintf(folder, sizeof folder, "%s/tests/golden/archive", tree);
    setenv("MOHUR_HOSTILE", folder, 1);
    if (!hostile_start(&all)) {
        return 77;
    }
    failed = cmocka_run_group_tests_name("golden archives", cases, NULL, NULL);
    hostile_stop(&all);
    return failed;
}
