/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/time.h"
#include "profile/decide.h"
#include "profile/subject.h"

/*
 * What will stop working, and when: decide() itself, asked again at each date
 * at which its answer says that it would change.
 */
enum {
    STEPS_MAX = 256 /* more dates than this, one answer does not have */
};

static const struct {
    mohur_operation operation;
    const char *name;
} operations[] = {
    {MOHUR_OP_SIGN, "sign"},     {MOHUR_OP_SEAL, "seal"},
    {MOHUR_OP_WRAP, "wrap"},     {MOHUR_OP_KEYGEN, "keygen"},
    {MOHUR_OP_EXPORT, "export"}, {MOHUR_OP_VERIFY, "verify"},
    {MOHUR_OP_OPEN, "open"},     {MOHUR_OP_UNWRAP, "unwrap"},
    {MOHUR_OP_REPASS, "unlock"}, {MOHUR_OP_ENCRYPT, "encrypt"},
};

static const struct mohur__policy *
policy_at(const struct mohur__outlook *o, int64_t when)
{
    return o->next != NULL && when >= o->next->effective
               ? o->next
               : mohur__force_policy(o->force, when);
}

/* The first second after when at which another profile takes over. */
static int64_t
next_policy_after(const struct mohur__outlook *o, int64_t when)
{
    int64_t first = mohur__force_next(o->force, when);

    if (o->next != NULL && o->next->effective > when &&
        o->next->effective < first) {
        first = o->next->effective;
    }
    return first;
}

/* Of a key that has ended by itself, nobody asks how old it is. */
static mohur_decision
decide_at(const struct mohur__policy *policy,
          const struct mohur__subject *s,
          mohur_request ask,
          int64_t when)
{
    mohur_decision d = MOHUR_DECISION_INIT;

    ask.now = when;
    if (s->protect_until != 0 && when >= s->protect_until) {
        ask.key_created = 0;
    }
    mohur__policy_decide(policy, &ask, &d);
    return d;
}

static mohur_decision
answer_at(const struct mohur__outlook *o,
          const struct mohur__subject *s,
          mohur_request ask,
          int64_t when)
{
    mohur_decision d = decide_at(policy_at(o, when), s, ask, when);
    int64_t switched = next_policy_after(o, when);

    d.until = switched < d.until ? switched : d.until;
    return d;
}

static json_t *
change_json(const struct mohur__subject *s,
            size_t operation,
            const mohur_decision *was,
            const mohur_decision *will,
            int64_t when)
{
    char date[MOHUR__TIME_CAP] = {0};
    json_t *out                = json_object();

    mohur__time_format(when, date);
    (void)json_object_set_new(out, "object", json_string(s->object));
    (void)json_object_set_new(out, "name", json_string(s->name));
    if (s->version != 0) {
        (void)json_object_set_new(out, "version", json_integer(s->version));
    }
    (void)json_object_set_new(out, "operation",
                              json_string(operations[operation].name));
    (void)json_object_set_new(out, "alg", json_string(mohur_alg_name(s->alg)));
    (void)json_object_set_new(out, "level", json_integer(s->level));
    (void)json_object_set_new(out, "from", json_string(date));
    (void)json_object_set_new(out, "from_s", json_integer(when));
    (void)json_object_set_new(out, "old",
                              json_string(mohur_reason_name(was->reason)));
    (void)json_object_set_new(out, "new",
                              json_string(mohur_reason_name(will->reason)));
    (void)json_object_set_new(out, "rule", json_integer(will->rule));
    (void)json_object_set_new(out, "stops",
                              json_boolean(was->allowed && !will->allowed));
    return out;
}

/* The first change of one answer; nothing if there is none. */
static mohur_status
judge(mohur_ctx *ctx,
      const struct mohur__outlook *o,
      const struct mohur__subject *s,
      size_t operation,
      json_t *changes)
{
    mohur_status st    = MOHUR_OK;
    mohur_request ask  = MOHUR_REQUEST_INIT;
    mohur_decision was = MOHUR_DECISION_INIT;
    mohur_decision is  = MOHUR_DECISION_INIT;
    int64_t when       = o->now;

    ask.operation   = operations[operation].operation;
    ask.alg         = s->alg;
    ask.hash        = s->hash;
    ask.bits        = s->bits;
    ask.m_kib       = s->m_kib;
    ask.t           = s->t;
    ask.custody     = s->custody;
    ask.level       = s->level;
    ask.key_created = s->created > s->activate_at ? s->created : s->activate_at;
    mohur__request_complete(ctx, &ask);
    mohur__force_facts(o->force, &ask);
    was = decide_at(mohur__force_policy(o->force, when), s, ask, when);
    is  = answer_at(o, s, ask, when);
    for (int i = 0; is.reason == was.reason && is.until != INT64_MAX; i++) {
        REQUIRE(ctx, i < STEPS_MAX && is.until > when, MOHUR_E_INTERNAL,
                "a decision changes at no later date");
        when = is.until;
        is   = answer_at(o, s, ask, when);
    }
    if (is.reason != was.reason) {
        REQUIRE(ctx,
                json_array_append_new(
                    changes, change_json(s, operation, &was, &is, when)) == 0,
                MOHUR_E_NO_MEMORY, "memory ran out");
    }

out:
    return st;
}

static json_t *
head_json(const struct mohur__outlook *o, json_t *changes)
{
    char now[MOHUR__TIME_CAP]         = {0};
    const struct mohur__policy *known = mohur__force_policy(o->force, o->now);
    const struct mohur__policy *next  = o->next != NULL ? o->next : known;
    json_t *out                       = json_object();

    mohur__time_format(o->now, now);
    (void)json_object_set_new(out, "schema", json_string("mohur-impact"));
    (void)json_object_set_new(out, "version", json_integer(1));
    (void)json_object_set_new(out, "now", json_string(now));
    (void)json_object_set_new(out, "now_s", json_integer(o->now));
    (void)json_object_set_new(out, "present", json_string(known->id));
    (void)json_object_set_new(out, "present_version",
                              json_integer((json_int_t)known->version));
    (void)json_object_set_new(out, "next", json_string(next->id));
    (void)json_object_set_new(out, "next_version",
                              json_integer((json_int_t)next->version));
    (void)json_object_set(out, "changes", changes);
    return out;
}

mohur_status
mohur__impact_write(mohur_ctx *ctx,
                    const struct mohur__outlook *outlook,
                    const struct mohur__subject *subjects,
                    size_t subjects_len,
                    mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;
    json_t *changes = json_array();

    for (size_t i = 0; i < subjects_len; i++) {
        for (size_t j = 0; j < sizeof operations / sizeof operations[0]; j++) {
            if ((subjects[i].operations >> operations[j].operation & 1) != 0) {
                TRY(judge(ctx, outlook, &subjects[i], j, changes));
            }
        }
    }
    TRY(mohur__json_write(ctx, head_json(outlook, changes), sink));

out:
    json_decref(changes);
    return st;
}
