/* SPDX-License-Identifier: Apache-2.0 */
#include "base/names.h"

#include "base/text.h"

/*
 * What a name may be, without asking the file system or the locale: a name
 * that passes means one and the same file below a folder on every system.
 */

/* Room for a name in a message, which holds 160 bytes in all. */
enum {
    SHOWN_CAP = 64
};

/* The part of name from pos up to the next '/', or to its end. */
static mohur__bytes
part_at(mohur__bytes name, size_t pos)
{
    size_t end = pos;

    while (end < name.len && name.data[end] != '/') {
        end++;
    }
    return mohur__bytes_sub(name, pos, end - pos);
}

static bool
is_text(mohur__bytes b, const char *text)
{
    return mohur__bytes_equal(b, mohur__bytes_text(text));
}

/* Equal to text, which is lower case, when A-Z count as a-z. */
static bool
folds_to(mohur__bytes b, const char *text)
{
    mohur__bytes want = mohur__bytes_text(text);

    if (b.len != want.len) {
        return false;
    }
    for (size_t i = 0; i < b.len; i++) {
        if (mohur__ascii_fold(b.data[i]) != want.data[i]) {
            return false;
        }
    }
    return true;
}

/* 0-9, or one of the superscripts that Windows takes for 1, 2, 3. */
static bool
is_port_number(mohur__bytes b)
{
    if (b.len == 1) {
        return b.data[0] >= '0' && b.data[0] <= '9';
    }
    return is_text(b, "\xC2\xB9") || is_text(b, "\xC2\xB2") ||
           is_text(b, "\xC2\xB3");
}

/* A device of Windows, whatever stands behind the first dot. */
static bool
is_device(mohur__bytes part)
{
    static const char *const devices[] = {
        "con", "prn", "aux", "nul", "conin$", "conout$",
    };
    mohur__bytes stem = part;
    mohur__bytes port = MOHUR__NOTHING;

    for (stem.len = 0; stem.len < part.len; stem.len++) {
        if (part.data[stem.len] == '.') {
            break;
        }
    }
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) {
        if (folds_to(stem, devices[i])) {
            return true;
        }
    }
    port = mohur__bytes_sub(stem, 0, 3);
    return (folds_to(port, "com") || folds_to(port, "lpt")) &&
           is_port_number(mohur__bytes_sub(stem, 3, stem.len));
}

static const char *
part_fault(mohur__bytes part)
{
    uint8_t last = 0;

    if (part.len == 0) {
        return "has an empty part: '/' stands first, last or twice";
    }
    if (part.len > MOHUR__NAME_PART_MAX) {
        return "has a part of more than 255 bytes";
    }
    if (is_text(part, ".") || is_text(part, "..")) {
        return "has a part that is '.' or '..'";
    }
    last = part.data[part.len - 1];
    if (part.data[0] == ' ' || last == ' ' || last == '.') {
        return "has a part with a space at an end, or with a dot at its end";
    }
    if (is_device(part)) {
        return "has a part that is a device on some systems";
    }
    return NULL;
}

/* Marks that change the direction of what is shown, or that show nothing. */
static bool
is_hidden_mark(uint32_t point)
{
    return (point >= 0x202A && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069) || point == 0x200E ||
           point == 0x200F || point == 0xFEFF;
}

static const char *
character_fault(uint32_t point)
{
    static const char forbidden[] = "\\:<>\"|?*";

    if (point < 0x20 || (point >= 0x7F && point <= 0x9F)) {
        return "has a control character";
    }
    for (size_t i = 0; i < sizeof forbidden - 1; i++) {
        if (point == (uint32_t)forbidden[i]) {
            return "has one of \\ : < > \" | ? *";
        }
    }
    if (is_hidden_mark(point)) {
        return "has a character that is invisible or changes the direction";
    }
    return NULL;
}

static const char *
text_fault(mohur__bytes name)
{
    size_t pos = 0;

    while (pos < name.len) {
        uint32_t point    = mohur__utf8_next(name, &pos);
        const char *fault = NULL;
        if (point == UINT32_MAX) {
            return "is not UTF-8";
        }
        fault = character_fault(point);
        if (fault != NULL) {
            return fault;
        }
    }
    return NULL;
}

const char *
mohur__name_fault(mohur__bytes name)
{
    const char *fault = NULL;
    size_t parts      = 0;
    size_t pos        = 0;

    if (name.len == 0) {
        return "is empty";
    }
    if (name.len > MOHUR__NAME_MAX) {
        return "has more than 1024 bytes";
    }
    fault = text_fault(name);
    /* pos is one past name.len after the last part */
    while (fault == NULL && pos <= name.len) {
        mohur__bytes part = part_at(name, pos);
        fault             = part_fault(part);
        pos += part.len + 1;
        parts++;
    }
    if (fault == NULL && parts > MOHUR__NAME_DEPTH) {
        fault = "has more than 64 parts";
    }
    return fault;
}

static size_t
count_slashes(mohur__bytes name)
{
    size_t n = 0;

    for (size_t i = 0; i < name.len; i++) {
        n += name.data[i] == '/';
    }
    return n;
}

/* What is left of a link's text after the first ups times "..". */
static mohur__bytes
below(mohur__bytes link, size_t ups)
{
    while (ups > 0 && link.len > 3 &&
           is_text(mohur__bytes_sub(link, 0, 3), "../")) {
        link = mohur__bytes_sub(link, 3, link.len);
        ups--;
    }
    return ups > 0 && is_text(link, "..") ? MOHUR__NOTHING : link;
}

static const char *
link_fault(mohur__bytes name, mohur__bytes link)
{
    mohur__bytes rest = below(link, count_slashes(name));

    if (link.len == 0 || link.len > MOHUR__LINK_MAX) {
        return "has not 1 to 1024 bytes";
    }
    if (count_slashes(link) >= MOHUR__NAME_DEPTH) {
        return "has more than 64 parts";
    }
    return rest.len == 0 ? NULL : mohur__name_fault(rest);
}

/* The sentence "the name 'x' <fault>"; MOHUR_OK without a fault. */
static mohur_status
name_result(mohur_ctx *ctx, mohur__bytes name, const char *fault)
{
    char shown[SHOWN_CAP] = {0};

    if (fault == NULL) {
        return MOHUR_OK;
    }
    mohur__text_escape(name, shown, sizeof shown);
    return mohur__error(ctx, MOHUR_E_FORMAT, "the name '%s' %s", shown, fault);
}

mohur_status
mohur__name_check(mohur_ctx *ctx, mohur__bytes name)
{
    return name_result(ctx, name, mohur__name_fault(name));
}

mohur_status
mohur__name_check_link(mohur_ctx *ctx, mohur__bytes name, mohur__bytes link)
{
    const char *fault     = link_fault(name, link);
    char shown[SHOWN_CAP] = {0};

    if (fault == NULL) {
        return MOHUR_OK;
    }
    mohur__text_escape(link, shown, sizeof shown);
    return mohur__error(ctx, MOHUR_E_FORMAT,
                        "a link's text '%s' %s, or leads out", shown, fault);
}

static uint8_t
fold(uint8_t c)
{
    return c == '/' ? 0 : mohur__ascii_fold(c);
}

int
mohur__name_compare(mohur__bytes a, mohur__bytes b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        uint8_t x = fold(a.data[i]);
        uint8_t y = fold(b.data[i]);
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return (a.len > b.len) - (a.len < b.len);
}

/* Do leading parts that are equal under the fold have equal bytes? */
static bool
one_spelling(mohur__bytes a, mohur__bytes b)
{
    size_t pos = 0;

    while (pos <= a.len && pos <= b.len) {
        mohur__bytes x = part_at(a, pos);
        mohur__bytes y = part_at(b, pos);
        if (mohur__name_compare(x, y) != 0) {
            return true;
        }
        if (!mohur__bytes_equal(x, y)) {
            return false;
        }
        pos += x.len + 1;
    }
    return true;
}

/* What is wrong with b right after a, as the end of a sentence; or NULL. */
static const char *
next_fault(mohur__bytes a, bool a_is_folder, mohur__bytes b)
{
    if (!one_spelling(a, b)) {
        return "differs from another only in upper and lower case";
    }
    if (mohur__name_compare(a, b) == 0) {
        return "stands there twice";
    }
    if (mohur__name_compare(a, b) > 0) {
        return "is not in order";
    }
    if (!a_is_folder && mohur__name_is_within(b, a)) {
        return "is below one that is not a folder";
    }
    return NULL;
}

mohur_status
mohur__name_check_next(mohur_ctx *ctx,
                       mohur__bytes a,
                       bool a_is_folder,
                       mohur__bytes b)
{
    return name_result(ctx, b, next_fault(a, a_is_folder, b));
}

bool
mohur__name_is_within(mohur__bytes name, mohur__bytes folder)
{
    return mohur__bytes_equal(mohur__bytes_sub(name, 0, folder.len), folder) &&
           (name.len == folder.len || name.data[folder.len] == '/');
}
