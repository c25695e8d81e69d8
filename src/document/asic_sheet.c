/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_sheet.h"

#include "base/guard.h"
#include "base/mem.h"
#include "cms/pour.h"
#include "cms/stream.h"
#include "document/asic_manifest.h"

/* What manifests refer to: found, hashed once for all of them, compared. */

static void
note(struct mohur__sheet *sheet, mohur_why why, const char *detail)
{
    if (sheet->why == MOHUR_WHY_NONE) {
        sheet->why    = why;
        sheet->detail = detail;
    }
}

/* ---- reading ---- */

/* The entry of this name; SIZE_MAX if there is none. */
static size_t
index_of(const struct mohur__asic *asic, mohur__bytes name)
{
    const struct mohur__zip_entry *e = mohur__zip_find(&asic->zip, name);

    return e == NULL ? SIZE_MAX : (size_t)(e - asic->zip.entries);
}

bool
mohur__sheet_names(const struct mohur__sheet *sheet, size_t entry)
{
    for (size_t i = 0; i < sheet->refs_len; i++) {
        if (sheet->refs[i].entry == entry) {
            return true;
        }
    }
    return false;
}

/* The rule that a reference to an entry breaks; NULL if none. */
static const char *
reference_fault(const struct mohur__asic *asic,
                const struct mohur__sheet *sheet,
                size_t entry)
{
    enum mohur__asic_role role = asic->roles[entry];

    if (asic->roles[sheet->entry] != MOHUR__ASIC_ARCHIVE) {
        return role == MOHUR__ASIC_DATA
                   ? NULL
                   : "the manifest refers to what is no document";
    }
    return entry == sheet->entry || entry == sheet->signature ||
                   role == MOHUR__ASIC_FOLDER
               ? "the archive manifest refers to itself, or to a folder"
               : NULL;
}

static void
take_reference(const struct mohur__asic *asic,
               const struct mohur__asic_manifest *m,
               const struct mohur__asic_manifest_ref *ref,
               struct mohur__sheet *sheet)
{
    const char *fault = NULL;
    size_t entry      = index_of(
        asic, mohur__asic_manifest_name(m, ref->name_at, ref->name_len));

    if (entry == SIZE_MAX) {
        note(sheet, MOHUR_WHY_SIGNED_DATA_NOT_FOUND,
             "a document that was signed is not in the container");
        return;
    }
    fault = reference_fault(asic, sheet, entry);
    if (fault != NULL) {
        note(sheet, MOHUR_WHY_FORMAT_FAILURE, fault);
    } else if (mohur__sheet_names(sheet, entry)) {
        note(sheet, MOHUR_WHY_FORMAT_FAILURE,
             "the manifest refers to a document twice");
    } else if (ref->hash == MOHUR_ALG_NONE) {
        note(sheet, MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE,
             "the manifest has a digest of an algorithm that is not accepted");
    } else {
        struct mohur__sheet_ref *r = &sheet->refs[sheet->refs_len++];

        r->entry      = entry;
        r->hash       = ref->hash;
        r->digest_len = ref->digest_len;
        mohur__copy(MOHUR__SPAN(r->digest), MOHUR__BYTES(ref->digest));
    }
}

/* Does it name a signature, or a time stamp, that is there? */
static bool
names_something(const struct mohur__asic *asic,
                const struct mohur__sheet *sheet)
{
    enum mohur__asic_role role = MOHUR__ASIC_UNKNOWN;

    if (sheet->signature != SIZE_MAX) {
        role = asic->roles[sheet->signature];
    }
    return role == MOHUR__ASIC_STAMP ||
           (asic->roles[sheet->entry] == MOHUR__ASIC_MANIFEST &&
            (role == MOHUR__ASIC_SIGNATURE || role == MOHUR__ASIC_EVIDENCE));
}

/* What a manifest that could be read says. */
static mohur_status
take_manifest(struct mohur__asic *asic,
              const struct mohur__asic_manifest *m,
              struct mohur__sheet *sheet)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;

    TRY(mohur__alloc_array(asic->zip.ctx, m->refs_len, sizeof *sheet->refs,
                           &memory));
    sheet->refs      = memory;
    sheet->detail    = "";
    sheet->signature = index_of(asic, mohur__asic_manifest_signature(m));
    for (size_t i = 0; i < m->refs_len; i++) {
        take_reference(asic, m, &m->refs[i], sheet);
    }
    if (names_something(asic, sheet)) {
        goto out;
    }
    if (asic->roles[sheet->entry] == MOHUR__ASIC_MANIFEST) {
        asic->fault = "a manifest names a signature that is not there";
    } else {
        note(sheet, MOHUR_WHY_FORMAT_FAILURE,
             "the archive manifest names a time stamp that is not there");
    }

out:
    return st;
}

static mohur_status
read_sheet(struct mohur__asic *asic, size_t entry, struct mohur__sheets *out)
{
    mohur_status st               = MOHUR_OK;
    struct mohur__buf xml         = {0};
    struct mohur__asic_manifest m = {.refs = NULL};
    const char *fault             = NULL;
    bool archive                  = asic->roles[entry] == MOHUR__ASIC_ARCHIVE;
    struct mohur__sheet *sheet =
        archive ? &out->archives[out->archives_len] : &out->at[out->len];

    TRY(mohur__zip_load(&asic->zip, &asic->zip.entries[entry],
                        MOHUR__ASIC_META_MAX, &xml));
    TRY(mohur__asic_manifest_parse(asic->zip.ctx, mohur__buf_view(&xml), &m,
                                   &fault));
    if (fault != NULL) {
        asic->fault = asic->fault != NULL || archive ? asic->fault : fault;
        goto out;
    }
    sheet->entry = entry;
    *(archive ? &out->archives_len : &out->len) += 1;
    TRY(take_manifest(asic, &m, sheet));

out:
    mohur__asic_manifest_wipe(&m);
    mohur__buf_wipe(&xml);
    return st;
}

mohur_status
mohur__sheets_read(struct mohur__asic *asic, struct mohur__sheets *out)
{
    mohur_status st = MOHUR_OK;

    *out = (struct mohur__sheets){.len = 0};
    for (size_t i = 0; i < asic->zip.entries_len; i++) {
        if (asic->roles[i] == MOHUR__ASIC_MANIFEST ||
            asic->roles[i] == MOHUR__ASIC_ARCHIVE) {
            TRY(read_sheet(asic, i, out)); /* not more than there is room for */
        }
    }

out:
    if (st != MOHUR_OK) {
        mohur__sheets_wipe(out);
    }
    return st;
}

void
mohur__sheets_wipe(struct mohur__sheets *s)
{
    for (size_t i = 0; i < s->len; i++) {
        mohur__free(s->at[i].refs);
    }
    for (size_t i = 0; i < s->archives_len; i++) {
        mohur__free(s->archives[i].refs);
    }
    for (size_t i = 0; i < s->digests_len; i++) {
        mohur__digests_wipe(&s->digests[i]);
    }
    mohur__free(s->digests);
    *s = (struct mohur__sheets){.len = 0};
}

/* ---- hashing ---- */

/* What these manifests ask for of an entry. */
static mohur_status
want(mohur_ctx *ctx,
     const struct mohur__sheet *sheets,
     size_t len,
     size_t entry,
     struct mohur__digests *d)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < len; i++) {
        for (size_t k = 0; k < sheets[i].refs_len; k++) {
            if (sheets[i].refs[k].entry == entry) {
                TRY(mohur__digests_want(ctx, d, sheets[i].refs[k].hash));
            }
        }
    }

out:
    return st;
}

/* A document with SHA-256 too, for the report. */
static mohur_status
hash_entry(const struct mohur__asic *asic,
           struct mohur__sheets *s,
           size_t entry)
{
    mohur_status st          = MOHUR_OK;
    mohur_ctx *ctx           = asic->zip.ctx;
    struct mohur__digests *d = &s->digests[entry];
    mohur_source *source     = NULL;
    uint64_t len             = 0;

    if (asic->roles[entry] == MOHUR__ASIC_DATA) {
        TRY(mohur__digests_want(ctx, d, MOHUR_ALG_SHA_256));
    }
    TRY(want(ctx, s->at, s->len, entry, d));
    TRY(want(ctx, s->archives, s->archives_len, entry, d));
    TRY(mohur__zip_member(&asic->zip, &asic->zip.entries[entry], &source));
    TRY(mohur__pour(ctx, source, MOHUR_LEN_UNKNOWN, d, &len));

out:
    mohur_source_free(source);
    return st;
}

/* Is there a manifest of an archive that refers to it? */
static bool
is_archived(const struct mohur__sheets *s, size_t entry)
{
    for (size_t i = 0; i < s->archives_len; i++) {
        if (mohur__sheet_names(&s->archives[i], entry)) {
            return true;
        }
    }
    return false;
}

static bool
holds(const struct mohur__sheets *s, const struct mohur__sheet_ref *ref)
{
    return mohur__bytes_equal(
        mohur__digests_get(&s->digests[ref->entry], ref->hash),
        mohur__bytes_of(ref->digest, ref->digest_len));
}

static void
compare_digests(const struct mohur__sheets *s, struct mohur__sheet *sheet)
{
    for (size_t i = 0; i < sheet->refs_len; i++) {
        if (!holds(s, &sheet->refs[i])) {
            note(sheet, MOHUR_WHY_HASH_FAILURE,
                 "a document is not the one that was signed");
        }
    }
}

static void
compare(const struct mohur__asic *asic,
        const struct mohur__sheets *s,
        struct mohur__sheet *sheet)
{
    compare_digests(s, sheet);
    if (sheet->refs_len < mohur__asic_count(asic, MOHUR__ASIC_DATA)) {
        note(sheet, MOHUR_WHY_FORMAT_FAILURE,
             "the container has a document that was not signed");
    }
}

mohur_status
mohur__sheets_check(const struct mohur__asic *asic, struct mohur__sheets *s)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;

    TRY(mohur__alloc_array(asic->zip.ctx, asic->zip.entries_len,
                           sizeof *s->digests, &memory));
    s->digests     = memory;
    s->digests_len = asic->zip.entries_len;
    for (size_t i = 0; i < asic->zip.entries_len; i++) {
        if (asic->roles[i] == MOHUR__ASIC_DATA || is_archived(s, i)) {
            TRY(hash_entry(asic, s, i));
        }
    }
    for (size_t i = 0; i < s->len; i++) {
        compare(asic, s, &s->at[i]);
    }
    for (size_t i = 0; i < s->archives_len; i++) {
        compare_digests(s, &s->archives[i]);
    }

out:
    return st;
}

/* ---- questions ---- */

const struct mohur__sheet *
mohur__sheets_of(const struct mohur__sheets *s, size_t signature)
{
    const struct mohur__sheet *found = NULL;

    for (size_t i = 0; i < s->len; i++) {
        if (s->at[i].signature == signature) {
            if (found != NULL) {
                return NULL;
            }
            found = &s->at[i];
        }
    }
    return found;
}

bool
mohur__sheet_covers(const struct mohur__sheets *s,
                    const struct mohur__sheet *sheet,
                    size_t entry)
{
    for (size_t i = 0; i < sheet->refs_len; i++) {
        if (sheet->refs[i].entry == entry) {
            return holds(s, &sheet->refs[i]);
        }
    }
    return false;
}
