/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit/keystore/store_fixture.h"

#include <mohur/anchor.h>
#include <mohur/authority.h>
#include <mohur/life.h>
#include <mohur/role.h>
#include <mohur/share.h>
#include <mohur/slot.h>

/*
 * What a store is asked beside the jobs of tests/fault/keystore.c, while each
 * allocation fails, once: no memory, said so, and the store as it was.
 */
struct world {
    mohur_keystore *ks;
    mohur_key *key;
};

typedef mohur_status
call_fn(struct fixture *t, struct world *w);

static mohur_status
a_report(struct fixture *t, struct world *w, bool cbom)
{
    mohur_sink *sink = NULL;
    mohur_status st  = mohur_sink_new_memory(t->ctx, 1 << 20, &sink);

    if (st == MOHUR_OK) {
        st = cbom ? mohur_keystore_cbom(w->ks, true, sink)
                  : mohur_keystore_impact(w->ks, NULL, sink);
    }
    mohur_sink_free(sink);
    return st;
}

static mohur_status
impact(struct fixture *t, struct world *w)
{
    return a_report(t, w, false);
}

static mohur_status
cbom(struct fixture *t, struct world *w)
{
    return a_report(t, w, true);
}

static mohur_status
jwk(struct fixture *t, struct world *w)
{
    mohur_sink *sink = NULL;
    mohur_status st  = mohur_sink_new_memory(t->ctx, 1 << 16, &sink);

    if (st == MOHUR_OK) {
        st = mohur_key_export_jwk(t->ctx, w->key, sink);
    }
    mohur_sink_free(sink);
    return st;
}

static mohur_status
slots(struct fixture *t, struct world *w)
{
    mohur_slot_list *list = NULL;
    mohur_status st       = mohur_keystore_slots(w->ks, &list);

    (void)t;
    mohur_slot_list_free(list);
    return st;
}

static mohur_status
hold(struct fixture *t, struct world *w)
{
    (void)t;
    return mohur_keystore_hold(w->ks, "k", 1, true);
}

static mohur_status
anchor_add(struct fixture *t, struct world *w)
{
    mohur_anchor_options o = MOHUR_ANCHOR_OPTIONS_INIT;
    mohur_status st        = MOHUR_OK;

    o.path   = fixture_path(t, "anchor");
    o.create = true;
    (void)remove(o.path);
    st = mohur_keystore_anchor_add(w->ks, &o);
    return st;
}

static mohur_status
role_add(struct fixture *t, struct world *w)
{
    mohur_role_options o = MOHUR_ROLE_OPTIONS_INIT;
    uint8_t id[16]       = {0};

    (void)t;
    o.label = "Aysel";
    o.key   = w->key;
    o.caps  = MOHUR_CAP_OFFICER;
    return mohur_keystore_role_add(w->ks, &o, id);
}

static mohur_status
roles(struct fixture *t, struct world *w)
{
    mohur_role_info found[2];
    size_t n = 0;

    (void)t;
    return mohur_keystore_roles(w->ks, found, 2, &n);
}

static mohur_status
share(struct fixture *t, struct world *w)
{
    static const mohur_share_group group = {2, 3};
    static const uint8_t secret[16]      = {1};
    mohur_share_options o                = MOHUR_SHARE_OPTIONS_INIT;
    mohur_share_list *list               = NULL;
    mohur_status st                      = MOHUR_OK;

    (void)w;
    o.groups = &group;
    st       = mohur_share_split(t->ctx, &o, secret, sizeof secret, &list);
    if (st == MOHUR_OK) {
        const char *two[] = {mohur_share_list_at(list, 0),
                             mohur_share_list_at(list, 2)};
        uint8_t out[64];
        size_t n = 0;

        st = mohur_share_combine(t->ctx, two, 2, NULL, 0, out, sizeof out, &n);
    }
    mohur_share_list_free(list);
    return st;
}

static void
is_as_it_was_when_any_call_has_no_memory(void **state)
{
    static const struct {
        const char *name;
        call_fn *call;
    } calls[] = {
        {"impact", impact}, {"cbom", cbom},    {"jwk", jwk},
        {"slots", slots},   {"hold", hold},    {"role_add", role_add},
        {"roles", roles},   {"shares", share}, {"anchor", anchor_add},
    };
    struct fixture *t = *state;
    struct world w    = {store_new(t), NULL};

    key_add(t, w.ks, "k");
    w.key = key_get(t, w.ks, "k", 0);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        size_t nth = 1;

        for (;; nth++) {
            mohur_status st = MOHUR_OK;

            alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
            st = calls[i].call(t, &w);
            if (!alloc_has_failed(&t->alloc)) {
                CHECK_OK(st);
                break;
            }
            CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
            mohur__error_clear(t->ctx);
        }
        printf("%s: %zu allocations\n", calls[i].name, nth - 1);
        CHECK_OK(mohur_keystore_check(w.ks));
    }
    mohur_key_free(w.key);
    mohur_keystore_free(w.ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_as_it_was_when_any_call_has_no_memory),
    };

    return cmocka_run_group_tests_name("a store", cases, NULL, NULL);
}
