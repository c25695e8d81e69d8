/* SPDX-License-Identifier: Apache-2.0 */
#include "library_json.h"

/* What the library says of itself, read back as JSON. */

json_t *
cli_library_json(const struct cli *cli,
                 mohur_status (*call)(mohur_ctx *, mohur_sink *),
                 mohur_status *out_st)
{
    mohur_sink *sink = NULL;
    json_t *json     = NULL;
    size_t len       = 0;
    mohur_status st  = mohur_sink_new_memory(cli->ctx, 1024 * 1024, &sink);

    if (st == MOHUR_OK) {
        const uint8_t *text;

        st   = call(cli->ctx, sink);
        text = mohur_sink_memory(sink, &len);
        json = json_loadb((const char *)text, len, 0, NULL);
    }
    mohur_sink_free(sink);
    *out_st = st;
    return json;
}
