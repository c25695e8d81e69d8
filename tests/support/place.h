/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_PLACE_H
#define MOHUR_TESTS_PLACE_H

#include "fixture.h"

/*
 * Where the store of a case is: the folder "store" of its own; or, if
 * MOHUR_TEST_POSTGRES names the folder of a server's socket, a database
 * there, which a case finds without a store.
 */
bool
place_is_server(void);

const char *
place_of_store(struct fixture *t);

/* Run statements there, as somebody who may write would. */
void
place_sql(struct fixture *t, const char *sql);

/* Keep the store as it is now; put that back, under whoever has it open. */
struct view
place_save(struct fixture *t);
void
place_put_back(struct fixture *t, struct view saved);

/* The URI of a database of that server, by its name; kept until the end. */
const char *
place_database(struct fixture *t, const char *name);

/* Run a statement in the server's own database. */
void
place_server_sql(struct fixture *t, const char *sql);

#endif
