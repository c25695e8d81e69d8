/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/ipsecmb/manager.h"

#include "crypto/tables.h"

/*
 * Multi-Buffer as a whole.
 */
IMB_MGR *
mohur__ipsecmb_manager(void)
{
    IMB_MGR *manager = alloc_mb_mgr(0);
    IMB_ARCH arch    = IMB_ARCH_NONE;

    if (manager == NULL) {
        return NULL;
    }
    init_mb_mgr_auto(manager, &arch);
    if (arch == IMB_ARCH_NONE || imb_get_errno(manager) != 0) {
        free_mb_mgr(manager);
        return NULL;
    }
    return manager;
}

bool
mohur__ipsecmb_has(uint64_t features)
{
    return (imb_get_feature_flags() & features) == features;
}

const char *
mohur__ipsecmb_version(void)
{
    return imb_get_version_str();
}
