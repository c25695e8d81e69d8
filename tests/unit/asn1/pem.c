/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/pem.h"
#include "base/mem.h"
#include "check.h"

enum {
    ROOM = 512
};

/* Parse a text into room of room_len; the contents are compared elsewhere. */
static mohur_status
parse_into(struct fixture *t,
           mohur__bytes pem,
           size_t room_len,
           struct view *out)
{
    enum mohur__pem_label label = MOHUR__PEM_NONE;
    uint8_t *room               = fixture_bytes(t, 0, room_len);
    mohur__bytes got            = MOHUR__NOTHING;
    mohur_status st             = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st   = mohur__pem_parse(t->ctx, pem, mohur__span_of(room, room_len), &label,
                            &got);
    *out = (struct view){got.data, got.len};
    return st;
}

static mohur_status
parse(struct fixture *t, const char *text)
{
    struct view out = {NULL, 0};

    return parse_into(t, mohur__bytes_text(text), ROOM, &out);
}

#define BLOCK(body)                                                            \
    "-----BEGIN PUBLIC KEY-----\n" body "-----END PUBLIC KEY-----\n"

static void
gives_back_what_it_wrote_at_every_length(void **state)
{
    struct fixture *t = *state;
    uint8_t *contents = fixture_bytes(t, 7, 200);

    for (size_t len = 1; len <= 200; len++) {
        struct view out       = {NULL, 0};
        struct mohur__buf pem = {0};
        mohur__buf_init(&pem, t->ctx, MOHUR__PEM_CAP(200));
        mohur__pem_emit(&pem, MOHUR__PEM_PUBLIC_KEY,
                        mohur__bytes_of(contents, len));
        CHECK_OK(mohur__buf_status(&pem));
        CHECK_OK(parse_into(t, mohur__buf_view(&pem), ROOM, &out));
        CHECK_BYTES(((struct view){contents, len}), out);
        mohur__buf_wipe(&pem);
    }
}

static void
is_written_in_lines_of_64(void **state)
{
    struct fixture *t     = *state;
    struct mohur__buf pem = {0};

    mohur__buf_init(&pem, t->ctx, ROOM);
    mohur__pem_emit(&pem, MOHUR__PEM_PUBLIC_KEY,
                    mohur__bytes_of(fixture_bytes(t, 0, 50), 50));
    CHECK_BYTES(
        VIEW_TEXT(BLOCK("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUm"
                        "JygpKissLS4v\nMDE=\n")),
        mohur__buf_view(&pem));
    mohur__buf_wipe(&pem);
}

static void
takes_lines_of_any_length_and_both_line_ends(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(parse(t, BLOCK("QUJD\nREVG\n")));
    CHECK_OK(parse(t, BLOCK("QUJDREVG\n")));
    CHECK_OK(parse(t, BLOCK("Q\nUJDREVG\n")));
    CHECK_OK(parse(t, "-----BEGIN PUBLIC KEY-----\r\nQUJD\r\n"
                      "-----END PUBLIC KEY-----\r\n"));
    CHECK_OK(parse(t, "\n " BLOCK("QUJD\n") " \n\n"));
    CHECK_OK(parse(t, "-----BEGIN PUBLIC KEY-----\nQUJD\n"
                      "-----END PUBLIC KEY-----"));
}

static void
says_which_label_it_has(void **state)
{
    struct fixture *t = *state;

    for (int i = 1; i < MOHUR__PEM_COUNT; i++) {
        enum mohur__pem_label label = MOHUR__PEM_NONE;
        uint8_t room[3]             = {0};
        char text[128]              = {0};
        mohur__bytes out            = MOHUR__NOTHING;
        const char *name            = mohur__pem_name((enum mohur__pem_label)i);
        snprintf(text, sizeof text,
                 "-----BEGIN %s-----\nQUJD\n-----END %s-----\n", name, name);
        CHECK_OK(mohur__pem_parse(t->ctx, mohur__bytes_text(text),
                                  MOHUR__SPAN(room), &label, &out));
        CHECK_NUMBER(i, label);
        CHECK_BYTES(VIEW_TEXT("ABC"), out);
    }
    CHECK_TEXT("", mohur__pem_name(MOHUR__PEM_NONE));
}

static void
refuses_what_is_not_one_block(void **state)
{
    static const char *const bad[] = {
        "",
        "QUJD\n",
        "text before\n" BLOCK("QUJD\n"),
        BLOCK("QUJD\n") "text after\n",
        BLOCK("QUJD\n") BLOCK("QUJD\n"),
        "-----BEGIN PUBLIC KEY-----\nQUJD\n",
        "-----BEGIN PUBLIC KEY-----QUJD-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nQUJD\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PUBLIC KEY----\nQUJD\n-----END PUBLIC KEY-----\n",
        "-----BEGIN -----\nQUJD\n-----END -----\n",
        "-----BEGIN DH PARAMETERS-----\nQUJD\n-----END DH PARAMETERS-----\n",
        "-----BEGIN public key-----\nQUJD\n-----END public key-----\n",
        "-----BEGIN PUBLIC KEY-----\nQUJD\n-----END PUBLIC KEY----- x\n",
    };

    struct fixture *t = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_STATUS(MOHUR_E_FORMAT, parse(t, bad[i]));
    }
}

static void
refuses_what_is_not_exact_base64(void **state)
{
    static const char *const bad[] = {
        BLOCK(""),           BLOCK("\n"),      BLOCK("QUJD\n\n"),
        BLOCK("Q\n"),        BLOCK("QU\n"),    BLOCK("QUJ\n"),
        BLOCK("QUI\n"),      BLOCK("QQ=\n"),   BLOCK("QQ===\n"),
        BLOCK("QR==\n"),     BLOCK("QUJ=\n"),  BLOCK("====\n"),
        BLOCK("QQ==QQ==\n"), BLOCK("QUJD=\n"), BLOCK("QU-_\n"),
        BLOCK("QU D\n"),     BLOCK(" QUJD\n"), BLOCK("QUJD \n"),
        BLOCK("QUJ\x80\n"),
    };

    struct fixture *t = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_STATUS(MOHUR_E_FORMAT, parse(t, bad[i]));
    }
    CHECK_OK(parse(t, BLOCK("QQ==\n")));
    CHECK_OK(parse(t, BLOCK("QUI=\n")));
}

/* The 64 characters give 0 to 63, and no other byte gives anything. */
static void
knows_its_alphabet_and_nothing_else(void **state)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    struct fixture *t = *state;
    for (int c = 1; c < 256; c++) {
        char text[]     = BLOCK("AAA?\n");
        struct view out = {NULL, 0};
        char *at        = strchr(text, '?');
        char *in        = strchr(alphabet, c);
        mohur_status st = MOHUR_OK;
        *at             = (char)c;
        if (c == '=' || c == ':' || c == '\n' || c == '\r') {
            continue;
        }
        st = parse_into(t, mohur__bytes_text(text), ROOM, &out);
        CHECK((st == MOHUR_OK) == (in != NULL));
        if (in != NULL) {
            CHECK_NUMBER(in - alphabet, out.data[2]);
        }
    }
}

static void
refuses_headers_and_says_how_to_convert(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 parse(t, "-----BEGIN EC PRIVATE KEY-----\n"
                          "Proc-Type: 4,ENCRYPTED\n"
                          "DEK-Info: AES-256-CBC,00\n\nQUJD\n"
                          "-----END EC PRIVATE KEY-----\n"));
    CHECK_MESSAGE("openssl pkcs8");
}

static void
refuses_more_than_its_room(void **state)
{
    struct fixture *t = *state;
    mohur__bytes pem  = mohur__bytes_text(BLOCK("QUJDREVG\n"));

    for (size_t len = 0; len <= 6; len++) {
        struct view out = {NULL, 0};
        mohur_status st = parse_into(t, pem, len, &out);
        CHECK_NUMBER(len < 6 ? MOHUR_E_LIMIT : MOHUR_OK, st);
    }
}

static void
fails_at_every_truncation(void **state)
{
    static const char text[] = BLOCK("QUJDREVG\n");

    struct fixture *t = *state;
    size_t least      = strlen(text) - 1; /* without the last line end */
    for (size_t len = 0; len < least; len++) {
        struct view out = {NULL, 0};
        uint8_t *cut    = fixture_bytes(t, 0, len);
        mohur__copy(mohur__span_of(cut, len), mohur__bytes_text(text));
        CHECK_STATUS(MOHUR_E_FORMAT,
                     parse_into(t, mohur__bytes_of(cut, len), ROOM, &out));
    }
}

static void
takes_blocks_one_after_the_other(void **state)
{
    static const char text[] = "-----BEGIN CERTIFICATE-----\nQUJD\n"
                               "-----END CERTIFICATE-----\n\n"
                               "-----BEGIN CERTIFICATE REQUEST-----\nREVG\n"
                               "-----END CERTIFICATE REQUEST-----\n";

    struct fixture *t           = *state;
    mohur__bytes left           = mohur__bytes_text(text);
    enum mohur__pem_label label = MOHUR__PEM_NONE;
    mohur__bytes got            = MOHUR__NOTHING;
    uint8_t room[8]             = {0};
    CHECK_OK(mohur__pem_take(t->ctx, &left, MOHUR__SPAN(room), &label, &got));
    CHECK_NUMBER(MOHUR__PEM_CERTIFICATE, label);
    CHECK_BYTES(VIEW_TEXT("ABC"), got);
    CHECK_OK(mohur__pem_take(t->ctx, &left, MOHUR__SPAN(room), &label, &got));
    CHECK_NUMBER(MOHUR__PEM_REQUEST, label);
    CHECK_BYTES(VIEW_TEXT("DEF"), got);
    CHECK_NUMBER(0, left.len);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(gives_back_what_it_wrote_at_every_length),
        CASE_BASE(is_written_in_lines_of_64),
        CASE_BASE(takes_lines_of_any_length_and_both_line_ends),
        CASE_BASE(says_which_label_it_has),
        CASE_BASE(refuses_what_is_not_one_block),
        CASE_BASE(refuses_what_is_not_exact_base64),
        CASE_BASE(knows_its_alphabet_and_nothing_else),
        CASE_BASE(refuses_headers_and_says_how_to_convert),
        CASE_BASE(refuses_more_than_its_room),
        CASE_BASE(fails_at_every_truncation),
        CASE_BASE(takes_blocks_one_after_the_other),
    };
    return cmocka_run_group_tests_name("a PEM block", cases, NULL, NULL);
}
