/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include "format.h"
#include "options.h"
#include "progress.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* What is there already is a file that the verb may replace, or a name. */
static const char *
exists_hint(const struct cli_verb *verb)
{
    return verb != NULL && cli_verb_takes(verb, OPT_FORCE) &&
                   cli_verb_takes(verb, OPT_OUTPUT)
               ? "--force replaces what is there"
               : "choose another name";
}

static const char *
usual_hint(const struct cli *cli, mohur_status status)
{
    switch (cli_exit_of(status)) {
    case CLI_FAILED:
        return status == MOHUR_E_UNTRUSTED
                   ? "--from names whose signature is accepted; "
                     "--allow-forwarded "
                     "opens what was addressed to others"
                   : "it was altered or damaged; ask for it again";
    case CLI_NO_KEY:
        return "'mohur key list' shows the keys of this keystore";
    case CLI_MALFORMED:
        return "'mohur inspect FILE' says what a file is";
    case CLI_IO:
        return status == MOHUR_E_EXISTS ? exists_hint(cli->verb)
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

/* Takes what, which is released. */
static int
report_failure(const struct cli *cli,
               const char *code,
               int exit_code,
               char *what,
               const char *hint)
{
    char *clean;

    if (cli->told != CLI_DONE && !cli_interrupted()) {
        free(what);
        return cli->told;
    }
    if (cli_interrupted()) {
        code      = mohur_status_name(MOHUR_E_CANCELLED);
        exit_code = CLI_INTERRUPTED;
        hint      = usual_hint(cli, MOHUR_E_CANCELLED);
        clean     = cli_clean("it was interrupted");
    } else {
        clean = cli_clean(what);
    }
    free(what);
    if (cli->json) {
        json_t *answer = cli_json_new("mohur-error");

        json_object_set_new(answer, "code", json_string(code));
        json_object_set_new(answer, "exit", json_integer(exit_code));
        json_object_set_new(answer, "what", cli_json_text(clean));
        json_object_set_new(answer, "hint", cli_json_text(hint));
        cli_json_print(answer);
    } else {
        fprintf(stderr, "mohur: error: %s (%s)\n", clean, code);
        fprintf(stderr, "mohur: hint: %s\n", hint);
    }
    free(clean);
    return exit_code;
}

int
cli_fail(const struct cli *cli,
         mohur_status status,
         const char *hint,
         const char *format,
         ...)
{
    va_list args;
    char *what;

    va_start(args, format);
    what = cli_text(format, args);
    va_end(args);
    return report_failure(cli, mohur_status_name(status), cli_exit_of(status),
                          what, hint != NULL ? hint : usual_hint(cli, status));
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
    va_list args;
    char *what;

    va_start(args, format);
    what = cli_text(format, args);
    va_end(args);
    return report_failure(cli, "usage", CLI_USAGE, what,
                          hint != NULL ? hint
                                       : "'mohur --help' lists the verbs");
}

int
cli_fail_request(const struct cli *cli, mohur_status status)
{
    return status == MOHUR_E_ARGUMENT
               ? cli_fail_usage(cli, NULL, "%s", mohur_ctx_message(cli->ctx))
               : cli_fail_status(cli, status);
}

void
cli_note(const struct cli *cli, const char *format, ...)
{
    va_list args;
    char *text;
    char *clean;

    if (cli->quiet || cli->json) {
        return;
    }
    va_start(args, format);
    text = cli_text(format, args);
    va_end(args);
    clean = cli_clean(text);
    fflush(stdout); /* so that both keep their order on one terminal */
    fprintf(stderr, "mohur: %s\n", clean);
    free(clean);
    free(text);
}

json_t *
cli_json_new(const char *schema)
{
    json_t *answer = cli_must(json_object());

    json_object_set_new(answer, "schema", json_string(schema));
    json_object_set_new(answer, "version", json_integer(1));
    return answer;
}

void
cli_json_print(json_t *answer)
{
    char *text = cli_must(json_dumps(answer, JSON_INDENT(2)));

    printf("%s\n", text);
    free(text);
    json_decref(answer);
}

int
cli_stdout_end(void)
{
    int error = fflush(stdout) != 0 ? errno : ferror(stdout) != 0 ? EIO : 0;

    if (error == 0) {
        return CLI_DONE;
    }
    fprintf(stderr,
            "mohur: error: cannot write to standard output: %s (%s)\n"
            "mohur: hint: what arrived there is not whole\n",
            strerrordesc_np(error), mohur_status_name(MOHUR_E_IO));
    return CLI_IO;
}
