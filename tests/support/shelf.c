/* SPDX-License-Identifier: Apache-2.0 */
#include "shelf.h"

#include "archive/reader.h"

#include <stdlib.h>

static int32_t
shelf_read_at(
    void *user, uint64_t offset, uint8_t *out, size_t out_cap, size_t *out_len)
{
    struct shelf *s = user;
    size_t end      = s->cut != 0 && s->cut < s->len ? s->cut : s->len;
    size_t len      = 0;

    if (offset < end) {
        len = end - (size_t)offset < out_cap ? end - (size_t)offset : out_cap;
        memcpy(out, s->data + offset, len);
    }
    s->read += len;
    *out_len = len;
    return 0;
}

static void
die(struct shelf *s, const char *what)
{
    fprintf(stderr, "shelf: %s: %s\n", what, mohur_ctx_message(s->t->ctx));
    abort();
}

static void
source_make(struct shelf *s)
{
    mohur_source_callbacks calls = MOHUR_SOURCE_CALLBACKS_INIT;

    calls.user    = s;
    calls.read_at = shelf_read_at;
    calls.len     = s->len;
    if (mohur_source_new_callback(s->t->ctx, &calls, &s->source) != MOHUR_OK) {
        die(s, "no source");
    }
}

static void
fill(struct fixture *t,
     const struct kit_entry *entries,
     size_t entries_len,
     bool is_signed,
     struct shelf *out)
{
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    struct kit_archive archive    = {&options, entries, entries_len, 0};
    mohur_sink *sink              = fixture_sink(t);
    struct view sealed            = {NULL, 0};

    memset(out, 0, sizeof *out);
    out->t                 = t;
    out->kek               = kit_kek(t->ctx, 0x70, 1, 0x80);
    out->signer            = kit_pair(t->ctx, MOHUR_ALG_ED25519);
    out->sender            = kit_public(t->ctx, out->signer);
    out->keys[0]           = out->kek;
    out->senders[0]        = out->signer;
    options.recipients     = out->keys;
    options.recipients_len = 1;
    options.signers        = out->senders;
    options.signers_len    = is_signed;
    if (kit_seal(t->ctx, &archive, sink) != MOHUR_OK) {
        die(out, "not sealed");
    }
    mohur_sink_free(sink);
    sealed    = fixture_output(t);
    out->data = malloc(sealed.len);
    out->len  = sealed.len;
    memcpy(out->data, sealed.data, sealed.len);
    out->senders[0] = out->sender;
    out->options = (mohur_archive_open_options)MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    out->options.keys        = out->keys;
    out->options.keys_len    = 1;
    out->options.senders     = out->senders;
    out->options.senders_len = is_signed;
    source_make(out);
}

void
shelf_fill(struct fixture *t,
           const struct kit_entry *entries,
           size_t entries_len,
           struct shelf *out)
{
    fill(t, entries, entries_len, true, out);
}

void
shelf_fill_unsigned(struct fixture *t,
                    const struct kit_entry *entries,
                    size_t entries_len,
                    struct shelf *out)
{
    fill(t, entries, entries_len, false, out);
}

mohur_status
shelf_open(struct shelf *s)
{
    mohur_archive_reader_free(s->reader);
    s->reader = NULL;
    if (s->options.senders_len == 0) {
        return mohur_archive_reader_open_unsigned(s->t->ctx, &s->options,
                                                  s->source, &s->reader);
    }
    return mohur_archive_reader_open(s->t->ctx, &s->options, s->source,
                                     &s->reader);
}

void
shelf_clear(struct shelf *s)
{
    mohur_archive_reader_free(s->reader);
    mohur_source_free(s->source);
    mohur_key_free(s->kek);
    mohur_key_free(s->signer);
    mohur_key_free(s->sender);
    free(s->data);
    memset(s, 0, sizeof *s);
}

void
shelf_forge(struct shelf *s, uint64_t offset)
{
    const struct mohur__stream *stream = &s->reader->stream;
    struct mohur__chunk_range range    = mohur__stream_range(stream, offset, 1);
    mohur__span sealed = {s->data + range.file_off, range.sealed_len};
    mohur__span plain  = {sealed.data, sealed.len - MOHUR__CHUNK_TAG_LEN};

    if (mohur__chunk_open(stream->aead, stream->schedule->n0, range.first,
                          mohur__span_bytes(sealed), plain) != MOHUR_OK) {
        die(s, "a chunk does not open");
    }
    plain.data[range.skip] ^= 1;
    if (mohur__chunk_seal(stream->aead, stream->schedule->n0, range.first,
                          mohur__span_bytes(plain), sealed) != MOHUR_OK) {
        die(s, "a chunk does not close");
    }
}
