/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_WALK_H
#define MOHUR_SRC_CLI_WALK_H

#include "cli.h"

#include <sys/types.h>

/* Files and folders of the disk into an archive. */
struct cli_walk {
    const struct cli *cli;
    mohur_archive_writer *writer;
    dev_t output_dev; /* the folder that the archive is written to: must */
    ino_t output_ino; /* not be sealed into it; 0 for none */
    uint64_t files;
    uint64_t folders;
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
