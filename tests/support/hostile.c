/* SPDX-License-Identifier: Apache-2.0 */
#include "hostile.h"

#include "archive/frame.h"
#include "crypto/kem.h"
#include "keystore/key.h"

#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

/* Lists written by Python, read the way that costs least. */

static void
die(const char *what, const char *why)
{
    fprintf(stderr, "hostile archives: %s: %s\n", what, why);
    abort();
}

mohur_status
hostile_status(const char *name)
{
    static const mohur_status known[] = {
        MOHUR_OK,         MOHUR_E_FORMAT,     MOHUR_E_UNSUPPORTED,
        MOHUR_E_LIMIT,    MOHUR_E_AUTH,       MOHUR_E_UNTRUSTED,
        MOHUR_E_NO_KEY,   MOHUR_E_PASSPHRASE, MOHUR_E_POLICY,
        MOHUR_E_ARGUMENT,
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(name, mohur_status_name(known[i])) == 0) {
            return known[i];
        }
    }
    die(name, "a status that the list does not use");
    return MOHUR_E_INTERNAL;
}

static FILE *
list_open(const struct hostile *h, const char *name)
{
    char path[512];
    FILE *f = NULL;

    snprintf(path, sizeof path, "%s/%s", h->folder, name);
    f = fopen(path, "r");
    if (f == NULL) {
        die(path, "cannot be read");
    }
    return f;
}

/* The next field of a line, up to the separator, cut off in place. */
static char *
field(char **line, char separator)
{
    char *start = *line;
    char *end   = strchr(start, separator);

    if (end != NULL) {
        *end  = '\0';
        *line = end + 1;
    } else {
        *line = start + strlen(start);
    }
    return start;
}

static void
case_parse(char *line, struct hostile_case *out)
{
    snprintf(out->name, sizeof out->name, "%s", field(&line, '|'));
    snprintf(out->file, sizeof out->file, "%s", field(&line, '|'));
    out->status = hostile_status(field(&line, '|'));
    snprintf(out->stage, sizeof out->stage, "%s", field(&line, '|'));
    snprintf(out->opener, sizeof out->opener, "%s", field(&line, '|'));
    out->released = (size_t)strtoull(field(&line, '|'), NULL, 10);
    snprintf(out->sha256, sizeof out->sha256, "%s", field(&line, '|'));
}

static void
cases_read(struct hostile *h)
{
    FILE *f = list_open(h, "cases.txt");
    char line[1024];

    while (fgets(line, sizeof line, f) != NULL) {
        if (line[0] == '#') {
            continue;
        }
        h->cases = realloc(h->cases, (h->cases_len + 1) * sizeof *h->cases);
        if (h->cases == NULL) {
            die("cases.txt", "memory ran out");
        }
        case_parse(line, &h->cases[h->cases_len]);
        h->cases_len++;
    }
    fclose(f);
}

bool
hostile_start(struct hostile *h)
{
    const char *given = getenv("MOHUR_HOSTILE");
    const char *tree  = getenv("MOHUR_SOURCE_DIR");
    const char *temp  = getenv("TMPDIR");
    char command[1024];

    memset(h, 0, sizeof *h);
    if (given != NULL) {
        snprintf(h->folder, sizeof h->folder, "%s", given);
    } else {
        snprintf(h->folder, sizeof h->folder, "%s/mohur-hostile-XXXXXX",
                 temp != NULL && temp[0] != '\0' ? temp : "/tmp");
        if (tree == NULL || mkdtemp(h->folder) == NULL) {
            printf("skipped: MOHUR_SOURCE_DIR is not set\n");
            return false;
        }
        h->is_ours = true;
        snprintf(command, sizeof command,
                 "/usr/bin/python3 -B '%s/tests/reader/hostile.py' '%s'", tree,
                 h->folder);
        if (system(command) != 0) {
            printf("skipped: python3 with cryptography and argon2 is needed "
                   "to make the archives\n");
            hostile_stop(h);
            return false;
        }
    }
    cases_read(h);
    return true;
}

void
hostile_stop(struct hostile *h)
{
    char command[512];

    free(h->cases);
    if (h->is_ours) {
        snprintf(command, sizeof command, "rm -rf '%s'", h->folder);
        if (system(command) != 0) {
            fprintf(stderr, "%s is left\n", h->folder);
        }
    }
    memset(h, 0, sizeof *h);
}

const struct hostile_case *
hostile_find(const struct hostile *h, const char *name)
{
    for (size_t i = 0; i < h->cases_len; i++) {
        if (strcmp(h->cases[i].name, name) == 0) {
            return &h->cases[i];
        }
    }
    die(name, "no such case");
    return NULL;
}

bool
hostile_has_word(const struct hostile_case *c, const char *word)
{
    size_t len     = strlen(word);
    const char *at = c->opener;

    while ((at = strstr(at, word)) != NULL) {
        if ((at == c->opener || at[-1] == ' ') &&
            (at[len] == '\0' || at[len] == ' ')) {
            return true;
        }
        at += len;
    }
    return false;
}

/* Asked once, of a context of its own. */
static bool
has_hybrid(void)
{
    static enum {
        UNKNOWN,
        NO,
        YES
    } answer       = UNKNOWN;
    mohur_ctx *ctx = NULL;

    if (answer == UNKNOWN && mohur_ctx_new(NULL, &ctx) == MOHUR_OK) {
        answer = mohur__kem_available(ctx, MOHUR_ALG_X_WING) ? YES : NO;
        mohur_ctx_free(ctx);
    }
    return answer == YES;
}

bool
hostile_is_not_ours(const struct hostile_case *c)
{
    return (hostile_has_word(c, "zstd") && !mohur__frame_usable()) ||
           (hostile_has_word(c, "xwing") && !has_hybrid()) ||
           (strstr(c->opener, "trust=") == NULL &&
            !hostile_has_word(c, "unsigned"));
}

/* Hex to bytes; "-" is nothing. */
static mohur__bytes
unhex(const char *hex, uint8_t *room, size_t cap)
{
    size_t len = 0;

    if (strcmp(hex, "-") != 0 &&
        sodium_hex2bin(room, cap, hex, strlen(hex), NULL, &len, NULL) != 0) {
        die(hex, "is no hex");
    }
    return mohur__bytes_of(room, len);
}

static const struct {
    const char *kind;
    mohur_purpose purpose;
    mohur_alg alg;
} kinds[] = {
    {"x25519", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519},
    {"p256", MOHUR_PURPOSE_SEAL, MOHUR_ALG_ECDH_P256},
    {"p384", MOHUR_PURPOSE_SEAL, MOHUR_ALG_ECDH_P384},
    {"sign-ed25519", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519},
    {"sign-p256", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256},
    {"sign-p384", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P384},
};

static mohur_key *
key_make(mohur_ctx *ctx, const struct mohur__key_parts *parts)
{
    mohur_key *key = NULL;

    if (mohur__key_new(ctx, parts, &key) != MOHUR_OK) {
        die("keys.txt", mohur_ctx_message(ctx));
    }
    return key;
}

/* RING VERSION KEY */
static mohur_key *
kek_read(mohur_ctx *ctx, char *line)
{
    uint8_t ring[MOHUR__RING_ID_LEN];
    uint8_t secret[32];
    struct mohur__key_parts parts = {
        .purpose = MOHUR_PURPOSE_WRAP,
        .alg     = MOHUR_ALG_AES_256_WRAP,
        .state   = MOHUR_KEY_ACTIVE,
    };

    unhex(field(&line, ' '), ring, sizeof ring);
    memcpy(parts.ring_id, ring, sizeof ring);
    parts.version = (uint32_t)strtoul(field(&line, ' '), NULL, 10);
    parts.secret  = unhex(field(&line, ' '), secret, sizeof secret);
    return key_make(ctx, &parts);
}

/* PRIVATE PUBLIC */
static mohur_key *
pair_read(mohur_ctx *ctx, size_t kind, char *line)
{
    uint8_t secret[64];
    uint8_t public_key[128];
    struct mohur__key_parts parts = {
        .purpose = kinds[kind].purpose,
        .alg     = kinds[kind].alg,
        .state   = MOHUR_KEY_ACTIVE,
    };

    parts.secret     = unhex(field(&line, ' '), secret, sizeof secret);
    parts.public_key = unhex(field(&line, ' '), public_key, sizeof public_key);
    return key_make(ctx, &parts);
}

/* SEED */
static mohur_key *
xwing_read(mohur_ctx *ctx, char *line)
{
    uint8_t seed[32];
    uint8_t public_key[MOHUR__KEM_PUBLIC_MAX];
    struct mohur__key_parts parts = {
        .purpose = MOHUR_PURPOSE_SEAL,
        .alg     = MOHUR_ALG_X_WING,
        .state   = MOHUR_KEY_ACTIVE,
    };

    if (!has_hybrid()) {
        return NULL;
    }
    parts.secret = unhex(field(&line, ' '), seed, sizeof seed);
    if (mohur__kem_public_of(ctx, MOHUR_ALG_X_WING, parts.secret,
                             MOHUR__SPAN(public_key)) != MOHUR_OK) {
        die("keys.txt", mohur_ctx_message(ctx));
    }
    parts.public_key = MOHUR__BYTES(public_key);
    return key_make(ctx, &parts);
}

void
hostile_keys_add(mohur_ctx *ctx, char *line, struct hostile_keys *out)
{
    const char *kind = field(&line, ' ');

    if (out->len == HOSTILE_KEYS_MAX) {
        die("keys", "too many");
    }
    snprintf(out->at[out->len].name, sizeof out->at[0].name, "%s",
             field(&line, ' '));
    if (strcmp(kind, "kek") == 0) {
        out->at[out->len].key = kek_read(ctx, line);
    } else if (strcmp(kind, "xwing") == 0) {
        out->at[out->len].key = xwing_read(ctx, line);
    } else if (strcmp(kind, "pass") == 0) {
        unhex(field(&line, ' '), (uint8_t *)out->at[out->len].passphrase,
              sizeof out->at[0].passphrase - 1);
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kind, kinds[i].kind) == 0) {
            out->at[out->len].key = pair_read(ctx, i, line);
        }
    }
    out->len++;
}

void
hostile_keys_read(const struct hostile *h,
                  mohur_ctx *ctx,
                  struct hostile_keys *out)
{
    FILE *f = list_open(h, "keys/keys.txt");
    char line[1024];

    memset(out, 0, sizeof *out);
    while (fgets(line, sizeof line, f) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        hostile_keys_add(ctx, line, out);
    }
    fclose(f);
}

void
hostile_keys_free(struct hostile_keys *keys)
{
    for (size_t i = 0; i < keys->len; i++) {
        mohur_key_free(keys->at[i].key);
    }
    keys->len = 0;
}

static size_t
key_find(const struct hostile_keys *keys, const char *name)
{
    for (size_t i = 0; i < keys->len; i++) {
        if (strcmp(keys->at[i].name, name) == 0) {
            return i;
        }
    }
    die(name, "no such key");
    return 0;
}

static void
opener_word(const char *word,
            const struct hostile_keys *keys,
            struct hostile_opener *o)
{
    if (strncmp(word, "key=", 4) == 0) {
        size_t at = key_find(keys, word + 4);
        if (keys->at[at].key != NULL) {
            o->keys[o->options.keys_len++] = keys->at[at].key;
        } else {
            o->options.passphrase     = keys->at[at].passphrase;
            o->options.passphrase_len = strlen(keys->at[at].passphrase);
        }
    } else if (strncmp(word, "trust=", 6) == 0) {
        o->senders[o->options.senders_len++] =
            keys->at[key_find(keys, word + 6)].key;
    } else if (strncmp(word, "admin=", 6) == 0) {
        o->admins[o->options.admins_len++] =
            keys->at[key_find(keys, word + 6)].key;
    } else if (strncmp(word, "threshold=", 10) == 0) {
        o->options.senders_threshold = (size_t)strtoull(word + 10, NULL, 10);
    } else if (strcmp(word, "forwarded") == 0) {
        o->options.allow_forwarded = true;
    } else if (strcmp(word, "links") == 0) {
        o->options.allow_links = true;
    } else if (strcmp(word, "unsigned") == 0) {
        o->is_unsigned = true;
    }
}

void
hostile_opener_read(const struct hostile_case *c,
                    const struct hostile_keys *keys,
                    struct hostile_opener *out)
{
    char words[sizeof c->opener];
    char *line = words;

    memset(out, 0, sizeof *out);
    out->options = (mohur_archive_open_options)MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    snprintf(words, sizeof words, "%s", c->opener);
    while (*line != '\0') {
        opener_word(field(&line, ' '), keys, out);
    }
    out->options.keys    = out->keys;
    out->options.senders = out->senders;
    out->options.admins  = out->admins;
    /* What the list was made with. */
    out->options.max_entry_len = UINT64_C(4) << 30;
    out->options.max_content   = UINT64_C(10) << 30;
}

mohur_status
hostile_open(mohur_ctx *ctx,
             const struct hostile_opener *opener,
             mohur_source *source,
             mohur_archive_reader **out)
{
    if (opener->is_unsigned) {
        return mohur_archive_reader_open_unsigned(ctx, &opener->options, source,
                                                  out);
    }
    return mohur_archive_reader_open(ctx, &opener->options, source, out);
}
