/* SPDX-License-Identifier: Apache-2.0 */
#include "sweep.h"

static void
check_run(struct fixture *t,
          const struct sweep *s,
          size_t nth,
          mohur_status want,
          mohur_status got,
          size_t descriptors,
          size_t live)
{
    if (got != want) {
        fail_msg("%s, fault %zu: want %s, got %s: %s", s->what, nth,
                 mohur_status_name(want), mohur_status_name(got),
                 mohur_ctx_message(t->ctx));
    }
    CHECK_NUMBER(descriptors, scene_descriptors());
    /* What a success makes, the context may keep: room for secrets. */
    if (want != MOHUR_OK) {
        CHECK_NUMBER(live, atomic_load(&t->alloc.live));
    }
    if (want != MOHUR_OK && s->after != NULL) {
        s->after(t, s->user);
    }
}

static size_t
sweep_memory_mode(struct fixture *t,
                  const struct sweep *s,
                  enum alloc_mode mode)
{
    for (size_t nth = 1;; nth += s->stride > 1 ? s->stride : 1) {
        size_t live        = atomic_load(&t->alloc.live);
        size_t descriptors = scene_descriptors();

        alloc_fail_at(&t->alloc, nth, mode);
        mohur_status st = s->run(t, s->user);
        bool failed     = alloc_has_failed(&t->alloc);
        if (!failed) {
            check_run(t, s, nth, MOHUR_OK, st, descriptors, live);
            return nth - 1;
        }
        check_run(t, s, nth, MOHUR_E_NO_MEMORY, st, descriptors, live);
    }
}

size_t
sweep_memory(struct fixture *t, const struct sweep *s)
{
    size_t once = 0;

    /* The room for secrets grows the first time. */
    CHECK_OK(s->run(t, s->user));
    once = sweep_memory_mode(t, s, ALLOC_ONCE);
    (void)sweep_memory_mode(t, s, ALLOC_FOR_GOOD);
    return once;
}

size_t
sweep_random(struct fixture *t, const struct sweep *s)
{
    CHECK_OK(s->run(t, s->user));
    for (size_t nth = 1;; nth++) {
        size_t live        = atomic_load(&t->alloc.live);
        size_t descriptors = scene_descriptors();

        t->random.fail_at = atomic_load(&t->random.calls) + nth;
        mohur_status st   = s->run(t, s->user);
        bool failed       = atomic_load(&t->random.calls) >= t->random.fail_at;
        t->random.fail_at = 0;
        if (!failed) {
            check_run(t, s, nth, MOHUR_OK, st, descriptors, live);
            return nth - 1;
        }
        check_run(t, s, nth, MOHUR_E_BACKEND, st, descriptors, live);
    }
}
