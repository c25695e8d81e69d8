/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/body.h"

#include "base/guard.h"
#include "base/mem.h"
#include "profile/kinds.h"

#include <string.h>

/*
 * Rules as they are written, one after the other: each must be able to match
 * something that no earlier one has taken, and stay above the floor.
 */
enum {
    NAME_MAX   = 64,
    SOURCE_MAX = 512,
    BITS_MAX   = 65536,
    HASHES_MAX = 16,
    IGNORE_MAX = 256
};

static const char *const protect_words[] = {"disallowed", "deprecated",
                                            "acceptable", NULL};
static const char *const process_words[] = {"disallowed", "legacy",
                                            "deprecated", "acceptable", NULL};
static const char *const use_words[] = {"content", "signature", "identifier",
                                        NULL};

/* ---- names ---- */

/* Does ignore_unknown list it?  ignored_check saw that it holds texts. */
static bool
is_ignored(const struct mohur__body *b, const char *name)
{
    const json_t *list = json_object_get(b->json, "ignore_unknown");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = json_string_value(json_array_get(list, i));

        if (strcmp(text, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Its number; names are exact here, as in mohur_alg_name. */
static mohur_alg
alg_of(const char *name)
{
    mohur_alg alg = mohur_alg_from_name(name);

    return mohur__kind_of(alg) != NULL && strcmp(mohur_alg_name(alg), name) == 0
               ? alg
               : MOHUR_ALG_NONE;
}

/* A number, or NONE for a name that may be without one. */
static mohur_status
name_read(const struct mohur__object *o,
          const struct mohur__body *b,
          const char *member,
          const char *name,
          mohur_alg *out)
{
    *out = alg_of(name);
    if (*out == MOHUR_ALG_NONE && !mohur__floor_name(name) &&
        !is_ignored(b, name)) {
        return mohur__object_refuse(o, member,
                                    "is an algorithm that is not known");
    }
    return MOHUR_OK;
}

/* ---- param and purpose ---- */

static mohur_status
hashes_read(const struct mohur__object *o,
            const struct mohur__body *b,
            struct mohur__rule *out)
{
    mohur_status st = MOHUR_OK;
    size_t len      = 0;

    TRY(mohur__object_list(o, "hash", HASHES_MAX, &len));
    if (json_object_get(o->json, "hash") != NULL) {
        out->hashes = MOHUR__HASHES_LISTED;
    }
    for (size_t i = 0; i < len; i++) {
        const char *name = NULL;
        mohur_alg alg    = MOHUR_ALG_NONE;

        TRY(mohur__object_list_text(o, "hash", i, NAME_MAX, &name));
        TRY(name_read(o, b, "hash", name, &alg));
        if (alg != MOHUR_ALG_NONE &&
            (mohur__kind_hash_bit(alg) == 0 ||
             (out->hashes & mohur__kind_hash_bit(alg)) != 0)) {
            REFUSE(o, "hash", "is not of hashes, each once");
        }
        out->hashes |= mohur__kind_hash_bit(alg);
    }
    if (out->hashes != 0 && len == 0) {
        REFUSE(o, "hash", "is empty");
    }

out:
    return st;
}

static mohur_status
param_read(const struct mohur__object *rule,
           const struct mohur__body *b,
           struct mohur__rule *out)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__object o         = {0};
    const struct mohur__kind *kind = mohur__kind_of(out->alg);
    uint64_t min                   = 0;
    uint64_t max                   = 0;

    TRY(mohur__object_enter(rule, "param", &o));
    if (o.json == NULL) {
        return MOHUR_OK;
    }
    TRY(mohur__object_members(&o, "min_bits? max_bits? hash?"));
    TRY(mohur__object_number(&o, "min_bits", 1, BITS_MAX, &min));
    TRY(mohur__object_number(&o, "max_bits", min > 0 ? min : 1, BITS_MAX,
                             &max));
    TRY(hashes_read(&o, b, out));
    if (json_object_size(o.json) == 0) {
        REFUSE(&o, "", "is empty");
    }
    if (kind != NULL && ((out->hashes != 0 && !kind->hashed) ||
                         ((min != 0 || max != 0) && !kind->sized))) {
        REFUSE(&o, "", "is not for this algorithm");
    }
    out->min_bits = (uint32_t)min;
    out->max_bits = (uint32_t)max;

out:
    return st;
}

static mohur_status
purpose_read(const struct mohur__object *o, struct mohur__rule *out)
{
    mohur_status st = MOHUR_OK;
    size_t len      = 0;

    TRY(mohur__object_list(o, "purpose", 3, &len));
    for (size_t i = 0; i < len; i++) {
        const char *word = NULL;
        unsigned n       = 0;

        TRY(mohur__object_list_text(o, "purpose", i, NAME_MAX, &word));
        while (use_words[n] != NULL && strcmp(use_words[n], word) != 0) {
            n++;
        }
        if (use_words[n] == NULL || (out->uses >> n & 1) != 0) {
            REFUSE(o, "purpose",
                   "is not of signature, content, identifier, each once");
        }
        out->uses |= UINT32_C(1) << n;
    }
    if (json_object_get(o->json, "purpose") != NULL &&
        (len == 0 ||
         (out->alg != MOHUR_ALG_NONE && mohur__kind_hash_bit(out->alg) == 0))) {
        REFUSE(o, "purpose", "is for hashes, and not empty");
    }

out:
    return st;
}

/* ---- the two sides ---- */

static mohur_status
level_read(const struct mohur__object *o,
           const struct mohur__body *b,
           struct mohur__rule_side *out)
{
    mohur_status st = MOHUR_OK;
    uint64_t level  = UINT8_MAX;

    TRY(mohur__object_number(o, "max_level", 0, (uint64_t)b->policy.levels - 1,
                             &level));
    out->max_level = (uint8_t)level;

out:
    return st;
}

static mohur_status
protect_read(const struct mohur__object *rule,
             const struct mohur__body *b,
             struct mohur__rule_side *out)
{
    static const enum mohur__rule_status statuses[] = {
        MOHUR__RULE_DISALLOWED, MOHUR__RULE_DEPRECATED, MOHUR__RULE_ACCEPTABLE};
    mohur_status st        = MOHUR_OK;
    struct mohur__object o = {0};
    uint8_t word           = 0;

    TRY(mohur__object_enter(rule, "protect", &o));
    TRY(mohur__object_members(&o, "status from? until? max_level?"));
    TRY(mohur__object_word(&o, "status", protect_words, &word));
    out->status = statuses[word];
    TRY(mohur__object_first_second(&o, "from", &out->from));
    TRY(mohur__object_last_second(&o, "until", &out->until));
    TRY(level_read(&o, b, out));
    if (out->until != 0 && out->from > out->until) {
        REFUSE(&o, "until", "is before from");
    }

out:
    return st;
}

static mohur_status
process_read(const struct mohur__object *rule,
             const struct mohur__body *b,
             struct mohur__rule_side *out)
{
    static const enum mohur__rule_status statuses[] = {
        MOHUR__RULE_DISALLOWED, MOHUR__RULE_LEGACY, MOHUR__RULE_DEPRECATED,
        MOHUR__RULE_ACCEPTABLE};
    mohur_status st        = MOHUR_OK;
    struct mohur__object o = {0};
    uint8_t word           = 0;

    TRY(mohur__object_enter(rule, "process", &o));
    TRY(mohur__object_members(&o, "status until? poe_before? max_level?"));
    TRY(mohur__object_word(&o, "status", process_words, &word));
    out->status = statuses[word];
    TRY(mohur__object_last_second(&o, "until", &out->until));
    TRY(mohur__object_first_second(&o, "poe_before", &out->poe_before));
    TRY(level_read(&o, b, out));
    if (out->status == MOHUR__RULE_LEGACY && out->until == 0 &&
        out->poe_before == 0) {
        REFUSE(&o, "poe_before",
               "is missing, and until too: no proof is old "
               "enough");
    }

out:
    return st;
}

/* ---- one rule, and the list ---- */

/* Is every request that b matches one that a matches too? */
static bool
covers(const struct mohur__rule *a, const struct mohur__rule *b)
{
    bool same = a->alg == b->alg &&
                (a->alg != MOHUR_ALG_NONE || strcmp(a->name, b->name) == 0);
    bool bits =
        a->min_bits <= b->min_bits &&
        (a->max_bits == 0 || (b->max_bits != 0 && b->max_bits <= a->max_bits));
    bool hashes =
        a->hashes == 0 || (b->hashes != 0 && (b->hashes & ~a->hashes) == 0);
    bool uses = a->uses == 0 || (b->uses != 0 && (b->uses & ~a->uses) == 0);

    return same && bits && hashes && uses;
}

static mohur_status
reach_check(const struct mohur__object *o,
            const struct mohur__body *b,
            size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (covers(&b->rules[j], &b->rules[i])) {
            return mohur__error(
                o->ctx, MOHUR_E_FORMAT,
                "profile: %s cannot be reached behind rules[%u]", o->where,
                (unsigned)j);
        }
    }
    return MOHUR_OK;
}

static mohur_status
rule_read(const struct mohur__object *list, size_t i, struct mohur__body *b)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__object o  = {0};
    struct mohur__rule *out = &b->rules[i];

    TRY(mohur__object_list_enter(list, "rules", i, &o));
    TRY(mohur__object_members(&o,
                              "alg param? purpose? protect process source?"));
    TRY(mohur__object_text(&o, "alg", NAME_MAX, &out->name));
    TRY(name_read(&o, b, "alg", out->name, &out->alg));
    TRY(param_read(&o, b, out));
    TRY(purpose_read(&o, out));
    TRY(protect_read(&o, b, &out->protect));
    TRY(process_read(&o, b, &out->process));
    TRY(mohur__object_text(&o, "source", SOURCE_MAX, &out->source));
    TRY(reach_check(&o, b, i));
    if (mohur__floor_refuses_rule(out)) {
        REFUSE(&o, "", "allows what no profile may");
    }

out:
    return st;
}

static mohur_status
ignored_check(const struct mohur__object *o)
{
    mohur_status st  = MOHUR_OK;
    const char *name = NULL;
    size_t len       = 0;

    TRY(mohur__object_list(o, "ignore_unknown", IGNORE_MAX, &len));
    for (size_t i = 0; i < len; i++) {
        TRY(mohur__object_list_text(o, "ignore_unknown", i, NAME_MAX, &name));
    }

out:
    return st;
}

mohur_status
mohur__body_read_rules(const struct mohur__object *o, struct mohur__body *b)
{
    mohur_status st = MOHUR_OK;
    size_t len      = 0;

    TRY(ignored_check(o));
    TRY(mohur__object_list(o, "rules", MOHUR__RULES_MAX, &len));
    TRY(mohur__alloc_array(o->ctx, len, sizeof *b->rules, (void **)&b->rules));
    for (size_t i = 0; i < len; i++) {
        TRY(rule_read(o, i, b));
    }
    b->policy.rules     = b->rules;
    b->policy.rules_len = len;

out:
    return st;
}

/* ---- defaults ---- */

static bool
has_rule(const struct mohur__body *b, mohur_alg alg, const char *name)
{
    for (size_t i = 0; i < b->policy.rules_len; i++) {
        if (alg != MOHUR_ALG_NONE ? b->rules[i].alg == alg
                                  : strcmp(b->rules[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static mohur_status
defaults_of(const struct mohur__object *o,
            const char *purpose,
            const struct mohur__body *b,
            mohur_alg out[MOHUR__DEFAULTS_MAX])
{
    mohur_status st = MOHUR_OK;
    size_t len      = 0;
    size_t used     = 0;

    TRY(mohur__object_list(o, purpose, MOHUR__DEFAULTS_MAX, &len));
    for (size_t i = 0; i < len; i++) {
        const char *name = NULL;
        mohur_alg alg    = MOHUR_ALG_NONE;

        TRY(mohur__object_list_text(o, purpose, i, NAME_MAX, &name));
        TRY(name_read(o, b, purpose, name, &alg));
        if (!has_rule(b, alg, name)) {
            REFUSE(o, purpose, "has an algorithm without a rule");
        }
        if (alg != MOHUR_ALG_NONE) {
            out[used++] = alg;
        }
    }

out:
    return st;
}

mohur_status
mohur__body_read_defaults(const struct mohur__object *o, struct mohur__body *b)
{
    static const char *const purposes[MOHUR__DEFAULTS_FOR] = {"sign", "seal",
                                                              "sym"};
    mohur_status st                                        = MOHUR_OK;
    struct mohur__object inner                             = {0};

    TRY(mohur__object_enter(o, "defaults", &inner));
    TRY(mohur__object_members(&inner, "sign? seal? sym?"));
    for (size_t i = 0; i < MOHUR__DEFAULTS_FOR; i++) {
        TRY(defaults_of(&inner, purposes[i], b, b->policy.defaults[i]));
    }

out:
    return st;
}
