/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic.h"

#include "base/ctx.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/text.h"
#include "document/asic_type.h"
#include "zip/zip_name.h"

/* Roles by name, and the type that the container says it has. */
struct pattern {
    const char *part; /* somewhere in the name behind META-INF/ */
    const char *end;
    enum mohur__asic_role role;
};

/* The first that fits decides. */
static const struct pattern PATTERNS[] = {
    {"ASiCArchiveManifest", ".xml", MOHUR__ASIC_ARCHIVE},
    {"ASiCManifest", ".xml", MOHUR__ASIC_MANIFEST},
    {"signature", ".p7s", MOHUR__ASIC_SIGNATURE},
    {"timestamp", ".tst", MOHUR__ASIC_STAMP},
    {"evidencerecord", ".ers", MOHUR__ASIC_EVIDENCE},
    {"evidencerecord", ".xml", MOHUR__ASIC_EVIDENCE},
};

static const char META_INF[]  = "META-INF/";
static const char MIMETYPE[]  = MOHUR__ASIC_TYPE_NAME;
static const uint8_t BEGINS[] = {'P', 'K', 3, 4};

bool
mohur__asic_begins(mohur_source *source)
{
    uint8_t start[sizeof BEGINS] = {0};

    if (!mohur__source_seekable(source) || source->len < sizeof start ||
        mohur__source_read_at(source, 0, MOHUR__SPAN(start)) != MOHUR_OK) {
        mohur__error_clear(source->ctx);
        return false;
    }
    return mohur__bytes_equal(MOHUR__BYTES(start), MOHUR__BYTES(BEGINS));
}

/* ---- roles ---- */

static bool
contains(mohur__bytes text, mohur__bytes part)
{
    for (size_t i = 0; i + part.len <= text.len; i++) {
        if (mohur__bytes_equal(mohur__bytes_sub(text, i, part.len), part)) {
            return true;
        }
    }
    return false;
}

static bool
ends_with(mohur__bytes text, mohur__bytes end)
{
    return text.len >= end.len &&
           mohur__bytes_equal(
               mohur__bytes_sub(text, text.len - end.len, end.len), end);
}

/* Of a name behind META-INF/. */
static enum mohur__asic_role
meta_role(mohur__bytes rest)
{
    if (contains(rest, MOHUR__TEXT("/"))) {
        return MOHUR__ASIC_UNKNOWN;
    }
    for (size_t i = 0; i < sizeof PATTERNS / sizeof PATTERNS[0]; i++) {
        if (contains(rest, mohur__bytes_text(PATTERNS[i].part)) &&
            ends_with(rest, mohur__bytes_text(PATTERNS[i].end))) {
            return PATTERNS[i].role;
        }
    }
    return MOHUR__ASIC_UNKNOWN;
}

/* Does it begin with META-INF, spelt in whatever way? */
static bool
is_meta(mohur__bytes name)
{
    size_t len = 0;

    while (len < name.len && name.data[len] != '/') {
        len++;
    }
    return mohur__zip_name_same(mohur__bytes_sub(name, 0, len),
                                MOHUR__TEXT("META-INF"));
}

static enum mohur__asic_role
role_of(const struct mohur__zip_entry *e)
{
    mohur__bytes meta = MOHUR__TEXT(META_INF);

    if (e->is_folder) {
        return MOHUR__ASIC_FOLDER;
    }
    if (mohur__bytes_equal(e->name, MOHUR__TEXT(MIMETYPE))) {
        return MOHUR__ASIC_MIMETYPE;
    }
    return mohur__bytes_equal(mohur__bytes_sub(e->name, 0, meta.len), meta)
               ? meta_role(mohur__bytes_sub(e->name, meta.len, e->name.len))
               : MOHUR__ASIC_DATA;
}

const char *
mohur__asic_name_fault(mohur__bytes name)
{
    const char *fault = mohur__zip_name_fault(name);

    if (fault != NULL) {
        return fault;
    }
    if (name.data[name.len - 1] == '/') {
        return "is that of a folder";
    }
    return is_meta(name) || mohur__zip_name_same(name, MOHUR__TEXT(MIMETYPE))
               ? "is one that the container itself has"
               : NULL;
}

static mohur_status
find_roles(struct mohur__asic *asic)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes meta = MOHUR__TEXT(META_INF);
    mohur_ctx *ctx    = asic->zip.ctx;

    for (size_t i = 0; i < asic->zip.entries_len; i++) {
        mohur__bytes name = asic->zip.entries[i].name;

        if (is_meta(name) &&
            !mohur__bytes_equal(mohur__bytes_sub(name, 0, meta.len), meta)) {
            return mohur__zip_fault(ctx, MOHUR_E_FORMAT, name,
                                    "spells META-INF in another way");
        }
        asic->roles[i] = role_of(&asic->zip.entries[i]);
    }
    REQUIRE(ctx,
            mohur__asic_count(asic, MOHUR__ASIC_SIGNATURE) <=
                    MOHUR__ASIC_SIGNATURES_MAX &&
                mohur__asic_count(asic, MOHUR__ASIC_MANIFEST) <=
                    MOHUR__ASIC_SIGNATURES_MAX,
            MOHUR_E_LIMIT, "the container has more than %d signatures",
            MOHUR__ASIC_SIGNATURES_MAX);
    REQUIRE(ctx,
            mohur__asic_count(asic, MOHUR__ASIC_ARCHIVE) <=
                MOHUR__ASIC_ARCHIVES_MAX,
            MOHUR_E_LIMIT, "the container has more than %d archive manifests",
            MOHUR__ASIC_ARCHIVES_MAX);

out:
    return st;
}

/* ---- the whole ---- */

mohur_status
mohur__asic_open(mohur_ctx *ctx, mohur_source *source, struct mohur__asic *out)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;

    *out = (struct mohur__asic){.fault = NULL};
    TRY(mohur__zip_open(ctx, source, &out->zip));
    TRY(mohur__alloc_array(ctx, out->zip.entries_len, sizeof *out->roles,
                           &memory));
    out->roles = memory;
    TRY(find_roles(out));
    TRY(mohur__asic_check_type(out));

out:
    if (st != MOHUR_OK) {
        mohur__asic_wipe(out);
    }
    return st;
}

void
mohur__asic_wipe(struct mohur__asic *asic)
{
    mohur__free(asic->roles);
    mohur__zip_wipe(&asic->zip);
    *asic = (struct mohur__asic){.fault = NULL};
}

mohur_status
mohur__asic_require_sound(const struct mohur__asic *asic)
{
    const char *wrong = asic->fault != NULL ? asic->fault : asic->warning;

    return wrong == NULL
               ? MOHUR_OK
               : mohur__error(asic->zip.ctx, MOHUR_E_FORMAT, "%s", wrong);
}

size_t
mohur__asic_count(const struct mohur__asic *asic, enum mohur__asic_role role)
{
    size_t n = 0;

    for (size_t i = 0; i < asic->zip.entries_len; i++) {
        n += asic->roles[i] == role;
    }
    return n;
}

const struct mohur__zip_entry *
mohur__asic_first_document(const struct mohur__asic *asic)
{
    for (size_t i = 0; i < asic->zip.entries_len; i++) {
        if (asic->roles[i] == MOHUR__ASIC_DATA) {
            return &asic->zip.entries[i];
        }
    }
    return NULL;
}

mohur_status
mohur_container_detect(mohur_ctx *ctx,
                       mohur_source *file,
                       mohur_container_format *out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__asic found = {.fault = NULL};

    if (out != NULL) {
        *out = MOHUR_CONTAINER_NONE;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(mohur__source_check(ctx, file));
    if (mohur__asic_begins(file)) {
        TRY(mohur__asic_open(ctx, file, &found));
        *out = found.format;
    }

out:
    mohur__asic_wipe(&found);
    return st;
}
