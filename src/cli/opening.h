/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_OPENING_H
#define MOHUR_SRC_CLI_OPENING_H

#include "store.h"
#include "stream_source.h"

/* An archive that is opened, with all that it was opened with. */
struct cli_opening {
    struct cli_keys keys;
    struct cli_keys senders;
    struct cli_keys admins;
    struct cli_passphrase pass;
    mohur_keystore *store;
    struct cli_stream_source stream;
    mohur_source *source;
    mohur_source *header; /* that is apart */
    mohur_archive_reader *reader;
};

/* Open the archive that the first word names.  An exit code; reports
 * failures.  cli_opening_end follows in any case. */
int
cli_opening_start(const struct cli *cli, struct cli_opening *o);

/*
 * The same in steps, for what is to be opened in another way: have the
 * source and all that it is to be opened with; say so as options; open a
 * source that can seek.  Exit codes as above.
 */
int
cli_opening_prepare(const struct cli *cli, struct cli_opening *o);
mohur_archive_open_options
cli_opening_options(const struct cli *cli, const struct cli_opening *o);
int
cli_opening_read(const struct cli *cli, struct cli_opening *o);

/* Does the archive come through a pipe? */
bool
cli_opening_is_stream(const struct cli_opening *o);

/* Report a failure of the library; of what is wrong with the archive itself
 * it does not know the name. */
int
cli_opening_fail(const struct cli *cli, mohur_status st);

void
cli_opening_end(struct cli_opening *o);

/* Report that an archive did not open; st is not MOHUR_OK. */
int
cli_opening_refused(const struct cli *cli,
                    const struct cli_opening *o,
                    mohur_status st);

/* What a slot of this type opens with: section 3.2 of the format. */
const char *
cli_slot_name(uint32_t type);

/* The verdict on it: a JSON object to be added to, and remarks. */
json_t *
cli_verdict_json(const struct cli_opening *o, const char *schema);
void
cli_verdict_note(const struct cli *cli, const struct cli_opening *o);

#endif
