/* SPDX-License-Identifier: Apache-2.0 */
#include "key_out.h"

#include "format.h"
#include "report.h"

#include <stdio.h>
#include <string.h>

enum {
    OUT_MAX = 1024 * 1024 /* of all certificates of a key */
};

bool
cli_key_out_to_file(const struct cli *cli)
{
    return cli->output != NULL && strcmp(cli->output, "-") != 0;
}

mohur_status
cli_key_out_new(const struct cli *cli, mohur_sink **out)
{
    return cli_key_out_to_file(cli)
               ? mohur_sink_new_file(cli->ctx, cli->output,
                                     cli->force ? MOHUR_OVERWRITE_REPLACE
                                                : MOHUR_OVERWRITE_NEVER,
                                     out)
               : mohur_sink_new_memory(cli->ctx, OUT_MAX, out);
}

void
cli_key_out_report(const struct cli *cli,
                   const mohur_sink *sink,
                   json_t *answer)
{
    size_t len          = 0;
    const uint8_t *text = mohur_sink_memory(sink, &len);

    if (cli_key_out_to_file(cli)) {
        json_object_set_new(answer, "output", cli_json_text(cli->output));
        cli_note(cli, "wrote %s", cli->output);
    } else if (!cli->json) {
        fwrite(text, 1, len, stdout);
    }
    if (cli->json) {
        cli_json_print(answer);
    } else {
        json_decref(answer);
    }
}
