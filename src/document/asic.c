/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic.h"

#include "base/ctx.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/text.h"
#include "zip/zip_name.h"

/* Roles by name, and the type that the container says it has. */
struct pattern {
    const char *part; /* somewhere in the name behind META-INF/ */
    const char *end;
    enum mohur__asic_role role;
};

/* The first that fits decides. */
static const struct pattern PATTERNS[] = {
    {"ASiCArchiveManifest", ".xml", MOHUR__ASIC_EVIDENCE},
    {"ASiCManifest", ".xml", MOHUR__ASIC_MANIFEST},
    {"signature", ".p7s", MOHUR__ASIC_SIGNATURE},
    {"timestamp", ".tst", MOHUR__ASIC_EVIDENCE},
    {"evidencerecord", ".ers", MOHUR__ASIC_EVIDENCE},
    {"evidencerecord", ".xml", MOHUR__ASIC_EVIDENCE},
};

static const char META_INF[]  = "META-INF/";
static const char MIMETYPE[]  = "mimetype";
static const char COMMENT[]   = "mimetype=";
static const char ASIC_E[]    = "application/vnd.etsi.asic-e+zip";
static const char ASIC_S[]    = "application/vnd.etsi.asic-s+zip";
static const uint8_t BEGINS[] = {'P', 'K', 3, 4};

enum {
    TYPE_LEN = sizeof ASIC_E - 1
};

mohur__bytes
mohur__asic_mimetype(mohur_container_format format)
{
    return mohur__bytes_of(format == MOHUR_CONTAINER_ASIC_S ? ASIC_S : ASIC_E,
                           TYPE_LEN);
}

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

out:
    return st;
}

/* ---- the type ---- */

static mohur_container_format
format_of(mohur__bytes type)
{
    if (mohur__bytes_equal(type, MOHUR__TEXT(ASIC_E))) {
        return MOHUR_CONTAINER_ASIC_E;
    }
    return mohur__bytes_equal(type, MOHUR__TEXT(ASIC_S))
               ? MOHUR_CONTAINER_ASIC_S
               : MOHUR_CONTAINER_NONE;
}

/* What mimetype says; NONE if that is no type of ours. */
static mohur_status
read_type(struct mohur__asic *asic,
          const struct mohur__zip_entry *e,
          mohur_container_format *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__buf type = {0};

    *out = MOHUR_CONTAINER_NONE;
    if (e->len != TYPE_LEN) {
        return MOHUR_OK;
    }
    TRY(mohur__zip_load(&asic->zip, e, TYPE_LEN, &type));
    *out = format_of(mohur__buf_view(&type));

out:
    mohur__buf_wipe(&type);
    return st;
}

/* What is wrong with where and how the type is said; NULL if nothing is. */
static const char *
type_fault(const struct mohur__asic *asic,
           const struct mohur__zip_entry *e,
           mohur_container_format said)
{
    mohur__bytes comment = asic->zip.comment;

    if (e == NULL || e != &asic->zip.entries[0]) {
        return "the container does not begin with its mimetype";
    }
    if (e->deflated || !e->is_bare) {
        return "the mimetype of the container is packed, or not at its place";
    }
    if (said == MOHUR_CONTAINER_NONE) {
        return "the mimetype of the container is none of ASiC";
    }
    if (said != asic->format) {
        return "the mimetype of the container contradicts what is in it";
    }
    if (comment.len > 0 &&
        format_of(mohur__bytes_sub(comment, sizeof COMMENT - 1, comment.len)) !=
            said) {
        return "the comment behind the container contradicts its mimetype";
    }
    return NULL;
}

static mohur_status
check_type(struct mohur__asic *asic)
{
    mohur_status st = MOHUR_OK;
    const struct mohur__zip_entry *e =
        mohur__zip_find(&asic->zip, MOHUR__TEXT(MIMETYPE));
    mohur_container_format said = MOHUR_CONTAINER_NONE;

    if (e != NULL) {
        TRY(read_type(asic, e, &said));
    }
    asic->format = mohur__asic_count(asic, MOHUR__ASIC_MANIFEST) > 0
                       ? MOHUR_CONTAINER_ASIC_E
                       : MOHUR_CONTAINER_ASIC_S;
    asic->fault  = type_fault(asic, e, said);
    if (asic->fault == NULL && asic->format == MOHUR_CONTAINER_ASIC_S &&
        (mohur__asic_count(asic, MOHUR__ASIC_DATA) != 1 ||
         mohur__asic_count(asic, MOHUR__ASIC_SIGNATURE) != 1)) {
        asic->fault = "an ASiC-S has one document and one signature file";
    }
    if (asic->fault == NULL &&
        mohur__asic_count(asic, MOHUR__ASIC_UNKNOWN) > 0) {
        asic->fault = "META-INF has a member that nobody signed";
    }

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
    TRY(check_type(out));

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

size_t
mohur__asic_count(const struct mohur__asic *asic, enum mohur__asic_role role)
{
    size_t n = 0;

    for (size_t i = 0; i < asic->zip.entries_len; i++) {
        n += asic->roles[i] == role;
    }
    return n;
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
