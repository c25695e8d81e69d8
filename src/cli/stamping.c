/* SPDX-License-Identifier: Apache-2.0 */
#include "stamping.h"

#include "report.h"
#include "trust_folder.h"

/* Time stamps on the command line. */

const char *
cli_level_name(mohur_document_level level)
{
    static const char *const names[] = {"B-B", "B-T", "B-LT", "B-LTA"};

    return level <= MOHUR_DOCUMENT_LTA ? names[level] : "B-B";
}

/* Does this level take a time stamp that is not there yet? */
static bool
needs_stamp(const struct cli *cli)
{
    return cli->document_level == MOHUR_DOCUMENT_T ||
           cli->document_level == MOHUR_DOCUMENT_LTA;
}

int
cli_stamping_check(const struct cli *cli)
{
    bool stamped = needs_stamp(cli);

    if (stamped && cli->offline) {
        return cli_fail_usage(cli, "leave one of them out",
                              "--offline fetches nothing, and levels T and LTA "
                              "need a time stamp");
    }
    if (stamped && cli->tsa == NULL) {
        return cli_fail_usage(cli, "--tsa URL names it",
                              "who makes the time stamp of level %s?",
                              cli_level_name(cli->document_level) + 2);
    }
    if (!stamped && cli->tsa != NULL) {
        return cli_fail_usage(cli, "--level T asks for a time stamp",
                              "--tsa is for levels T and LTA");
    }
    return CLI_DONE;
}

int
cli_stamping_open(const struct cli *cli, struct cli_stamping *s)
{
    if (cli->document_level == MOHUR_DOCUMENT_B) {
        return CLI_DONE;
    }
    if (needs_stamp(cli) && !cli_fetch_possible()) {
        return cli_fail(cli, MOHUR_E_UNSUPPORTED,
                        "build it again where libcurl's headers are",
                        "this mohur was built without libcurl, and fetches no "
                        "time stamp");
    }
    s->fetching.cli = cli;
    s->evidence =
        (mohur_evidence){sizeof s->evidence, cli_fetching_get, &s->fetching};
    return cli->trust != NULL ? cli_trust_read(cli, cli->trust, &s->trust)
                              : CLI_DONE;
}

int
cli_stamping_fail(const struct cli *cli,
                  const struct cli_stamping *s,
                  const struct cli_stdout_sink *out,
                  mohur_status st)
{
    if (s->fetching.why[0] != '\0') {
        return cli_fail(cli, st, "nothing was written; try again later", "%s",
                        s->fetching.why);
    }
    if (st == MOHUR_E_UNTRUSTED) {
        return cli_fail(cli, st,
                        "put its root certificate into the folder 'tsa' of "
                        "--trust DIR, if you believe it",
                        "%s", mohur_ctx_message(cli->ctx));
    }
    return cli_stdout_sink_fail(cli, out, st);
}

void
cli_stamping_free(struct cli_stamping *s)
{
    mohur_trust_free(s->trust);
}
