/* SPDX-License-Identifier: Apache-2.0 */
#include "parcel.h"

#include "check.h"

#include <stdlib.h>

enum {
    LARGE = 100000 /* two chunks */
};

static const struct kit_entry entries[] = {
    {"a.txt", 20, MOHUR_ENTRY_FILE},
    {"d/large", LARGE, MOHUR_ENTRY_FILE},
};

void
parcel_new(struct fixture *t, struct parcel *out)
{
    static const mohur_alg algs[PARCEL_KEYS] = {
        MOHUR_ALG_ED25519, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ED25519};

    memset(out, 0, sizeof *out);
    out->t = t;
    for (size_t i = 0; i < PARCEL_KEYS; i++) {
        out->keys[i]    = kit_pair(t->ctx, MOHUR_ALG_X25519);
        out->signers[i] = kit_pair(t->ctx, algs[i]);
    }
    out->seal = (mohur_archive_options)MOHUR_ARCHIVE_OPTIONS_INIT;
    out->open = (mohur_archive_open_options)MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    out->seal.recipients     = (const mohur_key *const *)out->keys;
    out->seal.recipients_len = PARCEL_KEYS;
    out->seal.signers        = (const mohur_key *const *)out->signers;
    out->seal.signers_len    = 1;
    out->open.senders        = (const mohur_key *const *)out->signers;
    out->open.senders_len    = 1;
}

void
parcel_free(struct parcel *p)
{
    for (size_t i = 0; i < PARCEL_KEYS; i++) {
        mohur_key_free(p->keys[i]);
        mohur_key_free(p->signers[i]);
    }
}

struct view
parcel_take(struct fixture *t)
{
    struct view all = fixture_output(t);
    uint8_t *kept   = fixture_bytes(t, 0, all.len + 1);

    memcpy(kept, all.data, all.len);
    return (struct view){kept, all.len};
}

mohur_status
parcel_seal(struct parcel *p)
{
    struct kit_archive archive = {&p->seal, entries, 2, 0};
    mohur_sink *sink           = fixture_sink(p->t);
    mohur_status st            = kit_seal(p->t->ctx, &archive, sink);

    mohur_sink_free(sink);
    if (st == MOHUR_OK) {
        p->sealed = parcel_take(p->t);
    }
    return st;
}

/* One entry, byte for byte. */
static mohur_status
read_entry(mohur_archive_reader *r, const struct kit_entry *want)
{
    uint8_t block[4096];
    size_t len      = 0;
    size_t done     = 0;
    mohur_status st = MOHUR_OK;

    while ((st = mohur_archive_reader_read(r, block, sizeof block, &len)) ==
           MOHUR_OK) {
        for (size_t i = 0; i < len; i++) {
            if (block[i] != kit_byte(done + i)) {
                return MOHUR_E_INTERNAL;
            }
        }
        done += len;
    }
    return st == MOHUR_END && done != want->content_len ? MOHUR_E_INTERNAL : st;
}

mohur_status
parcel_read(mohur_archive_reader *r)
{
    const mohur_archive_entry *entry = NULL;
    mohur_status st                  = MOHUR_OK;

    for (size_t i = 0; i < 2; i++) {
        st = mohur_archive_reader_next(r, &entry);
        if (st != MOHUR_OK) {
            return st;
        }
        st = read_entry(r, &entries[i]);
        if (st != MOHUR_END) {
            return st;
        }
    }
    return mohur_archive_reader_next(r, &entry) == MOHUR_END ? MOHUR_OK
                                                             : MOHUR_E_INTERNAL;
}

mohur_status
parcel_open(struct parcel *p, const mohur_key *key)
{
    mohur_archive_open_options o = p->open;
    mohur_source *source         = NULL;
    mohur_archive_reader *r      = NULL;
    mohur_status st = mohur_source_new_memory(p->t->ctx, p->sealed.data,
                                              p->sealed.len, &source);

    if (key != NULL) {
        o.keys     = &key;
        o.keys_len = 1;
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_reader_open(p->t->ctx, &o, source, &r);
    }
    if (st == MOHUR_OK) {
        p->result = *mohur_archive_reader_result(r);
        for (size_t i = 0; i < p->result.signers_len && i < PARCEL_KEYS; i++) {
            p->signed_by[i] = p->result.signers[i];
        }
        p->result.signers = p->signed_by;
        st                = parcel_read(r);
    }
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    return st;
}

mohur_archive_info
parcel_info(const struct parcel *p)
{
    struct fixture *t       = p->t;
    mohur_archive_info info = MOHUR_ARCHIVE_INFO_INIT;
    mohur_source *source    = NULL;

    CHECK_OK(mohur_source_new_memory(t->ctx, p->sealed.data, p->sealed.len,
                                     &source));
    CHECK_OK(mohur_archive_inspect(t->ctx, source, &info));
    mohur_source_free(source);
    return info;
}

size_t
parcel_slots(const struct parcel *p, uint32_t type)
{
    mohur_archive_info info = parcel_info(p);
    size_t n                = 0;

    for (uint32_t i = 0; i < info.slots_len; i++) {
        n += info.slot_types[i] == type;
    }
    return n;
}
