/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_archive.h"

#include "base/guard.h"
#include "base/mem.h"
#include "cms/archive.h"
#include "crypto/hash.h"
#include "document/doc_proof.h"

/* One that was read, and one that is believed so far. */
struct sheet {
    struct mohur__token token;
    mohur__bytes der;
    struct mohur__moment moment;
    struct mohur__stamped *told;
    struct mohur__hash_index index;
    bool has_index;
};

struct filing {
    const struct mohur__court *court;
    const struct mohur__signer *signer;
    const struct mohur__unsigned *beside;
    struct sheet sheets[MOHUR__STAMPS_MAX]; /* newest first, when sorted */
    size_t len;
    struct mohur__moment stamps[MOHUR__STAMPS_MAX]; /* on the signature */
};

/* ---- reading ---- */

static struct mohur__moment
moment_of(const struct mohur__token *token)
{
    struct mohur__moment m = {0, MOHUR__NOTHING};

    if (token->fault == NULL) {
        m = (struct mohur__moment){token->info.time, token->info.fraction};
    }
    return m;
}

static mohur_status
read_sheet(struct filing *f, size_t i, struct mohur__stamped *told)
{
    mohur_status st              = MOHUR_OK;
    const struct mohur__court *c = f->court;
    struct sheet *s              = &f->sheets[i];
    mohur__bytes index           = MOHUR__NOTHING;

    s->der  = f->beside->archives[i];
    s->told = told;
    TRY(mohur__token_read(c->ctx, s->der, c->certs, c->certs_len, &s->token));
    f->len++;
    s->moment = moment_of(&s->token);
    if (s->token.fault == NULL) {
        index = mohur__archive_index(&s->token);
    }
    s->has_index = mohur__hash_index_parse(index, &s->index);

out:
    return st;
}

/* What the time stamps on the signature say of themselves. */
static mohur_status
read_stamps(struct filing *f)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__token token = {.fault = NULL};

    for (size_t i = 0; i < f->beside->stamps_len; i++) {
        TRY(mohur__token_read(f->court->ctx, f->beside->stamps[i], NULL, 0,
                              &token));
        f->stamps[i] = moment_of(&token);
        mohur__token_wipe(&token);
    }

out:
    return st;
}

static void
sort(struct filing *f)
{
    for (size_t i = 1; i < f->len; i++) {
        for (size_t k = i;
             k > 0 && mohur__moment_after(&f->sheets[k].moment,
                                          &f->sheets[k - 1].moment);
             k--) {
            struct sheet s = f->sheets[k];

            f->sheets[k]     = f->sheets[k - 1];
            f->sheets[k - 1] = s;
        }
    }
}

/* ---- what is covered ---- */

/* Type and value of what lies there, if anything does. */
static bool
parts_at(const struct mohur__unsigned *beside,
         mohur__bytes value,
         mohur__bytes parts[2])
{
    for (size_t i = 0; i < beside->values_len; i++) {
        const struct mohur__unsigned_value *v = &beside->values[i];
        if (v->value.data == value.data) {
            parts[0] = v->type;
            parts[1] = v->value;
            return true;
        }
    }
    return false;
}

mohur_status
mohur__archive_covers(mohur_ctx *ctx,
                      const struct mohur__hash_index *index,
                      const struct mohur__unsigned *beside,
                      mohur__bytes stamp,
                      bool *out)
{
    mohur__bytes parts[2] = {MOHUR__NOTHING, MOHUR__NOTHING};

    *out = true;
    if (!parts_at(beside, stamp, parts)) {
        return MOHUR_OK;
    }
    return mohur__hash_index_lists(ctx, index, MOHUR__HASH_VALUES, parts, out);
}

mohur_status
mohur__archives_prove(const struct mohur__court *court,
                      const struct mohur__archives *archives,
                      const struct mohur__unsigned *beside,
                      mohur__bytes value,
                      int64_t *out)
{
    mohur_status st = MOHUR_OK;

    *out = court->sealed != 0 && court->sealed < court->at ? court->sealed
                                                           : court->at;
    for (size_t i = 0; i < archives->len; i++) {
        const struct mohur__archive *a = &archives->at[i];
        bool covered                   = false;

        TRY(mohur__archive_covers(court->ctx, &a->index, beside, value,
                                  &covered));
        if (covered && a->moment.time < *out) {
            *out = a->moment.time;
        }
    }

out:
    return st;
}

/* Does it cover this time stamp, which says that it is younger? */
static mohur_status
contradicts(const struct filing *f,
            const struct sheet *s,
            mohur__bytes stamp,
            const struct mohur__moment *moment,
            bool *out)
{
    mohur_status st = MOHUR_OK;

    if (mohur__moment_after(moment, &s->moment)) {
        TRY(mohur__archive_covers(f->court->ctx, &s->index, f->beside, stamp,
                                  out));
    }

out:
    return st;
}

static mohur_status
is_in_order(const struct filing *f, const struct sheet *s, bool *out)
{
    mohur_status st = MOHUR_OK;
    bool later      = false;

    for (size_t i = 0; !later && i < f->beside->stamps_len; i++) {
        TRY(contradicts(f, s, f->beside->stamps[i], &f->stamps[i], &later));
    }
    for (size_t i = 0; !later && i < f->len; i++) {
        TRY(contradicts(f, s, f->sheets[i].der, &f->sheets[i].moment, &later));
    }
    *out = !later;

out:
    return st;
}

/* ---- judging ---- */

/* The digest of what it is over; nothing if that cannot be made here. */
static mohur_status
make_digest(const struct filing *f,
            const struct sheet *s,
            mohur__span room,
            mohur__bytes *out)
{
    mohur_status st              = MOHUR_OK;
    const struct mohur__court *c = f->court;
    mohur_alg hash               = s->token.info.hash;
    mohur__bytes content         = MOHUR__NOTHING;
    mohur__span digest      = mohur__span_sub(room, 0, mohur__hash_len(hash));
    struct mohur__buf input = {0};

    *out = MOHUR__NOTHING;
    mohur__buf_init(&input, c->ctx, 2 * MOHUR__CMS_MAX);
    if (c->has_content) {
        content = mohur__digests_get(c->digests, hash);
    }
    if (content.len == 0) {
        goto out;
    }
    mohur__archive_input(&f->signer->info, content,
                         mohur__archive_index(&s->token), &input);
    TRY(mohur__buf_status(&input));
    TRY(mohur__hash(c->ctx, hash, mohur__buf_view(&input), digest));
    *out = mohur__span_bytes(digest);

out:
    mohur__buf_wipe(&input);
    return st;
}

static void
fail(struct sheet *s, bool good, mohur_why why, const char *detail)
{
    mohur_stamp_info *info = &s->told->info;

    if (info->why == MOHUR_WHY_NONE && !good) {
        info->why     = why;
        info->detail  = detail;
        info->verdict = mohur_why_verdict(why);
    }
}

/* What is listed is there, by one hash, and nothing of it is younger. */
static mohur_status
judge_index(const struct filing *f, struct sheet *s)
{
    mohur_status st = MOHUR_OK;
    bool there      = false;
    bool in_order   = false;

    fail(s, s->has_index, MOHUR_WHY_FORMAT_FAILURE,
         "the archive time stamp does not say exactly what it covers");
    fail(s, s->index.hash == s->token.info.hash,
         MOHUR_WHY_SIG_CONSTRAINTS_FAILURE,
         "the archive time stamp uses two hashes");
    if (s->told->info.why != MOHUR_WHY_NONE) {
        return MOHUR_OK;
    }
    TRY(mohur__hash_index_check(f->court->ctx, &s->index, f->court->data,
                                f->beside, &there));
    fail(s, there, MOHUR_WHY_HASH_FAILURE,
         "the archive time stamp covers something that is not there");
    TRY(is_in_order(f, s, &in_order));
    fail(s, in_order, MOHUR_WHY_TIMESTAMP_ORDER_FAILURE,
         "the archive time stamp covers one that says it is younger");

out:
    return st;
}

static mohur_status
judge_sheet(struct filing *f, struct sheet *s, struct mohur__archives *out)
{
    mohur_status st                    = MOHUR_OK;
    uint8_t room[MOHUR__HASH_MAX]      = {0};
    struct mohur__stamp_question asked = {.kind = MOHUR_STAMP_ARCHIVE};

    TRY(make_digest(f, s, MOHUR__SPAN(room), &asked.digest));
    TRY(mohur__archives_prove(f->court, out, f->beside, s->der, &asked.proven));
    TRY(mohur__stamp_judge(f->court, &asked, &s->token, s->told));
    TRY(judge_index(f, s));
    if (s->told->info.why == MOHUR_WHY_NONE) {
        struct mohur__archive *good = &out->at[out->len++];

        *good = (struct mohur__archive){s->moment, s->index};
        TRY(mohur__proofs_add(f->court, good));
    }

out:
    return st;
}

/* The same one again. */
static bool
is_twin(const struct filing *f, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (mohur__bytes_equal(f->sheets[k].der, f->sheets[i].der)) {
            return true;
        }
    }
    return false;
}

mohur_status
mohur__archives_judge(const struct mohur__court *court,
                      const struct mohur__signer *signer,
                      const struct mohur__unsigned *beside,
                      struct mohur__stamped *told,
                      struct mohur__archives *out)
{
    mohur_status st  = MOHUR_OK;
    struct filing *f = NULL;

    *out = (struct mohur__archives){.len = 0};
    if (court->over == NULL) { /* else the marks are of what it is over */
        mohur__proofs_begin(court);
    }
    if (beside->archives_len == 0) {
        return MOHUR_OK;
    }
    TRY(MOHUR__NEW(court->ctx, &f));
    f->court  = court;
    f->signer = signer;
    f->beside = beside;
    for (size_t i = 0; i < beside->archives_len; i++) {
        TRY(read_sheet(f, i, &told[i]));
    }
    TRY(read_stamps(f));
    sort(f);
    for (size_t i = 0; i < f->len; i++) {
        if (is_twin(f, i)) {
            mohur__stamp_twin(MOHUR_STAMP_ARCHIVE, f->sheets[i].told);
        } else {
            TRY(judge_sheet(f, &f->sheets[i], out));
        }
    }

out:
    for (size_t i = 0; f != NULL && i < f->len; i++) {
        mohur__token_wipe(&f->sheets[i].token);
    }
    mohur__free(f);
    return st;
}
