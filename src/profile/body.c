/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/body.h"

#include "asn1/oid_text.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/text.h"
#include "crypto/pwhash.h"
#include "profile/json.h"

#include <string.h>

/* The members of a profile, in the order of docs/formats/profile.md. */
enum {
    VKEY_MAX          = MOHUR__VKEY_TEXT_MAX,
    HASH_HEX          = 64,
    VERSION_TEXT      = 32,
    YEARS_MAX         = 5,
    DATE_LEN          = 10,
    WAIT_DAYS_MAX     = 3650,
    LATENCY_MAX       = 86400,
    PBKDF2_CEILING    = 10000000,
    DOCUMENT_TEXT_MAX = 128,
    AGE_MAX           = 366 * 86400,
    SKEW_MAX          = 3600
};

static const char TYPE[] = "mohur-profile/1";

/* ---- which profile it is ---- */

static bool
id_valid(const char *id)
{
    size_t len = 0;

    for (; id[len] != '\0'; len++) {
        char c = id[len];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
              c == '-' || c == '/')) {
            return false;
        }
    }
    return len > 0;
}

static bool
is_hex(const char *text)
{
    for (; *text != '\0'; text++) {
        if (!((*text >= '0' && *text <= '9') ||
              (*text >= 'a' && *text <= 'f'))) {
            return false;
        }
    }
    return true;
}

static uint8_t
nibble(char c)
{
    return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static mohur_status
supersedes_read(const struct mohur__object *o, struct mohur__body *b)
{
    mohur_status st = MOHUR_OK;
    const char *hex = "";
    size_t len      = 0;

    TRY(mohur__object_text(o, "supersedes", HASH_HEX, &hex));
    len = strlen(hex);
    if ((len != 0 && len != HASH_HEX) || !is_hex(hex) ||
        (len != 0 && b->policy.version == 1)) {
        REFUSE(o, "supersedes", "is not the hash of an earlier version");
    }
    b->supersedes_any = len > 0;
    for (size_t i = 0; i < len / 2; i++) {
        b->supersedes[i] =
            (uint8_t)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
    }

out:
    return st;
}

/* "1.12.0" as a number that orders; false if it is none. */
static bool
release_number(const char *text, uint64_t *out)
{
    mohur__bytes rest = mohur__bytes_text(text);
    uint64_t whole    = 0;

    for (int part = 0; part < 3; part++) {
        uint64_t n = 0;
        size_t len = 0;

        while (len < rest.len && rest.data[len] != '.') {
            len++;
        }
        if (!mohur__parse_u64(mohur__bytes_sub(rest, 0, len), &n) ||
            n >= 1U << 20 || (len == rest.len) != (part == 2)) {
            return false;
        }
        whole = whole << 20 | n;
        rest  = mohur__bytes_sub(rest, len + 1, rest.len);
    }
    *out = whole;
    return true;
}

static mohur_status
library_check(const struct mohur__object *o, const char *library)
{
    mohur_status st  = MOHUR_OK;
    const char *want = "";
    uint64_t least   = 0;
    uint64_t ours    = 0;

    TRY(mohur__object_text(o, "min_library", VERSION_TEXT, &want));
    if (!release_number(want, &least)) {
        REFUSE(o, "min_library", "is not a version X.Y.Z");
    }
    REQUIRE(o->ctx, release_number(library, &ours), MOHUR_E_INTERNAL,
            "this library's own version is not X.Y.Z");
    REQUIRE(o->ctx, least <= ours, MOHUR_E_UNSUPPORTED,
            "the profile wants version %s of this library, which is %s", want,
            library);

out:
    return st;
}

static mohur_status
identity_read(const struct mohur__object *o, struct mohur__body *b)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__object_text(o, "id", MOHUR__POLICY_ID_MAX, &b->policy.id));
    if (!id_valid(b->policy.id)) {
        REFUSE(o, "id", "is not of a-z 0-9 . - /");
    }
    TRY(mohur__object_number(o, "version", 1, MOHUR__JSON_NUMBER_MAX,
                             &b->policy.version));
    TRY(supersedes_read(o, b));

out:
    return st;
}

/* ---- from when, until when ---- */

/* Is date b at most five years after date a?  Both are YYYY-MM-DD. */
static bool
within_years(const char *a, const char *b)
{
    uint64_t from = 0;
    uint64_t to   = 0;

    (void)mohur__parse_u64(mohur__bytes_of(a, 4), &from);
    (void)mohur__parse_u64(mohur__bytes_of(b, 4), &to);
    return to < from + YEARS_MAX ||
           (to == from + YEARS_MAX && strcmp(&b[4], &a[4]) <= 0);
}

static mohur_status
dates_read(const struct mohur__object *o, struct mohur__body *b)
{
    static const char *const words[] = {"process-only", "warn", NULL};
    mohur_status st                  = MOHUR_OK;
    struct mohur__policy *p          = &b->policy;
    const char *from                 = "";
    const char *to                   = "";
    uint8_t word                     = 0;

    TRY(mohur__object_first_second(o, "issued", &p->issued));
    TRY(mohur__object_first_second(o, "effective", &p->effective));
    TRY(mohur__object_last_second(o, "expires", &p->expires));
    (void)mohur__object_text(o, "effective", DATE_LEN, &from);
    (void)mohur__object_text(o, "expires", DATE_LEN, &to);
    TRY(mohur__object_word(o, "on_expiry", words, &word));
    p->warns = word == 1;
    if (p->issued > p->effective || strcmp(from, to) >= 0 ||
        !within_years(from, to)) {
        REFUSE(o, "expires",
               "is not after effective, by at most 5 years, and that after "
               "issued");
    }

out:
    return st;
}

/* ---- who signs ---- */

static mohur_status
key_read(const struct mohur__object *o, size_t i, struct mohur__authority *out)
{
    mohur_status st  = MOHUR_OK;
    const char *text = NULL;

    TRY(mohur__object_list_text(o, "keys", i, VKEY_MAX, &text));
    TRY(mohur__vkey_parse(o->ctx, mohur__bytes_text(text), &out->keys[i]));
    for (size_t j = 0; j < i; j++) {
        if (mohur__vkey_same(&out->keys[i], &out->keys[j])) {
            REFUSE(o, "keys", "has one key twice");
        }
    }

out:
    return st;
}

static mohur_status
authority_read(const struct mohur__object *outer,
               const char *name,
               struct mohur__authority *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__object o = {0};
    uint64_t threshold     = 0;

    TRY(mohur__object_enter(outer, name, &o));
    TRY(mohur__object_members(&o, "keys threshold"));
    TRY(mohur__object_list(&o, "keys", MOHUR__AUTHORITY_MAX, &out->keys_len));
    TRY(mohur__object_number(&o, "threshold", 1, out->keys_len, &threshold));
    out->threshold = (size_t)threshold;
    for (size_t i = 0; i < out->keys_len; i++) {
        TRY(key_read(&o, i, out));
    }

out:
    return st;
}

/* ---- limits ---- */

static mohur_status
number32(const struct mohur__object *o,
         const char *name,
         uint32_t min,
         uint32_t max,
         uint32_t *out)
{
    mohur_status st = MOHUR_OK;
    uint64_t n      = *out;

    TRY(mohur__object_number(o, name, min, max, &n));
    *out = (uint32_t)n;

out:
    return st;
}

static mohur_status
pwhash_read(const struct mohur__object *outer, struct mohur__limits *out)
{
    static const char *const words[] = {"Argon2id", NULL};
    mohur_status st                  = MOHUR_OK;
    struct mohur__object o           = {0};
    uint8_t word                     = 0;

    TRY(mohur__object_enter(outer, "pwhash", &o));
    TRY(mohur__object_members(&o, "alg min_mem_kib max_mem_kib min_t max_t"));
    TRY(mohur__object_word(&o, "alg", words, &word));
    TRY(number32(&o, "min_mem_kib", MOHUR__PWHASH_MIN_M_KIB,
                 MOHUR__PWHASH_MAX_M_KIB, &out->argon2_min_m_kib));
    TRY(number32(&o, "max_mem_kib", out->argon2_min_m_kib,
                 MOHUR__PWHASH_MAX_M_KIB, &out->argon2_max_m_kib));
    TRY(number32(&o, "min_t", 1, MOHUR__PWHASH_MAX_T, &out->argon2_min_t));
    TRY(number32(&o, "max_t", out->argon2_min_t, MOHUR__PWHASH_MAX_T,
                 &out->argon2_max_t));

out:
    return st;
}

static mohur_status
limits_read(const struct mohur__object *outer, struct mohur__limits *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__object o = {0};

    TRY(mohur__object_enter(outer, "limits", &o));
    TRY(mohur__object_members(
        &o, "allow_legacy_flag destroy_wait_days gcm_random_max_messages "
            "pbkdf2_max pbkdf2_min revocation_latency_s"));
    TRY(mohur__object_flag(&o, "allow_legacy_flag", &out->allow_legacy));
    TRY(number32(&o, "destroy_wait_days", 0, WAIT_DAYS_MAX,
                 &out->destroy_wait_days));
    TRY(mohur__object_number(&o, "gcm_random_max_messages", 1,
                             UINT64_C(1) << 32, &out->gcm_random_max));
    TRY(number32(&o, "pbkdf2_min", 1, PBKDF2_CEILING, &out->pbkdf2_min));
    TRY(number32(&o, "pbkdf2_max", out->pbkdf2_min, PBKDF2_CEILING,
                 &out->pbkdf2_max));
    TRY(number32(&o, "revocation_latency_s", 0, LATENCY_MAX,
                 &out->revocation_latency_s));
    if (mohur__floor_refuses_limits(out)) {
        REFUSE(&o, "", "or pwhash allow what no profile may");
    }

out:
    return st;
}

/* ---- documents ---- */

static mohur_status
cms_read(const struct mohur__object *outer, struct mohur__document_policy *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__object o = {0};

    TRY(mohur__object_enter(outer, "cms", &o));
    TRY(mohur__object_members(&o, "ber_outer signing_certificate_v1"));
    TRY(mohur__object_flag(&o, "ber_outer", &out->ber_outer));
    TRY(mohur__object_flag(&o, "signing_certificate_v1",
                           &out->signing_certificate_v1));

out:
    return st;
}

static mohur_status
fin_read(const struct mohur__object *outer, struct mohur__document_policy *out)
{
    mohur_status st                    = MOHUR_OK;
    struct mohur__object o             = {0};
    uint8_t room[MOHUR__OID_BYTES_MAX] = {0};

    TRY(mohur__object_enter(outer, "fin", &o));
    TRY(mohur__object_members(&o, "oid prefix"));
    TRY(mohur__object_text(&o, "oid", DOCUMENT_TEXT_MAX, &out->fin_oid));
    TRY(mohur__object_text(&o, "prefix", DOCUMENT_TEXT_MAX, &out->fin_prefix));
    if (mohur__oid_read_text(out->fin_oid, MOHUR__SPAN(room)) == 0) {
        REFUSE(&o, "oid", "is not an object identifier");
    }

out:
    return st;
}

/* What was added later may be absent. */
static mohur_status
asic_read(const struct mohur__object *outer, struct mohur__document_policy *out)
{
    static const char *const words[] = {"fail", "warn", NULL};
    mohur_status st                  = MOHUR_OK;
    struct mohur__object o           = {0};
    uint8_t warn                     = 0;

    TRY(mohur__object_enter(outer, "asic", &o));
    if (o.json != NULL) {
        TRY(mohur__object_members(&o, "mimetype"));
        TRY(mohur__object_word(&o, "mimetype", words, &warn));
    }
    out->loose_mimetype = warn == 1;

out:
    return st;
}

/* What was added later may be absent here too. */
static mohur_status
later_read(const struct mohur__object *o, struct mohur__document_policy *out)
{
    static const char *const levels[] = {"B", "T", "LT", "LTA", NULL};
    mohur_status st                   = MOHUR_OK;

    TRY(mohur__object_word(o, "min_level", levels, &out->min_level));
    TRY(number32(o, "revocation_age", 1, AGE_MAX, &out->revocation_age));
    TRY(number32(o, "tsa_skew", 0, SKEW_MAX, &out->tsa_skew));
    out->has_tsa_skew = json_object_get(o->json, "tsa_skew") != NULL;

out:
    return st;
}

static mohur_status
document_read(const struct mohur__object *outer,
              struct mohur__document_policy *out)
{
    static const char *const nonces[]   = {"if-present", "required", "ignored",
                                           NULL};
    static const char *const restored[] = {"indeterminate", "passed", "failed",
                                           NULL};
    static const char *const lists[]    = {"signed", "any", NULL};
    mohur_status st                     = MOHUR_OK;
    struct mohur__object o              = {0};
    uint8_t any                         = 0;

    TRY(mohur__object_enter(outer, "document", &o));
    TRY(mohur__object_members(
        &o, "asic? cms fin min_level? ocsp_nonce revocation_age? "
            "suspended_restored trust_list tsa_skew?"));
    TRY(asic_read(&o, out));
    TRY(later_read(&o, out));
    TRY(cms_read(&o, out));
    TRY(fin_read(&o, out));
    TRY(mohur__object_word(&o, "ocsp_nonce", nonces, &out->ocsp_nonce));
    TRY(mohur__object_word(&o, "suspended_restored", restored,
                           &out->suspended_restored));
    TRY(mohur__object_word(&o, "trust_list", lists, &any));
    out->any_trust_list = any == 1;

out:
    return st;
}

/* ---- all of it ---- */

static mohur_status
body_read(const struct mohur__object *o,
          const char *library,
          struct mohur__body *b)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__object_type(o, "the profile is", TYPE));
    TRY(mohur__object_members(
        o, "authority defaults document effective expires id ignore_unknown "
           "issued level_policy levels limits min_library on_expiry pwhash "
           "recovery rules supersedes type version"));
    TRY(library_check(o, library));
    TRY(identity_read(o, b));
    TRY(dates_read(o, b));
    TRY(authority_read(o, "authority", &b->authority));
    TRY(authority_read(o, "recovery", &b->recovery));
    TRY(mohur__body_read_levels(o, b));
    TRY(mohur__body_read_rules(o, b));
    TRY(mohur__body_read_defaults(o, b));
    TRY(pwhash_read(o, &b->policy.limits));
    TRY(limits_read(o, &b->policy.limits));
    TRY(document_read(o, &b->policy.document));

out:
    return st;
}

mohur_status
mohur__body_parse(mohur_ctx *ctx,
                  mohur__bytes text,
                  const char *library,
                  struct mohur__body *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__object o = {0};

    *out = (struct mohur__body){0};
    REQUIRE(ctx, text.len > 0 && text.data[text.len - 1] == '\n',
            MOHUR_E_FORMAT, "a profile is one line of JSON with a newline");
    TRY(mohur__json_parse(ctx, mohur__bytes_sub(text, 0, text.len - 1),
                          &out->json));
    TRY(mohur__object_open(ctx, out->json, "", &o));
    TRY(body_read(&o, library, out));

out:
    if (st != MOHUR_OK) {
        mohur__body_wipe(out);
    }
    return st;
}

void
mohur__body_wipe(struct mohur__body *body)
{
    json_decref(body->json);
    mohur__free(body->rules);
    *body = (struct mohur__body){0};
}
