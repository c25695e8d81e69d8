/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/time.h"
#include "profile/handle.h"
#include "profile/kinds.h"
#include <mohur/version.h>

/*
 * A policy as the body that it would be read from.  jansson forgives NULL, so
 * memory that ran out shows at the end: a list that is too short.
 */
enum {
    DATE_LEN = 10
};

struct emitter {
    bool failed;
};

static void
put(struct emitter *e, json_t *object, const char *name, json_t *value)
{
    if (json_object_set_new(object, name, value) != 0) {
        e->failed = true;
    }
}

static void
append(struct emitter *e, json_t *list, json_t *value)
{
    if (json_array_append_new(list, value) != 0) {
        e->failed = true;
    }
}

static json_t *
date(int64_t t)
{
    char text[MOHUR__TIME_CAP] = {0};

    mohur__time_format(t, text);
    return json_stringn(text, DATE_LEN);
}

static json_t *
number(uint64_t n)
{
    return json_integer((json_int_t)n);
}

/* ---- rules ---- */

static json_t *
hashes_of(struct emitter *e, uint32_t set)
{
    json_t *list = json_array();

    for (uint32_t alg = MOHUR_ALG_SHA_256; alg < 0x031F; alg++) {
        if ((set & mohur__kind_hash_bit((mohur_alg)alg)) != 0) {
            append(e, list, json_string(mohur_alg_name((mohur_alg)alg)));
        }
    }
    return list;
}

static void
put_param(struct emitter *e, json_t *rule, const struct mohur__rule *r)
{
    json_t *param = json_object();

    if (r->min_bits != 0) {
        put(e, param, "min_bits", number(r->min_bits));
    }
    if (r->max_bits != 0) {
        put(e, param, "max_bits", number(r->max_bits));
    }
    if (r->hashes != 0) {
        put(e, param, "hash", hashes_of(e, r->hashes));
    }
    if (json_object_size(param) > 0) {
        put(e, rule, "param", param);
    } else {
        json_decref(param);
    }
}

static void
put_uses(struct emitter *e, json_t *rule, uint32_t uses)
{
    static const char *const words[] = {"content", "signature", "identifier"};
    json_t *list                     = NULL;

    if (uses == 0) {
        return;
    }
    list = json_array();
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        if ((uses >> i & 1) != 0) {
            append(e, list, json_string(words[i]));
        }
    }
    put(e, rule, "purpose", list);
}

static json_t *
side(struct emitter *e, const struct mohur__rule_side *s)
{
    static const char *const words[] = {"disallowed", "legacy", "deprecated",
                                        "acceptable"};
    json_t *out                      = json_object();

    put(e, out, "status", json_string(words[s->status]));
    if (s->max_level != UINT8_MAX) {
        put(e, out, "max_level", number(s->max_level));
    }
    if (s->from != 0) {
        put(e, out, "from", date(s->from));
    }
    if (s->until != 0) {
        put(e, out, "until", date(s->until));
    }
    if (s->poe_before != 0) {
        put(e, out, "poe_before", date(s->poe_before));
    }
    return out;
}

static json_t *
rules(struct emitter *e, const struct mohur__policy *p)
{
    json_t *list = json_array();

    for (size_t i = 0; i < p->rules_len; i++) {
        const struct mohur__rule *r = &p->rules[i];
        json_t *rule                = json_object();

        put(e, rule, "alg",
            json_string(r->name != NULL ? r->name : mohur_alg_name(r->alg)));
        put_param(e, rule, r);
        put_uses(e, rule, r->uses);
        put(e, rule, "protect", side(e, &r->protect));
        put(e, rule, "process", side(e, &r->process));
        if (r->source != NULL) {
            put(e, rule, "source", json_string(r->source));
        }
        append(e, list, rule);
    }
    return list;
}

/* ---- levels ---- */

static json_t *
levels(struct emitter *e, const struct mohur__policy *p)
{
    json_t *list = json_array();

    for (size_t i = 0; i < p->levels; i++) {
        json_t *level = json_object();

        put(e, level, "n", number(i));
        put(e, level, "name", json_string(p->level_names[i]));
        append(e, list, level);
    }
    return list;
}

static void
put_periods(struct emitter *e, json_t *out, const uint32_t days[MOHUR__PERIODS])
{
    static const char *const names[MOHUR__PERIODS] = {"sign", "seal", "sym"};
    json_t *periods                                = json_object();

    for (size_t i = 0; i < MOHUR__PERIODS; i++) {
        if (days[i] != 0) {
            put(e, periods, names[i], number(days[i]));
        }
    }
    if (json_object_size(periods) > 0) {
        put(e, out, "max_cryptoperiod_days", periods);
    } else {
        json_decref(periods);
    }
}

static void
put_custody(struct emitter *e, json_t *out, uint8_t bits)
{
    static const char *const words[] = {"", "software", "hsm", "tpm"};
    json_t *list                     = NULL;

    if (bits == 0) {
        return;
    }
    list = json_array();
    for (unsigned i = 1; i < sizeof words / sizeof words[0]; i++) {
        if ((bits >> i & 1) != 0) {
            append(e, list, json_string(words[i]));
        }
    }
    put(e, out, "custody", list);
}

static json_t *
wants(struct emitter *e, const struct mohur__level_policy *w)
{
    static const char *const anchors[] = {"none", "local", "hardware",
                                          "witnessed"};
    json_t *out                        = json_object();

    put(e, out, "n", number(w->level));
    put_custody(e, out, w->hardware);
    put(e, out, "unlock_factors", number(w->unlock_factors));
    put(e, out, "dual_control", json_boolean(w->dual_control));
    if (w->hybrid_from != 0) {
        put(e, out, "hybrid_kem_from", date(w->hybrid_from));
    }
    put(e, out, "deterministic_fields", json_boolean(!w->randomised));
    put(e, out, "exportable", json_boolean(w->exportable));
    put(e, out, "anchor", json_string(anchors[w->anchor & 3]));
    put(e, out, "memory_lock", json_boolean(w->memory_lock));
    put(e, out, "log_unlock", json_boolean(w->log_unlock));
    put(e, out, "log_witness_quorum", number(w->witnesses));
    put_periods(e, out, w->period_days);
    return out;
}

static json_t *
level_policy(struct emitter *e, const struct mohur__policy *p)
{
    json_t *list = json_array();

    for (size_t i = 0; i < p->level_policy_len; i++) {
        append(e, list, wants(e, &p->level_policy[i]));
    }
    return list;
}

/* ---- the rest ---- */

static json_t *
defaults(struct emitter *e, const struct mohur__policy *p)
{
    static const char *const names[MOHUR__DEFAULTS_FOR] = {"sign", "seal",
                                                           "sym"};
    json_t *out                                         = json_object();

    for (size_t i = 0; i < MOHUR__DEFAULTS_FOR; i++) {
        json_t *list = json_array();

        for (size_t j = 0;
             j < MOHUR__DEFAULTS_MAX && p->defaults[i][j] != MOHUR_ALG_NONE;
             j++) {
            append(e, list, json_string(mohur_alg_name(p->defaults[i][j])));
        }
        put(e, out, names[i], list);
    }
    return out;
}

static json_t *
pwhash(struct emitter *e, const struct mohur__limits *l)
{
    json_t *out = json_object();

    put(e, out, "alg", json_string("Argon2id"));
    put(e, out, "min_mem_kib", number(l->argon2_min_m_kib));
    put(e, out, "max_mem_kib", number(l->argon2_max_m_kib));
    put(e, out, "min_t", number(l->argon2_min_t));
    put(e, out, "max_t", number(l->argon2_max_t));
    return out;
}

static json_t *
limits(struct emitter *e, const struct mohur__limits *l)
{
    json_t *out = json_object();

    put(e, out, "allow_legacy_flag", json_boolean(l->allow_legacy));
    put(e, out, "destroy_wait_days", number(l->destroy_wait_days));
    put(e, out, "gcm_random_max_messages", number(l->gcm_random_max));
    put(e, out, "pbkdf2_max", number(l->pbkdf2_max));
    put(e, out, "pbkdf2_min", number(l->pbkdf2_min));
    put(e, out, "revocation_latency_s", number(l->revocation_latency_s));
    return out;
}

/* What was added later is written where it is said. */
static void
document_later(struct emitter *e,
               json_t *out,
               const struct mohur__document_policy *d)
{
    static const char *const levels[] = {"B", "T", "LT", "LTA"};

    if (d->min_level != 0) {
        put(e, out, "min_level", json_string(levels[d->min_level]));
    }
    if (d->revocation_age != 0) {
        put(e, out, "revocation_age", number(d->revocation_age));
    }
    if (d->has_tsa_skew) {
        put(e, out, "tsa_skew", number(d->tsa_skew));
    }
}

static json_t *
document(struct emitter *e, const struct mohur__document_policy *d)
{
    static const char *const nonces[]   = {"if-present", "required", "ignored"};
    static const char *const restored[] = {"indeterminate", "passed", "failed"};
    json_t *out                         = json_object();
    json_t *asic                        = json_object();
    json_t *cms                         = json_object();
    json_t *fin                         = json_object();

    put(e, cms, "ber_outer", json_boolean(d->ber_outer));
    put(e, cms, "signing_certificate_v1",
        json_boolean(d->signing_certificate_v1));
    put(e, fin, "oid", json_string(d->fin_oid));
    put(e, fin, "prefix", json_string(d->fin_prefix));
    if (d->loose_mimetype) {
        put(e, asic, "mimetype", json_string("warn"));
        put(e, out, "asic", asic);
    } else {
        json_decref(asic);
    }
    put(e, out, "cms", cms);
    put(e, out, "fin", fin);
    document_later(e, out, d);
    put(e, out, "ocsp_nonce", json_string(nonces[d->ocsp_nonce]));
    put(e, out, "suspended_restored",
        json_string(restored[d->suspended_restored]));
    put(e, out, "trust_list",
        json_string(d->any_trust_list ? "any" : "signed"));
    return out;
}

static json_t *
nobody(struct emitter *e)
{
    json_t *out = json_object();

    put(e, out, "keys", json_array());
    put(e, out, "threshold", number(0));
    return out;
}

static void
put_identity(struct emitter *e, json_t *out, const struct mohur__policy *p)
{
    put(e, out, "type", json_string("mohur-profile/1"));
    put(e, out, "id", json_string(p->id));
    put(e, out, "version", number(p->version));
    put(e, out, "supersedes", json_string(""));
    put(e, out, "min_library", json_string(MOHUR_VERSION));
    put(e, out, "authority", nobody(e));
    put(e, out, "recovery", nobody(e));
    put(e, out, "on_expiry", json_string(p->warns ? "warn" : "process-only"));
    if (p->expires != 0) {
        put(e, out, "issued", date(p->issued));
        put(e, out, "effective", date(p->effective));
        put(e, out, "expires", date(p->expires));
    }
}

mohur_status
mohur__policy_emit(mohur_ctx *ctx,
                   const struct mohur__policy *policy,
                   json_t **out)
{
    mohur_status st  = MOHUR_OK;
    struct emitter e = {0};
    json_t *json     = json_object();

    *out = NULL;
    put_identity(&e, json, policy);
    put(&e, json, "levels", levels(&e, policy));
    put(&e, json, "level_policy", level_policy(&e, policy));
    put(&e, json, "rules", rules(&e, policy));
    put(&e, json, "defaults", defaults(&e, policy));
    put(&e, json, "pwhash", pwhash(&e, &policy->limits));
    put(&e, json, "limits", limits(&e, &policy->limits));
    put(&e, json, "document", document(&e, &policy->document));
    put(&e, json, "ignore_unknown", json_array());
    REQUIRE(ctx, !e.failed, MOHUR_E_NO_MEMORY, "memory ran out");
    *out = json;
    json = NULL;

out:
    json_decref(json);
    return st;
}
