/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/stage.h"
#include "base/ct.h"
#include "base/guard.h"
#include "base/text.h"

#include <stdio.h>

/* When the reader has judged the rest: what of the staged content is right. */

struct mohur__stage_name
mohur__stage_name(uint64_t entry_no)
{
    struct mohur__stage_name name = {{0}};

    snprintf(name.text, sizeof name.text, "%u", (unsigned)entry_no);
    return name;
}

/* The same rule as that of content_begin, on lengths that are signed. */
bool
mohur__stage_has(const mohur_archive_reader *r)
{
    return r->stage != NULL && r->record.head.kind == MOHUR__KIND_FILE &&
           r->record.head.comp == MOHUR__COMP_STORED &&
           r->record.content_len >= MOHUR__SEGMENT_LEN;
}

/* What is wrong with it belongs to this entry if it lies in its extent. */
static bool
is_within(const mohur_archive_reader *r, uint64_t off)
{
    return off >= r->record.entry_off && off < r->record.end_off;
}

mohur_status
mohur__stage_verify(mohur_archive_reader *r)
{
    const struct mohur__stage *s = r->stage;
    mohur_status st              = MOHUR_OK;

    for (uint64_t i = 0; i < r->open.shape.tables; i++) {
        TRY(mohur__reader_table(r, i));
    }
    REQUIRE(r->ctx, !s->broken || r->record.end_off <= s->scan.record_off,
            MOHUR_E_FORMAT, "a SEGMENT record is not where it should be");
    if (s->fault == MOHUR_OK || !is_within(r, s->fault_off)) {
        return MOHUR_OK;
    }
    TRY(mohur__auth_require(r->ctx, s->fault != MOHUR_E_AUTH));
    FAIL(r->ctx, s->fault, "a SEGMENT record is not where it should be");

out:
    return st;
}

/* Are the entries that passed those of the directory? */
static bool
is_settled(const struct mohur__stage *s)
{
    return mohur__bytes_equal(MOHUR__BYTES(s->seen), MOHUR__BYTES(s->listed));
}

mohur_status
mohur__stage_adopt(mohur_archive_reader *r, struct mohur__os_tree *tree)
{
    struct mohur__stage_name name = mohur__stage_name(r->record.head.entry_no);
    mohur_status st               = MOHUR_OK;

    TRY(mohur__stage_verify(r));
    st = mohur__os_tree_adopt(tree, mohur__os_place_fd(r->stage->place),
                              name.text, r->record.head.name);
    if (st != MOHUR_OK && !is_settled(r->stage)) {
        /* No such file was made, because no such entry passed. */
        mohur__error_clear(r->ctx);
        FAIL(r->ctx, MOHUR_E_FORMAT,
             "a SEGMENT record is not where it should be");
    }

out:
    return st;
}

mohur_status
mohur__stage_note(struct mohur__stage *s, const struct mohur__tiling *t)
{
    return mohur__tiling_digest(t, s->trail, MOHUR__SPAN(s->listed));
}

mohur_status
mohur__stage_settle(const struct mohur__stage *s)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(s->ctx, !s->broken, MOHUR_E_FORMAT,
            "a record of the stream is not where it should be");
    REQUIRE(s->ctx, is_settled(s), MOHUR_E_FORMAT,
            "the entries of the stream are not those of the directory");

out:
    return st;
}
