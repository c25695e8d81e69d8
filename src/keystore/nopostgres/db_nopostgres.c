/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "keystore/db.h"

/* A build without libpq: a server is named, and refused. */

static mohur_status
db_refuse(mohur_ctx *ctx, const char *place, struct mohur__db **out)
{
    (void)place;
    *out = NULL;
    return mohur__error(ctx, MOHUR_E_UNSUPPORTED,
                        "this build has no PostgreSQL; name a folder");
}

const struct mohur__db_ops mohur__db_postgres = {
    .open = db_refuse,
    .make = db_refuse,
};
