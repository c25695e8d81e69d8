/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/evidence.h"

#include "asn1/pem.h"
#include "check.h"
#include "revoke.h"

/* What a piece is, and where its bytes are kept. */

static mohur__bytes
list_of(struct fixture *t)
{
    struct pki_key key    = pki_key(t, MOHUR_ALG_ED25519, 1);
    struct list_plan plan = {.issuer = "Issuer", .signer = &key};

    return revoke_list(t, &plan);
}

static mohur__bytes
answer_of(struct fixture *t)
{
    struct pki_key key      = pki_key(t, MOHUR_ALG_ED25519, 1);
    struct answer_plan plan = {.issuer = "Issuer", .issuer_key = &key};

    return revoke_answer(t, &plan);
}

static mohur_status
add(struct fixture *t, struct mohur__evidence_list *list, mohur__bytes data)
{
    mohur_source *source =
        fixture_source(t, (struct view){data.data, data.len});
    mohur_status st = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st =
        mohur__evidence_add_source(t->ctx, list, MOHUR__EVIDENCE_GIVEN, source);
    if (list->len == 0 || list->at[list->len - 1].source != source) {
        mohur_source_free(source);
    }
    return st;
}

static void
end(struct mohur__evidence_list *list)
{
    for (size_t i = 0; i < list->len; i++) {
        mohur_source_free(list->at[i].source);
    }
    mohur__evidence_free(list);
}

static void
is_known_by_its_first_bytes(void **state)
{
    struct fixture *t                = *state;
    struct mohur__evidence_list list = {.len = 0};

    CHECK_OK(add(t, &list, list_of(t)));
    CHECK_OK(add(t, &list, answer_of(t)));
    CHECK_NUMBER(2, list.len);
    CHECK_NUMBER(MOHUR__EVIDENCE_CRL, list.at[0].kind);
    CHECK(list.at[0].source != NULL && list.at[0].owned == NULL);
    CHECK_NUMBER(MOHUR__EVIDENCE_OCSP, list.at[1].kind);
    CHECK_BYTES(answer_of(t), list.at[1].view);
    end(&list);
}

static void
keeps_the_memory_of_a_buffer(void **state)
{
    struct fixture *t                = *state;
    struct mohur__evidence_list list = {.len = 0};
    struct mohur__buf b;
    const uint8_t *memory = NULL;

    mohur__buf_init(&b, t->ctx, 65536);
    mohur__buf_bytes(&b, list_of(t));
    memory = b.data;
    CHECK_OK(
        mohur__evidence_add_buf(t->ctx, &list, MOHUR__EVIDENCE_FETCHED, &b));
    CHECK(list.at[0].view.data == memory && list.at[0].owned == memory);
    CHECK_BYTES(list_of(t), list.at[0].view);
    CHECK_NUMBER(0, mohur__buf_view(&b).len);
    mohur__buf_wipe(&b);
    end(&list);
}

static void
leaves_a_buffer_that_is_neither_alone(void **state)
{
    struct fixture *t                = *state;
    struct mohur__evidence_list list = {.len = 0};
    struct mohur__buf b;

    mohur__buf_init(&b, t->ctx, 65536);
    mohur__buf_bytes(&b, MOHUR__TEXT("0\x02\x05"));
    CHECK_STATUS(
        MOHUR_E_FORMAT,
        mohur__evidence_add_buf(t->ctx, &list, MOHUR__EVIDENCE_FETCHED, &b));
    CHECK_NUMBER(0, list.len);
    CHECK_NUMBER(3, mohur__buf_view(&b).len);
    mohur__buf_wipe(&b);
    end(&list);
}

static void
is_read_in_pem_too(void **state)
{
    struct fixture *t                = *state;
    struct mohur__evidence_list list = {.len = 0};
    struct mohur__buf b;

    mohur__buf_init(&b, t->ctx, 65536);
    mohur__pem_emit(&b, MOHUR__PEM_CRL, list_of(t));
    CHECK_OK(add(t, &list, mohur__buf_view(&b)));
    CHECK_NUMBER(MOHUR__EVIDENCE_CRL, list.at[0].kind);
    CHECK_BYTES(list_of(t), list.at[0].view);
    mohur__buf_clear(&b);
    mohur__pem_emit(&b, MOHUR__PEM_CERTIFICATE, list_of(t));
    CHECK_STATUS(MOHUR_E_FORMAT, add(t, &list, mohur__buf_view(&b)));
    mohur__buf_wipe(&b);
    end(&list);
}

static void
is_refused_when_it_is_something_else(void **state)
{
    struct fixture *t                = *state;
    struct mohur__evidence_list list = {.len = 0};
    mohur__bytes good                = list_of(t);

    CHECK_STATUS(MOHUR_E_FORMAT, add(t, &list, MOHUR__NOTHING));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 add(t, &list, MOHUR__TEXT("a letter, no list")));
    CHECK_STATUS(
        MOHUR_E_FORMAT,
        add(t, &list, MOHUR__TEXT("\x30\x06\x02\x01\x01\x02\x01\x01")));
    CHECK_STATUS(MOHUR_E_FORMAT, add(t, &list, mohur__bytes_sub(good, 0, 1)));
    CHECK_NUMBER(0, list.len);
}

static void
has_a_limit_in_number_and_length(void **state)
{
    struct fixture *t                = *state;
    struct mohur__evidence_list list = {.len = 0};
    mohur__bytes der                 = answer_of(t);
    mohur__bytes large =
        mohur__bytes_of(fixture_bytes(t, 0x30, MOHUR__EVIDENCE_OCSP_MAX + 1),
                        MOHUR__EVIDENCE_OCSP_MAX + 1);

    for (size_t i = 0; i < MOHUR__EVIDENCE_MAX; i++) {
        CHECK_OK(mohur__evidence_add_view(t->ctx, &list, MOHUR__EVIDENCE_OCSP,
                                          MOHUR__EVIDENCE_INSIDE, der));
    }
    CHECK_STATUS(MOHUR_E_LIMIT,
                 mohur__evidence_add_view(t->ctx, &list, MOHUR__EVIDENCE_OCSP,
                                          MOHUR__EVIDENCE_INSIDE, der));
    list.len = 0;
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_LIMIT,
                 mohur__evidence_add_view(t->ctx, &list, MOHUR__EVIDENCE_OCSP,
                                          MOHUR__EVIDENCE_INSIDE, large));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_known_by_its_first_bytes),
        CASE(keeps_the_memory_of_a_buffer),
        CASE(leaves_a_buffer_that_is_neither_alone),
        CASE(is_read_in_pem_too),
        CASE(is_refused_when_it_is_something_else),
        CASE(has_a_limit_in_number_and_length),
    };
    return cmocka_run_group_tests_name("evidence", cases, NULL, NULL);
}
