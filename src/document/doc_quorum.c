/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_quorum.h"

#include "base/guard.h"
#include "base/mem.h"
#include "base/text.h"

/*
 * Signatures of one person are put together first; then persons are matched
 * with the expected signers, as many as can be (augmenting paths).
 */
enum {
    NOBODY  = -1,
    ID_LEN  = 32,
    HEX_CAP = 2 * ID_LEN + 1
};

struct count {
    const mohur_report *report;
    const struct mohur__ballot *ballots;
    enum mohur__standing_in least;
    size_t *person; /* of each signature: the first one of the same person */
    int *serves_as; /* of each person: which signer; or NOBODY */
    bool *asked;    /* each person, in this round */
};

/* ---- traits ---- */

static bool
same_text(const char *a, const char *b)
{
    return mohur__bytes_equal(mohur__bytes_text(a), mohur__bytes_text(b));
}

static bool
is_id(const uint8_t id[ID_LEN], const char *hex)
{
    char text[HEX_CAP] = {0};

    mohur__hex(mohur__bytes_of(id, ID_LEN), text);
    return same_text(text, hex);
}

/* Is it one of the words of a list? */
static bool
is_among(const char *list, const char *word)
{
    mohur__bytes left = mohur__bytes_text(list);

    while (left.len > 0) {
        size_t len = 0;

        while (len < left.len && left.data[len] != ' ') {
            len++;
        }
        if (mohur__bytes_equal(mohur__bytes_sub(left, 0, len),
                               mohur__bytes_text(word))) {
            return true;
        }
        left = mohur__bytes_sub(left, len + 1, left.len);
    }
    return false;
}

static bool
has_trait(const struct mohur__judged *j,
          enum mohur__trait trait,
          const char *value)
{
    switch (trait) {
    case MOHUR__TRAIT_CERTIFICATE:
        return is_id(j->info.cert_id, value);
    case MOHUR__TRAIT_KEY:
        return is_id(j->signer.key_id, value);
    case MOHUR__TRAIT_FIN:
        return same_text(j->signer.fin, value);
    case MOHUR__TRAIT_SERIAL_NUMBER:
        return same_text(j->info.person, value);
    case MOHUR__TRAIT_ISSUER:
        return same_text(j->info.issuer, value);
    case MOHUR__TRAIT_POLICY:
        return is_among(j->signer.policies, value);
    case MOHUR__TRAIT_CLASS:
        return same_text(j->signer.legal_class, value);
    case MOHUR__TRAITS:
        break;
    }
    return false;
}

bool
mohur__signer_claims(const struct mohur__judged *j,
                     enum mohur__claim claim,
                     const char *value)
{
    switch (claim) {
    case MOHUR__CLAIM_REGISTRATION:
        return same_text(j->signer.registration_number, value);
    case MOHUR__CLAIM_VOEN:
        return same_text(j->signer.voen, value);
    case MOHUR__CLAIM_COMMITMENT:
        return is_among(j->signer.commitments, value);
    case MOHUR__CLAIMS:
        break;
    }
    return false;
}

enum mohur__trait
mohur__signer_differs(const struct mohur__judged *j,
                      const struct mohur__expected_signer *wanted)
{
    int i = 0;

    while (i < MOHUR__TRAITS &&
           (wanted->wants[i] == NULL ||
            (j->info.has_cert &&
             has_trait(j, (enum mohur__trait)i, wanted->wants[i])))) {
        i++;
    }
    return (enum mohur__trait)i;
}

/* ---- persons ---- */

/* The same text, which is there. */
static bool
shared(const char *a, const char *b)
{
    return a[0] != '\0' && same_text(a, b);
}

/* Whoever has one of these in common is taken for one person. */
static bool
same_person(const struct mohur__judged *a, const struct mohur__judged *b)
{
    return mohur__bytes_equal(MOHUR__BYTES(a->info.cert_id),
                              MOHUR__BYTES(b->info.cert_id)) ||
           mohur__bytes_equal(MOHUR__BYTES(a->signer.key_id),
                              MOHUR__BYTES(b->signer.key_id)) ||
           shared(a->signer.fin, b->signer.fin) ||
           shared(a->info.person, b->info.person) ||
           shared(a->info.subject, b->info.subject);
}

static bool
counts(const struct count *c, size_t i)
{
    return c->ballots[i].standing >= c->least;
}

/* Two who turn out to be one. */
static void
join(struct count *c, size_t upto, size_t from, size_t into)
{
    for (size_t i = 0; i <= upto; i++) {
        if (c->person[i] == from) {
            c->person[i] = into;
        }
    }
}

static void
find_persons(struct count *c)
{
    const struct mohur__judged *all = c->report->signatures;

    for (size_t i = 0; i < c->report->signatures_len; i++) {
        c->person[i]    = i;
        c->serves_as[i] = NOBODY;
        for (size_t k = 0; k < i && counts(c, i); k++) {
            if (counts(c, k) && c->person[k] != c->person[i] &&
                same_person(&all[i], &all[k])) {
                join(c, i, c->person[i], c->person[k]);
            }
        }
    }
}

/* ---- matching ---- */

/* Find a person who can be this signer, moving others if they can. */
static bool
find_place(struct count *c, size_t signer)
{
    for (size_t i = 0; i < c->report->signatures_len; i++) {
        size_t p = c->person[i];

        if (!counts(c, i) || (c->ballots[i].meets >> signer & 1) == 0 ||
            c->asked[p]) {
            continue;
        }
        c->asked[p] = true;
        if (c->serves_as[p] == NOBODY ||
            find_place(c, (size_t)c->serves_as[p])) {
            c->serves_as[p] = (int)signer;
            return true;
        }
    }
    return false;
}

static void
forget_asked(struct count *c)
{
    for (size_t i = 0; i < c->report->signatures_len; i++) {
        c->asked[i] = false;
    }
}

mohur_status
mohur__quorum_count(mohur_ctx *ctx,
                    const mohur_report *report,
                    const struct mohur__ballot *ballots,
                    enum mohur__standing_in least,
                    size_t *out)
{
    mohur_status st = MOHUR_OK;
    size_t len      = report->signatures_len;
    void *memory    = NULL;
    struct count c  = {.report = report, .ballots = ballots, .least = least};

    *out = 0;
    TRY(mohur__alloc_array(ctx, len, sizeof *c.person, &memory));
    c.person = memory;
    TRY(mohur__alloc_array(ctx, len, sizeof *c.serves_as, &memory));
    c.serves_as = memory;
    TRY(mohur__alloc_array(ctx, len, sizeof *c.asked, &memory));
    c.asked = memory;
    find_persons(&c);
    for (size_t signer = 0; signer < MOHUR__EXPECT_SIGNERS_MAX; signer++) {
        forget_asked(&c);
        *out += find_place(&c, signer);
    }

out:
    mohur__free(c.person);
    mohur__free(c.serves_as);
    mohur__free(c.asked);
    return st;
}
