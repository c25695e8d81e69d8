/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_judge.h"

#include "base/guard.h"
#include "base/mem.h"
#include "cms/stream.h"
#include "document/asic_archive.h"
#include "document/asic_sheet.h"
#include "document/doc_calls.h"
#include "document/doc_report.h"

/*
 * Judging a container: each of its messages as one that is beside a document,
 * which is the manifest (ASiC-E) or the only document (ASiC-S).  The world is
 * closed: what is there and not signed fails.
 */
struct hearing {
    mohur_ctx *ctx;
    const mohur_verify_options *options;
    struct mohur__asking *asking; /* NULL: nobody */
    struct mohur__asic asic;
    struct mohur__sheets sheets;
    struct mohur__asic_archives *archives; /* NULL: none */
    struct mohur__contained *contained;
    mohur_report *report;
};

/* What ties a message to the documents: the first thing that is wrong. */
struct binding {
    mohur_why why;
    const char *detail;
};

/* ---- one message ---- */

/* A binding that does not hold makes the content the wrong one. */
static void
bind(mohur_report *report, const struct binding *b)
{
    for (size_t i = 0; i < report->signatures_len; i++) {
        struct mohur__judged *j  = &report->signatures[i];
        const mohur_check *check = &j->info.checks[MOHUR__CHECK_CONTENT];

        if (b->why == MOHUR_WHY_NONE ||
            (check->done && mohur_why_verdict(check->why) == MOHUR_FAILED)) {
            continue;
        }
        mohur__judged_note(j, MOHUR__CHECK_CONTENT, b->why, b->detail);
        mohur__judged_conclude(j);
    }
}

/* Let the report have the signatures of one more message. */
static mohur_status
take_report(struct hearing *h, size_t entry, mohur_report **from)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes name = h->asic.zip.entries[entry].name;

    TRY(mohur__contained_path(h->ctx, h->contained, name,
                              (*from)->signatures_len));
    if (h->report == NULL) {
        h->report = *from;
        *from     = NULL; /* the hearing's now */
    } else {
        TRY(mohur__report_merge(h->ctx, h->report, *from));
    }

out:
    return st;
}

static mohur_status
judge_message(struct hearing *h,
              size_t entry,
              mohur_source *content,
              const struct binding *b)
{
    mohur_status st           = MOHUR_OK;
    mohur_verify_options o    = *h->options;
    struct mohur__buf message = {0};
    mohur_report *report      = NULL;

    o.content = content;
    o.file    = NULL;
    TRY(mohur__zip_load(&h->asic.zip, &h->asic.zip.entries[entry],
                        MOHUR__ASIC_META_MAX, &message));
    TRY(mohur__source_new_memory(h->ctx, mohur__buf_view(&message), &o.file));
    st = mohur__document_judge(h->ctx, &o,
                               mohur__asic_archives_time(h->archives, entry),
                               h->asking, &report);
    if (st == MOHUR_E_ARGUMENT || (st == MOHUR_OK && report->attached)) {
        mohur__error_clear(h->ctx);
        FAIL(h->ctx, MOHUR_E_FORMAT,
             "a signature in the container has a document of its own");
    }
    if (st != MOHUR_OK) {
        goto out;
    }
    bind(report, b);
    TRY(mohur__asic_archives_tell(h->archives, entry, report));
    TRY(take_report(h, entry, &report));

out:
    mohur_report_free(report);
    mohur_source_free(o.file);
    mohur__buf_wipe(&message);
    return st;
}

/* ---- ASiC-E ---- */

static mohur_status
judge_by_manifest(struct hearing *h, size_t entry)
{
    mohur_status st                  = MOHUR_OK;
    const struct mohur__sheet *sheet = mohur__sheets_of(&h->sheets, entry);
    struct binding b                 = {MOHUR_WHY_FORMAT_FAILURE,
                                        "no manifest names this signature, or several do"};
    struct mohur__buf xml            = {0};
    mohur_source *content            = NULL;

    if (sheet != NULL) {
        b = (struct binding){sheet->why, sheet->detail};
        TRY(mohur__zip_load(&h->asic.zip, &h->asic.zip.entries[sheet->entry],
                            MOHUR__ASIC_META_MAX, &xml));
        TRY(mohur__source_new_memory(h->ctx, mohur__buf_view(&xml), &content));
    }
    TRY(judge_message(h, entry, content, &b));

out:
    mohur_source_free(content);
    mohur__buf_wipe(&xml);
    return st;
}

/* Is every document under every signature? */
static bool
covered(const struct hearing *h, size_t entry)
{
    for (size_t i = 0; i < h->asic.zip.entries_len; i++) {
        const struct mohur__sheet *sheet = mohur__sheets_of(&h->sheets, i);

        if (h->asic.roles[i] == MOHUR__ASIC_SIGNATURE &&
            (sheet == NULL || !mohur__sheet_covers(&h->sheets, sheet, entry))) {
            return false;
        }
    }
    return true;
}

/* ---- ASiC-S ---- */

static mohur_status
judge_by_content(struct hearing *h, size_t entry)
{
    mohur_status st       = MOHUR_OK;
    struct binding b      = {MOHUR_WHY_NONE, ""};
    mohur_source *content = NULL;

    if (mohur__asic_count(&h->asic, MOHUR__ASIC_DATA) == 1) {
        TRY(mohur__zip_member(&h->asic.zip,
                              mohur__asic_first_document(&h->asic), &content));
    }
    TRY(judge_message(h, entry, content, &b));

out:
    mohur_source_free(content);
    return st;
}

/* ---- the documents ---- */

static mohur_status
list_object(struct hearing *h, size_t entry, size_t place)
{
    mohur_status st                  = MOHUR_OK;
    const struct mohur__zip_entry *e = &h->asic.zip.entries[entry];
    mohur_object_info *info          = &h->contained->objects[place];

    TRY(mohur__strdup(h->ctx, e->name, &h->contained->names[place]));
    info->name = h->contained->names[place];
    info->len  = e->len;
    mohur__copy(
        MOHUR__SPAN(info->digest),
        mohur__digests_get(&h->sheets.digests[entry], MOHUR_ALG_SHA_256));
    info->covered = h->asic.format == MOHUR_CONTAINER_ASIC_E
                        ? covered(h, entry)
                        : mohur__asic_count(&h->asic, MOHUR__ASIC_DATA) == 1;

out:
    return st;
}

static mohur_status
list_objects(struct hearing *h)
{
    mohur_status st = MOHUR_OK;
    size_t place    = 0;

    TRY(mohur__contained_new(
        h->ctx, mohur__asic_count(&h->asic, MOHUR__ASIC_DATA), &h->contained));
    for (size_t i = 0; i < h->asic.zip.entries_len; i++) {
        if (h->asic.roles[i] == MOHUR__ASIC_DATA) {
            TRY(list_object(h, i, place++));
        }
    }

out:
    return st;
}

static mohur_status
read_other(struct hearing *h, size_t entry)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__buf whole    = {0};
    enum mohur__asic_role role = h->asic.roles[entry];

    if (role == MOHUR__ASIC_EVIDENCE || role == MOHUR__ASIC_ARCHIVE ||
        role == MOHUR__ASIC_STAMP || role == MOHUR__ASIC_UNKNOWN ||
        role == MOHUR__ASIC_MIMETYPE) {
        TRY(mohur__zip_load(&h->asic.zip, &h->asic.zip.entries[entry],
                            MOHUR__ASIC_META_MAX, &whole));
    }

out:
    mohur__buf_wipe(&whole);
    return st;
}

/* What is neither document nor signature still has to be what it says. */
static mohur_status
read_others(struct hearing *h)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < h->asic.zip.entries_len; i++) {
        TRY(read_other(h, i));
    }

out:
    return st;
}

/* ---- the whole ---- */

static void
conclude(struct hearing *h)
{
    mohur_report *report = h->report;

    report->at_is_now   = h->options->at == 0;
    report->attached    = true;
    report->has_content = h->contained->objects_len > 0;
    report->content_len = 0;
    for (size_t i = 0; i < h->contained->objects_len; i++) {
        /* Each fits: they stand in one file, packed at most hundredfold. */
        report->content_len += h->contained->objects[i].len;
    }
    h->contained->format  = h->asic.format;
    h->contained->fault   = h->asic.fault;
    h->contained->warning = h->asic.warning;
    report->container     = h->contained;
    h->contained          = NULL; /* the report's now */
}

static mohur_status
hear(struct hearing *h)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__asic_open(h->ctx, h->options->file, &h->asic));
    REQUIRE(h->ctx, mohur__asic_count(&h->asic, MOHUR__ASIC_SIGNATURE) > 0,
            MOHUR_E_FORMAT, "nobody signed this container with CAdES");
    TRY(read_others(h));
    TRY(mohur__sheets_read(&h->asic, &h->sheets));
    TRY(mohur__sheets_check(&h->asic, &h->sheets));
    TRY(list_objects(h));
    if (h->asic.format == MOHUR_CONTAINER_ASIC_E) {
        TRY(mohur__asic_archives_judge(&h->asic, &h->sheets, h->options,
                                       h->asking, &h->archives));
    }
    for (size_t i = 0; i < h->asic.zip.entries_len; i++) {
        if (h->asic.roles[i] == MOHUR__ASIC_SIGNATURE) {
            TRY(h->asic.format == MOHUR_CONTAINER_ASIC_E
                    ? judge_by_manifest(h, i)
                    : judge_by_content(h, i));
        }
    }
    conclude(h);

out:
    return st;
}

mohur_status
mohur__asic_judge(mohur_ctx *ctx,
                  const mohur_verify_options *options,
                  struct mohur__asking *asking,
                  mohur_report **out)
{
    mohur_status st  = MOHUR_OK;
    struct hearing h = {.ctx = ctx, .options = options, .asking = asking};

    REQUIRE(ctx, options->content == NULL, MOHUR_E_ARGUMENT,
            "the documents are inside of the container, and one was given too");
    TRY(hear(&h));
    *out     = h.report;
    h.report = NULL; /* the caller's now */

out:
    mohur_report_free(h.report);
    mohur__contained_free(h.contained);
    mohur__asic_archives_free(h.archives);
    mohur__sheets_wipe(&h.sheets);
    mohur__asic_wipe(&h.asic);
    return st;
}
