/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/note.h"

#include "fuzz.h"

/*
 * A signed note from anywhere.  What is accepted is made of its parts and of
 * nothing else, and nobody's signature turns up in it.
 */
static size_t
length_of(const struct mohur__note *note)
{
    size_t len = note->text.len + 1;

    for (size_t i = 0; i < note->lines_len; i++) {
        len += 4 + note->lines[i].name.len + 1 + note->lines[i].base64.len + 1;
    }
    return len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char key[] = "authority.example/a+017c0c73+AYqI4910CfGV/"
                              "VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";
    mohur_ctx *ctx          = fuzz_ctx();
    struct mohur__note note = {0};
    struct mohur__vkey vkey = {0};
    uint32_t signed_by      = 0;

    fuzz_require(mohur__vkey_parse(ctx, mohur__bytes_text(key), &vkey) ==
                 MOHUR_OK);
    if (mohur__note_parse(ctx, mohur__bytes_of(data, size), &note) ==
        MOHUR_OK) {
        fuzz_require(length_of(&note) == size);
        fuzz_require(note.text.data[note.text.len - 1] == '\n');
        fuzz_require(note.lines_len >= 1 &&
                     note.lines_len <= MOHUR__NOTE_LINES_MAX);
        (void)mohur__note_verify(ctx, &note, &vkey, 1, &signed_by);
    }
    return 0;
}
