/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/rewrap.h"
#include "base/guard.h"
#include "keystore/key.h"

/*
 * Who is in the header afterwards.  A slot names nobody, but its hint shows
 * to who knows the key; slots that this build does not know, and those that
 * mean nothing, stay as they are.
 */

/* What the new list holds. */
struct tally {
    uint32_t all;
    uint32_t openers; /* all but those that mean nothing */
    uint32_t passphrases;
    uint32_t argon2;
    bool hybrid;
    bool classical;
};

/* What is asked, and what was found of it. */
struct edit {
    struct mohur__rewrap *w;
    struct tally tally;
    uint32_t keyed;              /* slots for a key, before the change */
    uint32_t hinted;             /* those with a hint */
    bool went[MOHUR__SLOTS_MAX]; /* of options.remove */
    bool passphrase_went;
};

static void
count(struct tally *t, uint16_t type)
{
    t->all++;
    t->openers += (type & 0xFFF0) != MOHUR__SLOT_GREASE;
    t->passphrases += type == MOHUR__SLOT_PASSPHRASE;
    t->argon2 += type == MOHUR__SLOT_PASSPHRASE || type == MOHUR__SLOT_BOTH;
    t->hybrid    = t->hybrid || type == MOHUR__SLOT_X_WING;
    t->classical = t->classical || (type != MOHUR__SLOT_X_WING &&
                                    mohur__slot_kem(type) != MOHUR_ALG_NONE);
}

static void
count_keyed(struct edit *e, const struct mohur__slot *slot)
{
    bool keyed =
        slot->type < MOHUR__SLOT_GREASE && slot->type != MOHUR__SLOT_PASSPHRASE;

    e->keyed += keyed;
    e->hinted += keyed && slot->hint.len > 0;
}

/* Is this slot to go? */
static mohur_status
judge(struct edit *e, const struct mohur__slot *slot, bool *out)
{
    const mohur_archive_change_options *o = &e->w->options;
    bool named                            = false;
    mohur_status st                       = MOHUR_OK;

    *out = o->remove_passphrase && slot->type == MOHUR__SLOT_PASSPHRASE;
    e->passphrase_went = e->passphrase_went || *out;
    for (size_t i = 0; i < o->remove_len; i++) {
        TRY(mohur__slot_names(e->w->ctx, e->w->old.header.salt, slot,
                              o->remove[i], &named));
        e->went[i] = e->went[i] || named;
        *out       = *out || named;
    }

out:
    return st;
}

/* Nobody who is added may be among those who stay. */
static mohur_status
refuse_twice(struct edit *e, const struct mohur__slot *slot)
{
    const mohur_archive_change_options *o = &e->w->options;
    bool named                            = false;
    mohur_status st                       = MOHUR_OK;

    REQUIRE(e->w->ctx,
            o->add_passphrase == NULL || slot->type != MOHUR__SLOT_PASSPHRASE,
            MOHUR_E_ARGUMENT,
            "a passphrase opens it already; remove that one first");
    for (size_t i = 0; i < o->add_len; i++) {
        TRY(mohur__slot_names(e->w->ctx, e->w->old.header.salt, slot, o->add[i],
                              &named));
        REQUIRE(e->w->ctx, !named, MOHUR_E_ARGUMENT,
                "recipient %zu can open it already", i + 1);
    }

out:
    return st;
}

/* The slots that stay. */
static mohur_status
keep(struct edit *e)
{
    const struct mohur__header *h = &e->w->old.header;
    struct mohur__cursor c        = mohur__cursor_of(h->slots);
    struct mohur__slot slot       = {.type = 0};
    bool goes                     = false;
    mohur_status st               = MOHUR_OK;

    for (uint32_t i = 0; i < h->n_slots; i++) {
        TRY(mohur__slot_parse(e->w->ctx, &c, &slot));
        count_keyed(e, &slot);
        TRY(judge(e, &slot, &goes));
        if (!goes) {
            TRY(refuse_twice(e, &slot));
            count(&e->tally, slot.type);
            mohur__buf_bytes(&e->w->slots, slot.raw);
        }
    }

out:
    return st;
}

/* Everybody who is to go was there. */
static mohur_status
check_gone(const struct edit *e)
{
    const mohur_archive_change_options *o = &e->w->options;
    mohur_status st                       = MOHUR_OK;

    for (size_t i = 0; i < o->remove_len; i++) {
        REQUIRE(e->w->ctx, e->went[i], MOHUR_E_NO_KEY,
                "no slot of the header names key %zu of those to remove",
                i + 1);
    }
    REQUIRE(e->w->ctx, !o->remove_passphrase || e->passphrase_went,
            MOHUR_E_NO_KEY, "no passphrase opens this archive");

out:
    return st;
}

/* Count who is added, and judge the list as a whole; nothing is drawn yet. */
static mohur_status
check_list(struct edit *e)
{
    const struct mohur__rewrap *w = e->w;
    struct tally *t               = &e->tally;
    mohur_status st               = MOHUR_OK;

    for (size_t i = 0; i < w->options.add_len; i++) {
        count(t, mohur__slot_type_of(w->options.add[i]));
    }
    if (w->options.add_passphrase != NULL) {
        count(t, MOHUR__SLOT_PASSPHRASE);
    }
    REQUIRE(w->ctx, t->openers > 0, MOHUR_E_ARGUMENT,
            "nobody could open it: the last recipient cannot be removed");
    REQUIRE(w->ctx, t->all <= MOHUR__SLOTS_MAX, MOHUR_E_LIMIT,
            "the header would have %u slots, more than %d", t->all,
            MOHUR__SLOTS_MAX);
    REQUIRE(w->ctx, t->argon2 <= MOHUR__ARGON2_SLOTS_MAX, MOHUR_E_LIMIT,
            "the header would have %u passphrase slots, more than %d",
            t->argon2, MOHUR__ARGON2_SLOTS_MAX);
    REQUIRE(w->ctx,
            w->plan == NULL || w->options.allow_mixed_pq || !t->hybrid ||
                !t->classical,
            MOHUR_E_POLICY,
            "some recipients are post-quantum and some are not; that has to "
            "be allowed");

out:
    return st;
}

/* CT: leaks nothing of the file key. */
static mohur_status
seal_added(const struct edit *e)
{
    struct mohur__rewrap *w            = e->w;
    const struct mohur__slot_seal with = {
        .imm      = w->old.header.imm,
        .file_key = mohur__secret_bytes(w->file_key),
        /* Among slots that name nobody, one that does would stand out. */
        .hintless = e->keyed > 0 && e->hinted == 0};
    mohur_status st = MOHUR_OK;

    if (w->plan == NULL) {
        return MOHUR_OK;
    }
    for (size_t i = 0; i < w->options.add_len; i++) {
        TRY(mohur__slot_seal_key(w->ctx, &with, w->options.add[i], &w->slots));
    }
    if (w->plan->passphrase.len > 0) {
        TRY(mohur__slot_seal_passphrase(
            w->ctx, &with, w->plan->passphrase,
            (struct mohur__pwhash_cost){w->plan->options.passphrase_m_kib,
                                        w->plan->options.passphrase_t},
            &w->slots));
    }

out:
    return st;
}

/* CT: leaks nothing of the file key. */
mohur_status
mohur__rewrap_slots(struct mohur__rewrap *w)
{
    struct edit e   = {.w = w};
    mohur_status st = MOHUR_OK;

    mohur__buf_init(&w->slots, w->ctx, MOHUR__AREA_LEN_MAX);
    TRY(keep(&e));
    TRY(check_gone(&e));
    TRY(check_list(&e));
    TRY(seal_added(&e));
    TRY(mohur__buf_status(&w->slots));
    w->n_slots = e.tally.all;

out:
    return st;
}
