/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/rewrap.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/os_change.h"
#include "base/os_file.h"

#include <string.h>

/*
 * The new header goes to the disk.  At every moment one area is whole, there
 * or in the page cache: the one that readers take is not touched before the
 * other is on the disk, and no area is touched before what is there is.
 */

/*
 * In place: over the area that is not current, then over the one that was,
 * so that nothing of a removed slot stays.
 */
static mohur_status
write_in_place(const struct mohur__rewrap *w)
{
    mohur__bytes area = mohur__buf_view(&w->area);
    bool first        = w->old.header.area.data == w->old.areas;
    mohur_status st   = MOHUR_OK;

    /* The current area may be what a process that died left unsynced. */
    TRY(mohur__os_sync(w->ctx, w->file.fd));
    TRY(mohur__os_write_at(w->ctx, w->file.fd, first ? area.len : 0, area));
    TRY(mohur__os_sync(w->ctx, w->file.fd));
    TRY(mohur__os_write_at(w->ctx, w->file.fd, first ? 0 : area.len, area));
    TRY(mohur__os_sync(w->ctx, w->file.fd));

out:
    return st;
}

static mohur_status
write_copy(const struct mohur__rewrap *w, int to)
{
    mohur__bytes area   = mohur__buf_view(&w->area);
    uint64_t old_header = w->old.header.geometry.payload_off;
    mohur_status st     = MOHUR_OK;

    TRY(mohur__os_write(w->ctx, to, area));
    if (!w->old.is_alone) {
        TRY(mohur__os_write(w->ctx, to, area));
        TRY(mohur__os_copy_range(w->ctx, w->file.fd, old_header, to,
                                 w->file.common.len - old_header));
    }
    TRY(mohur__os_copy_mode(w->ctx, w->file.fd, to));
    TRY(mohur__os_sync(w->ctx, to));
    REQUIRE(w->ctx, mohur__os_change_same(w->file.fd, w->path), MOHUR_E_BUSY,
            "the archive was replaced while it was copied");

out:
    return st;
}

/* A copy beside it that takes its name. */
static mohur_status
replace(const struct mohur__rewrap *w)
{
    size_t temp_cap = MOHUR__OS_TEMP_CAP(strlen(w->path));
    void *temp      = NULL;
    int to          = -1;
    mohur_status st = MOHUR_OK;

    TRY(mohur__alloc(w->ctx, temp_cap, &temp));
    TRY(mohur__os_temp_new(w->ctx, w->path, temp, temp_cap, &to));
    st = write_copy(w, to);
    if (st == MOHUR_OK) {
        st = mohur__os_temp_commit(w->ctx, temp, w->path, true);
    }
    if (st != MOHUR_OK) {
        mohur__os_unlink(temp); /* no such name if it was given the other */
    }

out:
    mohur__os_close(to);
    mohur__free(temp);
    return st;
}

mohur_status
mohur__rewrap_place(struct mohur__rewrap *w)
{
    const struct mohur__header_geometry *old = &w->old.header.geometry;

    bool has_room = old->areas == 2 && old->area_len == w->area.len;

    return has_room && !w->old.is_alone ? write_in_place(w) : replace(w);
}
