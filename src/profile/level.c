/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/body.h"

#include "base/guard.h"

#include <string.h>

/*
 * Levels from 0 without gaps, and what each wants.  What an entry leaves out
 * it takes from the one below; it is never laxer than that.
 */
enum {
    NAME_MAX  = 64,
    DAYS_MAX  = 36500,
    COUNT_MAX = 255
};

static const char *const custodies[] = {"", "software", "hsm", "tpm", NULL};
static const char *const anchors[] = {"none", "local", "hardware", "witnessed",
                                      NULL};

static mohur_status
level_read(const struct mohur__object *list, size_t i, struct mohur__body *b)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__object o = {0};
    uint64_t n             = 0;
    const char *name       = "";

    TRY(mohur__object_list_enter(list, "levels", i, &o));
    TRY(mohur__object_members(&o, "n name"));
    TRY(mohur__object_number(&o, "n", i, i, &n));
    TRY(mohur__object_text(&o, "name", NAME_MAX, &name));
    if (name[0] == '\0') {
        REFUSE(&o, "name", "is empty");
    }
    for (size_t j = 0; j < i; j++) {
        if (strcmp(b->level_names[j], name) == 0) {
            REFUSE(&o, "name", "is that of another level");
        }
    }
    b->level_names[i] = name;

out:
    return st;
}

/* ---- what a level wants ---- */

static mohur_status
custody_read(const struct mohur__object *o, struct mohur__level_policy *out)
{
    mohur_status st = MOHUR_OK;
    size_t len      = 0;
    uint8_t bits    = 0;

    TRY(mohur__object_list(o, "custody", 3, &len));
    for (size_t i = 0; i < len; i++) {
        const char *word = NULL;
        uint8_t n        = MOHUR_CUSTODY_SOFTWARE;

        TRY(mohur__object_list_text(o, "custody", i, NAME_MAX, &word));
        while (custodies[n] != NULL && strcmp(custodies[n], word) != 0) {
            n++;
        }
        if (custodies[n] == NULL || (bits >> n & 1) != 0) {
            REFUSE(o, "custody", "is not of software, hsm, tpm, each once");
        }
        bits |= (uint8_t)(1U << n);
    }
    if (len > 0) {
        out->hardware = bits;
    } else if (json_object_get(o->json, "custody") != NULL) {
        REFUSE(o, "custody", "is empty");
    }

out:
    return st;
}

static mohur_status
small_read(const struct mohur__object *o,
           const char *name,
           uint8_t min,
           uint8_t max,
           uint8_t *out)
{
    mohur_status st = MOHUR_OK;
    uint64_t n      = *out;

    TRY(mohur__object_number(o, name, min, max, &n));
    *out = (uint8_t)n;

out:
    return st;
}

static mohur_status
periods_read(const struct mohur__object *o, struct mohur__level_policy *out)
{
    static const char *const names[MOHUR__PERIODS] = {"sign", "seal", "sym"};
    mohur_status st                                = MOHUR_OK;
    struct mohur__object days                      = {0};

    TRY(mohur__object_enter(o, "max_cryptoperiod_days", &days));
    if (days.json == NULL) {
        return MOHUR_OK;
    }
    TRY(mohur__object_members(&days, "sign? seal? sym?"));
    for (size_t i = 0; i < MOHUR__PERIODS; i++) {
        uint64_t n = out->period_days[i];

        TRY(mohur__object_number(&days, names[i], 1, DAYS_MAX, &n));
        out->period_days[i] = (uint32_t)n;
    }

out:
    return st;
}

static mohur_status
wants_read(const struct mohur__object *o, struct mohur__level_policy *out)
{
    mohur_status st    = MOHUR_OK;
    bool deterministic = !out->randomised;

    TRY(custody_read(o, out));
    TRY(small_read(o, "unlock_factors", 1, 3, &out->unlock_factors));
    TRY(mohur__object_flag(o, "dual_control", &out->dual_control));
    TRY(mohur__object_first_second(o, "hybrid_kem_from", &out->hybrid_from));
    TRY(mohur__object_flag(o, "deterministic_fields", &deterministic));
    out->randomised = !deterministic;
    TRY(mohur__object_flag(o, "exportable", &out->exportable));
    TRY(mohur__object_word(o, "anchor", anchors, &out->anchor));
    TRY(mohur__object_flag(o, "memory_lock", &out->memory_lock));
    TRY(mohur__object_flag(o, "log_unlock", &out->log_unlock));
    TRY(small_read(o, "log_witness_quorum", 0, COUNT_MAX, &out->witnesses));
    TRY(periods_read(o, out));

out:
    return st;
}

/* Zero is no bound.  Where one is below, a has one: it began as that. */
static bool
bound_laxer(int64_t a, int64_t below)
{
    return below != 0 && a > below;
}

/* Does a allow something that the level below does not? */
static bool
is_laxer(const struct mohur__level_policy *a,
         const struct mohur__level_policy *below)
{
    bool laxer = false;

    for (size_t i = 0; i < MOHUR__PERIODS; i++) {
        laxer = laxer || bound_laxer(a->period_days[i], below->period_days[i]);
    }
    return laxer ||
           (below->hardware != 0 &&
            (a->hardware & (uint8_t)~below->hardware) != 0) ||
           bound_laxer(a->hybrid_from, below->hybrid_from) ||
           a->unlock_factors < below->unlock_factors ||
           a->dual_control < below->dual_control ||
           a->randomised < below->randomised ||
           a->exportable > below->exportable || a->anchor < below->anchor ||
           a->memory_lock < below->memory_lock ||
           a->log_unlock < below->log_unlock || a->witnesses < below->witnesses;
}

static mohur_status
policy_read(const struct mohur__object *list, size_t i, struct mohur__body *b)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__object o         = {0};
    uint64_t n                     = 0;
    struct mohur__level_policy *to = &b->level_policy[i];

    *to = i > 0 ? b->level_policy[i - 1]
                : (struct mohur__level_policy){.exportable     = true,
                                               .unlock_factors = 1};
    TRY(mohur__object_list_enter(list, "level_policy", i, &o));
    TRY(mohur__object_members(
        &o, "n custody? unlock_factors? dual_control? hybrid_kem_from? "
            "deterministic_fields? exportable? anchor? memory_lock? "
            "log_unlock? log_witness_quorum? max_cryptoperiod_days?"));
    TRY(mohur__object_number(&o, "n", i > 0 ? (uint64_t)to->level + 1 : 0,
                             i > 0 ? (uint64_t)b->policy.levels - 1 : 0, &n));
    to->level = (uint8_t)n;
    TRY(wants_read(&o, to));
    if (i > 0 && is_laxer(to, &b->level_policy[i - 1])) {
        REFUSE(&o, "", "is laxer than the level below");
    }

out:
    return st;
}

mohur_status
mohur__body_read_levels(const struct mohur__object *o, struct mohur__body *b)
{
    mohur_status st = MOHUR_OK;
    size_t levels   = 0;
    size_t entries  = 0;

    TRY(mohur__object_list(o, "levels", MOHUR__LEVELS_MAX, &levels));
    TRY(mohur__object_list(o, "level_policy", MOHUR__LEVELS_MAX, &entries));
    if (levels == 0 || entries == 0) {
        REFUSE(o, levels == 0 ? "levels" : "level_policy", "is empty");
    }
    b->policy.levels = (uint8_t)levels;
    for (size_t i = 0; i < levels; i++) {
        TRY(level_read(o, i, b));
    }
    for (size_t i = 0; i < entries; i++) {
        TRY(policy_read(o, i, b));
    }
    b->policy.level_names      = b->level_names;
    b->policy.level_policy     = b->level_policy;
    b->policy.level_policy_len = entries;

out:
    return st;
}
