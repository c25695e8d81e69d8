/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/body.h"

#include "check.h"
#include "crypto/sign.h"
#include "profile/note.h"
#include "source.h"

#include <stdlib.h>

/*
 * The sample of docs/formats/profile.md, and what happens to it with one
 * place changed.
 */
static mohur__bytes
sample(struct fixture *t)
{
    struct view file = source_file(t, "tests/data/profile/sample.json-note");

    return mohur__bytes_of(file.data, 2823);
}

static mohur_status
parse(struct fixture *t, mohur__bytes text, struct mohur__body *out)
{
    mohur__error_clear(t->ctx);
    return mohur__body_parse(t->ctx, text, "1.0.0", out);
}

/* The sample with the first `from` replaced, parsed and released. */
static mohur_status
parse_changed(struct fixture *t, const char *from, const char *to)
{
    mohur__bytes text       = sample(t);
    struct mohur__buf b     = {0};
    struct mohur__body body = {0};
    size_t len              = strlen(from);
    size_t at               = 0;
    mohur_status st         = MOHUR_OK;

    while (at < text.len && !mohur__bytes_equal(mohur__bytes_sub(text, at, len),
                                                mohur__bytes_text(from))) {
        at++;
    }
    if (at == text.len) {
        fail_msg("the sample has no %s", from);
    }
    mohur__buf_init(&b, t->ctx, MOHUR__NOTE_MAX);
    mohur__buf_bytes(&b, mohur__bytes_sub(text, 0, at));
    mohur__buf_bytes(&b, mohur__bytes_text(to));
    mohur__buf_bytes(&b, mohur__bytes_sub(text, at + len, text.len));
    st = parse(t, mohur__buf_view(&b), &body);
    mohur__buf_wipe(&b);
    mohur__body_wipe(&body);
    return st;
}

struct change {
    const char *from;
    const char *to;
    const char *message; /* NULL: it is still one */
};

static void
check_changes(struct fixture *t, const struct change *changes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct change *c = &changes[i];
        mohur_status st        = parse_changed(t, c->from, c->to);

        if (st != (c->message == NULL ? MOHUR_OK : MOHUR_E_FORMAT)) {
            fail_msg("%s -> %s: %s: %s", c->from, c->to, mohur_status_name(st),
                     mohur_ctx_message(t->ctx));
        }
        if (c->message != NULL) {
            CHECK_MESSAGE(c->message);
        }
    }
}

static void
is_read_from_the_sample(void **state)
{
    struct fixture *t             = *state;
    struct mohur__body b          = {0};
    const struct mohur__policy *p = &b.policy;

    CHECK_OK(parse(t, sample(t), &b));
    CHECK_TEXT("authority.example/national", p->id);
    CHECK_NUMBER(12, p->version);
    CHECK(b.supersedes_any && b.supersedes[0] == 0xB0);
    CHECK_NUMBER(3, b.authority.keys_len);
    CHECK_NUMBER(2, b.authority.threshold);
    CHECK_NUMBER(2, b.recovery.keys_len);
    CHECK_NUMBER(1793491200, p->effective);
    CHECK_NUMBER(1825113599, p->expires);
    CHECK(!p->warns);
    CHECK_NUMBER(4, p->levels);
    CHECK_TEXT("confidential", p->level_names[3]);
    CHECK_NUMBER(7, p->rules_len);
    CHECK_NUMBER(MOHUR_ALG_RSASSA_PKCS1, p->rules[0].alg);
    CHECK_NUMBER(3072, p->rules[0].min_bits);
    CHECK_TEXT("house rule 4", p->rules[0].source);
    CHECK_NUMBER(0, p->rules[2].min_bits);
    CHECK_NUMBER(MOHUR_ALG_ECDSA_P256, p->defaults[0][0]);
    CHECK_NUMBER(MOHUR_ALG_X_WING, p->defaults[1][0]);
    CHECK_NUMBER(MOHUR_ALG_X25519, p->defaults[1][1]);
    CHECK_NUMBER(2, p->level_policy_len);
    CHECK_NUMBER(2, p->level_policy[1].unlock_factors);
    CHECK_NUMBER(MOHUR_ANCHOR_HARDWARE, p->level_policy[1].anchor);
    CHECK_NUMBER(365, p->level_policy[1].period_days[MOHUR__PERIOD_SYM]);
    CHECK_NUMBER(65536, p->limits.argon2_min_m_kib);
    CHECK_NUMBER(600000, p->limits.pbkdf2_min);
    CHECK_TEXT("2.5.4.5", p->document.fin_oid);
    mohur__body_wipe(&b);
}

/* The worst component decides: the RSA rule alone would take it. */
static void
answers_as_the_sample_says(void **state)
{
    struct fixture *t    = *state;
    struct mohur__body b = {0};
    mohur_request q      = MOHUR_REQUEST_INIT;
    mohur_decision d     = MOHUR_DECISION_INIT;

    CHECK_OK(parse(t, sample(t), &b));
    q.operation  = MOHUR_OP_VERIFY;
    q.alg        = MOHUR_ALG_RSASSA_PKCS1;
    q.hash       = MOHUR_ALG_SHA_1;
    q.bits       = 2048;
    q.now        = 1796000000;
    q.poe_source = MOHUR_POE_TIMESTAMP;
    q.poe_time   = 1483228799; /* 2016-12-31T23:59:59Z */
    mohur__policy_decide(&b.policy, &q, &d);
    CHECK_NUMBER(MOHUR_REASON_LEGACY, d.reason);
    CHECK_NUMBER(4, d.rule);
    q.poe_time++;
    mohur__policy_decide(&b.policy, &q, &d);
    CHECK_NUMBER(MOHUR_REASON_POE_LATE, d.reason);
    q.hash = MOHUR_ALG_SHA_256;
    mohur__policy_decide(&b.policy, &q, &d);
    CHECK_NUMBER(MOHUR_REASON_OK, d.reason);
    CHECK_NUMBER(1, d.rule);
    mohur__body_wipe(&b);
}

/* P27: what the sample answers in the last second before, and in the first. */
static void
keeps_to_the_second_of_each_of_its_dates(void **state)
{
    static const struct {
        mohur_operation operation;
        mohur_alg alg;
        mohur_alg hash;
        uint32_t bits;
        int64_t poe;
        int64_t first;
        mohur_reason before;
        mohur_reason then;
    } dates[] = {
        /* expires 2027-11-01 */
        {MOHUR_OP_SEAL, MOHUR_ALG_X25519, MOHUR_ALG_NONE, 0, 0, 1825113600,
         MOHUR_REASON_OK, MOHUR_REASON_EXPIRED},
        {MOHUR_OP_OPEN, MOHUR_ALG_X25519, MOHUR_ALG_NONE, 0, 0, 1825113600,
         MOHUR_REASON_OK, MOHUR_REASON_OK},
        /* until 2030-12-31, without a proof and with one */
        {MOHUR_OP_VERIFY, MOHUR_ALG_RSASSA_PKCS1, MOHUR_ALG_SHA_256, 2048, 0,
         1924992000, MOHUR_REASON_OK, MOHUR_REASON_POE_MISSING},
        {MOHUR_OP_VERIFY, MOHUR_ALG_RSASSA_PKCS1, MOHUR_ALG_SHA_256, 2048,
         1924991999, 1924992000, MOHUR_REASON_OK, MOHUR_REASON_LEGACY},
        {MOHUR_OP_VERIFY, MOHUR_ALG_RSASSA_PKCS1, MOHUR_ALG_SHA_256, 2048,
         1924992000, 1924992000, MOHUR_REASON_OK, MOHUR_REASON_POE_LATE},
    };
    struct fixture *t    = *state;
    struct mohur__body b = {0};

    CHECK_OK(parse(t, sample(t), &b));
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        mohur_request q  = MOHUR_REQUEST_INIT;
        mohur_decision d = MOHUR_DECISION_INIT;

        q.operation  = dates[i].operation;
        q.alg        = dates[i].alg;
        q.hash       = dates[i].hash;
        q.bits       = dates[i].bits;
        q.poe_source = dates[i].poe != 0 ? MOHUR_POE_TIMESTAMP : MOHUR_POE_NONE;
        q.poe_time   = dates[i].poe;
        q.now        = dates[i].first - 1;
        mohur__policy_decide(&b.policy, &q, &d);
        CHECK_NUMBER(dates[i].before, d.reason);
        q.now++;
        mohur__policy_decide(&b.policy, &q, &d);
        CHECK_NUMBER(dates[i].then, d.reason);
    }
    mohur__body_wipe(&b);
}

/* P12: nobody is locked out of what is there by a clock that is wrong. */
static void
opens_everything_in_2090(void **state)
{
    struct fixture *t    = *state;
    struct mohur__body b = {0};
    mohur_request q      = MOHUR_REQUEST_INIT;
    mohur_decision d     = MOHUR_DECISION_INIT;

    CHECK_OK(parse(t, sample(t), &b));
    q.now       = INT64_C(3786912000);
    q.operation = MOHUR_OP_OPEN;
    q.alg       = MOHUR_ALG_X25519;
    mohur__policy_decide(&b.policy, &q, &d);
    CHECK(d.allowed);
    q.operation = MOHUR_OP_SEAL;
    mohur__policy_decide(&b.policy, &q, &d);
    CHECK_NUMBER(MOHUR_REASON_EXPIRED, d.reason);
    mohur__body_wipe(&b);
}

static void
wants_a_library_that_is_new_enough(void **state)
{
    struct fixture *t    = *state;
    struct mohur__body b = {0};

    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__body_parse(t->ctx, sample(t), "0.99.99", &b));
    CHECK_MESSAGE("version 1.0.0");
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__body_parse(t->ctx, sample(t), "1.0.1", &b));
    mohur__body_wipe(&b);
    CHECK_STATUS(MOHUR_E_FORMAT, parse_changed(t, "\"1.0.0\"", "\"1.0\""));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_changed(t, "\"1.0.0\"", "\"1.1048576.0\""));
    CHECK_STATUS(MOHUR_E_FORMAT, parse_changed(t, "\"1.0.0\"", "\"1.0.0.\""));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 parse_changed(t, "mohur-profile/1", "mohur-profile/2"));
    CHECK_STATUS(MOHUR_E_FORMAT, parse_changed(t, "mohur-profile/1", "other"));
}

static void
is_one_object(void **state)
{
    struct fixture *t    = *state;
    struct mohur__body b = {0};

    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, MOHUR__TEXT("[]\n"), &b));
    CHECK_MESSAGE("is not an object");
}

static void
compares_with_a_version_of_three_numbers(void **state)
{
    struct fixture *t    = *state;
    struct mohur__body b = {0};

    CHECK_STATUS(MOHUR_E_INTERNAL,
                 mohur__body_parse(t->ctx, sample(t), "1.0", &b));
}

/* A rule that profiles of before do not have. */
static void
may_say_what_a_container_must_begin_with(void **state)
{
    static const char doc[] = "\"document\":{";
    struct fixture *t       = *state;

    CHECK_OK(parse_changed(t, doc,
                           "\"document\":{\"asic\":{\"mimetype\":\"warn\"},"));
    CHECK_OK(parse_changed(t, doc,
                           "\"document\":{\"asic\":{\"mimetype\":\"fail\"},"));
    CHECK_STATUS(
        MOHUR_E_FORMAT,
        parse_changed(t, doc,
                      "\"document\":{\"asic\":{\"mimetype\":\"pass\"},"));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_changed(t, doc, "\"document\":{\"asic\":{},"));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_changed(t, doc, "\"document\":{\"asic\":\"warn\","));
}

static void
may_say_more_of_documents(void **state)
{
    static const char at[]           = "\"trust_list\":\"signed\"";
    static const char *const good[]  = {"\"tsa_skew\":0", "\"tsa_skew\":3600"};
    static const char *const wrong[] = {
        "\"tsa_skew\":3601", "\"tsa_skew\":\"300\"", "\"tsa_skews\":300"};
    struct fixture *t = *state;
    char text[128];

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        snprintf(text, sizeof text, "%s,%s", at, good[i]);
        CHECK_OK(parse_changed(t, at, text));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        snprintf(text, sizeof text, "%s,%s", at, wrong[i]);
        CHECK_STATUS(MOHUR_E_FORMAT, parse_changed(t, at, text));
    }
    CHECK_OK(parse_changed(t, "\"ocsp_nonce\"",
                           "\"min_level\":\"LTA\",\"ocsp_nonce\""));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_changed(t, "\"ocsp_nonce\"",
                               "\"min_level\":\"lta\",\"ocsp_nonce\""));
    CHECK_OK(parse_changed(t, "\"suspended_restored\"",
                           "\"revocation_age\":1,\"suspended_restored\""));
    CHECK_STATUS(MOHUR_E_FORMAT, parse_changed(t, "\"suspended_restored\"",
                                               "\"revocation_age\":0,"
                                               "\"suspended_restored\""));
    CHECK_STATUS(MOHUR_E_FORMAT, parse_changed(t, "\"oid\":\"2.5.4.5\"",
                                               "\"oid\":\"serialNumber\""));
}

static void
refuses_what_it_does_not_know(void **state)
{
    static const struct change changes[] = {
        {"\"document\":{", "\"disable\":true,\"document\":{", "unknown"},
        {"\"alg\":\"X-Wing\",", "\"alg\":\"X-Wing\",\"note\":\"\",",
         "rules[5] has a member"},
        {"\"ber_outer\":false,", "", "ber_outer is missing"},
        {"\"version\":12", "\"version\":0", "version"},
        {"\"version\":12", "\"version\":1", "supersedes"},
        {"\"id\":\"authority.example/national\"", "\"id\":\"Authority\"", "id"},
        {"\"id\":\"authority.example/national\"", "\"id\":\"\"", "id"},
        {"b0204e2fa7", "B0204E2FA7", "supersedes"},
        {"b0204e2fa7", "b0204e2fa", "supersedes"},
        {"\"seal\":[\"X-Wing\",\"X25519\"]", "\"mac\":[\"X-Wing\"]",
         "defaults"},
        {"\"SHA-256\",\"SHA-384\"", "\"SHA-999\",\"SHA-384\"", "not known"},
        {"\"alg\":\"X-Wing\"", "\"alg\":\"X-Wong\"", "not known"},
        {"\"alg\":\"X-Wing\"", "\"alg\":\"SLH-DSA-SHA2-128s\"",
         "without a rule"},
        {"\"Argon2id\"", "\"scrypt\"", "pwhash.alg"},
    };
    struct fixture *t = *state;

    check_changes(t, changes, sizeof changes / sizeof changes[0]);
}

/* P17: listed, it is read and never matches. */
static void
ignores_only_what_it_is_told_to(void **state)
{
    static const struct change changes[] = {
        {"\"ignore_unknown\":[\"SLH-DSA-SHA2-128s\"]", "\"ignore_unknown\":[]",
         NULL},
        {"{\"alg\":\"ECDSA-P256\"",
         "{\"alg\":\"SLH-DSA-SHA2-128s\",\"process\":{\"status\":\"acceptable\""
         "},\"protect\":{\"status\":\"acceptable\"}},{\"alg\":\"ECDSA-P256\"",
         NULL},
        {"{\"alg\":\"ECDSA-P256\"",
         "{\"alg\":\"SLH-DSA-SHA2-128f\",\"process\":{\"status\":\"acceptable\""
         "},\"protect\":{\"status\":\"acceptable\"}},{\"alg\":\"ECDSA-P256\"",
         "not known"},
    };
    struct fixture *t = *state;

    check_changes(t, changes, sizeof changes / sizeof changes[0]);
}

/* P27. */
static void
refuses_dates_that_are_none_or_in_another_order(void **state)
{
    static const struct change changes[] = {
        {"\"issued\":\"2026-10-01\"", "\"issued\":\"2026-02-29\"", "issued"},
        {"\"issued\":\"2026-10-01\"", "\"issued\":\"2024-02-29\"", NULL},
        {"\"issued\":\"2026-10-01\"", "\"issued\":\"2026-11-01\"", NULL},
        {"\"issued\":\"2026-10-01\"", "\"issued\":\"2026-11-02\"", "issued"},
        {"\"issued\":\"2026-10-01\"", "\"issued\":\"2026-10-1\"", "issued"},
        {"\"issued\":\"2026-10-01\"", "\"issued\":\"20261001\"", "issued"},
        {"\"issued\":\"2026-10-01\"", "\"issued\":\"2026-10-01Z\"", "issued"},
        {"\"issued\":\"2026-10-01\"", "\"issued\":\"2016-12-31T23:59:60Z\"",
         "issued"},
        {"\"issued\":\"2026-10-01\"", "\"issued\":\"2026-09-31\"", "issued"},
        {"\"expires\":\"2027-11-01\"", "\"expires\":\"2026-11-01\"", "expires"},
        {"\"expires\":\"2027-11-01\"", "\"expires\":\"2026-11-02\"", NULL},
        {"\"expires\":\"2027-11-01\"", "\"expires\":\"2031-11-01\"", NULL},
        {"\"expires\":\"2027-11-01\"", "\"expires\":\"2031-11-02\"", "expires"},
        {"\"on_expiry\":\"process-only\"", "\"on_expiry\":\"warn\"", NULL},
        {"\"on_expiry\":\"process-only\"", "\"on_expiry\":\"deny\"",
         "on_expiry"},
    };
    struct fixture *t = *state;

    check_changes(t, changes, sizeof changes / sizeof changes[0]);
    CHECK_STATUS(
        MOHUR_E_FORMAT,
        parse_changed(t, "\"protect\":{\"max_level\":2,\"status\":\"acc",
                      "\"protect\":{\"from\":\"2032-01-01\",\"max_level\":2,"
                      "\"status\":\"acc"));
}

/* P7. */
static void
refuses_authorities_that_cannot_sign(void **state)
{
    static const struct change changes[] = {
        {"\"threshold\":2}", "\"threshold\":3}", NULL},
        {"\"threshold\":2}", "\"threshold\":4}", "threshold"},
        {"\"threshold\":2}", "\"threshold\":0}", "threshold"},
        {"authority.example/b+0e4b3d87+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1u"
         "PybOU",
         "authority.example/a+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/"
         "N0iAG0D29c",
         "one key twice"},
        {"authority.example/b+0e4b3d87+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1u"
         "PybOU",
         "other.name+e61a2b4f+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
         "one key twice"},
        {"authority.example/b+0e4b3d87", "authority.example/b+0e4b3d88", "id"},
        {"authority.example/b+0e4b3d87", "authority example/b+0e4b3d87",
         "name"},
    };
    struct fixture *t = *state;

    check_changes(t, changes, sizeof changes / sizeof changes[0]);
}

/* The sample with so many more recovery keys. */
static mohur_status
parse_with_more_keys(struct fixture *t, uint8_t n)
{
    static const char at[] = "\"recovery\":{\"keys\":[";
    struct mohur__buf b    = {0};
    mohur_status st        = MOHUR_OK;

    mohur__buf_init(&b, t->ctx, MOHUR__NOTE_LINE_MAX);
    mohur__buf_bytes(&b, mohur__bytes_text(at));
    for (uint8_t i = 0; i < n; i++) {
        const uint8_t seed[32] = {i};
        uint8_t public[32]     = {0};
        struct mohur__vkey key = {0};

        CHECK_OK(mohur__sign_public_of(t->ctx, MOHUR_ALG_ED25519,
                                       MOHUR__BYTES(seed),
                                       MOHUR__SPAN(public)));
        CHECK_OK(mohur__vkey_of(t->ctx, MOHUR__TEXT("k"), MOHUR_ALG_ED25519,
                                MOHUR__BYTES(public), &key));
        mohur__buf_u8(&b, '"');
        mohur__vkey_emit(&key, &b);
        mohur__buf_bytes(&b, MOHUR__TEXT("\","));
    }
    mohur__buf_u8(&b, 0);
    CHECK_OK(mohur__buf_status(&b));
    st = parse_changed(t, at, (const char *)mohur__buf_view(&b).data);
    mohur__buf_wipe(&b);
    return st;
}

/* P6: the sample has two of them. */
static void
takes_sixteen_keys_and_no_seventeenth(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(parse_with_more_keys(t, MOHUR__AUTHORITY_MAX - 2));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_with_more_keys(t, MOHUR__AUTHORITY_MAX - 1));
    CHECK_MESSAGE("recovery.keys");
}

/* P20. */
static void
refuses_levels_out_of_order_or_laxer_upwards(void **state)
{
    static const struct change changes[] = {
        {"{\"n\":1,\"name\":\"official\"}", "{\"n\":2,\"name\":\"official\"}",
         "levels[1].n"},
        {"\"name\":\"official\"", "\"name\":\"open\"", "levels[1].name"},
        {"\"name\":\"official\"", "\"name\":\"\"", "levels[1].name"},
        {"\"memory_lock\":true,\"n\":3", "\"memory_lock\":true,\"n\":4",
         "level_policy[1].n"},
        {"\"memory_lock\":true,\"n\":3", "\"memory_lock\":true,\"n\":0",
         "level_policy[1].n"},
        {"{\"max_cryptoperiod_days\":{\"seal\":1095,\"sign\":1095,\"sym\":730},"
         "\"n\":0}",
         "{\"max_cryptoperiod_days\":{\"seal\":729,\"sign\":1095,\"sym\":730},"
         "\"n\":0}",
         "laxer"},
        {"{\"max_cryptoperiod_days\":{\"seal\":1095,\"sign\":1095,\"sym\":730},"
         "\"n\":0}",
         "{\"exportable\":false,\"n\":0}", NULL},
        {"{\"max_cryptoperiod_days\":{\"seal\":1095,\"sign\":1095,\"sym\":730},"
         "\"n\":0}",
         "{\"custody\":[\"tpm\"],\"n\":0}", "laxer"},
        {"{\"max_cryptoperiod_days\":{\"seal\":1095,\"sign\":1095,\"sym\":730},"
         "\"n\":0}",
         "{\"hybrid_kem_from\":\"2025-12-31\",\"n\":0}", "laxer"},
        {"{\"max_cryptoperiod_days\":{\"seal\":1095,\"sign\":1095,\"sym\":730},"
         "\"n\":0}",
         "{\"anchor\":\"witnessed\",\"n\":0}", "laxer"},
        {"{\"max_cryptoperiod_days\":{\"seal\":1095,\"sign\":1095,\"sym\":730},"
         "\"n\":0}",
         "{\"log_witness_quorum\":3,\"n\":0}", "laxer"},
        {"{\"max_cryptoperiod_days\":{\"seal\":1095,\"sign\":1095,\"sym\":730},"
         "\"n\":0}",
         "{\"n\":0,\"unlock_factors\":3}", "laxer"},
        {"\"anchor\":\"hardware\"", "\"anchor\":\"software\"", "anchor"},
        {"\"custody\":[\"hsm\"]", "\"custody\":[]", "custody"},
        {"\"custody\":[\"hsm\"]", "\"custody\":[\"hsm\",\"hsm\"]", "custody"},
        {"\"max_level\":3,\"status\":\"acceptable\",\"until\":\"2035",
         "\"max_level\":4,\"status\":\"acceptable\",\"until\":\"2035",
         "max_level"},
    };
    struct fixture *t = *state;

    check_changes(t, changes, sizeof changes / sizeof changes[0]);
    CHECK_STATUS(MOHUR_E_FORMAT, parse_changed(t, "\"sym\":730},\"n\":0}",
                                               "\"sym\":730},\"n\":1}"));
}

/* P19. */
static void
refuses_rules_that_nothing_reaches(void **state)
{
    static const struct change changes[] = {
        {"{\"alg\":\"X25519\",\"process\"", "{\"alg\":\"X-Wing\",\"process\"",
         "rules[6] cannot be reached behind rules[5]"},
        {"\"min_bits\":2048", "\"min_bits\":4096",
         NULL}, /* SHA-1 with 4096 bits is nobody else's */
        {"[\"SHA-1\",\"SHA-256\"],\"min_bits\":2048",
         "[\"SHA-256\"],\"min_bits\":4096",
         "rules[1] cannot be reached behind rules[0]"},
        {"[\"SHA-1\",\"SHA-256\"],\"min_bits\":2048",
         "[\"SHA-256\"],\"min_bits\":3071", NULL},
        {"{\"alg\":\"SHA-1\",", "{\"alg\":\"SHA-256\",",
         "rules[4] cannot be reached"},
        {"\"hash\":[\"SHA-256\"]}", "\"hash\":[]}", "hash"},
        {"\"param\":{\"hash\":[\"SHA-256\"]}", "\"param\":{}", "param"},
        {"\"param\":{\"hash\":[\"SHA-256\"]}",
         "\"param\":{\"hash\":[\"SHA-256\"],\"min_bits\":256}", "param"},
        {"\"hash\":[\"SHA-256\"]}", "\"hash\":[\"SHA-256\",\"SHA-256\"]}",
         "hash"},
        {"\"hash\":[\"SHA-256\"]}", "\"hash\":[\"X25519\"]}", "hash"},
        {"\"purpose\":[\"signature\"]", "\"purpose\":[]", "purpose"},
        {"\"purpose\":[\"signature\"]", "\"purpose\":[\"mac\"]", "purpose"},
        {"\"purpose\":[\"signature\"]",
         "\"purpose\":[\"signature\",\"signature\"]", "purpose"},
        {"{\"poe_before\":\"2017-01-01\",\"status\":\"legacy\"}",
         "{\"status\":\"legacy\"}", "poe_before"},
    };
    struct fixture *t = *state;

    check_changes(t, changes, sizeof changes / sizeof changes[0]);
}

/* P18: each thing that the floor refuses, loosened. */
static void
refuses_what_the_floor_refuses(void **state)
{
    static const struct change changes[] = {
        {"\"min_bits\":3072", "\"min_bits\":2048", NULL},
        {"\"min_bits\":3072", "\"min_bits\":2047", "rules[0] allows what"},
        {",\"min_bits\":3072", "", "rules[0] allows what"},
        {"\"min_bits\":2048", "\"min_bits\":1024", NULL},
        {"\"min_bits\":2048", "\"min_bits\":1023", "rules[1] allows what"},
        {"\"hash\":[\"SHA-256\",\"SHA-384\",\"SHA-512\"]",
         "\"hash\":[\"SHA-1\",\"SHA-384\",\"SHA-512\"]",
         "rules[0] allows what"},
        {"\"protect\":{\"status\":\"disallowed\"},\"purpose\":[\"signature\"]",
         "\"protect\":{\"status\":\"deprecated\"},\"purpose\":[\"signature\"]",
         "rules[4] allows what"},
        {"\"alg\":\"X-Wing\"", "\"alg\":\"MD5\"", "rules[5] allows what"},
        {"\"alg\":\"X-Wing\"", "\"alg\":\"3DES\"", "rules[5] allows what"},
        {"\"alg\":\"X-Wing\"", "\"alg\":\"DES\"", "rules[5] allows what"},
        {"\"alg\":\"X-Wing\"", "\"alg\":\"RC4\"", "rules[5] allows what"},
        {"\"alg\":\"X-Wing\"", "\"alg\":\"DSA\"", "rules[5] allows what"},
        {"\"alg\":\"X-Wing\"", "\"alg\":\"NULL\"", "rules[5] allows what"},
        {"\"alg\":\"X-Wing\"", "\"alg\":\"AES-256-ECB\"",
         "rules[5] allows what"},
        {"\"alg\":\"X-Wing\"", "\"alg\":\"RSAES-PKCS1-v1_5\"",
         "rules[5] allows what"},
        {"\"pbkdf2_min\":600000", "\"pbkdf2_min\":100000", NULL},
        {"\"pbkdf2_min\":600000", "\"pbkdf2_min\":99999", "limits"},
        {"\"min_mem_kib\":65536", "\"min_mem_kib\":19456", NULL},
        {"\"min_mem_kib\":65536", "\"min_mem_kib\":19455", "limits"},
        {"\"min_t\":3", "\"min_t\":2", NULL},
        {"\"min_t\":3", "\"min_t\":1", "limits"},
        {"\"max_mem_kib\":1048576", "\"max_mem_kib\":1048577", "max_mem_kib"},
        {"\"max_t\":16", "\"max_t\":17", "max_t"},
        {"\"pbkdf2_max\":10000000", "\"pbkdf2_max\":10000001", "pbkdf2_max"},
    };
    struct fixture *t = *state;

    check_changes(t, changes, sizeof changes / sizeof changes[0]);
}

/* P18: what no rule may allow to protect, and what not even to process. */
static void
refuses_each_name_of_the_floor_on_its_side(void **state)
{
    static const struct {
        const char *name;
        bool read; /* by a profile that likes to */
    } names[] = {
        {"MD5", false},         {"DES", true},
        {"3DES", true},         {"RC4", true},
        {"DSA", true},          {"AES-128-ECB", false},
        {"AES-256-ECB", false}, {"RSAES-PKCS1-v1_5", false},
        {"NULL", false},
    };
    static const char form[] =
        "{\"alg\":\"%s\",\"process\":{\"status\":\"%s\"},"
        "\"protect\":{\"status\":\"%s\"}},"
        "{\"alg\":\"ECDSA-P256\"";
    static const char yes[] = "acceptable";
    static const char no[]  = "disallowed";
    struct fixture *t       = *state;
    char rule[256];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct change changes[] = {
            {"{\"alg\":\"ECDSA-P256\"", rule, "rules[2] allows what"},
            {"{\"alg\":\"ECDSA-P256\"", rule,
             names[i].read ? NULL : "rules[2] allows what"},
            {"{\"alg\":\"ECDSA-P256\"", rule, NULL},
        };

        snprintf(rule, sizeof rule, form, names[i].name, no, "deprecated");
        check_changes(t, &changes[0], 1);
        snprintf(rule, sizeof rule, form, names[i].name, yes, no);
        check_changes(t, &changes[1], 1);
        snprintf(rule, sizeof rule, form, names[i].name, no, no);
        check_changes(t, &changes[2], 1);
    }
}

static void
may_name_the_floor_to_say_no(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(parse_changed(
        t, "{\"alg\":\"ECDSA-P256\"",
        "{\"alg\":\"3DES\",\"process\":{\"status\":\"acceptable\"},"
        "\"protect\":{\"status\":\"disallowed\"}},{\"alg\":\"ECDSA-P256\""));
    CHECK_STATUS(
        MOHUR_E_FORMAT,
        parse_changed(
            t, "{\"alg\":\"ECDSA-P256\"",
            "{\"alg\":\"MD5\",\"process\":{\"poe_before\":\"2005-01-01\","
            "\"status\":\"legacy\"},\"protect\":{\"status\":\"disallowed\"}},{"
            "\"alg\":\"ECDSA-P256\""));
    CHECK_MESSAGE("rules[2] allows what");
}

static void
refuses_every_truncation_and_no_flipped_bit_crashes_it(void **state)
{
    struct fixture *t    = *state;
    mohur__bytes good    = sample(t);
    uint8_t *text        = malloc(good.len);
    struct mohur__body b = {0};

    t->extra = text;
    CHECK(text != NULL);
    for (size_t len = 0; len < good.len; len++) {
        CHECK_STATUS(MOHUR_E_FORMAT,
                     parse(t, mohur__bytes_sub(good, 0, len), &b));
    }
    for (size_t bit = 0; bit < 8 * good.len; bit++) {
        mohur_status st = MOHUR_OK;

        mohur__copy(mohur__span_of(text, good.len), good);
        text[bit / 8] ^= (uint8_t)(1U << bit % 8);
        st = parse(t, mohur__bytes_of(text, good.len), &b);
        CHECK(st == MOHUR_OK || st == MOHUR_E_FORMAT ||
              st == MOHUR_E_UNSUPPORTED);
        mohur__body_wipe(&b);
    }
}

/* P34. */
static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    mohur__bytes text = sample(t);
    bool failed       = true;

    for (size_t nth = 1; failed; nth++) {
        struct mohur__body b = {0};
        mohur_status st      = MOHUR_OK;

        mohur__error_clear(t->ctx);
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st     = mohur__body_parse(t->ctx, text, "1.0.0", &b);
        failed = alloc_has_failed(&t->alloc);
        CHECK_STATUS(failed ? MOHUR_E_NO_MEMORY : MOHUR_OK, st);
        mohur__body_wipe(&b);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_read_from_the_sample),
        CASE(answers_as_the_sample_says),
        CASE(keeps_to_the_second_of_each_of_its_dates),
        CASE(opens_everything_in_2090),
        CASE(wants_a_library_that_is_new_enough),
        CASE(is_one_object),
        CASE(compares_with_a_version_of_three_numbers),
        CASE(may_say_what_a_container_must_begin_with),
        CASE(may_say_more_of_documents),
        CASE(refuses_what_it_does_not_know),
        CASE(ignores_only_what_it_is_told_to),
        CASE(refuses_dates_that_are_none_or_in_another_order),
        CASE(refuses_authorities_that_cannot_sign),
        CASE(takes_sixteen_keys_and_no_seventeenth),
        CASE(refuses_levels_out_of_order_or_laxer_upwards),
        CASE(refuses_rules_that_nothing_reaches),
        CASE(refuses_what_the_floor_refuses),
        CASE(refuses_each_name_of_the_floor_on_its_side),
        CASE(may_name_the_floor_to_say_no),
        CASE(refuses_every_truncation_and_no_flipped_bit_crashes_it),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("a profile's body", cases, NULL, NULL);
}
