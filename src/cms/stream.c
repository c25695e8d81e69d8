/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/stream.h"

#include "base/guard.h"
#include "cms/ber.h"
#include "cms/pour.h"
#include "x509/public_key.h"

/*
 * The outer elements are read header by header, since what they enclose may
 * be longer than memory.  Their lengths must fit each other exactly: so each
 * is compared with what was announced, and nothing is trusted.
 */
enum {
    OID_MAX          = 16,
    HEAD_MAX         = 1024, /* digestAlgorithms */
    VERSION_LEN      = 3,    /* 02 01 xx */
    VERSION_FIRST    = 1,
    VERSION_LAST     = 5,
    OCTETS_IN_PIECES = 0x20 | MOHUR__DER_OCTETS
};

static mohur_status
refuse_ber(mohur_ctx *ctx)
{
    return mohur__error(ctx, MOHUR_E_UNSUPPORTED,
                        "the message is in BER, without lengths, which no "
                        "profile in force allows; only DER is read");
}

/* The header of an element of this tag: how long its contents are. */
static mohur_status
pull_header(struct mohur__intake *in, uint8_t tag, uint64_t *out_len)
{
    mohur_status st = MOHUR_OK;
    uint8_t found   = 0;

    TRY(mohur__intake_header(in, &found, out_len));
    REQUIRE(in->ctx, found == tag, MOHUR_E_FORMAT, MOHUR__NOT_CMS);
    if (*out_len == MOHUR__OUTER_OPEN) {
        st = refuse_ber(in->ctx);
    }

out:
    return st;
}

/* An element that must fill the rest, up to end, exactly. */
static mohur_status
pull_last(struct mohur__intake *in,
          uint8_t tag,
          uint64_t end,
          uint64_t *out_len)
{
    mohur_status st   = MOHUR_OK;
    uint64_t want_end = 0;

    TRY(pull_header(in, tag, out_len));
    REQUIRE(in->ctx,
            mohur__u64_add(in->taken, *out_len, &want_end) && want_end == end,
            MOHUR_E_FORMAT, MOHUR__NOT_CMS);

out:
    return st;
}

static mohur_status
pull_oid(struct mohur__intake *in, enum mohur__oid *out)
{
    mohur_status st       = MOHUR_OK;
    uint64_t len          = 0;
    uint8_t room[OID_MAX] = {0};

    TRY(pull_header(in, MOHUR__DER_OID, &len));
    REQUIRE(in->ctx, len > 0 && len <= OID_MAX, MOHUR_E_FORMAT, MOHUR__NOT_CMS);
    TRY(mohur__intake_bytes(in, mohur__span_of(room, (size_t)len)));
    *out = mohur__oid_find(mohur__bytes_of(room, (size_t)len));

out:
    return st;
}

/* An element without a length: in BER all outer ones are so, or none. */
static mohur_status
pull_open(struct mohur__intake *in, uint8_t tag)
{
    mohur_status st = MOHUR_OK;
    uint8_t found   = 0;
    uint64_t len    = 0;

    TRY(mohur__intake_header(in, &found, &len));
    REQUIRE(in->ctx, found == tag && len == MOHUR__OUTER_OPEN, MOHUR_E_FORMAT,
            MOHUR__NOT_CMS);

out:
    return st;
}

/* ContentInfo: *out_end is where it ends, or OPEN. */
static mohur_status
pull_first(struct mohur__intake *in, bool ber, uint64_t *out_end)
{
    mohur_status st = MOHUR_OK;
    uint8_t tag     = 0;
    uint64_t len    = 0;

    TRY(mohur__intake_header(in, &tag, &len));
    REQUIRE(in->ctx, tag == MOHUR__DER_SEQUENCE, MOHUR_E_FORMAT,
            MOHUR__NOT_CMS);
    *out_end = len;
    if (len == MOHUR__OUTER_OPEN) {
        st = ber ? MOHUR_OK : refuse_ber(in->ctx);
        goto out;
    }
    REQUIRE(in->ctx,
            mohur__u64_add(in->taken, len, out_end) &&
                *out_end != MOHUR__OUTER_OPEN,
            MOHUR_E_FORMAT, MOHUR__NOT_CMS);

out:
    return st;
}

/* ContentInfo as far as into SignedData. */
static mohur_status
pull_outer(struct mohur__intake *in, bool ber, uint64_t *out_end)
{
    mohur_status st      = MOHUR_OK;
    uint64_t len         = 0;
    enum mohur__oid type = MOHUR__OID_NONE;

    TRY(pull_first(in, ber, out_end));
    TRY(pull_oid(in, &type));
    REQUIRE(in->ctx, type == MOHUR__OID_SIGNED_DATA, MOHUR_E_UNSUPPORTED,
            "the file is a message, but not a signed one");
    if (*out_end == MOHUR__OUTER_OPEN) {
        TRY(pull_open(in, MOHUR__DER_CONTEXT_0));
        TRY(pull_open(in, MOHUR__DER_SEQUENCE));
    } else {
        TRY(pull_last(in, MOHUR__DER_CONTEXT_0, *out_end, &len));
        TRY(pull_last(in, MOHUR__DER_SEQUENCE, *out_end, &len));
    }

out:
    return st;
}

static mohur_status
pull_version(struct mohur__intake *in, uint64_t *out)
{
    mohur_status st           = MOHUR_OK;
    uint8_t room[VERSION_LEN] = {0};

    TRY(mohur__intake_bytes(in, MOHUR__SPAN(room)));
    REQUIRE(in->ctx,
            room[0] == MOHUR__DER_INTEGER && room[1] == 1 &&
                room[2] >= VERSION_FIRST && room[2] <= VERSION_LAST,
            MOHUR_E_FORMAT, MOHUR__NOT_CMS);
    *out = room[2];

out:
    return st;
}

/* One more, whatever it is, that is not there yet. */
static mohur_status
read_hash(mohur_ctx *ctx,
          struct mohur__der_reader *r,
          mohur__bytes names[MOHUR__CMS_DIGESTS_MAX],
          struct mohur__cms *out)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__der_reader again = *r;
    mohur__bytes name              = mohur__der_read_element(r);

    REQUIRE(ctx, out->hashes_len < MOHUR__CMS_DIGESTS_MAX, MOHUR_E_LIMIT,
            "the message names more than %d digest algorithms",
            MOHUR__CMS_DIGESTS_MAX);
    REQUIRE(ctx, !mohur__bytes_among(names, out->hashes_len, name),
            MOHUR_E_FORMAT, MOHUR__NOT_CMS);
    names[out->hashes_len]         = name;
    out->hashes[out->hashes_len++] = mohur__digest_alg_read(&again);
    r->failed                      = r->failed || again.failed;

out:
    return st;
}

/*
 * Take the names of hashes, each once.  Their order is not asked: nothing is
 * signed over them, and EU DSS appends what it needs.
 */
static mohur_status
read_hashes(mohur_ctx *ctx, mohur__bytes set, struct mohur__cms *out)
{
    mohur_status st                            = MOHUR_OK;
    mohur__bytes names[MOHUR__CMS_DIGESTS_MAX] = {{NULL, 0}};
    struct mohur__der_reader r;

    REQUIRE(ctx, set.len > 0, MOHUR_E_FORMAT, MOHUR__NOT_CMS);
    mohur__der_open(&r, set);
    while (!r.failed && r.left.len > 0) {
        TRY(read_hash(ctx, &r, names, out));
    }
    REQUIRE(ctx, mohur__der_close(&r), MOHUR_E_FORMAT, MOHUR__NOT_CMS);
    for (size_t i = 0; i < out->hashes_len; i++) {
        if (out->hashes[i] != MOHUR_ALG_NONE) {
            TRY(mohur__digests_want(ctx, &out->digests, out->hashes[i]));
        }
    }

out:
    return st;
}

static mohur_status
pull_hashes(struct mohur__intake *in, struct mohur__cms *out)
{
    mohur_status st        = MOHUR_OK;
    uint64_t len           = 0;
    uint8_t room[HEAD_MAX] = {0};

    TRY(pull_header(in, MOHUR__DER_SET, &len));
    REQUIRE(in->ctx, len <= HEAD_MAX, MOHUR_E_LIMIT,
            "the message names too many digest algorithms");
    TRY(mohur__intake_bytes(in, mohur__span_of(room, (size_t)len)));
    TRY(read_hashes(in->ctx, mohur__bytes_of(room, (size_t)len), out));

out:
    return st;
}

/* Hash the next len bytes; the file must not end before. */
static mohur_status
pull_content(struct mohur__intake *in,
             uint64_t len,
             struct mohur__digests *digests)
{
    mohur_status st = MOHUR_OK;
    uint64_t got    = 0;

    TRY(mohur__pour(in->ctx, in->source, len, digests, &got));
    REQUIRE(in->ctx, got == len, MOHUR_E_FORMAT, MOHUR__NOT_CMS);
    in->taken += len;

out:
    return st;
}

static mohur_status
pull_encapsulated(struct mohur__intake *in, struct mohur__cms *out)
{
    mohur_status st      = MOHUR_OK;
    uint64_t len         = 0;
    uint64_t end         = 0;
    enum mohur__oid type = MOHUR__OID_NONE;

    TRY(pull_header(in, MOHUR__DER_SEQUENCE, &len));
    REQUIRE(in->ctx, mohur__u64_add(in->taken, len, &end), MOHUR_E_FORMAT,
            MOHUR__NOT_CMS);
    TRY(pull_oid(in, &type));
    out->is_data  = type == MOHUR__OID_DATA;
    out->attached = in->taken != end;
    if (out->attached) {
        TRY(pull_last(in, MOHUR__DER_CONTEXT_0, end, &len));
        TRY(pull_last(in, MOHUR__DER_OCTETS, end, &len));
        out->content_len = len;
        out->content_at  = in->source->pos;
        TRY(pull_content(in, len, &out->digests));
    }

out:
    return st;
}

/* Hash the pieces, whose end nobody knows before. */
static mohur_status
pull_pieces(struct mohur__intake *in, struct mohur__cms *out)
{
    mohur_status st      = MOHUR_OK;
    mohur_source *pieces = NULL;

    out->content_at = in->source->pos;
    TRY(mohur__ber_pieces_new(in->ctx, in->source, &pieces));
    TRY(mohur__pour(in->ctx, pieces, MOHUR_LEN_UNKNOWN, &out->digests,
                    &out->content_len));

out:
    mohur_source_free(pieces);
    return st;
}

/* The header of encapContentInfo in BER; with a length it has no content. */
static mohur_status
pull_type_ber(struct mohur__intake *in, uint64_t *out_len, bool *out_is_data)
{
    mohur_status st      = MOHUR_OK;
    uint64_t end         = 0;
    uint8_t tag          = 0;
    enum mohur__oid type = MOHUR__OID_NONE;

    TRY(mohur__intake_header(in, &tag, out_len));
    REQUIRE(in->ctx, tag == MOHUR__DER_SEQUENCE, MOHUR_E_FORMAT,
            MOHUR__NOT_CMS);
    end = in->taken + *out_len;
    TRY(pull_oid(in, &type));
    *out_is_data = type == MOHUR__OID_DATA;
    REQUIRE(in->ctx, *out_len == MOHUR__OUTER_OPEN || in->taken == end,
            MOHUR_E_FORMAT, MOHUR__NOT_CMS);

out:
    return st;
}

/* The same in BER: all levels are there, or the content is not. */
static mohur_status
pull_encapsulated_ber(struct mohur__intake *in, struct mohur__cms *out)
{
    mohur_status st = MOHUR_OK;
    uint64_t len    = 0;
    uint8_t tag     = 0;

    TRY(pull_type_ber(in, &len, &out->is_data));
    if (len != MOHUR__OUTER_OPEN) {
        return MOHUR_OK;
    }
    TRY(mohur__intake_header(in, &tag, &len));
    out->attached = !mohur__ber_is_end(tag, len);
    if (out->attached) {
        REQUIRE(in->ctx,
                tag == MOHUR__DER_CONTEXT_0 && len == MOHUR__OUTER_OPEN,
                MOHUR_E_FORMAT, MOHUR__NOT_CMS);
        TRY(pull_open(in, OCTETS_IN_PIECES));
        TRY(pull_pieces(in, out));
        TRY(mohur__ber_end(in));
        TRY(mohur__ber_end(in));
    }

out:
    return st;
}

/* The rest of SignedData. */
static mohur_status
pull_tail(struct mohur__intake *in, uint64_t end, struct mohur__buf *tail)
{
    mohur_status st  = MOHUR_OK;
    uint64_t len     = end - in->taken;
    mohur__span room = {NULL, 0};

    REQUIRE(in->ctx, in->taken < end, MOHUR_E_FORMAT, MOHUR__NOT_CMS);
    REQUIRE(in->ctx, len <= MOHUR__CMS_MAX, MOHUR_E_LIMIT,
            "certificates and signatures have more than 4 MiB");
    room = mohur__buf_room(tail, (size_t)len);
    TRY(mohur__buf_status(tail));
    TRY(mohur__intake_bytes(in, room));

out:
    return st;
}

/* The same, and the end marks of all that is open. */
static mohur_status
pull_tail_ber(struct mohur__intake *in, struct mohur__buf *tail)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__ber_tail(in, tail));
    TRY(mohur__ber_end(in));
    TRY(mohur__ber_end(in));

out:
    return st;
}

/* All behind the version. */
static mohur_status
pull_body(struct mohur__intake *in, uint64_t end, struct mohur__cms *out)
{
    mohur_status st = MOHUR_OK;

    out->is_ber  = end == MOHUR__OUTER_OPEN;
    out->body_at = in->source->pos;
    TRY(pull_hashes(in, out));
    out->encap_at = in->source->pos;
    TRY(out->is_ber ? pull_encapsulated_ber(in, out)
                    : pull_encapsulated(in, out));
    out->tail_at = in->source->pos;
    TRY(out->is_ber ? pull_tail_ber(in, &out->tail)
                    : pull_tail(in, end, &out->tail));

out:
    return st;
}

mohur_status
mohur__cms_read(mohur_ctx *ctx,
                mohur_source *source,
                bool ber,
                struct mohur__cms *out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__intake in = {.ctx = ctx, .source = source};
    uint64_t end            = 0;
    uint8_t more            = 0;
    size_t more_len         = 0;

    *out = (struct mohur__cms){.version = 0};
    mohur__buf_init(&out->tail, ctx, MOHUR__CMS_MAX);
    TRY(pull_outer(&in, ber, &end));
    TRY(pull_version(&in, &out->version));
    TRY(pull_body(&in, end, out));
    TRY(mohur__source_read(source, mohur__span_of(&more, 1), &more_len));
    REQUIRE(ctx, more_len == 0, MOHUR_E_FORMAT,
            "there are bytes behind the signed message");

out:
    if (st != MOHUR_OK) {
        mohur__cms_wipe(out);
    }
    return st;
}

void
mohur__cms_wipe(struct mohur__cms *m)
{
    mohur__digests_wipe(&m->digests);
    mohur__buf_wipe(&m->tail);
}
