/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/trust_list.h>

#include "../profile/note_kit.h"
#include "base/error.h"
#include "check.h"
#include "crypto/hash.h"
#include "profile/force.h"
#include "x509/trust.h"
#include "years.h"
#include <mohur/expect.h>

#include <stdlib.h>
#include <string.h>

/*
 * Anchors by a signed list: each for its roles and years, and none that the
 * list does not name.
 */
struct desk {
    struct years *y;
    struct fixture *t;
    mohur_trust *trust;
    mohur_trust_file files[3];
    size_t files_len;
    const char *keys[3];
    size_t keys_len;
    uint32_t threshold;
    uint64_t min_version;
    size_t fail_at;
};

static struct desk
desk_new(struct fixture *t)
{
    struct desk d = {.y = years_new(t), .t = t, .keys_len = 2, .threshold = 2};

    d.files[0]  = (mohur_trust_file){"root.crt", d.y->root.data, d.y->root.len};
    d.files[1]  = (mohur_trust_file){"tsa/root.crt", d.y->tsa.root.data,
                                     d.y->tsa.root.len};
    d.files_len = 2;
    d.keys[0]   = KIT_KEY_A;
    d.keys[1]   = KIT_KEY_B;
    d.keys[2]   = KIT_KEY_C;
    CHECK_OK(mohur_trust_new(t->ctx, &d.trust));
    return d;
}

static void
desk_end(struct desk *d)
{
    mohur_trust_free(d->trust);
    years_end(d->y);
}

static void
hex_of(struct desk *d, mohur__bytes cert, char out[65])
{
    struct fixture *t  = d->t;
    uint8_t digest[32] = {0};

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256, cert, MOHUR__SPAN(digest)));
    mohur__hex(MOHUR__BYTES(digest), out);
}

/* The list, with a place changed. */
static void
list_of(struct desk *d,
        const char *from,
        const char *to,
        const char *signers,
        struct mohur__buf *out)
{
    struct fixture *t = d->t;
    char a[65];
    char b[65];
    char text[2048];
    int n;
    struct mohur__buf plain = {0};

    hex_of(d, d->y->root, a);
    hex_of(d, d->y->tsa.root, b);
    n = snprintf(
        text, sizeof text,
        "{\"anchors\":[{\"class\":\"perfect\",\"file\":\"root.crt\",\"from\":"
        "\"2020-01-01\",\"received\":\"2025-01-31\",\"revocation\":\"require\","
        "\"roles\":[\"sign\"],\"sha256\":\"%s\",\"source\":\"by hand\",\"to\":"
        "\"2030-12-31\"},{\"file\":\"tsa/root.crt\",\"from\":\"2020-01-01\","
        "\"roles\":[\"tsa\"],\"sha256\":\"%s\",\"to\":\"2040-12-31\"}],"
        "\"expires\":\"2026-12-31\",\"issued\":\"2025-12-31\",\"type\":"
        "\"mohur-anchors/1\",\"version\":7}\n",
        a, b);
    CHECK(n > 0 && (size_t)n < sizeof text);
    mohur__buf_init(out, t->ctx, MOHUR__NOTE_MAX);
    mohur__buf_init(&plain, t->ctx, MOHUR__NOTE_MAX);
    mohur__buf_bytes(&plain, mohur__bytes_text(text));
    if (from != NULL) {
        kit_replace(out, mohur__buf_view(&plain), from, to);
    } else {
        mohur__buf_bytes(out, mohur__buf_view(&plain));
    }
    mohur__buf_wipe(&plain);
    kit_sign(t, out, signers);
}

static mohur_status
add(struct desk *d, mohur__bytes note)
{
    struct fixture *t                = d->t;
    mohur_trust_list_options options = MOHUR_TRUST_LIST_OPTIONS_INIT;
    mohur_status st                  = MOHUR_OK;

    mohur__error_clear(t->ctx);
    options.note        = note.data;
    options.note_len    = note.len;
    options.keys        = d->keys;
    options.keys_len    = d->keys_len;
    options.threshold   = d->threshold;
    options.files       = d->files;
    options.files_len   = d->files_len;
    options.min_version = d->min_version;
    alloc_fail_at(&t->alloc, d->fail_at, ALLOC_ONCE);
    st = mohur_trust_add_list(t->ctx, d->trust, &options);
    (void)alloc_has_failed(&t->alloc);
    return st;
}

/* Add a list with a place changed. */
static mohur_status
add_changed(struct desk *d, const char *from, const char *to)
{
    struct mohur__buf note = {0};
    mohur_status st        = MOHUR_OK;

    list_of(d, from, to, "ab", &note);
    st = add(d, mohur__buf_view(&note));
    mohur__buf_wipe(&note);
    return st;
}

static mohur_status
add_signed(struct desk *d, const char *signers)
{
    struct mohur__buf note = {0};
    mohur_status st        = MOHUR_OK;

    list_of(d, NULL, NULL, signers, &note);
    st = add(d, mohur__buf_view(&note));
    mohur__buf_wipe(&note);
    return st;
}

/* Nothing is believed. */
static void
refuses(struct desk *d, mohur_status want, const char *from, const char *to)
{
    struct fixture *t = d->t;

    CHECK_STATUS(want, add_changed(d, from, to));
    CHECK_NUMBER(0, mohur_trust_len(d->trust));
    CHECK_NUMBER(0, mohur_trust_version(d->trust));
}

/* ---- good ---- */

static void
believes_each_for_its_roles_and_years(void **state)
{
    struct desk d           = desk_new(*state);
    struct fixture *t       = d.t;
    struct mohur__anchor at = {.cert = NULL};

    CHECK_OK(add_signed(&d, "ab"));
    CHECK_NUMBER(2, mohur_trust_len(d.trust));
    CHECK_NUMBER(7, mohur_trust_version(d.trust));
    CHECK(mohur__trust_at(d.trust, 0, &at));
    CHECK_NUMBER(MOHUR_TRUST_SIGN, at.roles);
    CHECK_NUMBER(INT64_C(1924991999), at.to); /* 2030-12-31T23:59:59Z */
    CHECK(!at.no_revocation);
    CHECK(mohur__trust_at(d.trust, 1, &at));
    CHECK_NUMBER(MOHUR_TRUST_TSA, at.roles);
    CHECK(mohur_trust_version(NULL) == 0);
    desk_end(&d);
}

/* The report of a signed file, by the store of the list. */
static mohur_why
verified(struct desk *d, mohur__bytes file)
{
    mohur_trust *own = d->y->trust;
    mohur_why why;

    d->y->trust = d->trust;
    why         = years_verified(d->y, file)->why;
    d->y->trust = own;
    return why;
}

static void
verifies_documents_within_the_window(void **state)
{
    struct desk d     = desk_new(*state);
    struct fixture *t = d.t;
    mohur__bytes file = years_sign(d.y, true);

    years_give_all(d.y);
    CHECK_OK(add_signed(&d, "ab"));
    CHECK_NUMBER(MOHUR_WHY_NONE, verified(&d, file));
    mohur_trust_free(d.trust);
    CHECK_OK(mohur_trust_new(t->ctx, &d.trust));
    /* The sunset of the signer's root was in the year before. */
    CHECK_OK(add_changed(&d, "\"to\":\"2030-12-31\"", "\"to\":\"2025-12-31\""));
    CHECK_NUMBER(MOHUR_WHY_NO_CHAIN_NO_POE, verified(&d, file));
    desk_end(&d);
}

/* The store of a list with a place changed, instead of the one before. */
static void
list_again(struct desk *d, const char *from, const char *to)
{
    struct fixture *t = d->t;

    mohur_trust_free(d->trust);
    CHECK_OK(mohur_trust_new(t->ctx, &d->trust));
    CHECK_OK(add_changed(d, from, to));
}

/* The signer with another certificate, which has this extension. */
static mohur__bytes
signed_with(struct desk *d, enum mohur__oid type, const char *hex)
{
    struct fixture *t    = d->t;
    struct pki_plan plan = PKI_PLAN_SIGNER;
    struct view v        = fixture_hex(t, hex);

    plan.subject = "Signer";
    plan.issuer  = "Root";
    plan.key     = &d->y->key;
    plan.signer  = &d->y->root_key;
    plan.serial  = YEARS_SERIAL;
    plan.extra = pki_extension(t, type, false, mohur__bytes_of(v.data, v.len));
    d->y->cert = pki_cert(t, &plan);
    return years_sign(d->y, false);
}

static void
believes_signers_under_sign_and_seals_under_seal(void **state)
{
    static const char *const roles[] = {"[\"sign\"]",    "[\"seal\"]",
                                        "[\"tsa\"]",     "[\"ocsp\"]",
                                        "[\"archive\"]", "[\"sign\",\"seal\"]"};
    struct desk d                    = desk_new(*state);
    mohur__bytes person              = years_sign(d.y, false);
    mohur__bytes seal =
        signed_with(&d, MOHUR__OID_QC_STATEMENTS,
                    "3015 3013 060604008e460106 3009 060704008e46010602");

    years_give_all(d.y);
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        bool signs = i == 0 || i == 5;
        bool seals = i == 1 || i == 5;

        list_again(&d, "[\"sign\"]", roles[i]);
        CHECK_NUMBER(signs ? MOHUR_WHY_NONE : MOHUR_WHY_NO_CHAIN,
                     verified(&d, person));
        CHECK_NUMBER(MOHUR_TRUST_SIGN,
                     mohur_report_signer(d.y->report, 0)->role);
        CHECK_NUMBER(seals ? MOHUR_WHY_NONE : MOHUR_WHY_NO_CHAIN,
                     verified(&d, seal));
        CHECK_NUMBER(MOHUR_TRUST_SEAL,
                     mohur_report_signer(d.y->report, 0)->role);
        if (!seals) {
            CHECK_TEXT("no chain of certificates leads to a trust anchor that "
                       "is believed for this",
                       mohur_report_signature(d.y->report, 0)->detail);
        }
    }
    desk_end(&d);
}

/* The verdict on the k-th time stamp of what was verified last. */
static mohur_verdict
stamp_verdict(struct desk *d, size_t k)
{
    const mohur_stamp_info *info = mohur_report_stamp(d->y->report, 0, k);

    return info != NULL ? info->verdict : MOHUR_FAILED;
}

/* One on the signature, then one of its archive. */
static void
believes_time_stamps_under_tsa_and_those_of_archives_under_archive(void **state)
{
    static const struct {
        const char *roles;
        mohur_verdict stamp;
        mohur_verdict archive;
    } rows[]      = {{"[\"tsa\"]", MOHUR_PASSED, MOHUR_PASSED},
                     {"[\"archive\"]", MOHUR_INDETERMINATE, MOHUR_PASSED},
                     {"[\"ocsp\"]", MOHUR_INDETERMINATE, MOHUR_INDETERMINATE},
                     {"[\"seal\"]", MOHUR_INDETERMINATE, MOHUR_INDETERMINATE},
                     {"[\"sign\"]", MOHUR_INDETERMINATE, MOHUR_INDETERMINATE}};
    struct desk d = desk_new(*state);
    mohur__bytes file;

    years_give_all(d.y);
    file = years_sign(d.y, true);
    file = years_extended(d.y, file, MOHUR_DOCUMENT_LT);
    file = years_extended(d.y, file, MOHUR_DOCUMENT_LTA);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        list_again(&d, "[\"tsa\"]", rows[i].roles);
        CHECK_NUMBER(MOHUR_WHY_NONE, verified(&d, file));
        CHECK_NUMBER(rows[i].stamp, stamp_verdict(&d, 0));
        CHECK_NUMBER(rows[i].archive, stamp_verdict(&d, 1));
    }
    desk_end(&d);
}

static void
takes_no_new_time_stamp_of_an_anchor_for_archives(void **state)
{
    struct desk d     = desk_new(*state);
    struct fixture *t = d.t;
    mohur_trust *own  = d.y->trust;
    mohur__bytes bare = years_sign(d.y, false);

    list_again(&d, "[\"tsa\"]", "[\"archive\"]");
    d.y->trust = d.trust;
    CHECK_STATUS(MOHUR_E_UNTRUSTED, years_extend(d.y, bare, MOHUR_DOCUMENT_T));
    list_again(&d, NULL, NULL);
    d.y->trust = d.trust;
    CHECK_OK(years_extend(d.y, bare, MOHUR_DOCUMENT_T));
    d.y->trust = own;
    desk_end(&d);
}

/* The first policies of a path are those of its anchor (RFC 5280 6.1.1). */
static void
believes_an_anchor_under_its_policies_alone(void **state)
{
    static const struct {
        const char *policies;
        mohur_why why;
        const char *told;
    } rows[]           = {{"[\"1.2.3\"]", MOHUR_WHY_NONE, "1.2.3"},
                          {"[\"1.2.9\",\"1.2.3\"]", MOHUR_WHY_NONE, "1.2.3"},
                          {"[\"1.2.9\"]", MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE, ""}};
    struct desk d      = desk_new(*state);
    mohur__bytes plain = years_sign(d.y, false);
    mohur__bytes file  = signed_with(&d, MOHUR__OID_POLICIES,
                                     "300c 3004 06022a03 3004 06022a04");
    char changed[256];

    years_give_all(d.y);
    list_again(&d, NULL, NULL);
    CHECK_NUMBER(MOHUR_WHY_NONE, verified(&d, file));
    CHECK_TEXT("1.2.3 1.2.4", mohur_report_signer(d.y->report, 0)->policies);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        snprintf(changed, sizeof changed,
                 "\"policies\":%s,\"received\":\"2025-01-31\"",
                 rows[i].policies);
        list_again(&d, "\"received\":\"2025-01-31\"", changed);
        CHECK_NUMBER(rows[i].why, verified(&d, file));
        CHECK_TEXT(rows[i].told, mohur_report_signer(d.y->report, 0)->policies);
        CHECK_NUMBER(MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE, verified(&d, plain));
    }
    desk_end(&d);
}

static void
is_another_store_under_other_policies(void **state)
{
    static const char from[]      = "\"received\":\"2025-01-31\"";
    static const char *const to[] = {
        "\"received\":\"2025-01-31\"",
        "\"policies\":[\"1.2.3\"],\"received\":\"2025-01-31\"",
        "\"policies\":[\"1.2.4\"],\"received\":\"2025-01-31\""};
    struct desk d          = desk_new(*state);
    struct fixture *t      = d.t;
    uint8_t digests[3][32] = {{0}};

    for (size_t i = 0; i < 3; i++) {
        list_again(&d, from, to[i]);
        CHECK_OK(mohur__trust_digest(t->ctx, d.trust, MOHUR__SPAN(digests[i])));
        for (size_t k = 0; k < i; k++) {
            CHECK(!mohur__bytes_equal(MOHUR__BYTES(digests[k]),
                                      MOHUR__BYTES(digests[i])));
        }
    }
    desk_end(&d);
}

static void
asks_no_revocation_where_there_is_none(void **state)
{
    struct desk d     = desk_new(*state);
    struct fixture *t = d.t;
    mohur__bytes file = years_sign(d.y, false);

    CHECK_OK(add_signed(&d, "ab"));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, verified(&d, file));
    mohur_trust_free(d.trust);
    CHECK_OK(mohur_trust_new(t->ctx, &d.trust));
    CHECK_OK(add_changed(&d, "\"revocation\":\"require\"",
                         "\"revocation\":\"none\""));
    CHECK_NUMBER(MOHUR_WHY_NONE, verified(&d, file));
    desk_end(&d);
}

static void
is_another_store_in_another_version(void **state)
{
    static const char *const to[] = {"\"version\":7", "\"version\":8"};
    struct desk d                 = desk_new(*state);
    struct fixture *t             = d.t;
    uint8_t digests[2][32]        = {{0}};

    for (size_t i = 0; i < 2; i++) {
        CHECK_OK(add_changed(&d, to[0], to[i]));
        CHECK_OK(mohur__trust_digest(t->ctx, d.trust, MOHUR__SPAN(digests[i])));
        mohur_trust_free(d.trust);
        CHECK_OK(mohur_trust_new(t->ctx, &d.trust));
    }
    CHECK(!mohur__bytes_equal(MOHUR__BYTES(digests[0]),
                              MOHUR__BYTES(digests[1])));
    desk_end(&d);
}

static mohur_status
verify_under(struct desk *d, mohur_trust *trust, const char *said)
{
    const char *const changes[] = {"\"trust_list\":\"signed\"", said, NULL};
    struct fixture *t           = d->t;
    struct mohur__force force   = {.profiles_len = 1};
    mohur_trust *own            = d->y->trust;
    mohur__bytes file           = years_sign(d->y, false);
    mohur_status st             = MOHUR_OK;

    force.profiles[0] = kit_profile(t, changes, "ab");
    mohur__force_enter(t->ctx, &force);
    d->y->trust = trust;
    st          = years_verify(d->y, file);
    d->y->trust = own;
    mohur__force_leave(t->ctx, &force);
    mohur__force_clear(&force);
    return st;
}

static void
is_asked_for_by_a_profile(void **state)
{
    struct desk d     = desk_new(*state);
    struct fixture *t = d.t;

    CHECK_OK(add_signed(&d, "ab"));
    t->now = KIT_EFFECTIVE;
    CHECK_OK(verify_under(&d, d.trust, "\"trust_list\":\"signed\""));
    CHECK_OK(verify_under(&d, d.y->trust, "\"trust_list\":\"any\""));
    CHECK_STATUS(MOHUR_E_POLICY,
                 verify_under(&d, d.y->trust, "\"trust_list\":\"signed\""));
    desk_end(&d);
}

/* ---- refused ---- */

static void
f8_wants_enough_of_the_authority(void **state)
{
    struct desk d     = desk_new(*state);
    struct fixture *t = d.t;

    CHECK_STATUS(MOHUR_E_UNTRUSTED, add_signed(&d, "a"));
    CHECK_STATUS(MOHUR_E_UNTRUSTED, add_signed(&d, "ax"));
    CHECK_STATUS(MOHUR_E_UNTRUSTED, add_signed(&d, "aa"));
    CHECK_STATUS(MOHUR_E_UNTRUSTED, add_signed(&d, "xy"));
    CHECK_NUMBER(0, mohur_trust_len(d.trust));
    d.threshold = 1;
    CHECK_OK(add_signed(&d, "ax"));
    desk_end(&d);
}

static void
f8_is_not_expired_nor_older_nor_to_come(void **state)
{
    struct desk d     = desk_new(*state);
    struct fixture *t = d.t;

    refuses(&d, MOHUR_E_DATE, "\"issued\":\"2025-12-31\"",
            "\"issued\":\"2026-01-02\"");
    refuses(&d, MOHUR_E_STALE, "\"expires\":\"2026-12-31\"",
            "\"expires\":\"2025-12-31\"");
    d.min_version = 8;
    refuses(&d, MOHUR_E_ROLLBACK, NULL, NULL);
    d.min_version = 7;
    CHECK_OK(add_signed(&d, "ab"));
    desk_end(&d);
}

static void
names_exactly_these_files(void **state)
{
    struct desk d = desk_new(*state);

    refuses(&d, MOHUR_E_FORMAT, "\"file\":\"root.crt\"",
            "\"file\":\"other.crt\"");
    d.files[0].data     = d.y->tsa.root.data;
    d.files[0].data_len = d.y->tsa.root.len;
    refuses(&d, MOHUR_E_AUTH, NULL, NULL);
    d.files[0].data     = (const uint8_t *)"no certificate";
    d.files[0].data_len = 14;
    refuses(&d, MOHUR_E_FORMAT, NULL, NULL);
    desk_end(&d);
}

static void
knows_each_member_or_refuses(void **state)
{
    static const char *const changes[][2] = {
        {"\"class\":\"perfect\"", "\"class\":\"best\""},
        {"\"class\":\"perfect\"", "\"classes\":\"perfect\""},
        {"[\"sign\"]", "[]"},
        {"[\"sign\"]", "[\"crl\"]"},
        {"[\"sign\"]", "[\"Seal\"]"},
        {"[\"sign\"]", "[\"seal\",\"seal\"]"},
        {"[\"sign\"]", "[7]"},
        {"\"received\"", "\"policies\":[],\"received\""},
        {"\"received\"", "\"policies\":\"1.2.3\",\"received\""},
        {"\"received\"", "\"policies\":[\"1.02\"],\"received\""},
        {"\"received\"", "\"policies\":[\"1.2.3\",\"1.2.3\"],\"received\""},
        {"\"received\"", "\"policies\":[\"2.5.29.32.0\"],\"received\""},
        {"\"received\"", "\"max_path\":1,\"received\""},
        {"\"to\":\"2030", "\"subtrees\":[],\"to\":\"2030"},
        {"[\"sign\"]", "[\"sign\",\"sign\"]"},
        {"\"from\":\"2020-01-01\"", "\"from\":\"2031-01-01\""},
        {"\"to\":\"2030-12-31\"", "\"to\":\"2030-13-31\""},
        {"\"version\":7", "\"version\":0"},
        {"\"expires\":\"2026-12-31\"", "\"expires\":\"2025-12-30\""},
        {"\"type\":\"mohur-anchors/1\"", "\"type\":\"mohur-profile/1\""},
        {",\"version\":7", ""},
        {"\"version\":7", "\"version\": 7"},
    };
    struct desk d = desk_new(*state);

    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        refuses(&d, MOHUR_E_FORMAT, changes[i][0], changes[i][1]);
    }
    refuses(&d, MOHUR_E_UNSUPPORTED, "\"type\":\"mohur-anchors/1\"",
            "\"type\":\"mohur-anchors/2\"");
    desk_end(&d);
}

/* Cut anywhere, or with any bit changed, it is no list of theirs. */
static void
is_believed_whole_and_unchanged(void **state)
{
    struct desk d          = desk_new(*state);
    struct fixture *t      = d.t;
    struct mohur__buf note = {0};
    uint8_t *copy          = NULL;
    size_t len             = 0;
    size_t step            = getenv("MOHUR_FULL") != NULL ? 1 : 7;

    list_of(&d, NULL, NULL, "ab", &note);
    len  = note.len;
    copy = fixture_bytes(t, 0, len);
    mohur__copy(mohur__span_of(copy, len), mohur__buf_view(&note));
    for (size_t i = 0; i < len; i += step) {
        CHECK(add(&d, mohur__bytes_of(copy, i)) != MOHUR_OK);
        copy[i] ^= (uint8_t)(1 << (i & 7));
        CHECK(add(&d, mohur__bytes_of(copy, len)) != MOHUR_OK);
        copy[i] ^= (uint8_t)(1 << (i & 7));
        CHECK_NUMBER(0, mohur_trust_len(d.trust));
    }
    CHECK_OK(add(&d, mohur__bytes_of(copy, len)));
    mohur__buf_wipe(&note);
    desk_end(&d);
}

static void
closes_the_store(void **state)
{
    struct desk d     = desk_new(*state);
    struct fixture *t = d.t;

    CHECK_OK(add_signed(&d, "ab"));
    CHECK_STATUS(MOHUR_E_STATE, add_signed(&d, "ab"));
    CHECK_STATUS(MOHUR_E_STATE,
                 mohur_trust_add(t->ctx, d.trust, MOHUR_TRUST_SIGN,
                                 d.y->root.data, d.y->root.len));
    mohur_trust_free(d.trust);
    CHECK_OK(mohur_trust_new(t->ctx, &d.trust));
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur_trust_add(t->ctx, d.trust, MOHUR_TRUST_SIGN, d.y->root.data,
                             d.y->root.len));
    CHECK_STATUS(MOHUR_E_STATE, add_signed(&d, "ab"));
    d.keys_len = 0;
    mohur_trust_free(d.trust);
    CHECK_OK(mohur_trust_new(t->ctx, &d.trust));
    CHECK_STATUS(MOHUR_E_ARGUMENT, add_signed(&d, "ab"));
    desk_end(&d);
}

static void
leaves_nothing_behind_when_memory_fails(void **state)
{
    struct desk d          = desk_new(*state);
    struct mohur__buf note = {0};
    mohur_status st        = MOHUR_E_NO_MEMORY;

    list_of(&d, "\"received\"", "\"policies\":[\"1.2.3\"],\"received\"", "ab",
            &note);
    for (d.fail_at = 1; st == MOHUR_E_NO_MEMORY; d.fail_at++) {
        st = add(&d, mohur__buf_view(&note));
        CHECK(st == MOHUR_OK || mohur_trust_len(d.trust) == 0);
        CHECK(d.fail_at < 1000);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    mohur__buf_wipe(&note);
    desk_end(&d);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(believes_each_for_its_roles_and_years),
        CASE(verifies_documents_within_the_window),
        CASE(believes_signers_under_sign_and_seals_under_seal),
        CASE(
            believes_time_stamps_under_tsa_and_those_of_archives_under_archive),
        CASE(takes_no_new_time_stamp_of_an_anchor_for_archives),
        CASE(believes_an_anchor_under_its_policies_alone),
        CASE(is_another_store_under_other_policies),
        CASE(asks_no_revocation_where_there_is_none),
        CASE(is_another_store_in_another_version),
        CASE(is_asked_for_by_a_profile),
        CASE(f8_wants_enough_of_the_authority),
        CASE(f8_is_not_expired_nor_older_nor_to_come),
        CASE(names_exactly_these_files),
        CASE(knows_each_member_or_refuses),
        CASE(is_believed_whole_and_unchanged),
        CASE(closes_the_store),
        CASE(leaves_nothing_behind_when_memory_fails),
    };
    return cmocka_run_group_tests_name("a signed list of anchors", cases, NULL,
                                       NULL);
}
