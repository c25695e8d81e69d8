/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <stdlib.h>

/* A keystore with keys, and an archive. */

mohur_keystore_options
world_store_options(const char *path)
{
    mohur_keystore_options options = MOHUR_KEYSTORE_OPTIONS_INIT;

    options.path           = path;
    options.passphrase     = WORLD_PASSPHRASE;
    options.passphrase_len = strlen(WORLD_PASSPHRASE);
    options.m_kib          = 64 * 1024;
    options.t              = 3;
    return options;
}

mohur_key *
world_key(struct fixture *t,
          struct world *w,
          const char *name,
          mohur_purpose purpose,
          mohur_alg alg)
{
    mohur_key_options options = MOHUR_KEY_OPTIONS_INIT;
    mohur_key *key            = NULL;

    options.name       = name;
    options.name_len   = strlen(name);
    options.purpose    = purpose;
    options.alg        = alg;
    options.exportable = purpose == MOHUR_PURPOSE_SEAL;
    CHECK_OK(mohur_keystore_key_new(w->store, &options, &key));
    return key;
}

static void
set_views(struct world *w)
{
    w->recipients[0]       = w->box;
    w->recipients[1]       = w->kek;
    w->signers[0]          = w->me;
    w->signers[1]          = w->ed;
    w->seal.recipients     = w->recipients;
    w->seal.recipients_len = 2;
    w->seal.signers        = w->signers;
    w->seal.signers_len    = 2;
    w->open.keys           = w->recipients;
    w->open.keys_len       = 1;
    w->open.senders        = w->signers;
    w->open.senders_len    = 1;
}

void
world_new(struct fixture *t, struct world *out)
{
    mohur_keystore_options options =
        world_store_options(fixture_path(t, "store"));
    struct world *w = out;

    *w = (struct world){.seal = MOHUR_ARCHIVE_OPTIONS_INIT,
                        .open = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT};
    CHECK_OK(mohur_keystore_create(t->ctx, &options, &w->store));
    w->me  = world_key(t, w, "me", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256);
    w->ed  = world_key(t, w, "ed", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    w->box = world_key(t, w, "box", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);
    w->kek = world_key(t, w, "kek", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);
    set_views(w);
}

void
world_free(struct world *w)
{
    mohur_key_free(w->me);
    mohur_key_free(w->ed);
    mohur_key_free(w->box);
    mohur_key_free(w->kek);
    mohur_keystore_free(w->store);
}

static mohur_status
write_entry(mohur_archive_writer *writer,
            const char *name,
            mohur_entry_kind kind,
            const uint8_t *data,
            size_t data_len)
{
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_status st;

    entry.name     = name;
    entry.name_len = strlen(name);
    entry.kind     = kind;
    entry.mtime    = 1600000000;
    st             = mohur_archive_writer_entry(writer, &entry);
    return st == MOHUR_OK && data_len > 0
               ? mohur_archive_writer_update(writer, data, data_len)
               : st;
}

static uint8_t *
content_new(size_t len)
{
    uint8_t *content = malloc(len + 1);

    if (content == NULL) {
        abort();
    }
    for (size_t i = 0; i < len; i++) {
        content[i] = (uint8_t)(i * 7 + i / 251);
    }
    return content;
}

mohur_status
world_seal_to(mohur_ctx *ctx,
              const struct world *w,
              size_t b_len,
              mohur_sink *sink)
{
    mohur_archive_writer *writer = NULL;
    uint8_t *content             = content_new(b_len);
    mohur_status st;

    st = mohur_archive_writer_new(ctx, &w->seal, sink, &writer);
    if (st == MOHUR_OK) {
        st = write_entry(writer, "folder", MOHUR_ENTRY_FOLDER, NULL, 0);
    }
    if (st == MOHUR_OK) {
        st = write_entry(writer, "folder/a", MOHUR_ENTRY_FILE, content, 5);
    }
    if (st == MOHUR_OK) {
        st = write_entry(writer, "folder/b", MOHUR_ENTRY_FILE, content, b_len);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_finish(writer);
    }
    mohur_archive_writer_free(writer);
    free(content);
    return st;
}

void
world_seal(struct fixture *t, struct world *w)
{
    mohur_sink *sink = fixture_sink(t);
    uint8_t *kept;

    CHECK_OK(world_seal_to(t->ctx, w, 100, sink));
    mohur_sink_free(sink);
    kept = fixture_bytes(t, 0, t->sink.len);
    memcpy(kept, t->sink.data, t->sink.len);
    w->sealed = (struct view){kept, t->sink.len};
}

void *
world_bad(size_t i, void *other)
{
    static max_align_t zeros[256];

    memset(zeros, 0, sizeof zeros);
    return i == 0 ? NULL : i == 1 ? (void *)zeros : other;
}
