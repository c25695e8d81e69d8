/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_FETCH_H
#define MOHUR_SRC_CLI_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One answer from an address, over HTTP: what time stamps and revocation data
 * need.  The library asks no network, so this is all that the command does.
 * Nothing of it is believed: whoever gets the answer checks its signature.
 *
 * http and https only, no name and password in the address, no proxy from the
 * environment, no cookies; a redirect only for a GET, at most three, and never
 * from https to http.  What a certificate names is signed, and asked for over
 * http alone: trust in a server would be somebody else's.
 */
enum {
    CLI_FETCH_WHY_CAP = 256
};

struct cli_fetch {
    const char *url;
    const char *type;    /* of the body, which is sent by POST; NULL: GET */
    const uint8_t *body; /* that is sent */
    size_t body_len;
    const char *want;     /* the type that an answer must say; NULL: any */
    size_t max;           /* bytes of an answer */
    uint32_t seconds_max; /* for all of it */
    bool plain;           /* http alone: for what a certificate names */
    /* Gets the answer as it comes, which is worth nothing if fetching fails;
     * false: it can take no more. */
    bool (*take)(void *user, const uint8_t *data, size_t len);
    void *user;
};

struct cli_fetched {
    size_t len;                  /* bytes that were taken */
    char why[CLI_FETCH_WHY_CAP]; /* it failed: a sentence */
};

/* Was this command built with a way to fetch? */
bool
cli_fetch_possible(void);

/* False: there is no answer, and out->why says so. */
bool
cli_fetch(const struct cli_fetch *request, struct cli_fetched *out);

#endif
