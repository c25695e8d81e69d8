/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include "help.h"
#include "report.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* The command line: one table of options, read by getopt_long. */

/* Short options that exist only to be refused would hide them; see REFUSED. */
static const char short_options[] = "+:r:s:k:o:qfvj:h";

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
    {"authority", required_argument, NULL, OPT_AUTHORITY},
    {"step-back", no_argument, NULL, OPT_STEP_BACK},
    {"names", no_argument, NULL, OPT_NAMES},
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
    {"jwk", no_argument, NULL, OPT_JWK},
    {"certificates", no_argument, NULL, OPT_CERTIFICATES},
    {"activate", required_argument, NULL, OPT_ACTIVATE},
    {"days", required_argument, NULL, OPT_DAYS},
    {"version", required_argument, NULL, OPT_VERSION},
    {"owner", required_argument, NULL, OPT_OWNER},
    {"comment", required_argument, NULL, OPT_COMMENT},
    {"with-passphrase", no_argument, NULL, OPT_WITH_PASSPHRASE},
    {"editable", no_argument, NULL, OPT_EDITABLE},
    {"process-days", required_argument, NULL, OPT_PROCESS_DAYS},
    {"max-uses", required_argument, NULL, OPT_MAX_USES},
    {"rotate-days", required_argument, NULL, OPT_ROTATE_DAYS},
    {"activate-delay", required_argument, NULL, OPT_ACTIVATE_DELAY},
    {"wrap-with", required_argument, NULL, OPT_WRAP_WITH},
    {"stale", no_argument, NULL, OPT_STALE},
    {"label", required_argument, NULL, OPT_LABEL},
    {"recovery", no_argument, NULL, OPT_RECOVERY},
    {"compress", no_argument, NULL, OPT_COMPRESS},
    {"anonymous", no_argument, NULL, OPT_ANONYMOUS},
    {"addressees-only", no_argument, NULL, OPT_ADDRESSEES_ONLY},
    {"passphrase-and-key", no_argument, NULL, OPT_PASSPHRASE_AND_KEY},
    {"header-policy", required_argument, NULL, OPT_HEADER_POLICY},
    {"admin", required_argument, NULL, OPT_ADMIN},
    {"threshold", required_argument, NULL, OPT_THRESHOLD},
    {"links", no_argument, NULL, OPT_LINKS},
    {"header", required_argument, NULL, OPT_HEADER},
    {"export-header", required_argument, NULL, OPT_EXPORT_HEADER},
    {"provisional", no_argument, NULL, OPT_PROVISIONAL},
    {"salvage", no_argument, NULL, OPT_SALVAGE},
    {"erase", required_argument, NULL, OPT_ERASE},
    {"caps", required_argument, NULL, OPT_CAPS},
    {"until", required_argument, NULL, OPT_UNTIL},
    {"request", required_argument, NULL, OPT_REQUEST},
    {"approve", required_argument, NULL, OPT_APPROVE},
    {"as", required_argument, NULL, OPT_AS},
    {"shares", required_argument, NULL, OPT_SHARES},
    {"share-file", required_argument, NULL, OPT_SHARE_FILE},
    {"with-shares", no_argument, NULL, OPT_WITH_SHARES},
    {"key-file", required_argument, NULL, OPT_KEY_FILE},
    {"all", no_argument, NULL, OPT_ALL},
    {"key", required_argument, NULL, OPT_SIGN_KEY},
    {"cert", required_argument, NULL, OPT_CERT},
    {"format", required_argument, NULL, OPT_SIGN_FORMAT},
    {"add", required_argument, NULL, OPT_ADD},
    {"counter", required_argument, NULL, OPT_COUNTER},
    {"state-key", required_argument, NULL, OPT_STATE_KEY},
    {"prepare", required_argument, NULL, OPT_PREPARE},
    {"finish", required_argument, NULL, OPT_FINISH},
    {"signature", required_argument, NULL, OPT_SIGNATURE},
    {"attr", required_argument, NULL, OPT_ATTR},
    {"attached", no_argument, NULL, OPT_ATTACHED},
    {"tsa", required_argument, NULL, OPT_TSA},
    {"offline", no_argument, NULL, OPT_OFFLINE},
    {"online", no_argument, NULL, OPT_ONLINE},
    {"fetch-issuers", no_argument, NULL, OPT_FETCH_ISSUERS},
    {"trust", required_argument, NULL, OPT_TRUST},
    {"content", required_argument, NULL, OPT_CONTENT},
    {"at", required_argument, NULL, OPT_AT},
    {"no-revocation", no_argument, NULL, OPT_NO_REVOCATION},
    {"evidence", required_argument, NULL, OPT_EVIDENCE},
    {"report", required_argument, NULL, OPT_REPORT},
    {"expect", required_argument, NULL, OPT_EXPECT},
    {"subject", required_argument, NULL, OPT_SUBJECT},
    {"live", required_argument, NULL, OPT_LIVE},
    {"merge", no_argument, NULL, OPT_MERGE},
    {"dry-run", no_argument, NULL, OPT_DRY_RUN},
    {"anchor", required_argument, NULL, OPT_ANCHOR},
    {"hsm", required_argument, NULL, OPT_HSM},
    {"with-token", required_argument, NULL, OPT_WITH_TOKEN},
    {"pin-fd", required_argument, NULL, OPT_PIN_FD},
    {"pin-file", required_argument, NULL, OPT_PIN_FILE},
    {"profile", required_argument, NULL, OPT_PROFILE},
    {NULL, 0, NULL, 0},
};

/* Numbers of long options begin behind every letter, '?' and ':'. */
enum {
    LONG = 256
};

static int
option_of_short(int c)
{
    switch (c) {
    case 'r':
        return OPT_RECIPIENT;
    case 's':
        return OPT_SIGNER;
    case 'k':
        return OPT_SIGN_KEY;
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
        return c - LONG;
    }
}

const char *
cli_option_name(int option)
{
    return long_options[option].name;
}

char
cli_option_letter(int option)
{
    for (const char *p = short_options; *p != '\0'; p++) {
        if (*p != '+' && *p != ':' && option_of_short(*p) == option) {
            return *p;
        }
    }
    return '\0';
}

bool
cli_option_has_value(int option)
{
    return long_options[option].has_arg != no_argument;
}

/* Words that would put a secret where everybody can read it. */
static bool
is_secret(const char *word)
{
    static const char *const refused[] = {"--pass", "--password", "--passwd",
                                          "--pin"};

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        size_t len = strlen(refused[i]);

        if (strncmp(word, refused[i], len) == 0 &&
            (word[len] == '\0' || word[len] == '=')) {
            return true;
        }
    }
    return strncmp(word, "pw:", 3) == 0 || strstr(word, "pin-value=") != NULL;
}

/* One of them anywhere before "--" is refused, without repeating it. */
static int
refuse_secrets(const struct cli *cli, int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (is_secret(argv[i])) {
            return cli_fail_usage(
                cli, "use --pass-fd N, --pass-file PATH or the prompt",
                "a secret on the command line can be read by every process");
        }
    }
    return CLI_DONE;
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

/* One option: was it taken?  An exit code. */
bool
cli_verb_takes(const struct cli_verb *verb, enum cli_option option)
{
    const uint8_t *o = verb->options;

    while (*o != OPT_COUNT && *o != (uint8_t)option) {
        o++;
    }
    return *o != OPT_COUNT;
}

static int
take_option(struct cli *cli, int c, const char *word)
{
    int option = option_of_short(c);

    if (c == ':') {
        return cli_fail_usage(cli, NULL, "%s needs a value", word);
    }
    /* getopt takes a beginning for the whole, which a later option breaks. */
    if (c == '?' ||
        (strncmp(word, "--", 2) == 0 &&
         strcspn(word + 2, "=") != strlen(cli_option_name(option)))) {
        return cli_help_unknown_option(cli, word);
    }
    if (!cli_verb_takes(cli->verb, (enum cli_option)option)) {
        return cli_fail_usage(cli, NULL, "'%s%s%s' takes no --%s",
                              cli->verb->name, cli->verb->sub ? " " : "",
                              cli->verb->sub ? cli->verb->sub : "",
                              cli_option_name(option));
    }
    if (!cli_set_flag(cli, option) && !cli_set_value(cli, option, optarg)) {
        return cli_fail_usage(cli, NULL, "--%s cannot be '%s'",
                              cli_option_name(option), optarg);
    }
    return CLI_DONE;
}

/*
 * All options, which may stand before, between and behind the words.  The
 * words move to the front of argv, which has room for them.
 */
static int
parse_options(struct cli *cli, int argc, char **argv)
{
    int words = 1;
    int code  = CLI_DONE;

    opterr = 0;
    optind = 1;
    while (code == CLI_DONE && optind < argc) {
        char *word = argv[optind];
        int at     = -1; /* which long option it is */
        int c      = getopt_long(argc, argv, short_options, long_options, &at);

        if (c != -1) {
            code = take_option(cli, at >= 0 ? LONG + long_options[at].val : c,
                               word);
            continue;
        }
        if (strcmp(word, "--") != 0) {
            argv[words++] = argv[optind++];
            continue;
        }
        while (optind < argc) {
            argv[words++] = argv[optind++];
        }
    }
    cli->args.at  = (const char *const *)argv + 1;
    cli->args.len = (size_t)words - 1;
    return code;
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

static bool
is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
           strcmp(word, "help") == 0;
}

/* mohur help [VERB], mohur --help, mohur --version.  True: it was one. */
static bool
parse_first(struct cli *cli, int argc, char **argv, int *code)
{
    static char version[] = "version";
    int words             = 0;
    const struct cli_verb *verb;

    if (argc < 2) {
        cli_help_all(stderr);
        *code = CLI_USAGE;
        return true;
    }
    if (strcmp(argv[1], "--version") == 0) {
        argv[1] = version;
    }
    if (!is_help(argv[1])) {
        return false;
    }
    verb  = find_verb(argc - 1, argv + 1, &words);
    *code = CLI_DONE;
    if (verb != NULL) {
        cli_help_verb(stdout, verb);
    } else if (argc == 2 || argv[2][0] == '-' || cli_help_is_first(argv[2])) {
        cli_help_all(stdout);
    } else {
        *code = cli_help_unknown(cli, argv[2], argc > 3 ? argv[3] : NULL);
    }
    return true;
}

int
cli_parse(struct cli *cli, int argc, char **argv, bool *run)
{
    int words = 0;
    int code;

    *run      = false;
    cli->json = wants_json(argc, argv);
    if (parse_first(cli, argc, argv, &code)) {
        return code;
    }
    code = refuse_secrets(cli, argc, argv);
    if (code != CLI_DONE) {
        return code;
    }
    cli->verb = find_verb(argc, argv, &words);
    if (cli->verb == NULL) {
        return cli_help_unknown(cli, argv[1], argc > 2 ? argv[2] : NULL);
    }
    code = parse_options(cli, argc - words, argv + words);
    if (code != CLI_DONE) {
        return code;
    }
    if (cli->help) {
        cli_help_verb(stdout, cli->verb);
        return CLI_DONE;
    }
    if (cli->args.len < cli->verb->args_min ||
        cli->args.len > cli->verb->args_max) {
        return cli_fail_usage(cli, "'--help' behind the verb shows examples",
                              "usage: mohur %s%s%s %s", cli->verb->name,
                              cli->verb->sub ? " " : "",
                              cli->verb->sub ? cli->verb->sub : "",
                              cli->verb->usage);
    }
    *run = true;
    return CLI_DONE;
}
