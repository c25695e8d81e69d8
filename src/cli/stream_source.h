/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_STREAM_SOURCE_H
#define MOHUR_SRC_CLI_STREAM_SOURCE_H

#include "cli.h"

/* A pipe as a source: one whose waiting an interrupt ends. */
struct cli_stream_source {
    int fd; /* 0: standard input; -1: not in use */
};

/*
 * A source on what path names, "-" being standard input: one that can seek
 * if it is a plain file, else one on *stream, which stays where it is until
 * cli_source_end.  An exit code; reports failures.
 */
int
cli_source_new(const struct cli *cli,
               const char *path,
               struct cli_stream_source *stream,
               mohur_source **out);

/*
 * Keep what comes from a pipe in a file without a name, in the folder that
 * path is in or, where that is stdout, in that of temporary files; *source is
 * then one of that file, which can seek.  An exit code; reports failures.
 */
int
cli_source_keep(const struct cli *cli,
                const char *path,
                struct cli_stream_source *stream,
                mohur_source **source);

/* Release the source, then the pipe behind it. */
void
cli_source_end(struct cli_stream_source *stream, mohur_source *source);

#endif
