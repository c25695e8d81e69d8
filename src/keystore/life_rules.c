/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/life_rules.h"

#define NOBODY  {{0, 0}}
#define MANAGER {{MOHUR_CAP_KEY_MANAGER, 0}}
#define OFFICER {{MOHUR_CAP_OFFICER, 0}}
#define OFFICERS                                                               \
    {                                                                          \
        {                                                                      \
            MOHUR_CAP_OFFICER, MOHUR_CAP_OFFICER                               \
        }                                                                      \
    }

/* From, to, what it is recorded as, whose approval. */
static const struct {
    uint8_t from;
    uint8_t to;
    struct mohur__way way;
} WAYS[] = {
    {MOHUR_KEY_PRE_ACTIVE,
     MOHUR_KEY_ACTIVE,
     {MOHUR__EVENT_KEY_ACTIVATE, MANAGER}},
    {MOHUR_KEY_PRE_ACTIVE,
     MOHUR_KEY_DEACTIVATED,
     {MOHUR__EVENT_KEY_DEACTIVATE, MANAGER}},
    {MOHUR_KEY_PRE_ACTIVE,
     MOHUR_KEY_COMPROMISED,
     {MOHUR__EVENT_KEY_COMPROMISE, OFFICER}},
    {MOHUR_KEY_PRE_ACTIVE,
     MOHUR_KEY_DESTROY_PENDING,
     {MOHUR__EVENT_KEY_DESTROY_REQUEST, OFFICERS}},
    {MOHUR_KEY_ACTIVE,
     MOHUR_KEY_SUSPENDED,
     {MOHUR__EVENT_KEY_SUSPEND, OFFICER}},
    {MOHUR_KEY_ACTIVE,
     MOHUR_KEY_DEACTIVATED,
     {MOHUR__EVENT_KEY_DEACTIVATE, MANAGER}},
    {MOHUR_KEY_ACTIVE,
     MOHUR_KEY_COMPROMISED,
     {MOHUR__EVENT_KEY_COMPROMISE, OFFICER}},
    {MOHUR_KEY_SUSPENDED,
     MOHUR_KEY_ACTIVE,
     {MOHUR__EVENT_KEY_RESUME, OFFICERS}},
    {MOHUR_KEY_SUSPENDED,
     MOHUR_KEY_DEACTIVATED,
     {MOHUR__EVENT_KEY_DEACTIVATE, OFFICER}},
    {MOHUR_KEY_SUSPENDED,
     MOHUR_KEY_COMPROMISED,
     {MOHUR__EVENT_KEY_COMPROMISE, OFFICER}},
    {MOHUR_KEY_DEACTIVATED,
     MOHUR_KEY_COMPROMISED,
     {MOHUR__EVENT_KEY_COMPROMISE, OFFICER}},
    {MOHUR_KEY_DEACTIVATED,
     MOHUR_KEY_DESTROY_PENDING,
     {MOHUR__EVENT_KEY_DESTROY_REQUEST, OFFICERS}},
    {MOHUR_KEY_COMPROMISED,
     MOHUR_KEY_DESTROY_PENDING,
     {MOHUR__EVENT_KEY_DESTROY_REQUEST, OFFICERS}},
    {MOHUR_KEY_DESTROY_PENDING,
     MOHUR_KEY_DEACTIVATED,
     {MOHUR__EVENT_KEY_CANCEL, OFFICERS}},
    {MOHUR_KEY_DESTROY_PENDING,
     MOHUR_KEY_COMPROMISED,
     {MOHUR__EVENT_KEY_COMPROMISE, OFFICER}},
    {MOHUR_KEY_DESTROY_PENDING,
     MOHUR_KEY_DESTROYED,
     {MOHUR__EVENT_KEY_DESTROY, OFFICERS}},
};

#define NO       {MOHUR__ANSWER_NO, NOBODY}
#define YES      {MOHUR__ANSWER_YES, NOBODY}
#define NAMED(n) {MOHUR__ANSWER_NAMED, n}
#define CLEAN    {MOHUR__ANSWER_CLEAN, NOBODY}
#define PROOF    {MOHUR__ANSWER_PROOF, NOBODY}
#define BY(n)    {MOHUR__ANSWER_YES, n}

/* Columns: pending inside, pre-active, active, suspended, deactivated,
   compromised, destroy-pending, destroyed. */
static const struct mohur__use_rule USES[MOHUR__USES][MOHUR__STATES] = {
    [MOHUR__USE_PROTECT] = {NO, NO, YES, NO, NO, NO, NO, NO},
    [MOHUR__USE_PROCESS] = {NO, NO, YES, NAMED(NOBODY), YES, NAMED(OFFICER), NO,
                            NO},
    [MOHUR__USE_VERIFY]  = {NO, NO, YES, YES, YES, PROOF, CLEAN, CLEAN},
    [MOHUR__USE_EXPORT_PUBLIC] = {NO, YES, YES, YES, YES, YES, NO, YES},
    [MOHUR__USE_CERTIFY]       = {NO, YES, YES, YES, NO, NO, NO, NO},
    [MOHUR__USE_EXPORT_SECRET] = {NO, BY(OFFICERS), BY(OFFICERS), NO,
                                  BY(OFFICERS), NO, NO, NO},
    [MOHUR__USE_SUCCEED]       = {NO, NO, BY(MANAGER), BY(MANAGER), BY(MANAGER),
                                  BY(MANAGER), NO, NO},
};

static bool
is_state(mohur_key_state state)
{
    return state >= MOHUR_KEY_PRE_ACTIVE && state <= MOHUR_KEY_DESTROYED;
}

struct mohur__way
mohur__life_way(mohur_key_state from, mohur_key_state to)
{
    struct mohur__way way = {0};

    for (size_t i = 0; i < sizeof WAYS / sizeof WAYS[0]; i++) {
        if (WAYS[i].from == (uint32_t)from && WAYS[i].to == (uint32_t)to) {
            way = WAYS[i].way;
        }
    }
    return way;
}

struct mohur__use_rule
mohur__life_use(enum mohur__use use, mohur_key_state state)
{
    static const struct mohur__use_rule no = {0};

    return use < MOHUR__USES && is_state(state) ? USES[use][state] : no;
}

bool
mohur__life_allows(enum mohur__use use, mohur_key_state state, bool compromised)
{
    switch (mohur__life_use(use, state).answer) {
    case MOHUR__ANSWER_YES:
        return true;
    case MOHUR__ANSWER_CLEAN:
        return !compromised;
    case MOHUR__ANSWER_NO:
    case MOHUR__ANSWER_NAMED:
    case MOHUR__ANSWER_PROOF:
        break;
    }
    return false;
}
