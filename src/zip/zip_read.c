/* SPDX-License-Identifier: Apache-2.0 */
#include "zip/zip_read.h"

#include "base/guard.h"
#include "base/mem.h"
#include "base/text.h"
#include "zip/zip_end.h"
#include "zip/zip_extra.h"
#include "zip/zip_local.h"
#include "zip/zip_name.h"

/*
 * The directory, and what its entries are among each other.  Local headers
 * are compared in zip_local.c.
 */
enum {
    SHOWN_MAX = 61, /* of a name in a message */
    FLAGS_KNOWN =
        1 << 1 | 1 << 2 | MOHUR__ZIP_FLAG_DESCRIPTOR | MOHUR__ZIP_FLAG_UTF_8,
    FLAGS_ENCRYPTED = 1 << 0 | 1 << 6 | 1 << 13,
    ATTR_FOLDER     = 1 << 4, /* of MS-DOS */
    MODE_SHIFT      = 28,     /* to the kind of file of Unix */
    MODE_FOLDER     = 4,
    MODE_FILE       = 8,
    MODE_LINK       = 10
};

mohur_status
mohur__zip_fault(mohur_ctx *ctx,
                 mohur_status status,
                 mohur__bytes name,
                 const char *rule)
{
    char shown[SHOWN_MAX] = {0};

    mohur__text_escape(name, shown, sizeof shown);
    return mohur__error(ctx, status, "the member %s %s", shown, rule);
}

/* ---- one entry ---- */

/* What the directory says, before it is judged. */
struct record {
    uint16_t name_len;
    uint16_t extra_len;
    uint16_t comment_len;
    uint16_t disk;
    uint32_t packed_len;
    uint32_t len;
    uint32_t offset;
    uint32_t attributes;
};

static bool
read_record(struct mohur__cursor *c,
            struct record *r,
            struct mohur__zip_entry *e)
{
    bool good = mohur__zip_read32(c) == MOHUR__ZIP_CENTRAL;

    (void)mohur__zip_read32(c); /* versions */
    e->flags  = mohur__zip_read16(c);
    e->method = mohur__zip_read16(c);
    (void)mohur__zip_read32(c); /* time and date */
    e->crc         = mohur__zip_read32(c);
    r->packed_len  = mohur__zip_read32(c);
    r->len         = mohur__zip_read32(c);
    r->name_len    = mohur__zip_read16(c);
    r->extra_len   = mohur__zip_read16(c);
    r->comment_len = mohur__zip_read16(c);
    r->disk        = mohur__zip_read16(c);
    (void)mohur__zip_read16(c); /* internal attributes */
    r->attributes = mohur__zip_read32(c);
    r->offset     = mohur__zip_read32(c);
    return mohur__cursor_ok(c) && good;
}

/* A number of 32 bits, or where it is full the next of ZIP64. */
static uint64_t
widen(uint32_t v, struct mohur__cursor *zip64)
{
    return v == MOHUR__ZIP_FULL32 ? mohur__zip_read(zip64, 8) : v;
}

/* Fill in lengths and place; the rule that they break. */
static const char *
widen_all(const struct record *r,
          const struct mohur__zip_extra *x,
          struct mohur__zip_entry *e)
{
    struct mohur__cursor c = mohur__cursor_of(x->zip64);

    e->len        = widen(r->len, &c);
    e->packed_len = widen(r->packed_len, &c);
    e->offset     = widen(r->offset, &c);
    if (!mohur__cursor_end(&c) || (x->has_zip64 && x->zip64.len == 0)) {
        return "has ZIP64 lengths where none belong, or lacks them";
    }
    return NULL;
}

static const char *
flags_fault(const struct mohur__zip_entry *e)
{
    if ((e->flags & FLAGS_ENCRYPTED) != 0) {
        return "is encrypted";
    }
    if ((e->flags & ~FLAGS_KNOWN) != 0) {
        return "has a flag that is not known";
    }
    if (e->method != MOHUR__ZIP_STORED && e->method != MOHUR__ZIP_DEFLATED) {
        return "is packed with a method other than deflate";
    }
    if ((e->flags & MOHUR__ZIP_FLAG_DESCRIPTOR) != 0 && !e->deflated) {
        return "is stored, and yet says its length only behind it";
    }
    return NULL;
}

/* What kind of file it says it is. */
static const char *
kind_fault(const struct mohur__zip_entry *e, uint32_t attributes)
{
    uint32_t kind = attributes >> MODE_SHIFT;

    if (kind == MODE_LINK) {
        return "is a symbolic link";
    }
    if (kind != 0 && kind != (e->is_folder ? MODE_FOLDER : MODE_FILE)) {
        return "is neither a file nor a folder";
    }
    if (!e->is_folder && (attributes & ATTR_FOLDER) != 0) {
        return "is a folder by its attributes, and none by its name";
    }
    return NULL;
}

static bool
is_ascii(mohur__bytes name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

static const char *
lengths_fault(const struct mohur__zip_entry *e)
{
    if (!e->deflated && e->len != e->packed_len) {
        return "is stored with two lengths";
    }
    if (e->is_folder && (e->deflated || e->len != 0 || e->crc != 0)) {
        return "is a folder with content";
    }
    return NULL;
}

/* The first rule that the entry breaks. */
static const char *
entry_fault(struct mohur__zip_entry *e,
            const struct record *r,
            mohur__bytes fields)
{
    struct mohur__zip_extra x;
    const char *fault = mohur__zip_name_fault(e->name);

    e->deflated  = e->method == MOHUR__ZIP_DEFLATED;
    e->is_folder = e->name.len > 0 && e->name.data[e->name.len - 1] == '/';
    fault        = fault != NULL ? fault : flags_fault(e);
    fault        = fault != NULL ? fault : kind_fault(e, r->attributes);
    fault        = fault != NULL ? fault : mohur__zip_extra_parse(fields, &x);
    fault        = fault != NULL ? fault : widen_all(r, &x, e);
    fault        = fault != NULL ? fault : lengths_fault(e);
    if (fault != NULL) {
        return fault;
    }
    if (!is_ascii(e->name) && (e->flags & MOHUR__ZIP_FLAG_UTF_8) == 0) {
        return "does not say that its name is UTF-8";
    }
    if (r->disk != 0) {
        return "is in another part of several";
    }
    return mohur__zip_extra_agrees(&x, e->name)
               ? NULL
               : "has a second name that differs";
}

static mohur_status
read_entry(struct mohur__zip *zip,
           struct mohur__cursor *c,
           struct mohur__zip_entry *e)
{
    mohur_status st     = MOHUR_OK;
    struct record r     = {.disk = 0};
    mohur__bytes fields = MOHUR__NOTHING;
    const char *fault   = NULL;
    bool good           = read_record(c, &r, e);

    e->name = mohur__read_bytes(c, r.name_len);
    fields  = mohur__read_bytes(c, r.extra_len);
    (void)mohur__read_bytes(c, r.comment_len);
    REQUIRE(zip->ctx, good && mohur__cursor_ok(c), MOHUR_E_FORMAT,
            "the directory of the ZIP file is not made of entries");
    fault = entry_fault(e, &r, fields);
    if (fault != NULL) {
        st = mohur__zip_fault(zip->ctx, MOHUR_E_FORMAT, e->name, fault);
        goto out;
    }
    if (e->len > MOHUR__ZIP_RATIO_FROM &&
        e->len / MOHUR__ZIP_RATIO_MAX > e->packed_len) {
        st = mohur__zip_fault(zip->ctx, MOHUR_E_LIMIT, e->name,
                              "is packed more than a hundredfold");
        goto out;
    }
    e->key = mohur__zip_name_key(e->name);

out:
    return st;
}

static mohur_status
read_directory(struct mohur__zip *zip, const struct mohur__zip_ending *ending)
{
    mohur_status st        = MOHUR_OK;
    void *memory           = NULL;
    mohur__span room       = {NULL, 0};
    struct mohur__cursor c = mohur__cursor_of(MOHUR__NOTHING);

    /* Both are below their limits. */
    TRY(mohur__alloc_array(zip->ctx, (size_t)ending->entries,
                           sizeof *zip->entries, &memory));
    zip->entries = memory;
    room         = mohur__buf_room(&zip->central, (size_t)ending->len);
    TRY(mohur__buf_status(&zip->central));
    TRY(mohur__source_read_at(zip->source, ending->offset, room));
    c = mohur__cursor_of(mohur__buf_view(&zip->central));
    while (zip->entries_len < ending->entries) {
        TRY(read_entry(zip, &c, &zip->entries[zip->entries_len]));
        zip->entries_len++;
    }
    REQUIRE(zip->ctx, mohur__cursor_end(&c), MOHUR_E_FORMAT,
            "the directory of the ZIP file has more entries than it says");

out:
    return st;
}

/* ---- names among each other ---- */

/* Is name below this folder, or below this file as if it were one? */
static bool
is_below(mohur__bytes name, const struct mohur__zip_entry *other)
{
    size_t len = other->name.len - (other->is_folder ? 1 : 0);

    return name.len > len + 1 && name.data[len] == '/' &&
           mohur__bytes_equal(mohur__bytes_sub(name, 0, len),
                              mohur__bytes_sub(other->name, 0, len));
}

static const char *
pair_fault(const struct mohur__zip_entry *a, const struct mohur__zip_entry *b)
{
    if (a->key == b->key && mohur__zip_name_same(a->name, b->name)) {
        return "is there twice, or in two spellings";
    }
    return !b->is_folder && is_below(a->name, b)
               ? "stands below one that is no folder"
               : NULL;
}

static mohur_status
check_name(const struct mohur__zip *zip, size_t i)
{
    mohur_status st                  = MOHUR_OK;
    const struct mohur__zip_entry *e = &zip->entries[i];
    bool used                        = !e->is_folder;

    for (size_t k = 0; k < zip->entries_len; k++) {
        const struct mohur__zip_entry *other = &zip->entries[k];
        const char *fault = k == i ? NULL : pair_fault(e, other);

        if (fault != NULL) {
            return mohur__zip_fault(zip->ctx, MOHUR_E_FORMAT, e->name, fault);
        }
        used = used || (!other->is_folder && is_below(other->name, e));
    }
    if (!used) {
        st = mohur__zip_fault(zip->ctx, MOHUR_E_FORMAT, e->name,
                              "is a folder with nothing in it");
    }
    return st;
}

/* ---- the whole ---- */

static mohur_status
check_all(struct mohur__zip *zip, uint64_t directory)
{
    mohur_status st = MOHUR_OK;
    uint64_t at     = 0;

    for (size_t i = 0; i < zip->entries_len; i++) {
        TRY(check_name(zip, i));
    }
    for (size_t i = 0; i < zip->entries_len; i++) {
        TRY(mohur__zip_check_local(zip, &zip->entries[i], directory, &at));
    }
    REQUIRE(zip->ctx, at == directory, MOHUR_E_FORMAT,
            "there are bytes between the last member and the directory");

out:
    return st;
}

mohur_status
mohur__zip_open(mohur_ctx *ctx, mohur_source *source, struct mohur__zip *out)
{
    mohur_status st                 = MOHUR_OK;
    struct mohur__zip_ending ending = {.entries = 0};

    *out = (struct mohur__zip){.ctx = ctx, .source = source};
    mohur__buf_init(&out->central, ctx, MOHUR__ZIP_CENTRAL_MAX);
    REQUIRE(ctx, mohur__source_seekable(source), MOHUR_E_ARGUMENT,
            "a container is read from its end: not from a pipe");
    TRY(mohur__zip_read_end(out, &ending));
    TRY(read_directory(out, &ending));
    TRY(check_all(out, ending.offset));

out:
    if (st != MOHUR_OK) {
        mohur__zip_wipe(out);
    }
    return st;
}

void
mohur__zip_wipe(struct mohur__zip *zip)
{
    mohur__buf_wipe(&zip->central);
    mohur__free(zip->entries);
    *zip = (struct mohur__zip){.ctx = NULL};
}

const struct mohur__zip_entry *
mohur__zip_find(const struct mohur__zip *zip, mohur__bytes name)
{
    for (size_t i = 0; i < zip->entries_len; i++) {
        if (mohur__bytes_equal(zip->entries[i].name, name)) {
            return &zip->entries[i];
        }
    }
    return NULL;
}
