/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/pem.h"

#include <stdlib.h>

/*
 * PEM from anywhere.  What is accepted is written and read again as the same
 * label and bytes.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    ROOM = 1 << 16
};

static uint8_t first_room[ROOM];
static uint8_t second_room[ROOM];

static void
require(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* Line ends and blanks aside, one block has one text. */
static size_t
without_blanks(mohur__bytes text, uint8_t *out)
{
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
            out[len++] = c;
        }
    }
    return len;
}

static void
same_text(mohur__bytes a, mohur__bytes b)
{
    static uint8_t room[2][2 * ROOM];

    if (a.len <= sizeof room[0]) {
        require(mohur__bytes_equal(
            mohur__bytes_of(room[0], without_blanks(a, room[0])),
            mohur__bytes_of(room[1], without_blanks(b, room[1]))));
    }
}

static void
write_and_read(mohur_ctx *ctx,
               enum mohur__pem_label label,
               mohur__bytes bytes,
               mohur__bytes input)
{
    enum mohur__pem_label again = MOHUR__PEM_NONE;
    mohur__bytes second         = MOHUR__NOTHING;
    struct mohur__buf pem       = {0};

    mohur__buf_init(&pem, ctx, MOHUR__PEM_CAP(ROOM));
    mohur__pem_emit(&pem, label, bytes);
    require(mohur__buf_status(&pem) == MOHUR_OK);
    same_text(input, mohur__buf_view(&pem));
    require(mohur__pem_parse(ctx, mohur__buf_view(&pem),
                             MOHUR__SPAN(second_room), &again,
                             &second) == MOHUR_OK);
    require(again == label && mohur__bytes_equal(bytes, second));
    mohur__buf_wipe(&pem);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum mohur__pem_label label = MOHUR__PEM_NONE;
    mohur__bytes bytes          = MOHUR__NOTHING;
    mohur_ctx *ctx              = NULL;

    require(mohur_ctx_new(NULL, &ctx) == MOHUR_OK);
    if (mohur__pem_parse(ctx, mohur__bytes_of(data, size),
                         MOHUR__SPAN(first_room), &label, &bytes) == MOHUR_OK) {
        write_and_read(ctx, label, bytes, mohur__bytes_of(data, size));
    }
    mohur_ctx_free(ctx);
    return 0;
}
