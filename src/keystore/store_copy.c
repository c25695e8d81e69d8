/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/store_copy.h"

#include "base/guard.h"
#include "keystore/store_reseal.h"

/* The log goes over byte for byte: its chain does not depend on a key. */
static mohur_status
events_copy(struct mohur_keystore *from, struct mohur__db *db)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__stmt *in = NULL;
    struct mohur__stmt *to = NULL;
    bool row               = false;

    TRY(mohur__stmt_new(from->db, "SELECT n, leaf, chain FROM event ORDER BY n",
                        &in));
    TRY(mohur__stmt_new(db, "INSERT INTO event(n, leaf, chain) VALUES(?, ?, ?)",
                        &to));
    TRY(mohur__stmt_step(in, &row));
    while (row) {
        for (int i = 0; i < 3; i++) {
            struct mohur__value v = mohur__stmt_value(in, i);
            TRY(mohur__stmt_bind(to, i + 1, &v));
        }
        TRY(mohur__stmt_run(to));
        mohur__stmt_reset(to);
        TRY(mohur__stmt_step(in, &row));
    }

out:
    mohur__stmt_free(in);
    mohur__stmt_free(to);
    return st;
}

/* As that of the other, but for what the plan says. */
static mohur_status
head_copy(struct mohur_keystore *ks, const struct mohur__copy_plan *plan)
{
    mohur_status st               = MOHUR_OK;
    const struct mohur__row *head = &plan->from->head;

    mohur__row_init(&ks->head, ks->ctx, MOHUR__T_STORE);
    for (int i = 0; i < head->table->columns; i++) {
        mohur__row_set_value(&ks->head, i, &head->col[i]);
    }
    ks->seq = plan->seq - 1;
    mohur__row_set_int(&ks->head, MOHUR__STORE_KIND, plan->kind);
    mohur__row_set_int(&ks->head, MOHUR__STORE_SEQ, ks->seq);
    TRY(ks->head.st);
    TRY(mohur__store_head_insert(ks));

out:
    return st;
}

static mohur_status
slots_make(struct mohur_keystore *ks, const struct mohur__copy_plan *plan)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__row row = {0};

    for (size_t i = 0; i < plan->slots_len; i++) {
        mohur__row_wipe(&row);
        TRY(mohur__slot_make(ks, &plan->slots[i], &row));
        TRY(mohur__slot_insert(ks, &plan->slots[i], &row));
    }

out:
    mohur__row_wipe(&row);
    return st;
}

mohur_status
mohur__store_copy(struct mohur_keystore *ks,
                  const struct mohur__copy_plan *plan)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__secret *root_key = NULL;
    struct mohur__reseal re        = {0};

    TRY(mohur__secret_random(ks->ctx, MOHUR__ROOT_KEY_LEN, &root_key));
    TRY(mohur__reseal_begin(&re, plan->from, ks->db, plan->epoch,
                            mohur__secret_bytes(root_key)));
    TRY(events_copy(plan->from, ks->db));
    TRY(mohur__reseal_rows(&re));
    TRY(head_copy(ks, plan));
    TRY(mohur__reseal_finish(&re, &ks->head));
    ks->keys = re.keys;
    re.keys  = (struct mohur__hierarchy){0};
    TRY(slots_make(ks, plan));

out:
    mohur__reseal_wipe(&re);
    mohur__secret_free(root_key);
    return st;
}
