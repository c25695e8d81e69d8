/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"
#include "progress.h"
#include "report.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* The mohur command: reads the words, makes a context, runs the verb. */

/* No core dump and no other process of this user may show our memory while
 * there is a secret in it; afterwards a leak checker may look. */
static void
keep_memory_private(bool secret)
{
    struct rlimit none = {0, 0};

    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, secret ? 0 : 1, 0, 0, 0);
}

static uint32_t
processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > 16 ? 16 : (uint32_t)n;
}

static int
run_verb(struct cli *cli)
{
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    mohur_status st;
    int code;

    options.jobs = cli->jobs != 0 ? cli->jobs : processors();
    st           = mohur_ctx_new(&options, &cli->ctx);
    if (st != MOHUR_OK) {
        return cli_fail_status(cli, st);
    }
    cli_interrupt_catch(cli->ctx);
    code = cli->verb->run(cli);
    mohur_ctx_free(cli->ctx);
    return code;
}

int
main(int argc, char **argv)
{
    struct cli cli;
    bool run = false;
    int code;

    memset(&cli, 0, sizeof cli);
    cli.pass.fd     = -1;
    cli.new_pass.fd = -1;
    cli.pin.fd      = -1;
    cli.self        = &cli;
    keep_memory_private(true);
    /* A reader that went away is an error like any other. */
    (void)signal(SIGPIPE, SIG_IGN);
    code = cli_parse(&cli, argc, argv, &run);
    if (code == CLI_DONE && run) {
        code = run_verb(&cli);
    }
    keep_memory_private(false);
    return code != CLI_DONE ? code : cli_stdout_end();
}
