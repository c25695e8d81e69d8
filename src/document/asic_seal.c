/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_seal.h"

#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"
#include "document/answer.h"
#include "document/asic_archive.h"
#include "document/asic_judge.h"
#include "document/asic_manifest.h"
#include "document/doc_calls.h"
#include "document/doc_report.h"
#include "document/doc_stamps.h"
#include "document/stamp_new.h"

/*
 * An archive manifest over all members, and a time stamp on it.  Once more
 * renews it: the newest manifest makes room for another by taking a number,
 * and its time stamp gets what it rests on, as long as nothing covers that.
 */
enum {
    MANIFEST_CAP = 4 * 1024 * 1024 /* what we write is checked after */
};

static const char ARCHIVE[] = "META-INF/ASiCArchiveManifest.xml";

struct sealing {
    mohur_ctx *ctx;
    const mohur_extend_options *options;
    struct mohur__stamp_wanted wanted;
    mohur_evidence evidence;
    mohur_verify_options verify;  /* the same container, as of now */
    struct mohur__asking *asking; /* NULL: nobody */
    struct mohur__asic_changing x;
    struct mohur__asic_archives *archives;
    struct mohur__buf manifest;
    struct mohur__buf token;
    uint8_t room[MOHUR__ASIC_NAME_CAP];     /* for the name of the token */
    uint8_t old_room[MOHUR__ASIC_NAME_CAP]; /* of the manifest before */
    mohur__bytes name;
};

/* ---- what is there ---- */

static mohur_status
check_options(struct sealing *s)
{
    mohur_status st               = MOHUR_OK;
    const mohur_extend_options *o = s->options;

    TRY(mohur__document_extend_check(s->ctx, o));
    TRY(mohur__evidence_check(s->ctx, o->evidence, &s->evidence));
    s->wanted = (struct mohur__stamp_wanted){
        o->tsa, &s->evidence, o->trust, mohur__stamp_role(MOHUR_STAMP_ARCHIVE)};
    TRY(mohur__stamp_wanted_check(s->ctx, &s->wanted));
    s->verify = (mohur_verify_options){.size         = sizeof s->verify,
                                       .file         = o->file,
                                       .trust        = o->trust,
                                       .evidence     = o->given,
                                       .evidence_len = o->given_len};

out:
    return st;
}

/* Is this signature in a part that stays as it is? */
static bool
stays(const struct sealing *s, const char *path)
{
    for (size_t i = 0; i < s->x.plan.len; i++) {
        if (mohur__bytes_equal(s->x.plan.parts[i].name,
                               mohur__bytes_text(path))) {
            return mohur__asic_changing_stays(&s->x, i);
        }
    }
    return false;
}

/* What is covered cannot get more, so it must have all that it takes. */
static mohur_status
check_covered(struct sealing *s)
{
    mohur_status st      = MOHUR_OK;
    mohur_report *report = NULL;

    TRY(mohur__asic_judge(s->ctx, &s->verify, s->asking, &report));
    for (size_t i = 0; i < mohur_report_signatures(report); i++) {
        const mohur_signature_info *info = mohur_report_signature(report, i);

        if (!stays(s, mohur_report_path(report, i))) {
            continue;
        }
        REQUIRE(s->ctx, info->verdict == MOHUR_PASSED,
                mohur__why_status(info->why), "signature %zu: %s", i + 1,
                info->detail);
        REQUIRE(s->ctx, info->level == MOHUR_DOCUMENT_LTA, MOHUR_E_STALE,
                "signature %zu is under an archive time stamp, and not at "
                "level LTA by what is known now",
                i + 1);
    }

out:
    mohur_report_free(report);
    return st;
}

/* ---- the archive before ---- */

static size_t
part_of(const struct sealing *s, size_t entry)
{
    size_t i = 0;

    while (i < s->x.plan.len && mohur__asic_changing_entry(&s->x, i) != entry) {
        i++;
    }
    return i;
}

/* Let a part be these bytes. */
static mohur_status
replace(struct sealing *s, size_t part, mohur__bytes bytes)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__sink_new_memory(s->ctx, MOHUR__ASIC_META_MAX,
                               &s->x.parts[part]));
    TRY(mohur__sink_write(s->x.parts[part], bytes));
    TRY(mohur__sink_finish(s->x.parts[part]));

out:
    return st;
}

/* The newest time stamp, which nothing covers yet, gets what it rests on. */
static mohur_status
keep_evidence(struct sealing *s)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__buf kept = {0};
    size_t part            = 0;

    mohur__buf_init(&kept, s->ctx, MOHUR__TSP_MAX);
    TRY(mohur__asic_archives_judge(&s->x.base, &s->x.sheets, &s->verify,
                                   s->asking, &s->archives));
    part = part_of(s, s->archives->at[0].sheet->signature);
    if (!mohur__asic_changing_stays(&s->x, part)) {
        TRY(mohur__asic_archives_keep(s->archives, &kept));
        TRY(replace(s, part, mohur__buf_view(&kept)));
    }

out:
    mohur__buf_wipe(&kept);
    return st;
}

/* The next name with a number that nothing has yet. */
static mohur_status
choose_name(struct sealing *s,
            mohur__span room,
            const char *front,
            const char *end,
            mohur__bytes *out)
{
    mohur_status st = MOHUR_OK;
    unsigned number = 0;

    do {
        number++;
        REQUIRE(s->ctx, number <= MOHUR__ASIC_NUMBER_MAX, MOHUR_E_LIMIT,
                "the container has no room for another time stamp");
        *out = mohur__asic_name(room, front, number, end);
    } while (mohur__asic_plan_has(&s->x.plan, *out));

out:
    return st;
}

static mohur_status
rename_old(struct sealing *s)
{
    mohur_status st      = MOHUR_OK;
    mohur__bytes renamed = MOHUR__NOTHING;

    for (size_t i = 0; i < s->x.plan.len; i++) {
        struct mohur__asic_part *part = &s->x.plan.parts[i];

        if (mohur__bytes_equal(part->name, MOHUR__TEXT(ARCHIVE))) {
            TRY(choose_name(s, MOHUR__SPAN(s->old_room),
                            "META-INF/ASiCArchiveManifest", ".xml", &renamed));
            part->name = renamed;
        }
    }

out:
    return st;
}

static mohur_status
renew(struct sealing *s)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(s->ctx, s->x.sheets.archives_len < MOHUR__ASIC_ARCHIVES_MAX,
            MOHUR_E_LIMIT, "the container has %d archive time stamps already",
            MOHUR__ASIC_ARCHIVES_MAX);
    TRY(check_covered(s));
    TRY(keep_evidence(s));
    TRY(rename_old(s));

out:
    return st;
}

/* ---- the new one ---- */

/* Of a part as it is to be. */
static mohur_status
digest_of(struct sealing *s, size_t part, mohur__span room, mohur__bytes *out)
{
    mohur_status st      = MOHUR_OK;
    size_t len           = 0;
    const uint8_t *bytes = NULL;

    *out = mohur__asic_plan_digest(&s->x.plan, part);
    if (s->x.parts[part] == NULL) {
        return MOHUR_OK;
    }
    bytes = mohur_sink_memory(s->x.parts[part], &len);
    TRY(mohur__hash(s->ctx, s->x.plan.hash, mohur__bytes_of(bytes, len), room));
    *out = mohur__span_bytes(room);

out:
    return st;
}

/* The archive manifest before this one. */
static bool
is_root(const struct sealing *s, size_t part)
{
    return s->archives != NULL && mohur__asic_changing_entry(&s->x, part) ==
                                      s->archives->at[0].sheet->entry;
}

/* All members but the type, which is the container's and nobody's. */
static mohur_status
list_items(struct sealing *s,
           struct mohur__asic_manifest_item *items,
           mohur__span digests,
           size_t *out_len)
{
    mohur_status st = MOHUR_OK;
    size_t len      = mohur__hash_len(s->x.plan.hash);

    *out_len = 0;
    for (size_t i = 0; i < s->x.plan.len; i++) {
        struct mohur__asic_manifest_item *item = &items[*out_len];

        if (s->x.base.roles[mohur__asic_changing_entry(&s->x, i)] ==
            MOHUR__ASIC_MIMETYPE) {
            continue;
        }
        item->name    = s->x.plan.parts[i].name;
        item->is_root = is_root(s, i);
        TRY(digest_of(s, i, mohur__span_sub(digests, i * len, len),
                      &item->digest));
        *out_len += 1;
    }

out:
    return st;
}

static mohur_status
make_manifest(struct sealing *s)
{
    mohur_status st                         = MOHUR_OK;
    void *items                             = NULL;
    void *digests                           = NULL;
    size_t room                             = s->x.plan.len * MOHUR__HASH_MAX;
    struct mohur__asic_manifest_parts parts = {
        .signature = s->name, .is_archive = true, .hash = s->x.plan.hash};

    TRY(mohur__alloc_array(s->ctx, s->x.plan.len,
                           sizeof(struct mohur__asic_manifest_item), &items));
    TRY(mohur__alloc(s->ctx, room, &digests));
    TRY(list_items(s, items, mohur__span_of(digests, room), &parts.items_len));
    parts.items = items;
    mohur__asic_manifest_emit(&s->manifest, &parts);
    TRY(mohur__buf_status(&s->manifest));
    REQUIRE(s->ctx,
            s->manifest.len <= MOHUR__ASIC_MANIFEST_MAX &&
                parts.items_len <= MOHUR__ASIC_MANIFEST_REFS_MAX,
            MOHUR_E_LIMIT,
            "the members are too many, or have too long names, for one "
            "manifest");

out:
    mohur__free(items);
    mohur__free(digests);
    return st;
}

static mohur_status
seal(struct sealing *s)
{
    mohur_status st = MOHUR_OK;

    TRY(choose_name(s, MOHUR__SPAN(s->room), "META-INF/timestamp", ".tst",
                    &s->name));
    TRY(make_manifest(s));
    TRY(mohur__stamp_new(s->ctx, &s->wanted, s->x.plan.hash,
                         mohur__buf_view(&s->manifest), &s->token));

out:
    return st;
}

static mohur_status
write_file(struct sealing *s, mohur_sink *sink)
{
    const struct mohur__asic_member more[] = {
        {MOHUR__TEXT(ARCHIVE), mohur__buf_view(&s->manifest)},
        {s->name, mohur__buf_view(&s->token)}};

    return mohur__asic_changing_write(&s->x, more, 2, sink);
}

static void
sealing_free(struct sealing *s)
{
    if (s == NULL) {
        return;
    }
    mohur__asic_archives_free(s->archives);
    mohur__asic_changing_wipe(&s->x);
    mohur__buf_wipe(&s->manifest);
    mohur__buf_wipe(&s->token);
    mohur__free(s);
}

mohur_status
mohur__asic_seal(mohur_ctx *ctx,
                 const mohur_extend_options *options,
                 const struct mohur__asic_change *change,
                 struct mohur__asking *asking,
                 mohur_sink *sink)
{
    mohur_status st   = MOHUR_OK;
    struct sealing *s = NULL;

    TRY(MOHUR__NEW(ctx, &s));
    s->ctx     = ctx;
    s->options = options;
    s->asking  = asking;
    s->x.ctx   = ctx;
    s->x.asked = change;
    mohur__buf_init(&s->manifest, ctx, MANIFEST_CAP);
    mohur__buf_init(&s->token, ctx, MOHUR__TSP_MAX);
    TRY(check_options(s));
    TRY(mohur__asic_changing_open(&s->x));
    TRY(mohur__asic_changing_messages(&s->x));
    if (s->x.sheets.archives_len > 0) {
        TRY(renew(s));
    }
    TRY(seal(s));
    TRY(write_file(s, sink));

out:
    sealing_free(s);
    return st;
}
