/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_CONTAINER_KIT_H
#define MOHUR_TESTS_CONTAINER_KIT_H

#include "message.h"
#include "stamper.h"
#include "zip_kit.h"
#include <mohur/container.h>

/* Somebody who signs containers, and somebody who believes them. */
struct container_kit {
    struct fixture *t;
    struct pki_key pair;
    mohur__bytes cert; /* signed with its own key; an anchor */
    mohur_key *key;
    mohur_trust *trust;
    struct stamper *tsa; /* whom containers are stamped by; NULL: level B */
};

struct container_item {
    const char *name;
    const char *text;
};

struct container_kit
container_kit_new(struct fixture *t, mohur_alg alg);
void
container_kit_free(struct container_kit *k);

/* Sign into t->sink. */
mohur_status
container_sign(struct container_kit *k,
               mohur_container_format format,
               const struct container_item *items,
               size_t items_len);

/* Sign this alone, as "a", into t->sink. */
mohur_status
container_sign_source(struct container_kit *k,
                      mohur_container_format format,
                      mohur_source *source);

/* Add a signature to a container; into t->sink. */
mohur_status
container_add(struct container_kit *k, struct view base);

/* Have its signatures stamped, by the kit's authority; into t->sink. */
mohur_status
container_extend(struct container_kit *k, struct view base);

/* What is in t->sink, kept until the end. */
struct view
container_keep(struct fixture *t);

/* Verify, without revocation. */
mohur_status
container_verify(struct container_kit *k, struct view file, mohur_report **out);

/* A detached message of the kit's over these bytes. */
mohur__bytes
container_message(struct container_kit *k, mohur__bytes content);

#endif
