/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/anchor_token.h"

#include "base/text.h"

enum {
    LABEL_CAP = 64
};

bool
mohur__anchor_is_token(const char *place)
{
    mohur__bytes scheme = MOHUR__TEXT("pkcs11:");

    return mohur__bytes_equal(
        mohur__bytes_sub(mohur__bytes_text(place), 0, scheme.len), scheme);
}

static mohur__bytes
label_of(mohur__bytes store_id, char room[LABEL_CAP])
{
    static const char head[] = "mohur anchor ";

    mohur__copy(mohur__span_of((uint8_t *)room, LABEL_CAP), MOHUR__TEXT(head));
    mohur__hex(store_id, room + sizeof head - 1);
    return mohur__bytes_text(room);
}

mohur_status
mohur__anchor_token_read(mohur_ctx *ctx,
                         struct mohur__hsm *token,
                         mohur__bytes store_id,
                         mohur__span room,
                         size_t *out_len)
{
    char label[LABEL_CAP] = {0};

    return mohur__hsm_data_read(ctx, token, label_of(store_id, label),
                                MOHUR__ANCHOR_LEN, room, out_len);
}

mohur_status
mohur__anchor_token_write(mohur_ctx *ctx,
                          struct mohur__hsm *token,
                          mohur__bytes store_id,
                          const uint8_t record[MOHUR__ANCHOR_LEN])
{
    char label[LABEL_CAP] = {0};

    return mohur__hsm_data_write(ctx, token, label_of(store_id, label),
                                 mohur__bytes_of(record, MOHUR__ANCHOR_LEN));
}
