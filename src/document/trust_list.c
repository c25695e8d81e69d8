/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/trust_list.h>

#include "asn1/oid_text.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/options.h"
#include "crypto/hash.h"
#include "profile/anchors.h"
#include "profile/handle.h"
#include "x509/trust.h"

/*
 * A trust store from a list: who signed it is asked first, then what it says,
 * then whether each file is the one that it means.
 */
struct filling {
    mohur_ctx *ctx;
    mohur_trust *trust;
    const mohur_trust_list_options *options;
    struct mohur__note note;
    struct mohur__anchor_list list;
    struct mohur__authority authority;
};

/* ---- who signed it ---- */

static mohur_status
check_signed(struct filling *f)
{
    mohur_status st                   = MOHUR_OK;
    const mohur_trust_list_options *o = f->options;
    mohur_profile_trust named         = MOHUR_PROFILE_TRUST_INIT;
    uint32_t bits                     = 0;

    REQUIRE(f->ctx, o->keys != NULL && o->keys_len > 0, MOHUR_E_ARGUMENT,
            "a list is believed for the keys that signed it: name them");
    named.keys      = o->keys;
    named.keys_len  = o->keys_len;
    named.threshold = o->threshold;
    TRY(mohur__authority_named(f->ctx, &named, &f->authority));
    TRY(mohur__note_parse(f->ctx, mohur__bytes_of(o->note, o->note_len),
                          &f->note));
    TRY(mohur__note_verify(f->ctx, &f->note, f->authority.keys,
                           f->authority.keys_len, &bits));
    REQUIRE(f->ctx, mohur__note_count(bits) >= f->authority.threshold,
            MOHUR_E_UNTRUSTED, "%zu of the authority signed the list, not %zu",
            mohur__note_count(bits), f->authority.threshold);

out:
    return st;
}

static mohur_status
check_dates(struct filling *f)
{
    mohur_status st                       = MOHUR_OK;
    const struct mohur__anchor_list *list = &f->list;
    int64_t now                           = mohur__now(f->ctx);
    unsigned long long version            = list->version;

    REQUIRE(f->ctx, list->version >= f->options->min_version, MOHUR_E_ROLLBACK,
            "version %llu of the list is older than %llu", version,
            (unsigned long long)f->options->min_version);
    REQUIRE(f->ctx, now >= list->issued, MOHUR_E_DATE,
            "version %llu of the list is not issued yet", version);
    REQUIRE(f->ctx, now <= list->expires, MOHUR_E_STALE,
            "version %llu of the list has expired: get a newer one", version);

out:
    return st;
}

/* ---- what it names ---- */

static const mohur_trust_file *
find_file(const struct filling *f, const char *name)
{
    mohur__bytes wanted = mohur__bytes_text(name);

    for (size_t i = 0; i < f->options->files_len; i++) {
        const mohur_trust_file *file = &f->options->files[i];

        if (mohur__bytes_equal(mohur__bytes_text(file->name), wanted)) {
            return file;
        }
    }
    return NULL;
}

/* Is the certificate that was added last the one that was signed? */
static mohur_status
check_digest(struct filling *f, const struct mohur__anchor_row *row)
{
    mohur_status st                          = MOHUR_OK;
    uint8_t digest[MOHUR__ANCHOR_DIGEST_LEN] = {0};
    struct mohur__anchor last                = {.cert = NULL};

    REQUIRE(f->ctx,
            mohur__trust_at(f->trust, mohur_trust_len(f->trust) - 1, &last),
            MOHUR_E_INTERNAL, "an anchor is gone");
    TRY(mohur__hash(f->ctx, MOHUR_ALG_SHA_256, last.cert->der,
                    MOHUR__SPAN(digest)));
    REQUIRE(f->ctx,
            mohur__bytes_equal(MOHUR__BYTES(digest), MOHUR__BYTES(row->digest)),
            MOHUR_E_AUTH, "a certificate is not the one that the list names");

out:
    return st;
}

/* Its policies as path validation has them; NULL for none. */
static mohur_status
accept_policies(struct filling *f,
                const struct mohur__anchor_row *row,
                struct mohur__accepted **out)
{
    mohur_status st                  = MOHUR_OK;
    struct mohur__accepted *accepted = NULL;

    _Static_assert((int)MOHUR__ANCHOR_POLICIES_MAX <= (int)MOHUR__ACCEPTED_MAX,
                   "all have room");
    if (row->policies_len > 0) {
        TRY(MOHUR__NEW(f->ctx, &accepted));
    }
    for (size_t i = 0; i < row->policies_len; i++) {
        size_t len = mohur__oid_read_text(row->policies[i],
                                          MOHUR__SPAN(accepted->room[i]));

        accepted->at[accepted->len++] = mohur__bytes_of(accepted->room[i], len);
    }
    *out = accepted;

out:
    return st;
}

static mohur_status
add_anchor(struct filling *f, size_t i)
{
    mohur_status st                  = MOHUR_OK;
    const mohur_trust_file *file     = NULL;
    struct mohur__accepted *accepted = NULL;
    struct mohur__anchor_row row;
    struct mohur__anchor as = {.cert = NULL};

    TRY(mohur__anchors_at(&f->list, i, &row));
    file = find_file(f, row.file);
    REQUIRE(f->ctx, file != NULL, MOHUR_E_FORMAT,
            "the list names a file that is not there (anchor %zu)", i + 1);
    TRY(accept_policies(f, &row, &accepted));
    as.roles         = row.roles;
    as.from          = row.from;
    as.to            = row.to;
    as.no_revocation = row.no_revocation;
    as.legal_class   = row.legal_class;
    as.accepted      = accepted;
    TRY(mohur__trust_add_one(f->ctx, f->trust,
                             mohur__bytes_of(file->data, file->data_len), &as));
    accepted = NULL; /* the store's now */
    TRY(check_digest(f, &row));

out:
    mohur__free(accepted);
    return st;
}

static mohur_status
fill(struct filling *f)
{
    mohur_status st = MOHUR_OK;

    TRY(check_signed(f));
    TRY(mohur__anchors_parse(f->ctx, f->note.text, &f->list));
    TRY(check_dates(f));
    for (size_t i = 0; i < f->list.len; i++) {
        TRY(add_anchor(f, i));
    }

out:
    mohur__trust_close(f->trust, st == MOHUR_OK ? f->list.version : 0);
    return st;
}

static mohur_status
check_options(mohur_ctx *ctx, const mohur_trust_list_options *o)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, o->note != NULL, MOHUR_E_ARGUMENT, "the list is NULL");
    REQUIRE(ctx, o->files != NULL || o->files_len == 0, MOHUR_E_ARGUMENT,
            "files are NULL");
    REQUIRE(ctx, o->files_len <= MOHUR__ANCHORS_MAX, MOHUR_E_LIMIT,
            "there are more than %d files", MOHUR__ANCHORS_MAX);
    for (size_t i = 0; i < o->files_len; i++) {
        REQUIRE(ctx, o->files[i].name != NULL && o->files[i].data != NULL,
                MOHUR_E_ARGUMENT, "a file has a name and bytes");
    }

out:
    return st;
}

mohur_status
mohur_trust_add_list(mohur_ctx *ctx,
                     mohur_trust *trust,
                     const mohur_trust_list_options *options)
{
    mohur_status st                  = MOHUR_OK;
    mohur_trust_list_options checked = MOHUR_TRUST_LIST_OPTIONS_INIT;
    struct filling *f                = NULL;

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__trust_check(ctx, trust));
    TRY(mohur__options_check(ctx, options, sizeof checked, &checked));
    TRY(check_options(ctx, &checked));
    REQUIRE(ctx, mohur_trust_len(trust) == 0 && mohur_trust_version(trust) == 0,
            MOHUR_E_STATE, "a list fills a store that is empty");
    TRY(MOHUR__NEW(ctx, &f));
    f->ctx     = ctx;
    f->trust   = trust;
    f->options = &checked;
    TRY(fill(f));

out:
    if (f != NULL) {
        mohur__anchors_wipe(&f->list);
    }
    mohur__free(f);
    return st;
}
