/* SPDX-License-Identifier: Apache-2.0 */
#include "vec.h"

#include <sodium.h>
#include <stdlib.h>

enum {
    HEAD_MAX = 64 * 1024
};

static void
die(const char *file, const char *why)
{
    fprintf(stderr, "vector: %s: %s\n", file, why);
    abort();
}

/* Bytes that grow. */
struct room {
    uint8_t *data;
    size_t len;
};

static void
room_add(struct room *r, const uint8_t *data, size_t len)
{
    uint8_t *more = realloc(r->data, r->len + len + 1);

    if (more == NULL) {
        die("room", "memory ran out");
    }
    r->data = more;
    if (len > 0) {
        memcpy(r->data + r->len, data, len);
    }
    r->len += len;
    r->data[r->len] = '\0';
}

static struct room
read_all(const char *path)
{
    struct room all = {NULL, 0};
    FILE *f         = fopen(path, "rb");
    uint8_t part[8192];
    size_t n = 0;

    if (f == NULL) {
        die(path, "cannot be read");
    }
    room_add(&all, part, 0);
    while ((n = fread(part, 1, sizeof part, f)) > 0) {
        room_add(&all, part, n);
    }
    fclose(f);
    return all;
}

/* One piece of an insertion: hex, "=OFFSET:LENGTH" of the base, "-". */
static void
add_piece(const char *piece, const struct room *base, struct room *out)
{
    uint8_t bytes[HEAD_MAX / 2];
    unsigned long long at  = 0;
    unsigned long long len = 0;
    size_t n               = 0;

    if (sscanf(piece, "=%llu:%llu", &at, &len) == 2) {
        if (at > base->len || len > base->len - at) {
            die(piece, "is not in the base");
        }
        room_add(out, base->data + at, (size_t)len);
    } else if (strcmp(piece, "-") != 0) {
        if (sodium_hex2bin(bytes, sizeof bytes, piece, strlen(piece), NULL, &n,
                           NULL) != 0) {
            die(piece, "is no hex");
        }
        room_add(out, bytes, n);
    }
}

/* OFFSET DELETE INSERT */
static void
apply_edit(char *edit, const struct room *base, struct room *data)
{
    char *next              = NULL;
    unsigned long long at   = strtoull(edit, &next, 10);
    unsigned long long gone = strtoull(next, &next, 10);
    struct room out         = {NULL, 0};

    if (*next != ' ' || at > data->len || gone > data->len - at) {
        die(edit, "is no edit of this base");
    }
    room_add(&out, data->data, (size_t)at);
    for (char *piece = strtok_r(next + 1, ",", &next); piece != NULL;
         piece       = strtok_r(NULL, ",", &next)) {
        add_piece(piece, base, &out);
    }
    room_add(&out, data->data + at + gone, data->len - (size_t)(at + gone));
    free(data->data);
    *data = out;
}

static void
add_word(struct vec *v, const char *word)
{
    size_t len = strlen(v->about.opener);

    snprintf(v->about.opener + len, sizeof v->about.opener - len, "%s%s",
             len > 0 ? " " : "", word);
}

/* A line of keys.txt, and the word of the opener for it. */
static void
add_key(struct vec *v, const char *role, const char *kind, const char *values)
{
    char word[32];

    if (v->keys_len == VEC_KEYS_MAX) {
        die(v->about.name, "has too many keys");
    }
    if ((size_t)snprintf(v->keys[v->keys_len], VEC_LINE_MAX, "%s k%zu %s", kind,
                         v->keys_len, values) >= VEC_LINE_MAX) {
        die(v->about.name, "has a key of too many bytes");
    }
    snprintf(word, sizeof word, "%s=k%zu", role, v->keys_len);
    add_word(v, word);
    v->keys_len++;
}

/* ALG PUBLIC of a sender or an admin. */
static void
add_signer(struct vec *v, const char *role, const char *value)
{
    char kind[32];
    char values[VEC_LINE_MAX];
    int alg = (int)strcspn(value, " ");

    snprintf(kind, sizeof kind, "sign-%.*s", alg, value);
    snprintf(values, sizeof values, "- %s", value + alg + 1);
    add_key(v, role, kind, values);
}

static bool
is_any(const char *word, const char *words)
{
    const char *at = strstr(words, word);
    size_t len     = strlen(word);

    return at != NULL && (at == words || at[-1] == ' ') &&
           (at[len] == ' ' || at[len] == '\0');
}

static void
read_field(struct vec *v, const char *key, const char *value)
{
    if (strcmp(key, "expect") == 0) {
        v->about.status = hostile_status(value);
    } else if (strcmp(key, "stage") == 0 || strcmp(key, "trust") == 0) {
        snprintf(v->about.stage, sizeof v->about.stage, "%s", value);
    } else if (strcmp(key, "mode") == 0 && strcmp(value, "whole") == 0) {
        add_word(v, "whole");
    } else if (is_any(key, "kek x25519 p256 p384 xwing")) {
        add_key(v, "key", key, value);
    } else if (strcmp(key, "passphrase") == 0) {
        add_key(v, "key", "pass", value);
    } else if (strcmp(key, "sender") == 0) {
        add_signer(v, "trust", value);
    } else if (strcmp(key, "admin") == 0) {
        add_signer(v, "admin", value);
    } else if (strcmp(key, "allow") == 0) {
        add_word(v, value);
    } else if (strcmp(key, "released") == 0) {
        v->about.released = (size_t)strtoull(value, NULL, 10);
        snprintf(v->about.sha256, sizeof v->about.sha256, "%s",
                 value + strcspn(value, " ") + 1);
    } else if (!is_any(key, "mohur-vector flags comment attack mode entry")) {
        die(v->about.name, "has an unknown field");
    }
}

void
vec_read(const char *folder, const char *file, struct vec *out)
{
    char path[600];
    struct room all  = {NULL, 0};
    struct room data = {NULL, 0};
    struct vec base  = {.data = NULL};
    char *end        = NULL;
    char *save       = NULL;

    memset(out, 0, sizeof *out);
    snprintf(out->about.name, sizeof out->about.name, "%s", file);
    snprintf(path, sizeof path, "%s/%s", folder, file);
    all = read_all(path);
    end = strstr((char *)all.data, "\n\n");
    if (end == NULL) {
        die(file, "has no head");
    }
    *end = '\0';
    room_add(&data, (uint8_t *)end + 2,
             all.len - (size_t)(end + 2 - (char *)all.data));
    for (char *line = strtok_r((char *)all.data, "\n", &save); line != NULL;
         line       = strtok_r(NULL, "\n", &save)) {
        char *value = strstr(line, ": ");
        if (value == NULL) {
            die(file, "has a line without a field");
        }
        *value = '\0';
        value += 2;
        if (strcmp(line, "base") == 0) {
            vec_read(folder, value, &base);
            room_add(&data, base.data, base.len);
        } else if (strcmp(line, "edit") == 0) {
            const struct room from = {base.data, base.len};
            apply_edit(value, &from, &data);
        } else {
            read_field(out, line, value);
        }
    }
    vec_free(&base);
    free(all.data);
    out->data = data.data;
    out->len  = data.len;
}

void
vec_free(struct vec *v)
{
    free(v->data);
    v->data = NULL;
}

void
vec_keys(const struct vec *v, mohur_ctx *ctx, struct hostile_keys *out)
{
    char line[VEC_LINE_MAX];

    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < v->keys_len; i++) {
        snprintf(line, sizeof line, "%s", v->keys[i]);
        hostile_keys_add(ctx, line, out);
    }
}
