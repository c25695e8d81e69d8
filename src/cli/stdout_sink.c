/* SPDX-License-Identifier: Apache-2.0 */
#include "stdout_sink.h"

#include "progress.h"
#include "report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Standard output as a sink. */

static int32_t
write_out(void *user, const uint8_t *data, size_t data_len)
{
    struct cli_stdout_sink *out = user;

    while (data_len > 0) {
        ssize_t n = write(STDOUT_FILENO, data, data_len);

        if (n < 0 && (errno != EINTR || cli_interrupted())) {
            out->error = errno;
            return 1;
        }
        if (n > 0) {
            out->written += (uint64_t)n;
            data += n;
            data_len -= (size_t)n;
        }
    }
    return 0;
}

mohur_status
cli_stdout_sink_new(mohur_ctx *ctx, struct cli_stdout_sink *out)
{
    mohur_sink_callbacks callbacks = MOHUR_SINK_CALLBACKS_INIT;

    callbacks.user  = out;
    callbacks.write = write_out;
    out->written    = 0;
    out->error      = 0;
    return mohur_sink_new_callback(ctx, &callbacks, &out->sink);
}

bool
cli_is_to_stdout(const struct cli *cli)
{
    return strcmp(cli->output, "-") == 0;
}

static int
sink_new(const struct cli *cli,
         const char *what,
         mohur_sink **sink,
         struct cli_stdout_sink *out)
{
    mohur_status st;

    if (!cli_is_to_stdout(cli)) {
        st = mohur_sink_new_file(
            cli->ctx, cli->output,
            cli->force ? MOHUR_OVERWRITE_REPLACE : MOHUR_OVERWRITE_NEVER, sink);
    } else if (isatty(STDOUT_FILENO) == 1) {
        return cli_fail_usage(cli, "-o FILE, or a pipe",
                              "%s is not for a terminal", what);
    } else {
        st    = cli_stdout_sink_new(cli->ctx, out);
        *sink = out->sink;
    }
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

int
cli_archive_sink_new(const struct cli *cli,
                     mohur_sink **sink,
                     struct cli_stdout_sink *out)
{
    return sink_new(cli, "an archive", sink, out);
}

int
cli_signature_sink_new(const struct cli *cli,
                       mohur_sink **sink,
                       struct cli_stdout_sink *out)
{
    return sink_new(cli, "a signature", sink, out);
}

int
cli_stdout_sink_fail(const struct cli *cli,
                     const struct cli_stdout_sink *out,
                     mohur_status st)
{
    char hint[80];

    if (out->sink == NULL || (out->error == 0 && out->written == 0)) {
        return cli_fail_request(cli, st);
    }
    snprintf(hint, sizeof hint, "the %" PRIu64 " bytes that went out are void",
             out->written);
    return out->error == 0
               ? cli_fail(cli, st, hint, "%s", mohur_ctx_message(cli->ctx))
               : cli_fail(cli, MOHUR_E_IO, hint,
                          "cannot write to standard output: %s",
                          strerrordesc_np(out->error));
}
