/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_plan.h"

#include "base/guard.h"
#include "base/mem.h"
#include "document/asic_manifest.h"
#include "zip/zip_inflate.h"
#include "zip/zip_name.h"

/* Parts are read twice: lengths and CRC stand before their bytes. */
enum {
    PIECE_LEN = 256 * 1024
};

mohur_status
mohur__asic_plan_init(mohur_ctx *ctx,
                      mohur_alg hash,
                      size_t cap,
                      struct mohur__asic_plan *out)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;

    *out = (struct mohur__asic_plan){.ctx = ctx, .hash = hash, .cap = cap};
    TRY(mohur__alloc_array(ctx, cap, sizeof *out->parts, &memory));
    out->parts = memory;

out:
    return st;
}

void
mohur__asic_plan_wipe(struct mohur__asic_plan *plan)
{
    mohur__free(plan->parts);
    *plan = (struct mohur__asic_plan){.parts = NULL};
}

mohur__bytes
mohur__asic_plan_digest(const struct mohur__asic_plan *plan, size_t i)
{
    return mohur__bytes_of(plan->parts[i].digest, mohur__hash_len(plan->hash));
}

/* ---- reading ---- */

/* What is read of a part, and where it goes. */
struct pass {
    struct mohur__hasher *hasher;
    struct mohur__zip_writer *w; /* NULL: nowhere */
    mohur_source *member;        /* of the other container, owned */
    uint8_t *piece;
    uint64_t len;
    uint32_t crc;
};

/* The next bytes of a part; none at its end. */
static mohur_status
pass_read(struct pass *p, const struct mohur__asic_part *part, mohur__span *out)
{
    mohur_status st = MOHUR_OK;
    size_t len      = 0;

    if (p->member != NULL) {
        TRY(mohur__source_read(p->member, mohur__span_of(p->piece, PIECE_LEN),
                               &len));
    } else {
        uint64_t left = part->content->len - p->len;

        len = left < PIECE_LEN ? (size_t)left : PIECE_LEN;
        TRY(mohur__source_read_at(part->content, p->len,
                                  mohur__span_of(p->piece, len)));
    }
    *out = mohur__span_of(p->piece, len);

out:
    return st;
}

static mohur_status
pass_all(const struct mohur__asic_plan *plan,
         const struct mohur__asic_part *part,
         struct pass *p)
{
    mohur_status st  = MOHUR_OK;
    mohur__span data = {NULL, 0};

    do {
        TRY(pass_read(p, part, &data));
        TRY(mohur__hasher_update(p->hasher, mohur__span_bytes(data)));
        p->crc = mohur__crc32(p->crc, mohur__span_bytes(data));
        p->len += data.len; /* no file has 2^64 bytes */
        if (p->w != NULL) {
            TRY(mohur__zip_writer_data(p->w, mohur__span_bytes(data)));
        }
        TRY(mohur__progress(plan->ctx, p->len, MOHUR_LEN_UNKNOWN));
    } while (data.len > 0);

out:
    return st;
}

/* Read a part to its end; what it came to is put where out has room. */
static mohur_status
run(const struct mohur__asic_plan *plan,
    size_t i,
    struct mohur__zip_writer *w,
    struct mohur__asic_part *out)
{
    mohur_status st                     = MOHUR_OK;
    const struct mohur__asic_part *part = &plan->parts[i];
    struct pass p                       = {.w = w};
    void *memory                        = NULL;

    TRY(mohur__hasher_new(plan->ctx, plan->hash, &p.hasher));
    TRY(mohur__alloc(plan->ctx, PIECE_LEN, &memory));
    p.piece = memory;
    if (part->entry != NULL) {
        TRY(mohur__zip_member(plan->base, part->entry, &p.member));
    }
    TRY(pass_all(plan, part, &p));
    TRY(mohur__hasher_finish(
        p.hasher, mohur__span_of(out->digest, mohur__hash_len(plan->hash))));
    out->len = p.len;
    out->crc = p.crc;

out:
    mohur_source_free(p.member);
    mohur__free(memory);
    mohur__hasher_free(p.hasher);
    return st;
}

/* ---- planning ---- */

static mohur_status
check_item(const struct mohur__asic_plan *plan,
           const mohur_container_item *item,
           mohur__bytes name)
{
    mohur_status st   = MOHUR_OK;
    mohur_ctx *ctx    = plan->ctx;
    const char *fault = mohur__asic_name_fault(name);

    TRY(mohur__source_check(ctx, item->content));
    REQUIRE(ctx, mohur__source_seekable(item->content), MOHUR_E_ARGUMENT,
            "a document that is to be inside is read twice: not from a pipe");
    REQUIRE(ctx,
            item->mime == NULL || mohur__asic_manifest_mime_valid(item->mime),
            MOHUR_E_ARGUMENT, "what should be a MIME type is none");
    for (size_t i = 0; fault == NULL && i < plan->len; i++) {
        fault = mohur__zip_name_same(name, plan->parts[i].name)
                    ? "is there twice, or in two spellings"
                    : NULL;
    }
    if (fault != NULL) {
        st = mohur__zip_fault(ctx, MOHUR_E_ARGUMENT, name, fault);
    }

out:
    return st;
}

mohur_status
mohur__asic_plan_item(struct mohur__asic_plan *plan,
                      const mohur_container_item *item)
{
    mohur_status st               = MOHUR_OK;
    struct mohur__asic_part *part = &plan->parts[plan->len];
    mohur__bytes name             = mohur__bytes_text(item->name);

    TRY(check_item(plan, item, name));
    *part = (struct mohur__asic_part){.name        = name,
                                      .mime        = item->mime,
                                      .content     = item->content,
                                      .is_document = true};
    TRY(run(plan, plan->len, NULL, part));
    plan->len++;

out:
    return st;
}

mohur_status
mohur__asic_plan_base(struct mohur__asic_plan *plan,
                      const struct mohur__asic *base)
{
    mohur_status st = MOHUR_OK;

    plan->base = &base->zip;
    for (size_t i = 0; i < base->zip.entries_len; i++) {
        struct mohur__asic_part *part = &plan->parts[plan->len];

        if (base->roles[i] != MOHUR__ASIC_FOLDER) {
            *part = (struct mohur__asic_part){.name = base->zip.entries[i].name,
                                              .entry = &base->zip.entries[i],
                                              .is_document = base->roles[i] ==
                                                             MOHUR__ASIC_DATA};
            TRY(run(plan, plan->len, NULL, part));
            plan->len++;
        }
    }

out:
    return st;
}

/* ---- names ---- */

bool
mohur__asic_plan_has(const struct mohur__asic_plan *plan, mohur__bytes name)
{
    for (size_t i = 0; i < plan->len; i++) {
        if (mohur__bytes_equal(plan->parts[i].name, name)) {
            return true;
        }
    }
    return false;
}

mohur__bytes
mohur__asic_name(mohur__span room,
                 const char *front,
                 unsigned number,
                 const char *end)
{
    size_t len = mohur__copy(room, mohur__bytes_text(front));

    for (unsigned place = 100; place > 0; place /= 10) {
        room.data[len++] = (uint8_t)('0' + number / place % 10);
    }
    len += mohur__copy(mohur__span_sub(room, len, room.len),
                       mohur__bytes_text(end));
    return mohur__bytes_of(room.data, len);
}

/* ---- copying ---- */

mohur_status
mohur__asic_plan_copy(const struct mohur__asic_plan *plan,
                      size_t i,
                      struct mohur__zip_writer *w)
{
    mohur_status st                     = MOHUR_OK;
    const struct mohur__asic_part *part = &plan->parts[i];
    struct mohur__asic_part again       = {.len = 0};

    TRY(mohur__zip_writer_begin(w, part->name, part->len, part->crc));
    TRY(run(plan, i, w, &again));
    REQUIRE(plan->ctx,
            again.len == part->len && again.crc == part->crc &&
                mohur__bytes_equal(MOHUR__BYTES(again.digest),
                                   MOHUR__BYTES(part->digest)),
            MOHUR_E_IO, "a document changed while it was being signed");

out:
    return st;
}
