/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_EVIDENCE_FOLDER_H
#define MOHUR_SRC_CLI_EVIDENCE_FOLDER_H

#include "cli.h"

/*
 * Revocation data of the command line: a folder with lists (.crl) and OCSP
 * responses (.ocsp), in DER or PEM.  What else lies there is passed over.
 */
enum {
    CLI_EVIDENCE_MAX = 128
};

struct cli_evidence {
    mohur_source *at[CLI_EVIDENCE_MAX];
    size_t len;
};

/* Open them; path NULL: none.  An exit code. */
int
cli_evidence_open(const struct cli *cli,
                  const char *path,
                  struct cli_evidence *out);

void
cli_evidence_close(struct cli_evidence *evidence);

#endif
