/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_LIFE_RULES_H
#define MOHUR_SRC_KEYSTORE_LIFE_RULES_H

#include "keystore/event.h"
#include <mohur/role.h>

/*
 * The two tables of the life cycle, after SP 800-57 part 1: which ways lead
 * from state to state, and what a state lets a version do; and, for a store
 * with roles, whose approval each of them wants.  What is not in the tables
 * is refused.  Nothing else in the keystore knows a rule of these.
 */
enum {
    MOHUR__STATES = MOHUR_KEY_DESTROYED + 1
};

/* Whose approval: a cap each, of two different roles; 0: of nobody. */
struct mohur__need {
    uint8_t cap[2];
};

struct mohur__way {
    uint16_t event; /* enum mohur__event_type; 0: there is no such way */
    struct mohur__need need;
};

/* What can be done with a version. */
enum mohur__use {
    MOHUR__USE_PROTECT,       /* sign, seal, wrap */
    MOHUR__USE_PROCESS,       /* open, unwrap */
    MOHUR__USE_VERIFY,        /* verify a signature */
    MOHUR__USE_EXPORT_PUBLIC, /* hand out the public key */
    MOHUR__USE_CERTIFY,       /* ask for a certificate */
    MOHUR__USE_EXPORT_SECRET, /* let the private key leave */
    MOHUR__USE_SUCCEED,       /* make the next version of its ring */
    MOHUR__USES
};

enum mohur__answer {
    MOHUR__ANSWER_NO = 0,
    MOHUR__ANSWER_YES,
    MOHUR__ANSWER_NAMED, /* asked for by name, and logged */
    MOHUR__ANSWER_CLEAN, /* unless it was compromised before */
    MOHUR__ANSWER_PROOF  /* with proof that it existed before that */
};

struct mohur__use_rule {
    enum mohur__answer answer;
    struct mohur__need need;
};

/* The way between two states; its event is 0 where there is none. */
struct mohur__way
mohur__life_way(mohur_key_state from, mohur_key_state to);

/* What a state says to a use; no, for what is neither. */
struct mohur__use_rule
mohur__life_use(enum mohur__use use, mohur_key_state state);

/* Does a state allow it, no matter whose approval that takes? */
bool
mohur__life_allows(enum mohur__use use,
                   mohur_key_state state,
                   bool compromised);

#endif
