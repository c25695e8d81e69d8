/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/slot.h"
#include "check.h"
#include "keystore/hsm.h"
#include "keystore/key.h"
#include "seal_kit.h"
#include "token_kit.h"

/* Slots for a wrapping key that lives in a token, SoftHSM2 (type 18). */

enum {
    ROOM     = 128,
    BODY_LEN = 44
};

static struct mohur__hsm *
token_new(struct fixture *t)
{
    struct mohur__token_uri uri = {.token = ""};
    struct mohur__hsm_pin pin   = {token_kit_pin, NULL};
    struct mohur__hsm *token    = NULL;

    CHECK_OK(mohur__token_uri_parse(t->ctx, mohur__bytes_text(token_kit_uri()),
                                    &uri));
    CHECK_OK(mohur__hsm_new(t->ctx, &uri, pin, &token));
    return token;
}

/* A new key of the token; no store knows it. */
static mohur_key *
token_kek(struct fixture *t, uint8_t ring, uint32_t version)
{
    struct mohur__hsm *token      = token_new(t);
    uint8_t room[ROOM]            = {0};
    bool found                    = false;
    mohur_key *key                = NULL;
    struct mohur__key_parts parts = {.purpose = MOHUR_PURPOSE_WRAP,
                                     .alg     = MOHUR_ALG_AES_256_WRAP,
                                     .state   = MOHUR_KEY_ACTIVE,
                                     .version = version,
                                     .ring_id = {ring},
                                     .token   = token};
    struct mohur__hsm_key place =
        mohur__hsm_key_of(parts.alg, parts.ring_id, version);

    CHECK_OK(mohur__hsm_generate(t->ctx, token, &place, MOHUR__TEXT("kek")));
    CHECK_OK(mohur__hsm_read(t->ctx, token, &place, MOHUR__SPAN(room),
                             &parts.kcv, &found));
    CHECK(found);
    CHECK_OK(mohur__key_new(t->ctx, &parts, &key));
    mohur__hsm_free(token);
    return key;
}

static mohur__bytes
imm_of(struct fixture *t)
{
    uint8_t *imm = fixture_bytes(t, 0x11, MOHUR__IMM_LEN);

    imm[10] = 1;
    imm[11] = 1;
    return mohur__bytes_of(imm, MOHUR__IMM_LEN);
}

static mohur__bytes
file_key(struct fixture *t)
{
    return mohur__bytes_of(fixture_bytes(t, 0x77, 32), 32);
}

/* A slot without a hint, in bytes that the case may change. */
static mohur__span
seal(struct fixture *t, const mohur_key *key, const mohur_key *like)
{
    const struct mohur__slot_seal with = {imm_of(t), file_key(t), true, like};
    struct mohur__buf out              = {.ctx = NULL};
    uint8_t *copy                      = fixture_bytes(t, 0, ROOM);
    size_t len                         = 0;

    mohur__buf_init(&out, t->ctx, ROOM);
    CHECK_OK(mohur__slot_seal_key(t->ctx, &with, key, &out));
    len = mohur__copy(mohur__span_of(copy, ROOM), mohur__buf_view(&out));
    mohur__buf_wipe(&out);
    return mohur__span_of(copy, len);
}

static struct mohur__slot
parse(struct fixture *t, mohur__span bytes)
{
    struct mohur__cursor c  = mohur__cursor_of(mohur__span_bytes(bytes));
    struct mohur__slot slot = {.type = 0};

    CHECK_OK(mohur__slot_parse(t->ctx, &c, &slot));
    return slot;
}

static mohur_status
open_with(struct fixture *t, mohur__span bytes, const mohur_key *key)
{
    const struct mohur__slot_opener opener = {.key = key};
    struct mohur__slot slot                = parse(t, bytes);
    struct mohur__secret *got              = NULL;
    mohur_status st                        = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st = mohur__slot_open(t->ctx, imm_of(t), &slot, &opener, &got);
    CHECK((st == MOHUR_OK) == (got != NULL));
    if (st == MOHUR_OK) {
        CHECK_BYTES(file_key(t), mohur__secret_bytes(got));
    }
    mohur__secret_free(got);
    mohur__error_clear(t->ctx);
    return st;
}

static void
opens_by_the_key_it_was_sealed_to(void **state)
{
    struct fixture *t       = *state;
    mohur_key *key          = token_kek(t, 0x20, 1);
    mohur_key *other        = token_kek(t, 0x21, 1);
    mohur__span bytes       = seal(t, key, NULL);
    struct mohur__slot slot = parse(t, bytes);

    CHECK_NUMBER(MOHUR__SLOT_HSM, slot.type);
    CHECK_NUMBER(BODY_LEN, slot.body.len);
    CHECK_OK(open_with(t, bytes, key));
    CHECK_STATUS(MOHUR_E_NO_KEY, open_with(t, bytes, other));
    mohur_key_free(key);
    mohur_key_free(other);
}

/* Every bit of what is wrapped; the version before it is for slot_fits. */
static void
does_not_open_when_it_was_altered(void **state)
{
    struct fixture *t = *state;
    mohur_key *key    = token_kek(t, 0x22, 1);
    mohur__span bytes = seal(t, key, NULL);
    size_t first      = bytes.len - MOHUR__SLOT_KWP_LEN;

    for (size_t i = first * 8; i < bytes.len * 8; i++) {
        bytes.data[i / 8] ^= (uint8_t)(1U << (i % 8));
        CHECK_STATUS(MOHUR_E_NO_KEY, open_with(t, bytes, key));
        bytes.data[i / 8] ^= (uint8_t)(1U << (i % 8));
    }
    CHECK_OK(open_with(t, bytes, key));
    mohur_key_free(key);
}

static void
is_tried_by_its_version_alone(void **state)
{
    struct fixture *t                   = *state;
    mohur_key *one                      = token_kek(t, 0x23, 1);
    mohur_key *two                      = token_kek(t, 0x23, 2);
    mohur_key *memory                   = kit_kek(t->ctx, 0x23, 1, 0x80);
    struct mohur__slot slot             = parse(t, seal(t, one, NULL));
    struct mohur__slot_opener first     = {.key = one};
    struct mohur__slot_opener second    = {.key = two};
    struct mohur__slot_opener elsewhere = {.key = memory};

    CHECK(mohur__slot_fits(&slot, &first, MOHUR__NOTHING));
    CHECK(!mohur__slot_fits(&slot, &second, MOHUR__NOTHING));
    CHECK(!mohur__slot_fits(&slot, &elsewhere, MOHUR__NOTHING));
    mohur_key_free(one);
    mohur_key_free(two);
    mohur_key_free(memory);
}

/* Sealed to a key that was thrown away, which nobody can tell. */
static void
has_decoys_of_its_own_type(void **state)
{
    struct fixture *t       = *state;
    mohur_key *key          = token_kek(t, 0x24, 1);
    mohur_key *memory       = kit_kek(t->ctx, 0x24, 1, 0x80);
    mohur__span bytes       = seal(t, memory, key);
    struct mohur__slot slot = parse(t, bytes);

    CHECK_NUMBER(MOHUR__SLOT_HSM, slot.type);
    CHECK_NUMBER(BODY_LEN, slot.body.len);
    CHECK_NUMBER(1, slot.kek_version);
    CHECK_STATUS(MOHUR_E_NO_KEY, open_with(t, bytes, key));
    mohur_key_free(key);
    mohur_key_free(memory);
}

/* What is wrong with the token is told, and is no wrong key. */
static void
says_what_is_wrong_with_the_token(void **state)
{
    struct fixture *t = *state;
    mohur_key *key    = token_kek(t, 0x25, 1);
    mohur__span bytes = seal(t, key, NULL);

    token_kit_fault("removed");
    CHECK_STATUS(MOHUR_E_IO, open_with(t, bytes, key));
    token_kit_fault("odd");
    CHECK_STATUS(MOHUR_E_BACKEND, open_with(t, bytes, key));
    token_kit_fault(NULL);
    CHECK_OK(open_with(t, bytes, key));
    mohur_key_free(key);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(opens_by_the_key_it_was_sealed_to),
        CASE(does_not_open_when_it_was_altered),
        CASE(is_tried_by_its_version_alone),
        CASE(has_decoys_of_its_own_type),
        CASE(says_what_is_wrong_with_the_token),
    };
    int failed = 0;

    if (!token_kit_start()) {
        return TOKEN_KIT_SKIP;
    }
    failed =
        cmocka_run_group_tests_name("a slot of a token", cases, NULL, NULL);
    token_kit_end();
    return failed;
}
