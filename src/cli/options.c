/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include "help.h"
#include "report.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The command line: one table of options, read by getopt_long. */

/* Short options that exist only to be refused would hide them; see REFUSED. */
static const char short_options[] = "+:r:s:o:qfvj:h";

static const struct option long_options[] = {
    {"json", no_argument, NULL, OPT_JSON},
    {"quiet", no_argument, NULL, OPT_QUIET},
    {"verbose", no_argument, NULL, OPT_VERBOSE},
    {"store", required_argument, NULL, OPT_STORE},
    {"pass-fd", required_argument, NULL, OPT_PASS_FD},
    {"pass-file", required_argument, NULL, OPT_PASS_FILE},
    {"help", no_argument, NULL, OPT_HELP},
    {"force", no_argument, NULL, OPT_FORCE},
    {"output", required_argument, NULL, OPT_OUTPUT},
    {"jobs", required_argument, NULL, OPT_JOBS},
    {"recipient", required_argument, NULL, OPT_RECIPIENT},
    {"passphrase", no_argument, NULL, OPT_PASSPHRASE},
    {"new-pass-fd", required_argument, NULL, OPT_NEW_PASS_FD},
    {"new-pass-file", required_argument, NULL, OPT_NEW_PASS_FILE},
    {"argon2-mib", required_argument, NULL, OPT_ARGON2_MIB},
    {"argon2-passes", required_argument, NULL, OPT_ARGON2_PASSES},
    {"signer", required_argument, NULL, OPT_SIGNER},
    {"from", required_argument, NULL, OPT_FROM},
    {"unsigned", no_argument, NULL, OPT_UNSIGNED},
    {"allow-forwarded", no_argument, NULL, OPT_FORWARDED},
    {"allow-mixed-pq", no_argument, NULL, OPT_MIXED_PQ},
    {"skip-unsupported", no_argument, NULL, OPT_SKIP},
    {"sync", no_argument, NULL, OPT_SYNC},
    {"max-size", required_argument, NULL, OPT_MAX_SIZE},
    {"cipher", required_argument, NULL, OPT_CIPHER},
    {"pad", required_argument, NULL, OPT_PAD},
    {"for", required_argument, NULL, OPT_FOR},
    {"alg", required_argument, NULL, OPT_ALG},
    {"level", required_argument, NULL, OPT_LEVEL},
    {"exportable", no_argument, NULL, OPT_EXPORTABLE},
    {"private", no_argument, NULL, OPT_PRIVATE},
    {"activate", required_argument, NULL, OPT_ACTIVATE},
    {"days", required_argument, NULL, OPT_DAYS},
    {"version", required_argument, NULL, OPT_VERSION},
    {"owner", required_argument, NULL, OPT_OWNER},
    {"comment", required_argument, NULL, OPT_COMMENT},
    {NULL, 0, NULL, 0},
};

static int
option_of_short(int c)
{
    switch (c) {
    case 'r':
        return OPT_RECIPIENT;
    case 's':
        return OPT_SIGNER;
    case 'o':
        return OPT_OUTPUT;
    case 'q':
        return OPT_QUIET;
    case 'f':
        return OPT_FORCE;
    case 'v':
        return OPT_VERBOSE;
    case 'j':
        return OPT_JOBS;
    case 'h':
        return OPT_HELP;
    default:
        return c;
    }
}

static const char *
option_name(int option)
{
    return long_options[option].name;
}

/* Decimal digits only, within bounds. */
static bool
read_number(const char *text, uint64_t min, uint64_t max, uint64_t *out)
{
    uint64_t number = 0;
    const char *p   = text;

    for (; *p >= '0' && *p <= '9'; p++) {
        uint64_t digit = (uint64_t)(*p - '0');

        if (number > (UINT64_MAX - digit) / 10) {
            return false;
        }
        number = 10 * number + digit;
    }
    *out = number;
    return p != text && *p == '\0' && number >= min && number <= max;
}

/* A size in bytes, or with K, M, G or T behind it. */
static bool
read_size(const char *text, uint64_t *out)
{
    static const char units[] = "KMGT";
    char digits[24];
    size_t len       = strlen(text);
    unsigned shift   = 0;
    const char *unit = len > 1 ? strchr(units, text[len - 1]) : NULL;

    if (unit != NULL) {
        shift = 10 * (unsigned)(unit - units + 1);
        len--;
    }
    if (len >= sizeof digits) {
        return false;
    }
    memcpy(digits, text, len);
    digits[len] = '\0';
    if (!read_number(digits, 1, UINT64_MAX >> shift, out)) {
        return false;
    }
    *out <<= shift;
    return true;
}

/* A date, 2027-01-31, or a time, 2027-01-31T08:00:00Z; in UTC. */
static bool
read_date(const char *text, int64_t *out)
{
    struct tm parts = {0};
    struct tm back;
    const char *end = strptime(text, "%Y-%m-%d", &parts);
    time_t t;

    if (end != NULL && *end == 'T') {
        end = strptime(end, "T%H:%M:%SZ", &parts);
    }
    if (end == NULL || *end != '\0') {
        return false;
    }
    back = parts;
    t    = timegm(&parts);
    *out = (int64_t)t;
    return t > 0 && parts.tm_mday == back.tm_mday;
}

static bool
list_add(struct cli_list *list, const char *word)
{
    if (list->len == CLI_LIST_MAX) {
        return false;
    }
    list->at[list->len++] = word;
    return true;
}

static bool
set_u32(const char *text, uint64_t min, uint64_t max, uint32_t *out)
{
    uint64_t n = 0;
    bool ok    = read_number(text, min, max, &n);

    *out = (uint32_t)n;
    return ok;
}

static bool
set_fd(const char *text, int *out)
{
    uint32_t n = 0;
    bool ok    = set_u32(text, 0, 1023, &n);

    *out = (int)n;
    return ok;
}

static bool
set_cipher(struct cli *cli, const char *text)
{
    cli->aead = mohur_alg_from_name(text);
    return cli->aead == MOHUR_ALG_AES_256_GCM ||
           cli->aead == MOHUR_ALG_CHACHA20_POLY1305;
}

static bool
set_pad(struct cli *cli, const char *text)
{
    static const char *const names[] = {"padme", "none", "power"};

    for (int i = 0; i < 3; i++) {
        if (strcmp(text, names[i]) == 0) {
            cli->pad = (mohur_archive_pad)i;
            return true;
        }
    }
    return false;
}

/* Options without a value. */
static bool
set_flag(struct cli *cli, int option)
{
    bool *flag = option == OPT_JSON         ? &cli->json
                 : option == OPT_QUIET      ? &cli->quiet
                 : option == OPT_VERBOSE    ? &cli->verbose
                 : option == OPT_FORCE      ? &cli->force
                 : option == OPT_PASSPHRASE ? &cli->passphrase
                 : option == OPT_UNSIGNED   ? &cli->is_unsigned
                 : option == OPT_FORWARDED  ? &cli->allow_forwarded
                 : option == OPT_MIXED_PQ   ? &cli->allow_mixed_pq
                 : option == OPT_SKIP       ? &cli->skip_unsupported
                 : option == OPT_SYNC       ? &cli->sync
                 : option == OPT_EXPORTABLE ? &cli->exportable
                 : option == OPT_PRIVATE    ? &cli->export_private
                                            : NULL;

    if (flag != NULL) {
        *flag = true;
    }
    return flag != NULL;
}

/* Options with a value; false if the value is not one. */
static bool
set_value(struct cli *cli, int option, const char *value)
{
    switch (option) {
    case OPT_STORE:
        cli->store = value;
        return value[0] != '\0';
    case OPT_PASS_FD:
        return set_fd(value, &cli->pass.fd);
    case OPT_PASS_FILE:
        cli->pass.file = value;
        return true;
    case OPT_OUTPUT:
        cli->output = value;
        return value[0] != '\0';
    case OPT_JOBS:
        return set_u32(value, 1, 64, &cli->jobs);
    case OPT_RECIPIENT:
        return list_add(&cli->recipients, value);
    case OPT_NEW_PASS_FD:
        return set_fd(value, &cli->new_pass.fd);
    case OPT_NEW_PASS_FILE:
        cli->new_pass.file = value;
        return true;
    case OPT_ARGON2_MIB:
        return set_u32(value, 8, 1024, &cli->argon2_mib);
    case OPT_ARGON2_PASSES:
        return set_u32(value, 1, 16, &cli->argon2_passes);
    case OPT_SIGNER:
        return list_add(&cli->signers, value);
    case OPT_FROM:
        return list_add(&cli->from, value);
    case OPT_MAX_SIZE:
        return read_size(value, &cli->max_size);
    case OPT_CIPHER:
        return set_cipher(cli, value);
    case OPT_PAD:
        return set_pad(cli, value);
    case OPT_FOR:
        cli->purpose = value;
        return true;
    case OPT_ALG:
        cli->alg = value;
        return true;
    case OPT_LEVEL:
        return set_u32(value, 0, 3, &cli->level);
    case OPT_ACTIVATE:
        return read_date(value, &cli->activate);
    case OPT_DAYS:
        return set_u32(value, 1, 36500, &cli->days);
    case OPT_VERSION:
        return set_u32(value, 1, UINT32_MAX, &cli->key_version);
    case OPT_OWNER:
        cli->owner = value;
        return true;
    case OPT_COMMENT:
        cli->comment = value;
        return true;
    default:
        return false;
    }
}

/* Words that would put a secret where everybody can read it. */
static bool
is_secret_option(const char *word)
{
    static const char *const refused[] = {"--pass", "--password", "--pin",
                                          "--passwd"};

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        size_t len = strlen(refused[i]);

        if (strncmp(word, refused[i], len) == 0 &&
            (word[len] == '\0' || word[len] == '=')) {
            return true;
        }
    }
    return strncmp(word, "pw:", 3) == 0;
}

static const struct cli_verb *
find_verb(int argc, char **argv, int *words)
{
    for (size_t i = 0; i < cli_verbs_len; i++) {
        const struct cli_verb *v = &cli_verbs[i];
        bool sub                 = v->sub != NULL;

        if (argc < (sub ? 3 : 2) || strcmp(argv[1], v->name) != 0 ||
            (sub && strcmp(argv[2], v->sub) != 0)) {
            continue;
        }
        *words = sub ? 2 : 1;
        return v;
    }
    return NULL;
}

/* All options, which may stand before, between and behind the words. */
static int
parse_options(struct cli *cli, int argc, char **argv, bool *help)
{
    int c;

    opterr = 0;
    optind = 1;
    while (optind < argc) {
        int at = optind;

        if (strcmp(argv[at], "--") != 0 && is_secret_option(argv[at])) {
            return cli_fail_usage(
                cli, "use --pass-fd N, --pass-file PATH or the prompt",
                "a secret on the command line can be read by every process");
        }
        c = getopt_long(argc, argv, short_options, long_options, NULL);
        if (c == -1 && strcmp(argv[at], "--") == 0) {
            while (optind < argc && list_add(&cli->args, argv[optind])) {
                optind++;
            }
            break;
        }
        if (c == -1) {
            if (!list_add(&cli->args, argv[optind++])) {
                return cli_fail_usage(cli, NULL, "more than %d words",
                                      CLI_LIST_MAX);
            }
            continue;
        }
        c = option_of_short(c);
        if (c == '?' || c == ':') {
            return cli_fail_usage(cli, NULL, "%s %s", argv[at],
                                  c == ':'
                                      ? "needs a value"
                                      : "is no option, or not a whole one");
        }
        if (c == OPT_HELP) {
            *help = true;
        } else if ((cli->verb->options & OPT_BIT(c)) == 0) {
            return cli_fail_usage(cli, NULL, "'%s' takes no --%s",
                                  cli->verb->name, option_name(c));
        } else if (!set_flag(cli, c) && !set_value(cli, c, optarg)) {
            return cli_fail_usage(cli, NULL, "--%s cannot be '%s'",
                                  option_name(c), optarg);
        }
    }
    return CLI_DONE;
}

/* --json anywhere: failures of the command line are JSON too. */
static bool
wants_json(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            return true;
        }
    }
    return false;
}

int
cli_parse(struct cli *cli, int argc, char **argv, bool *run)
{
    int words = 0;
    bool help = false;
    int code;

    *run      = false;
    cli->json = wants_json(argc, argv);
    if (argc < 2) {
        cli_help_all(stderr);
        return CLI_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        cli_help_all(stdout);
        return CLI_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        static char version[] = "version";

        argv[1] = version;
    }
    cli->verb = find_verb(argc, argv, &words);
    if (cli->verb == NULL) {
        return cli_help_unknown(cli, argv[1], argc > 2 ? argv[2] : NULL);
    }
    code = parse_options(cli, argc - words, argv + words, &help);
    if (code != CLI_DONE) {
        return code;
    }
    if (help) {
        cli_help_verb(stdout, cli->verb);
        return CLI_DONE;
    }
    if (cli->args.len < cli->verb->args_min ||
        cli->args.len > cli->verb->args_max) {
        return cli_fail_usage(cli, NULL, "usage: mohur %s%s%s %s",
                              cli->verb->name, cli->verb->sub ? " " : "",
                              cli->verb->sub ? cli->verb->sub : "",
                              cli->verb->usage);
    }
    *run = true;
    return CLI_DONE;
}
