/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_IPSECMB_MANAGER_H
#define MOHUR_SRC_CRYPTO_IPSECMB_MANAGER_H

#include <intel-ipsec-mb.h>
#include <stdbool.h>

/*
 * A manager of Multi-Buffer, set up for this CPU, about 200 KiB; NULL if
 * there was no memory or its own self-test failed.  Released with
 * free_mb_mgr.
 */
IMB_MGR *
mohur__ipsecmb_manager(void);

/* Has this CPU all of these IMB_FEATURE_...? */
bool
mohur__ipsecmb_has(uint64_t features);

#endif
