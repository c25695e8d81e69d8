/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_RELAY_H
#define MOHUR_TESTS_RELAY_H

#include "fixture.h"

#include <pthread.h>
#include <stdatomic.h>

/*
 * A socket between a client and the PostgreSQL server of the tests, which can
 * cut the connection where the commit of a change is on its way.
 */
enum relay_cut {
    RELAY_PASS,   /* all goes through */
    RELAY_BEFORE, /* cut before the server has the commit; then pass */
    RELAY_AFTER,  /* cut when the server has answered it; then pass */
    RELAY_ALWAYS, /* cut as before it, and take no connection any more */
    RELAY_HELD    /* cut the client alone; the old session lives on */
};

struct relay {
    int listener;
    bool writing; /* the transaction changes something */
    int held;     /* of the session that lives on; -1 */
    pthread_t thread;
    _Atomic int cut;
    _Atomic bool end;
    void (*between)(void *user); /* called before a connection is taken anew */
    void *user;
    char folder[256]; /* where clients find it */
};

void
relay_start(struct fixture *t, struct relay *r);
void
relay_stop(struct relay *r);

#endif
