/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_HOSTILE_H
#define MOHUR_TESTS_HOSTILE_H

#include "fixture.h"
#include <mohur/archive.h>

/*
 * The archives of tests/reader/hostile.py: good ones, and one for each rule
 * that can be broken.  tests/reader/cases.py says what the columns mean.
 */
enum {
    HOSTILE_KEYS_MAX  = 32,
    HOSTILE_WORDS_MAX = 8
};

/* The status of this name; fails the program if no list has it. */
mohur_status
hostile_status(const char *name);

/* One line of cases.txt. */
struct hostile_case {
    char name[96];
    char file[128];
    mohur_status status; /* of opening, or of reading all entries */
    char stage[24];      /* of good ones: SIGNED, FORWARDED, NONE */
    char opener[96];     /* words, separated by a space */
    size_t released;
    char sha256[65];
};

struct hostile {
    char folder[256];
    bool is_ours; /* made by hostile_start, removed by hostile_stop */
    struct hostile_case *cases;
    size_t cases_len;
};

/*
 * Make the archives, or take those of the folder that MOHUR_HOSTILE names.
 * False, and a reason on stdout, where Python or its packages are missing.
 */
bool
hostile_start(struct hostile *h);
void
hostile_stop(struct hostile *h);

/* The case of this name; fails the program if there is none. */
const struct hostile_case *
hostile_find(const struct hostile *h, const char *name);

/* Is this one of the words of the opener? */
bool
hostile_has_word(const struct hostile_case *c, const char *word);

/*
 * What cannot be asked of this library, or not of this build: to accept
 * nobody (that is a broken contract, not an archive's fault); zstd or
 * ML-KEM-768, where they are not there.
 */
bool
hostile_is_not_ours(const struct hostile_case *c);

/* The keys of keys.txt, made with one context; without ML-KEM-768 those of
 * X-Wing are no keys. */
struct hostile_keys {
    struct {
        char name[24];
        mohur_key *key; /* NULL for a passphrase */
        char passphrase[64];
    } at[HOSTILE_KEYS_MAX];
    size_t len;
};

void
hostile_keys_read(const struct hostile *h,
                  mohur_ctx *ctx,
                  struct hostile_keys *out);
/* One line of keys.txt, which is changed; added to what is there. */
void
hostile_keys_add(mohur_ctx *ctx, char *line, struct hostile_keys *out);
void
hostile_keys_free(struct hostile_keys *keys);

/* What a case's opener says, as options; arrays of its own. */
struct hostile_opener {
    mohur_archive_open_options options;
    const mohur_key *keys[HOSTILE_WORDS_MAX];
    const mohur_key *senders[HOSTILE_WORDS_MAX];
    const mohur_key *admins[HOSTILE_WORDS_MAX];
    bool is_unsigned;
};

void
hostile_opener_read(const struct hostile_case *c,
                    const struct hostile_keys *keys,
                    struct hostile_opener *out);

/* Open data as the opener says. */
mohur_status
hostile_open(mohur_ctx *ctx,
             const struct hostile_opener *opener,
             mohur_source *source,
             mohur_archive_reader **out);

#endif
