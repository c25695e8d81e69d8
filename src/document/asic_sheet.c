/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_sheet.h"

#include "base/guard.h"
#include "base/mem.h"
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

static bool
refers_to(const struct mohur__sheet *sheet, size_t entry)
{
    for (size_t i = 0; i < sheet->refs_len; i++) {
        if (sheet->refs[i].entry == entry) {
            return true;
        }
    }
    return false;
}

static void
take_reference(const struct mohur__asic *asic,
               const struct mohur__asic_manifest *m,
               const struct mohur__asic_manifest_ref *ref,
               struct mohur__sheet *sheet)
{
    size_t entry = index_of(
        asic, mohur__asic_manifest_name(m, ref->name_at, ref->name_len));

    if (entry == SIZE_MAX) {
        note(sheet, MOHUR_WHY_SIGNED_DATA_NOT_FOUND,
             "a document that was signed is not in the container");
    } else if (asic->roles[entry] != MOHUR__ASIC_DATA) {
        note(sheet, MOHUR_WHY_FORMAT_FAILURE,
             "the manifest refers to what is no document");
    } else if (refers_to(sheet, entry)) {
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
    if (sheet->signature == SIZE_MAX ||
        (asic->roles[sheet->signature] != MOHUR__ASIC_SIGNATURE &&
         asic->roles[sheet->signature] != MOHUR__ASIC_EVIDENCE)) {
        asic->fault = "a manifest names a signature that is not there";
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

    TRY(mohur__zip_load(&asic->zip, &asic->zip.entries[entry],
                        MOHUR__ASIC_META_MAX, &xml));
    TRY(mohur__asic_manifest_parse(asic->zip.ctx, mohur__buf_view(&xml), &m,
                                   &fault));
    if (fault != NULL) {
        asic->fault = asic->fault != NULL ? asic->fault : fault;
        goto out;
    }
    out->at[out->len].entry = entry;
    out->len++;
    TRY(take_manifest(asic, &m, &out->at[out->len - 1]));

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
        if (asic->roles[i] == MOHUR__ASIC_MANIFEST) {
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
    for (size_t i = 0; i < s->digests_len; i++) {
        mohur__digests_wipe(&s->digests[i]);
    }
    mohur__free(s->digests);
    *s = (struct mohur__sheets){.len = 0};
}

/* ---- hashing ---- */

/* With SHA-256 for the report, and what the manifests ask for. */
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

    TRY(mohur__digests_want(ctx, d, MOHUR_ALG_SHA_256));
    for (size_t i = 0; i < s->len; i++) {
        for (size_t k = 0; k < s->at[i].refs_len; k++) {
            if (s->at[i].refs[k].entry == entry) {
                TRY(mohur__digests_want(ctx, d, s->at[i].refs[k].hash));
            }
        }
    }
    TRY(mohur__zip_member(&asic->zip, &asic->zip.entries[entry], &source));
    TRY(mohur__cms_hash(ctx, source, d, &len));

out:
    mohur_source_free(source);
    return st;
}

static bool
holds(const struct mohur__sheets *s, const struct mohur__sheet_ref *ref)
{
    return mohur__bytes_equal(
        mohur__digests_get(&s->digests[ref->entry], ref->hash),
        mohur__bytes_of(ref->digest, ref->digest_len));
}

static void
compare(const struct mohur__asic *asic,
        const struct mohur__sheets *s,
        struct mohur__sheet *sheet)
{
    for (size_t i = 0; i < sheet->refs_len; i++) {
        if (!holds(s, &sheet->refs[i])) {
            note(sheet, MOHUR_WHY_HASH_FAILURE,
                 "a document is not the one that was signed");
        }
    }
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
        if (asic->roles[i] == MOHUR__ASIC_DATA) {
            TRY(hash_entry(asic, s, i));
        }
    }
    for (size_t i = 0; i < s->len; i++) {
        compare(asic, s, &s->at[i]);
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
