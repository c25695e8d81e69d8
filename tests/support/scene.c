/* SPDX-License-Identifier: Apache-2.0 */
#include "scene.h"

#include <mohur/archive_stream.h>

#include "base/guard.h"
#include "keystore/key.h"
#include "keystore/pair.h"

#include <dirent.h>
#include <stdlib.h>

mohur_status
scene_key(mohur_ctx *ctx, mohur_alg alg, uint8_t first, mohur_key **out)
{
    mohur_status st         = MOHUR_OK;
    uint8_t private_key[64] = {0};
    uint8_t public_key[MOHUR__KEY_PUBLIC_MAX];
    struct mohur__key_parts parts = {0};
    size_t len                    = mohur__pair_private_len(alg);

    for (size_t i = 0; i < sizeof private_key; i++) {
        private_key[i] = (uint8_t)(first + i);
    }
    parts.purpose = (mohur_purpose)mohur__pair_purpose(alg);
    parts.alg     = alg;
    parts.state   = MOHUR_KEY_ACTIVE;
    parts.version = 1;
    parts.name    = mohur__bytes_text("scene");
    if (parts.purpose == MOHUR_PURPOSE_WRAP) {
        len = MOHUR__WRAP_KEY_LEN;
        memset(parts.ring_id, first, sizeof parts.ring_id);
    } else {
        size_t public_len = mohur__pair_public_len(alg);
        TRY(mohur__pair_public_of(ctx, alg, mohur__bytes_of(private_key, len),
                                  mohur__span_of(public_key, public_len)));
        parts.public_key = mohur__bytes_of(public_key, public_len);
    }
    parts.secret = mohur__bytes_of(private_key, len);
    TRY(mohur__key_new(ctx, &parts, out));

out:
    return st;
}

mohur_status
scene_new(mohur_ctx *ctx, struct scene *out)
{
    mohur_status st = MOHUR_OK;

    *out = (struct scene){NULL, NULL, NULL};
    TRY(scene_key(ctx, MOHUR_ALG_ED25519, 0x11, &out->signer));
    TRY(scene_key(ctx, MOHUR_ALG_X25519, 0x22, &out->seal));
    TRY(scene_key(ctx, MOHUR_ALG_AES_256_WRAP, 0x33, &out->wrap));

out:
    return st;
}

void
scene_free(struct scene *s)
{
    mohur_key_free(s->signer);
    mohur_key_free(s->seal);
    mohur_key_free(s->wrap);
}

/* The byte of the large file at an offset. */
static uint8_t
large_byte(uint64_t at)
{
    return (uint8_t)(at * 7 + (at >> 8) + (at >> 16) * 3);
}

static mohur_status
put_entry(mohur_archive_writer *w, const char *name, mohur_entry_kind kind)
{
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;

    entry.name     = name;
    entry.name_len = strlen(name);
    entry.kind     = kind;
    entry.mtime    = FIXTURE_NOW;
    return mohur_archive_writer_entry(w, &entry);
}

static mohur_status
put_large(mohur_archive_writer *w, size_t len)
{
    mohur_status st = MOHUR_OK;
    uint8_t part[5000];

    TRY(put_entry(w, "folder/large.bin", MOHUR_ENTRY_FILE));
    for (size_t at = 0; at < len;) {
        size_t n = len - at < sizeof part ? len - at : sizeof part;
        for (size_t i = 0; i < n; i++) {
            part[i] = large_byte(at + i);
        }
        TRY(mohur_archive_writer_update(w, part, n));
        at += n;
    }

out:
    return st;
}

mohur_status
scene_seal(mohur_ctx *ctx,
           const struct scene *s,
           mohur_alg aead,
           size_t large_len,
           mohur_sink *sink)
{
    mohur_status st               = MOHUR_OK;
    const mohur_key *recipients[] = {s->seal, s->wrap};
    const mohur_key *signers[]    = {s->signer};
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_archive_writer *w       = NULL;

    options.recipients     = recipients;
    options.recipients_len = 2;
    options.signers        = signers;
    options.signers_len    = 1;
    options.aead           = aead;
    TRY(mohur_archive_writer_new(ctx, &options, sink, &w));
    TRY(put_entry(w, "folder", MOHUR_ENTRY_FOLDER));
    TRY(put_entry(w, "salam.txt", MOHUR_ENTRY_FILE));
    TRY(mohur_archive_writer_update(w, (const uint8_t *)"salam\n", 6));
    TRY(put_large(w, large_len));
    TRY(mohur_archive_writer_finish(w));

out:
    mohur_archive_writer_free(w);
    return st;
}

static mohur_status
reader_open(mohur_ctx *ctx,
            const struct scene *s,
            const mohur_key *key,
            mohur_source *source,
            mohur_archive_reader **out)
{
    const mohur_key *keys[]            = {key};
    const mohur_key *senders[]         = {s->signer};
    mohur_archive_open_options options = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;

    options.keys        = keys;
    options.keys_len    = 1;
    options.senders     = senders;
    options.senders_len = 1;
    return mohur_archive_reader_open(ctx, &options, source, out);
}

/* Is this what was sealed?  A wrong byte released is the worst of all. */
static void
released(const mohur_archive_entry *entry,
         uint64_t at,
         const uint8_t *bytes,
         size_t len)
{
    bool large = strcmp(entry->name, "folder/large.bin") == 0;

    for (size_t i = 0; i < len; i++) {
        uint8_t want = large        ? large_byte(at + i)
                       : at + i < 6 ? (uint8_t)"salam\n"[at + i]
                                    : (uint8_t)~bytes[i];
        if (bytes[i] != want) {
            fprintf(stderr, "%s: a wrong byte was released\n", entry->name);
            abort();
        }
    }
}

static mohur_status
read_entry(mohur_archive_reader *r,
           const mohur_archive_entry *entry,
           uint64_t *out_len)
{
    mohur_status st = MOHUR_OK;
    uint64_t at     = 0;
    size_t len      = 0;
    uint8_t part[8192];

    while ((st = mohur_archive_reader_read(r, part, sizeof part, &len)) ==
           MOHUR_OK) {
        released(entry, at, part, len);
        at += len;
        *out_len += len;
    }
    return st == MOHUR_END ? MOHUR_OK : st;
}

mohur_status
scene_read(mohur_ctx *ctx,
           const struct scene *s,
           const mohur_key *key,
           mohur_source *source,
           uint64_t *out_len)
{
    mohur_status st                  = MOHUR_OK;
    mohur_archive_reader *r          = NULL;
    const mohur_archive_entry *entry = NULL;

    *out_len = 0;
    TRY(reader_open(ctx, s, key, source, &r));
    while ((st = mohur_archive_reader_next(r, &entry)) == MOHUR_OK) {
        if (entry->kind == MOHUR_ENTRY_FILE) {
            TRY(read_entry(r, entry, out_len));
        }
    }
    st = st == MOHUR_END ? MOHUR_OK : st;

out:
    mohur_archive_reader_free(r);
    return st;
}

mohur_status
scene_extract(mohur_ctx *ctx,
              const struct scene *s,
              mohur_source *source,
              const char *path)
{
    mohur_status st                       = MOHUR_OK;
    mohur_archive_reader *r               = NULL;
    mohur_archive_extract_options options = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;

    options.path = path;
    options.sync = true;
    TRY(reader_open(ctx, s, s->seal, source, &r));
    TRY(mohur_archive_reader_extract(r, &options));

out:
    mohur_archive_reader_free(r);
    return st;
}

mohur_status
scene_extract_stream(mohur_ctx *ctx,
                     const struct scene *s,
                     mohur_source *source,
                     const char *path)
{
    mohur_status st                       = MOHUR_OK;
    mohur_archive_reader *r               = NULL;
    mohur_archive_extract_options options = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;
    mohur_archive_open_options with       = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    const mohur_key *keys[]               = {s->seal};
    const mohur_key *senders[]            = {s->signer};

    with.keys        = keys;
    with.keys_len    = 1;
    with.senders     = senders;
    with.senders_len = 1;
    options.path     = path;
    options.sync     = true;
    st = mohur_archive_extract_stream(ctx, &with, source, &options, &r);
    mohur_archive_reader_free(r);
    return st;
}

bool
scene_is_full(void)
{
    const char *full = getenv("MOHUR_FULL");

    return full != NULL && full[0] == '1';
}

size_t
scene_descriptors(void)
{
    DIR *dir     = opendir("/proc/self/fd");
    size_t count = 0;

    if (dir == NULL) {
        return 0;
    }
    while (readdir(dir) != NULL) {
        count++;
    }
    closedir(dir);
    return count;
}
