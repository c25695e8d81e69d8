/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/ber.h"

#include "asn1/der.h"
#include "base/guard.h"
#include "base/mem.h"
#include "cms/stream.h"

/*
 * Levels are named one by one, so there is no depth to be bounded: an element
 * without a length, where none of these is meant, is refused.
 */

/* ---- content in pieces ---- */

struct pieces {
    struct mohur_source common;
    struct mohur__intake in;
    uint64_t left; /* of the piece */
    bool ended;
};

bool
mohur__ber_is_end(uint8_t tag, uint64_t len)
{
    return tag == 0 && len == 0;
}

static mohur_status
next_piece(struct pieces *p)
{
    mohur_status st = MOHUR_OK;
    uint8_t tag     = 0;

    TRY(mohur__intake_header(&p->in, &tag, &p->left));
    p->ended = mohur__ber_is_end(tag, p->left);
    REQUIRE(p->in.ctx,
            p->ended ||
                (tag == MOHUR__DER_OCTETS && p->left != MOHUR__OUTER_OPEN),
            MOHUR_E_FORMAT, MOHUR__NOT_CMS);

out:
    return st;
}

static mohur_status
pieces_read(mohur_source *s, mohur__span out, size_t *out_len)
{
    mohur_status st  = MOHUR_OK;
    struct pieces *p = (struct pieces *)s;

    *out_len = 0;
    while (p->left == 0 && !p->ended) {
        TRY(next_piece(p));
    }
    if (p->left < out.len) {
        out = mohur__span_sub(out, 0, (size_t)p->left);
    }
    TRY(mohur__intake_bytes(&p->in, out));
    p->left -= out.len;
    *out_len = out.len;

out:
    return st;
}

static void
pieces_release(mohur_source *s)
{
    (void)s; /* what it reads from is the caller's */
}

static const struct mohur__source_ops pieces_ops = {
    .read    = pieces_read,
    .release = pieces_release,
};

mohur_status
mohur__ber_pieces_new(mohur_ctx *ctx, mohur_source *source, mohur_source **out)
{
    mohur_status st  = MOHUR_OK;
    struct pieces *p = NULL;

    TRY(MOHUR__NEW(ctx, &p));
    mohur__source_init(&p->common, ctx, &pieces_ops, MOHUR_LEN_UNKNOWN);
    p->in = (struct mohur__intake){.ctx = ctx, .source = source};
    *out  = &p->common;

out:
    return st;
}

/* ---- what follows it ---- */

mohur_status
mohur__ber_end(struct mohur__intake *in)
{
    mohur_status st = MOHUR_OK;
    uint8_t tag     = 0;
    uint64_t len    = 0;

    TRY(mohur__intake_header(in, &tag, &len));
    REQUIRE(in->ctx, mohur__ber_is_end(tag, len), MOHUR_E_FORMAT,
            MOHUR__NOT_CMS);

out:
    return st;
}

/* An element of which the header was taken. */
static mohur_status
take_element(struct mohur__intake *in,
             uint8_t tag,
             uint64_t len,
             struct mohur__buf *out)
{
    mohur_status st  = MOHUR_OK;
    mohur__span room = {NULL, 0};

    REQUIRE(in->ctx, tag != 0 && len != MOHUR__OUTER_OPEN, MOHUR_E_FORMAT,
            MOHUR__NOT_CMS);
    REQUIRE(in->ctx, len <= MOHUR__CMS_MAX, MOHUR_E_LIMIT,
            "certificates and signatures have more than 4 MiB");
    mohur__outer_put(out, tag, len);
    room = mohur__buf_room(out, (size_t)len);
    TRY(mohur__buf_status(out));
    TRY(mohur__intake_bytes(in, room));

out:
    return st;
}

/* Elements as far as an end mark. */
static mohur_status
take_elements(struct mohur__intake *in, struct mohur__buf *out)
{
    mohur_status st = MOHUR_OK;
    uint8_t tag     = 0;
    uint64_t len    = 0;

    TRY(mohur__intake_header(in, &tag, &len));
    while (!mohur__ber_is_end(tag, len)) {
        TRY(take_element(in, tag, len, out));
        TRY(mohur__intake_header(in, &tag, &len));
    }

out:
    return st;
}

static mohur_status
take_set(struct mohur__intake *in, uint8_t tag, struct mohur__buf *out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__buf elements = {0};

    mohur__buf_init(&elements, in->ctx, MOHUR__CMS_MAX);
    TRY(take_elements(in, &elements));
    mohur__outer_put(out, tag, elements.len);
    mohur__buf_bytes(out, mohur__buf_view(&elements));
    TRY(mohur__buf_status(out));

out:
    mohur__buf_wipe(&elements);
    return st;
}

mohur_status
mohur__ber_tail(struct mohur__intake *in, struct mohur__buf *out)
{
    mohur_status st = MOHUR_OK;
    uint8_t tag     = 0;
    uint64_t len    = 0;

    TRY(mohur__intake_header(in, &tag, &len));
    REQUIRE(in->ctx, !mohur__ber_is_end(tag, len), MOHUR_E_FORMAT,
            MOHUR__NOT_CMS);
    while (!mohur__ber_is_end(tag, len)) {
        bool is_set =
            tag == MOHUR__DER_CONTEXT_0 || tag == MOHUR__DER_CONTEXT_1;

        if (is_set && len == MOHUR__OUTER_OPEN) {
            TRY(take_set(in, tag, out));
        } else {
            TRY(take_element(in, tag, len, out));
        }
        TRY(mohur__intake_header(in, &tag, &len));
    }

out:
    return st;
}
