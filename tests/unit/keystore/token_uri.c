/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "keystore/token_uri.h"

/* URIs of tokens: RFC 7512, of which we take what names a token. */

#define MODULE "?module-path=/m.so"

static mohur_status
parse(struct fixture *t, const char *text, struct mohur__token_uri *out)
{
    mohur__error_clear(t->ctx);
    return mohur__token_uri_parse(t->ctx, mohur__bytes_text(text), out);
}

static void
check_spelled(struct fixture *t, const char *text, const char *want)
{
    struct mohur__token_uri uri = {.token = ""};
    struct mohur__buf out       = {0};

    CHECK_OK(parse(t, text, &uri));
    mohur__buf_init(&out, t->ctx, 4096);
    mohur__token_uri_emit(&uri, &out);
    CHECK_OK(mohur__buf_status(&out));
    CHECK_BYTES(mohur__bytes_text(want), mohur__buf_view(&out));
    mohur__buf_wipe(&out);
}

static void
is_read_with_all_its_attributes(void **state)
{
    struct fixture *t           = *state;
    struct mohur__token_uri uri = {.token = ""};

    CHECK_OK(parse(t,
                   "pkcs11:model=M;serial=01%20;manufacturer=Z%c9%99r;"
                   "token=a%20token?pin-source=file:/run/pin&"
                   "module-path=/usr/lib/m.so",
                   &uri));
    CHECK_TEXT("a token", uri.token);
    CHECK_TEXT("Zər", uri.manufacturer);
    CHECK_TEXT("01 ", uri.serial);
    CHECK_TEXT("M", uri.model);
    CHECK_TEXT("/usr/lib/m.so", uri.module);
    CHECK_TEXT("/run/pin", uri.pin_source);
}

static void
has_one_spelling(void **state)
{
    struct fixture *t = *state;
    const char *want  = "pkcs11:token=a;serial=1" MODULE;

    check_spelled(t, want, want);
    check_spelled(t, "pkcs11:serial=%31;token=%61?module-path=file:///m.so",
                  want);
    check_spelled(t, "pkcs11:token=%3b%3B%2f%25?module-path=/a%26b/c",
                  "pkcs11:token=%3B%3B%2F%25?module-path=/a%26b/c");
}

static void
is_refused_if_it_is_none(void **state)
{
    static const char *const bad[] = {
        "",
        "pkcs11:",
        "pkcs11:token=a",
        "pkcs11:token=a?",
        "PKCS11:token=a" MODULE,
        "pkcs12:token=a" MODULE,
        "pkcs11:token=" MODULE,
        "pkcs11:token" MODULE,
        "pkcs11:token=a;" MODULE,
        "pkcs11:;token=a" MODULE,
        "pkcs11:token=a;token=a" MODULE,
        "pkcs11:token=a;token=b" MODULE,
        "pkcs11:model=a" MODULE,
        "pkcs11:token=a b" MODULE,
        "pkcs11:token=a%2" MODULE,
        "pkcs11:token=a%" MODULE,
        "pkcs11:token=a%zz" MODULE,
        "pkcs11:token=a%00" MODULE,
        "pkcs11:token=%ff" MODULE,
        "pkcs11:token=123456789012345678901234567890123" MODULE,
        "pkcs11:token=a;serial=12345678901234567" MODULE,
        "pkcs11:token=a;object=k" MODULE,
        "pkcs11:token=a;id=%01" MODULE,
        "pkcs11:token=a;slot-id=1" MODULE,
        "pkcs11:token=a;x-other=1" MODULE,
        "pkcs11:token=a?module-path=m.so",
        "pkcs11:token=a?module-path=file:m.so",
        "pkcs11:token=a?module-name=m",
        "pkcs11:token=a" MODULE "&module-path=/n.so",
        "pkcs11:token=a" MODULE "&pin-source=|/bin/cat",
        "pkcs11:token=a" MODULE "&pin-source=file://host/pin",
        "pkcs11:token=a" MODULE "&token=b",
        "pkcs11:token=a" MODULE "&",
        "pkcs11:token=a/b" MODULE,
    };
    struct fixture *t           = *state;
    struct mohur__token_uri uri = {.token = ""};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        mohur_status st = parse(t, bad[i], &uri);

        if (st != MOHUR_E_ARGUMENT) {
            fail_msg("%s: %s", bad[i], mohur_status_name(st));
        }
    }
    mohur__error_clear(t->ctx);
}

static void
with_a_pin_is_refused_without_repeating_it(void **state)
{
    struct fixture *t           = *state;
    struct mohur__token_uri uri = {.token = ""};

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 parse(t, "pkcs11:token=a" MODULE "&pin-value=492817", &uri));
    CHECK(strstr(mohur_ctx_message(t->ctx), "492817") == NULL);
    CHECK(strstr(mohur_ctx_message(t->ctx), "PIN") != NULL);
    mohur__error_clear(t->ctx);
}

static void
that_is_cut_is_refused_or_another(void **state)
{
    static const char whole[] =
        "pkcs11:token=ab;serial=01?module-path=/m.so&pin-source=/pin";
    struct fixture *t           = *state;
    struct mohur__token_uri uri = {.token = ""};
    size_t taken                = 0;

    for (size_t len = 0; len < sizeof whole - 1; len++) {
        mohur_status st =
            mohur__token_uri_parse(t->ctx, mohur__bytes_of(whole, len), &uri);

        taken += st == MOHUR_OK;
        CHECK(st == MOHUR_OK || (st == MOHUR_E_ARGUMENT && uri.module[0] == 0));
        mohur__error_clear(t->ctx);
    }
    /* Where a path ends one letter earlier: 5 of the module, 3 of the PIN. */
    CHECK_NUMBER(5 + 3, taken);
}

static void
names_the_same_token_whatever_gives_its_pin(void **state)
{
    struct fixture *t         = *state;
    struct mohur__token_uri a = {.token = ""};
    struct mohur__token_uri b = {.token = ""};

    CHECK_OK(parse(t, "pkcs11:token=a" MODULE, &a));
    CHECK_OK(parse(t, "pkcs11:token=a" MODULE "&pin-source=/pin", &b));
    CHECK(mohur__token_uri_same(&a, &b));
    CHECK_OK(parse(t, "pkcs11:token=b" MODULE, &b));
    CHECK(!mohur__token_uri_same(&a, &b));
    CHECK_OK(parse(t, "pkcs11:token=a?module-path=/n.so", &b));
    CHECK(!mohur__token_uri_same(&a, &b));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_read_with_all_its_attributes),
        CASE(has_one_spelling),
        CASE(is_refused_if_it_is_none),
        CASE(with_a_pin_is_refused_without_repeating_it),
        CASE(that_is_cut_is_refused_or_another),
        CASE(names_the_same_token_whatever_gives_its_pin),
    };
    return cmocka_run_group_tests_name("a token's URI", cases, NULL, NULL);
}
