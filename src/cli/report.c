/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What the command says, in words and as JSON. */

int
cli_exit_of(mohur_status status)
{
    switch (mohur_status_class(status)) {
    case 0x00:
        return CLI_DONE;
    case 0x03:
        return CLI_IO;
    case 0x04:
        return CLI_MALFORMED;
    case 0x05:
        return CLI_FAILED;
    case 0x06:
        return status == MOHUR_E_PASSPHRASE ? CLI_PASSPHRASE : CLI_NO_KEY;
    case 0x07:
        return CLI_REFUSED;
    case 0x08:
        return CLI_INTERRUPTED;
    default:
        return CLI_INTERNAL;
    }
}

static const char *
usual_hint(mohur_status status)
{
    switch (cli_exit_of(status)) {
    case CLI_FAILED:
        return status == MOHUR_E_UNTRUSTED
                   ? "name the sender's public key with --from, if you trust it"
                   : "it was altered or damaged; ask the sender for it again";
    case CLI_NO_KEY:
        return "'mohur key list' shows the keys of this keystore";
    case CLI_MALFORMED:
        return "'mohur inspect FILE' says what a file is";
    case CLI_IO:
        return status == MOHUR_E_EXISTS ? "--force replaces what is there"
                                        : "nothing was written";
    case CLI_REFUSED:
        return "'mohur key show NAME' says what a key may do, and until when";
    case CLI_PASSPHRASE:
        return "passphrases are compared byte for byte; check the keyboard";
    case CLI_INTERRUPTED:
        return "nothing was written";
    default:
        return "this is a bug or a broken machine; 'mohur doctor' helps to "
               "tell";
    }
}

static int
report_failure(const struct cli *cli,
               const char *code,
               int exit_code,
               const char *what,
               const char *hint)
{
    if (cli->json) {
        json_t *answer = cli_json_new("mohur-error");

        json_object_set_new(answer, "code", json_string(code));
        json_object_set_new(answer, "exit", json_integer(exit_code));
        json_object_set_new(answer, "what", json_string(what));
        json_object_set_new(answer, "hint", json_string(hint));
        (void)cli_json_print(cli, answer);
    } else {
        fprintf(stderr, "mohur: error: %s (%s)\n", what, code);
        fprintf(stderr, "mohur: hint: %s\n", hint);
    }
    return exit_code;
}

int
cli_fail(const struct cli *cli,
         mohur_status status,
         const char *hint,
         const char *format,
         ...)
{
    char what[512];
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return report_failure(cli, mohur_status_name(status), cli_exit_of(status),
                          what, hint != NULL ? hint : usual_hint(status));
}

int
cli_fail_status(const struct cli *cli, mohur_status status)
{
    const char *message = cli->ctx != NULL ? mohur_ctx_message(cli->ctx) : "";

    return cli_fail(cli, status, NULL, "%s",
                    message[0] != '\0' ? message : "it did not work");
}

int
cli_fail_usage(const struct cli *cli, const char *hint, const char *format, ...)
{
    char what[512];
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return report_failure(cli, "usage", CLI_USAGE, what,
                          hint != NULL ? hint
                                       : "'mohur --help' lists the verbs");
}

void
cli_note(const struct cli *cli, const char *format, ...)
{
    va_list args;

    if (cli->quiet || cli->json) {
        return;
    }
    va_start(args, format);
    fputs("mohur: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

/* A command that cannot hold its own answer in memory has nothing to say. */
static void *
must(void *p)
{
    if (p == NULL) {
        fputs("mohur: error: memory ran out (MOHUR_E_NO_MEMORY)\n", stderr);
        exit(CLI_INTERNAL);
    }
    return p;
}

json_t *
cli_json_new(const char *schema)
{
    json_t *answer = must(json_object());

    json_object_set_new(answer, "schema", json_string(schema));
    json_object_set_new(answer, "version", json_integer(1));
    return answer;
}

int
cli_json_print(const struct cli *cli, json_t *answer)
{
    int failed = json_dumpf(answer, stdout, JSON_INDENT(2)) != 0;

    failed |= putchar('\n') == EOF;
    failed |= fflush(stdout) != 0;
    json_decref(answer);
    (void)cli;
    return failed ? CLI_IO : CLI_DONE;
}

char *
cli_escape(const char *text)
{
    size_t len = strlen(text);
    char *out  = must(malloc(3 * len + 1));
    char *p    = out;

    for (size_t i = 0; i < len; i++) {
        uint8_t c     = (uint8_t)text[i];
        uint8_t after = (uint8_t)text[i + 1];
        /* C1 controls and the marks that turn the direction of text. */
        bool hidden = (c == 0xC2 && after < 0xA0) ||
                      (c == 0xE2 && (after == 0x80 || after == 0x81)) ||
                      (c == 0xEF && after == 0xBB);

        if (c < 0x20 || c == 0x7F || c == '%' || hidden) {
            p += snprintf(p, 4, "%%%02X", (unsigned)c);
        } else {
            *p++ = (char)c;
        }
    }
    *p = '\0';
    return out;
}

void
cli_hex(const uint8_t *data, size_t len, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < len; i++) {
        out[2 * i]     = digits[data[i] >> 4];
        out[2 * i + 1] = digits[data[i] & 15];
    }
    out[2 * len] = '\0';
}

void
cli_time(int64_t t, char out[32])
{
    time_t seconds = (time_t)t;
    struct tm parts;

    if (t == 0 || t == MOHUR_TIME_ABSENT ||
        gmtime_r(&seconds, &parts) == NULL ||
        strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
        snprintf(out, 32, "-");
    }
}
