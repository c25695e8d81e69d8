/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/tree.h"

#include "material.h"

enum {
    LEN        = MOHUR__SHA256_LEN,
    LEAVES_MAX = 70
};

/* The leaves that the first implementations of RFC 6962 were tested with. */
static const char *const LEAVES[] = {
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
};
static const char *const ROOTS[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static void
has_the_roots_of_rfc_6962(void **state)
{
    struct fixture *t      = *state;
    struct mohur__tree *tr = NULL;
    uint8_t root[LEN]      = {0};

    CHECK_OK(mohur__tree_new(t->ctx, &tr));
    for (size_t n = 0; n <= 8; n++) {
        CHECK_OK(mohur__tree_root(tr, MOHUR__SPAN(root)));
        CHECK_BYTES(hex(t, ROOTS[n]), MOHUR__BYTES(root));
        if (n < 8) {
            const mohur__bytes leaf = hex(t, LEAVES[n]);
            CHECK_OK(mohur__tree_add(tr, &leaf, 1));
        }
    }
    mohur__tree_free(tr);
}

/* The definition of RFC 9162 2.1.1, word for word. */
static void
hash_of(struct fixture *t, const uint8_t *leaves, size_t n, uint8_t out[LEN])
{
    static const uint8_t PREFIX[] = {0x00, 0x01};
    uint8_t left[LEN]             = {0};
    uint8_t right[LEN]            = {0};
    mohur__bytes parts[3]         = {{PREFIX, 1}, {leaves, 1}, {NULL, 0}};
    size_t k                      = 1;

    if (n == 1) {
        CHECK_OK(mohur__hash_parts(t->ctx, MOHUR_ALG_SHA_256, parts, 2,
                                   room(out, LEN)));
        return;
    }
    while (2 * k < n) {
        k *= 2;
    }
    hash_of(t, leaves, k, left);
    hash_of(t, leaves + k, n - k, right);
    parts[0] = mohur__bytes_of(PREFIX + 1, 1);
    parts[1] = MOHUR__BYTES(left);
    parts[2] = MOHUR__BYTES(right);
    CHECK_OK(
        mohur__hash_parts(t->ctx, MOHUR_ALG_SHA_256, parts, 3, room(out, LEN)));
}

static void
is_what_its_definition_says_at_every_size(void **state)
{
    struct fixture *t      = *state;
    struct mohur__tree *tr = NULL;
    const uint8_t *leaves  = fixture_bytes(t, 0, LEAVES_MAX);
    uint8_t root[LEN]      = {0};
    uint8_t want[LEN]      = {0};

    CHECK_OK(mohur__tree_new(t->ctx, &tr));
    for (size_t n = 1; n <= LEAVES_MAX; n++) {
        const mohur__bytes leaf = first(leaves + n - 1, 1);

        CHECK_OK(mohur__tree_add(tr, &leaf, 1));
        CHECK_OK(mohur__tree_root(tr, MOHUR__SPAN(root)));
        hash_of(t, leaves, n, want);
        CHECK_BYTES(MOHUR__BYTES(want), MOHUR__BYTES(root));
    }
    mohur__tree_free(tr);
}

static void
takes_a_record_in_parts(void **state)
{
    struct fixture *t          = *state;
    struct mohur__tree *tr     = NULL;
    const mohur__bytes parts[] = {MOHUR__NOTHING, MOHUR__TEXT(" "),
                                  MOHUR__TEXT("!")};
    const mohur__bytes whole   = MOHUR__TEXT(" !");
    uint8_t roots[2][LEN]      = {{0}};

    for (int i = 0; i < 2; i++) {
        CHECK_OK(mohur__tree_new(t->ctx, &tr));
        CHECK_OK(mohur__tree_add(tr, i == 0 ? parts : &whole, i == 0 ? 3 : 1));
        CHECK_OK(mohur__tree_root(tr, MOHUR__SPAN(roots[i])));
        mohur__tree_free(tr);
    }
    CHECK_BYTES(MOHUR__BYTES(roots[0]), MOHUR__BYTES(roots[1]));
}

static void
refuses_room_of_another_length(void **state)
{
    struct fixture *t      = *state;
    struct mohur__tree *tr = NULL;
    uint8_t root[LEN + 1]  = {0};

    CHECK_OK(mohur__tree_new(t->ctx, &tr));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__tree_root(tr, MOHUR__SPAN(root)));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__tree_root(tr, room(root, LEN - 1)));
    mohur__tree_free(tr);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t      = *state;
    struct mohur__tree *tr = NULL;

    for (size_t nth = 1; nth <= 2; nth++) {
        mohur__error_clear(t->ctx);
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        CHECK_STATUS(MOHUR_E_NO_MEMORY, mohur__tree_new(t->ctx, &tr));
        CHECK(tr == NULL);
    }
    mohur__tree_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(has_the_roots_of_rfc_6962),
        CASE(is_what_its_definition_says_at_every_size),
        CASE(takes_a_record_in_parts),
        CASE(refuses_room_of_another_length),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("a Merkle tree", cases, NULL, NULL);
}
