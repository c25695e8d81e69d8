/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_archive.h"

#include "base/guard.h"
#include "base/mem.h"
#include "cms/archive.h"
#include "cms/stream.h"
#include "crypto/hash.h"
#include "document/doc_kept.h"
#include "document/doc_stamps.h"
#include "profile/decide.h"

/* ---- reading ---- */

static mohur_status
read_archive(struct mohur__asic_archives *a, const struct mohur__sheet *sheet)
{
    mohur_status st                 = MOHUR_OK;
    const struct mohur__zip *zip    = &a->asic->zip;
    struct mohur__asic_archive *one = &a->at[a->len++];

    one->sheet = sheet;
    mohur__stamped_init(&one->told);
    TRY(mohur__zip_load(zip, &zip->entries[sheet->entry], MOHUR__ASIC_META_MAX,
                        &one->manifest));
    TRY(mohur__zip_load(zip, &zip->entries[sheet->signature],
                        MOHUR__ASIC_META_MAX, &one->der));
    TRY(mohur__token_read(a->court.ctx, mohur__buf_view(&one->der), NULL, 0,
                          &one->token));

out:
    return st;
}

static struct mohur__moment
moment_of(const struct mohur__asic_archive *one)
{
    struct mohur__moment m = {0, MOHUR__NOTHING};

    if (one->token.fault == NULL) {
        m = (struct mohur__moment){one->token.info.time,
                                   one->token.info.fraction};
    }
    return m;
}

static bool
is_younger(const struct mohur__asic_archive *a,
           const struct mohur__asic_archive *b)
{
    const struct mohur__moment of_a = moment_of(a);
    const struct mohur__moment of_b = moment_of(b);

    return mohur__moment_after(&of_a, &of_b);
}

static void
sort(struct mohur__asic_archives *a)
{
    for (size_t i = 1; i < a->len; i++) {
        for (size_t k = i; k > 0 && is_younger(&a->at[k], &a->at[k - 1]); k--) {
            struct mohur__asic_archive one = a->at[k];

            a->at[k]     = a->at[k - 1];
            a->at[k - 1] = one;
        }
    }
}

/* ---- evidence ---- */

/* What is neither list nor response proves nothing, and is passed over. */
static mohur_status
add_piece(struct mohur__asic_archives *a, size_t member, mohur__bytes der)
{
    size_t i        = a->evidence.len;
    mohur_status st = mohur__evidence_add_copy(a->court.ctx, &a->evidence,
                                               MOHUR__EVIDENCE_INSIDE, der);

    if (st == MOHUR_OK) {
        a->members[i] = member + 1;
    }
    if (st == MOHUR_E_FORMAT) {
        mohur__error_clear(a->court.ctx);
        st = MOHUR_OK;
    }
    return st;
}

static mohur_status
add_pieces(struct mohur__asic_archives *a,
           size_t member,
           const struct mohur__signed_data *d)
{
    mohur_status st = MOHUR_OK;
    size_t len      = d->crls_len + d->responses_len;

    for (size_t i = 0; i < len && a->evidence.len < MOHUR__EVIDENCE_MAX; i++) {
        TRY(add_piece(a, member,
                      i < d->crls_len ? d->crls[i]
                                      : d->responses[i - d->crls_len]));
    }

out:
    return st;
}

/* What is in a signature file, which its own verdict says more about. */
static mohur_status
add_of_message(struct mohur__asic_archives *a, size_t entry)
{
    mohur_status st              = MOHUR_OK;
    const struct mohur__zip *zip = &a->asic->zip;
    struct mohur__buf message    = {0};
    mohur_source *source         = NULL;
    struct mohur__cms cms        = {0};
    struct mohur__signed_data *d = NULL;

    TRY(MOHUR__NEW(a->court.ctx, &d));
    TRY(mohur__zip_load(zip, &zip->entries[entry], MOHUR__ASIC_META_MAX,
                        &message));
    TRY(mohur__source_new_memory(a->court.ctx, mohur__buf_view(&message),
                                 &source));
    TRY(mohur__cms_read(a->court.ctx, source,
                        mohur__profile_ber_outer(a->court.ctx), &cms));
    TRY(mohur__signed_data_parse(a->court.ctx, mohur__buf_view(&cms.tail), d));
    TRY(add_pieces(a, entry, d));

out:
    mohur__cms_wipe(&cms);
    mohur_source_free(source);
    mohur__buf_wipe(&message);
    mohur__free(d);
    return st;
}

static mohur_status
gather(struct mohur__asic_archives *a, const mohur_verify_options *o)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < o->evidence_len; i++) {
        TRY(mohur__evidence_add_source(a->court.ctx, &a->evidence,
                                       MOHUR__EVIDENCE_GIVEN, o->evidence[i]));
    }
    for (size_t i = 0; i < a->len; i++) {
        if (a->at[i].token.fault == NULL) {
            TRY(add_pieces(a, a->at[i].sheet->signature, &a->at[i].token.data));
        }
    }
    for (size_t i = 0; i < a->asic->zip.entries_len; i++) {
        if (a->asic->roles[i] == MOHUR__ASIC_SIGNATURE) {
            TRY(add_of_message(a, i));
        }
    }

out:
    return st;
}

/* ---- judging ---- */

/* By when was it there: by the earliest of those over manifest and token. */
static int64_t
proven_by(const struct mohur__asic_archives *a,
          const struct mohur__asic_archive *one)
{
    int64_t time = a->court.at;

    for (size_t i = 0; i < a->len; i++) {
        const struct mohur__asic_archive *over = &a->at[i];

        if (over->holds && over->token.info.time < time &&
            mohur__sheet_covers(a->sheets, over->sheet, one->sheet->entry) &&
            mohur__sheet_covers(a->sheets, over->sheet,
                                one->sheet->signature)) {
            time = over->token.info.time;
        }
    }
    return time;
}

/* The same of a member; 0: nothing proves that it was there before. */
static int64_t
member_proven_by(const struct mohur__asic_archives *a, size_t member)
{
    int64_t time = 0;

    for (size_t i = 0; i < a->len; i++) {
        const struct mohur__asic_archive *over = &a->at[i];

        if (over->holds && (time == 0 || over->token.info.time < time) &&
            mohur__sheet_covers(a->sheets, over->sheet, member)) {
            time = over->token.info.time;
        }
    }
    return time;
}

static void
note_evidence(struct mohur__asic_archives *a)
{
    for (size_t i = 0; i < a->evidence.len; i++) {
        a->evidence.at[i].proven =
            a->members[i] != 0 ? member_proven_by(a, a->members[i] - 1) : 0;
    }
}

static bool
is_in_order(const struct mohur__asic_archives *a,
            const struct mohur__asic_archive *one)
{
    for (size_t i = 0; i < a->len; i++) {
        if (is_younger(&a->at[i], one) &&
            mohur__sheet_covers(a->sheets, one->sheet,
                                a->at[i].sheet->signature)) {
            return false;
        }
    }
    return true;
}

static void
fail(struct mohur__asic_archive *one, mohur_why why, const char *detail)
{
    mohur_stamp_info *info = &one->told.info;

    if (info->why == MOHUR_WHY_NONE && why != MOHUR_WHY_NONE) {
        info->why     = why;
        info->detail  = detail;
        info->verdict = mohur_why_verdict(why);
    }
}

static mohur_status
judge(struct mohur__asic_archives *a, struct mohur__asic_archive *one)
{
    mohur_status st                    = MOHUR_OK;
    mohur_alg hash                     = one->token.info.hash;
    uint8_t room[MOHUR__HASH_MAX]      = {0};
    struct mohur__stamp_question asked = {.kind   = MOHUR_STAMP_ARCHIVE,
                                          .proven = proven_by(a, one)};
    mohur__span digest =
        mohur__span_sub(MOHUR__SPAN(room), 0, mohur__hash_len(hash));

    if (digest.len > 0) {
        TRY(mohur__hash(a->court.ctx, hash, mohur__buf_view(&one->manifest),
                        digest));
        asked.digest = mohur__span_bytes(digest);
    }
    note_evidence(a);
    TRY(mohur__stamp_judge(&a->court, &asked, &one->token, &one->told));
    fail(one, one->sheet->why, one->sheet->detail);
    fail(one,
         is_in_order(a, one) ? MOHUR_WHY_NONE
                             : MOHUR_WHY_TIMESTAMP_ORDER_FAILURE,
         "the archive time stamp covers one that says it is younger");
    one->holds = one->told.info.why == MOHUR_WHY_NONE;

out:
    return st;
}

static mohur_status
judge_all(struct mohur__asic_archives *a, const mohur_verify_options *o)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < a->sheets->archives_len; i++) {
        const struct mohur__sheet *sheet = &a->sheets->archives[i];

        if (sheet->signature != SIZE_MAX) {
            TRY(read_archive(a, sheet));
        }
    }
    sort(a);
    TRY(gather(a, o));
    for (size_t i = 0; i < a->len; i++) {
        TRY(judge(a, &a->at[i]));
    }

out:
    return st;
}

mohur_status
mohur__asic_archives_judge(const struct mohur__asic *asic,
                           const struct mohur__sheets *sheets,
                           const mohur_verify_options *options,
                           struct mohur__asking *asking,
                           struct mohur__asic_archives **out)
{
    mohur_status st                = MOHUR_OK;
    mohur_ctx *ctx                 = asic->zip.ctx;
    struct mohur__asic_archives *a = NULL;

    if (sheets->archives_len == 0) {
        return MOHUR_OK;
    }
    TRY(MOHUR__NEW(ctx, &a));
    a->asic   = asic;
    a->sheets = sheets;
    a->court  = (struct mohur__court){.ctx   = ctx,
                                      .trust = options->trust,
                                      .at    = options->at != 0 ? options->at
                                                                : mohur__now(ctx),
                                      .revocation  = options->revocation,
                                      .evidence    = &a->evidence,
                                      .at_is_given = options->at != 0,
                                      .asking      = asking};
    TRY(judge_all(a, options));
    *out = a;
    a    = NULL; /* the caller's now */

out:
    mohur__asic_archives_free(a);
    return st;
}

void
mohur__asic_archives_free(struct mohur__asic_archives *archives)
{
    if (archives == NULL) {
        return;
    }
    for (size_t i = 0; i < archives->len; i++) {
        struct mohur__asic_archive *one = &archives->at[i];

        mohur__stamped_wipe(&one->told);
        mohur__token_wipe(&one->token);
        mohur__buf_wipe(&one->der);
        mohur__buf_wipe(&one->manifest);
    }
    mohur__evidence_free(&archives->evidence);
    mohur__free(archives);
}

/* ---- questions ---- */

/* The signature file, its manifest, and all that that refers to? */
static bool
covers(const struct mohur__asic_archives *a,
       const struct mohur__asic_archive *one,
       size_t signature)
{
    const struct mohur__sheet *of = mohur__sheets_of(a->sheets, signature);

    if (of == NULL || !mohur__sheet_covers(a->sheets, one->sheet, signature) ||
        !mohur__sheet_covers(a->sheets, one->sheet, of->entry)) {
        return false;
    }
    for (size_t i = 0; i < of->refs_len; i++) {
        if (!mohur__sheet_covers(a->sheets, one->sheet, of->refs[i].entry)) {
            return false;
        }
    }
    return true;
}

int64_t
mohur__asic_archives_time(const struct mohur__asic_archives *archives,
                          size_t signature)
{
    int64_t time = 0;

    for (size_t i = 0; archives != NULL && i < archives->len; i++) {
        const struct mohur__asic_archive *one = &archives->at[i];

        if (one->holds && covers(archives, one, signature) &&
            (time == 0 || one->token.info.time < time)) {
            time = one->token.info.time;
        }
    }
    return time;
}

mohur_status
mohur__asic_archives_tell(const struct mohur__asic_archives *archives,
                          size_t signature,
                          mohur_report *report)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; archives != NULL && i < archives->len; i++) {
        if (!mohur__sheet_names(archives->at[i].sheet, signature)) {
            continue;
        }
        for (size_t k = 0; k < report->signatures_len; k++) {
            TRY(mohur__judged_stamp_more(archives->court.ctx,
                                         &report->signatures[k],
                                         &archives->at[i].told));
        }
    }

out:
    return st;
}

/* ---- keeping ---- */

mohur_status
mohur__asic_archives_keep(struct mohur__asic_archives *archives,
                          struct mohur__buf *out)
{
    mohur_status st                 = MOHUR_OK;
    mohur_ctx *ctx                  = archives->court.ctx;
    struct mohur__asic_archive *one = &archives->at[0];
    const struct mohur__certs none  = {.len = 0};
    struct mohur__kept *kept        = NULL;
    struct mohur__buf sets          = {0};

    mohur__buf_init(&sets, ctx, MOHUR__CMS_MAX);
    TRY(MOHUR__NEW(ctx, &kept));
    mohur__evidence_forget(&archives->evidence);
    archives->court.kept = kept;
    mohur__stamped_wipe(&one->told);
    mohur__stamped_init(&one->told);
    one->holds = false;
    TRY(judge(archives, one));
    REQUIRE(ctx, one->holds, mohur__why_status(one->told.info.why),
            "the newest archive time stamp: %s", one->told.info.detail);
    TRY(mohur__kept_emit(ctx, kept, &none, &archives->evidence,
                         &one->token.data, &sets));
    TRY(mohur__token_with(ctx, mohur__buf_view(&one->der),
                          mohur__buf_view(&sets), out));

out:
    archives->court.kept = NULL;
    mohur__buf_wipe(&sets);
    mohur__free(kept);
    return st;
}
