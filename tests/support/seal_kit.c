/* SPDX-License-Identifier: Apache-2.0 */
#include "seal_kit.h"

#include "base/secret.h"
#include "crypto/kem.h"
#include "crypto/sign.h"
#include "keystore/key.h"

#include <stdlib.h>

enum {
    CONTENT_PERIOD = 251, /* a prime, so that no two leaves are alike */
    KEY_MAX        = MOHUR__KEM_PUBLIC_MAX
};

static mohur_key *
key_or_stop(mohur_ctx *ctx, const struct mohur__key_parts *parts)
{
    mohur_key *key = NULL;

    if (mohur__key_new(ctx, parts, &key) != MOHUR_OK) {
        fprintf(stderr, "no key: %s\n", mohur_ctx_message(ctx));
        abort();
    }
    return key;
}

mohur_key *
kit_kek(mohur_ctx *ctx, uint8_t ring_first, uint32_t version, uint8_t key_first)
{
    uint8_t bytes[32];
    struct mohur__key_parts parts = {.purpose = MOHUR_PURPOSE_WRAP,
                                     .alg     = MOHUR_ALG_AES_256_WRAP,
                                     .state   = MOHUR_KEY_ACTIVE,
                                     .version = version};

    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(key_first + i);
    }
    for (size_t i = 0; i < sizeof parts.ring_id; i++) {
        parts.ring_id[i] = (uint8_t)(ring_first + i);
    }
    parts.secret = MOHUR__BYTES(bytes);
    return key_or_stop(ctx, &parts);
}

mohur_key *
kit_pair(mohur_ctx *ctx, mohur_alg alg)
{
    uint8_t secret[KEY_MAX];
    uint8_t public[KEY_MAX];
    bool signs         = mohur__sign_public_len(alg) != 0;
    mohur__span s      = {secret, signs ? mohur__sign_private_len(alg)
                                        : mohur__kem_private_len(alg)};
    mohur__span p      = {public, signs ? mohur__sign_public_len(alg)
                                        : mohur__kem_public_len(alg)};
    mohur_status made  = signs ? mohur__sign_keygen(ctx, alg, s)
                               : mohur__kem_keygen(ctx, alg, s);
    mohur__bytes bytes = mohur__span_bytes(s);

    if (made == MOHUR_OK) {
        made = signs ? mohur__sign_public_of(ctx, alg, bytes, p)
                     : mohur__kem_public_of(ctx, alg, bytes, p);
    }
    if (made != MOHUR_OK) {
        fprintf(stderr, "no key pair: %s\n", mohur_ctx_message(ctx));
        abort();
    }
    return key_or_stop(
        ctx, &(struct mohur__key_parts){.purpose    = signs ? MOHUR_PURPOSE_SIGN
                                                            : MOHUR_PURPOSE_SEAL,
                                        .alg        = alg,
                                        .state      = MOHUR_KEY_ACTIVE,
                                        .public_key = mohur__span_bytes(p),
                                        .secret     = bytes});
}

mohur_key *
kit_public(mohur_ctx *ctx, const mohur_key *key)
{
    return key_or_stop(
        ctx, &(struct mohur__key_parts){.purpose    = mohur_key_purpose(key),
                                        .alg        = mohur_key_alg(key),
                                        .state      = MOHUR_KEY_ACTIVE,
                                        .public_key = mohur__key_public(key)});
}

uint8_t
kit_byte(size_t i)
{
    return (uint8_t)(i % CONTENT_PERIOD + i / MOHUR__SECRET_MAX);
}

static mohur_status
write_content(mohur_archive_writer *w, size_t len, size_t piece)
{
    mohur_status st = MOHUR_OK;
    uint8_t *bytes  = malloc(len + 1);

    if (bytes == NULL) {
        abort();
    }
    for (size_t i = 0; i < len; i++) {
        bytes[i] = kit_byte(i);
    }
    for (size_t at = 0; at < len && st == MOHUR_OK; at += piece) {
        st = mohur_archive_writer_update(w, bytes + at,
                                         len - at < piece ? len - at : piece);
    }
    free(bytes);
    return st;
}

static mohur_status
write_entry(mohur_archive_writer *w, const struct kit_entry *e, size_t piece)
{
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_status st           = MOHUR_OK;

    entry.name     = e->name;
    entry.name_len = strlen(e->name);
    entry.kind     = e->kind != 0 ? e->kind : MOHUR_ENTRY_FILE;
    entry.compress = e->kind == KIT_PACKED;
    entry.kind     = entry.compress ? MOHUR_ENTRY_FILE : entry.kind;
    entry.mtime    = FIXTURE_NOW;
    st             = mohur_archive_writer_entry(w, &entry);
    if (st == MOHUR_OK) {
        st = write_content(w, e->content_len,
                           piece != 0 ? piece : e->content_len + 1);
    }
    return st;
}

mohur_status
kit_seal(mohur_ctx *ctx, const struct kit_archive *archive, mohur_sink *sink)
{
    mohur_archive_writer *w = NULL;
    mohur_status st =
        archive->options->signers_len > 0
            ? mohur_archive_writer_new(ctx, archive->options, sink, &w)
            : mohur_archive_writer_new_unsigned(ctx, archive->options, sink,
                                                &w);

    for (size_t i = 0; i < archive->entries_len && st == MOHUR_OK; i++) {
        st = write_entry(w, &archive->entries[i], archive->piece);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_finish(w);
    }
    mohur_archive_writer_free(w);
    return st;
}
