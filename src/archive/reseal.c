/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/policy.h"
#include "archive/reader.h"
#include "archive/writer.h"
#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"
#include "keystore/key.h"
#include <mohur/rewrap.h>

/*
 * An archive sealed again: another file key, salt, header and padding, maybe
 * another AEAD.  The stream up to its signatures stays as it is, byte for
 * byte, so the signatures stay right.
 * Source: docs/formats/archive.md, section 3.5.
 */
struct reseal {
    mohur_archive_reader *r;
    const mohur_key *admin;
    struct mohur__writer_plan plan;
    struct mohur__writer_again again;
    mohur_archive_writer *w;
    uint8_t block[MOHUR__CHUNK_LEN];
};

/* Recipients, cipher and padding are asked for; all else was signed. */
static mohur_status
make_plan(struct reseal *s, const mohur_archive_options *options)
{
    const mohur_archive_options *o = &s->plan.options;
    mohur_ctx *ctx                 = s->r->ctx;
    mohur_status st                = MOHUR_OK;

    TRY(mohur__writer_plan(ctx, options, false, &s->plan));
    REQUIRE(ctx,
            o->header_policy == MOHUR_HEADER_ANYONE && !o->addressees_only &&
                o->label == NULL,
            MOHUR_E_ARGUMENT, "policies and labels were signed and stay");
    TRY(mohur__policy_check_admin(ctx, s->admin));
    TRY(mohur__policy_obey(ctx, &s->r->manifest,
                           &(struct mohur__policy_wish){
                               .admin  = s->admin,
                               .opener = MOHUR__BYTES(s->r->recipient),
                               .added  = mohur__bytes_sub(
                                   MOHUR__BYTES(s->plan.recipients), 0,
                                   s->plan.slots * MOHUR__RECIPIENT_ID_LEN)}));
    s->again = (struct mohur__writer_again){&s->r->load.header, &s->r->schedule,
                                            s->admin};
    s->plan.again = &s->again;
    /* The stream stays, so what may be in it does. */
    s->plan.options.allow_links = s->r->links;

out:
    return st;
}

/* The stream from its first byte up to PAD, in chunks. */
static mohur_status
copy_stream(struct reseal *s)
{
    uint64_t end    = mohur__trailer_pad_off(&s->r->trailer);
    mohur_status st = MOHUR_OK;

    for (uint64_t off = 0; off < end;) {
        size_t len =
            end - off < sizeof s->block ? (size_t)(end - off) : sizeof s->block;
        mohur__span span = mohur__span_of(s->block, len);
        TRY(mohur__stream_read(&s->r->stream, off, span));
        TRY(mohur__sealer_put(&s->w->sealer, mohur__span_bytes(span)));
        off += len;
    }

out:
    return st;
}

static mohur_status
reseal(struct reseal *s, const mohur_archive_options *options, mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__sink_check(s->r->ctx, sink));
    TRY(make_plan(s, options));
    /* Nobody is sent what cannot be opened. */
    TRY(mohur__archive_reader_verify_all(s->r));
    TRY(mohur__writer_make(s->r->ctx, &s->plan, sink, &s->w));
    TRY(copy_stream(s));
    TRY(mohur__writer_end(s->w, s->r->trailer));

out:
    return st;
}

mohur_status
mohur_archive_reseal(mohur_archive_reader *r,
                     const mohur_archive_options *options,
                     const mohur_key *admin,
                     mohur_sink *sink)
{
    struct reseal *s = NULL;
    mohur_status st  = mohur__reader_begin(r);

    if (st != MOHUR_OK) {
        return st;
    }
    TRY(MOHUR__NEW(r->ctx, &s));
    s->r     = r;
    s->admin = admin;
    TRY(reseal(s, options, sink));
    mohur__listing_rewind(r);
    r->has_record = false;

out:
    if (s != NULL) {
        mohur_archive_writer_free(s->w);
        mohur__free(s);
    }
    return mohur__reader_end(r, st);
}
