/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_WALK_H
#define MOHUR_SRC_CLI_WALK_H

#include "stdout_sink.h"

#include <sys/types.h>

/* Files and folders of the disk into an archive. */
struct cli_walk {
    const struct cli *cli;
    mohur_archive_writer *writer;
    const struct cli_stdout_sink *out;
    dev_t folder_dev; /* the folder that the archive is written to, and */
    ino_t folder_ino; /* what it replaces: must not be sealed into it; */
    dev_t output_dev; /* 0 for none */
    ino_t output_ino;
    uint64_t files;
    uint64_t folders;
    uint64_t links;
    uint64_t bytes;
    uint64_t skipped;
};

/*
 * Seal one PATH of the command line under its last component ("." stands
 * for what is in it).  Never follows a link below PATH.  An exit code.
 */
int
cli_walk_path(struct cli_walk *walk, const char *path);

#endif
