/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/json.h"

#include "base/guard.h"
#include "base/mem.h"

/*
 * jansson parses; what it parsed is written again and compared, so that
 * spaces, orders, escapes and numbers have one form without a parser of ours.
 */

/* ---- narrower than JSON ---- */

/* How deep it nests at most; brackets inside of strings do not count. */
static size_t
depth_of(mohur__bytes text)
{
    size_t depth = 0;
    size_t most  = 0;
    bool quoted  = false;

    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];

        if (quoted && c == '\\') {
            i++;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == '{' || c == '[')) {
            depth++;
            most = depth > most ? depth : most;
        } else if (!quoted && (c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return most;
}

/* Controls of ASCII and Latin-1; jansson has seen to the UTF-8. */
static bool
has_control(mohur__bytes text)
{
    uint8_t last = 0;

    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];

        if (c < 0x20 || c == 0x7F || (last == 0xC2 && c < 0xA0)) {
            return true;
        }
        last = c;
    }
    return false;
}

static bool
is_ascii(const char *name)
{
    mohur__bytes text = mohur__bytes_text(name);

    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < 0x20 || text.data[i] > 0x7E) {
            return false;
        }
    }
    return true;
}

static bool
value_allowed(json_t *json);

static bool
members_allowed(json_t *object)
{
    for (void *i = json_object_iter(object); i != NULL;
         i       = json_object_iter_next(object, i)) {
        if (!is_ascii(json_object_iter_key(i)) ||
            !value_allowed(json_object_iter_value(i))) {
            return false;
        }
    }
    return true;
}

/* Deeper than depth 8 it never gets. */
static bool
value_allowed(json_t *json)
{
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        return members_allowed(json);
    case JSON_ARRAY:
        for (size_t i = 0; i < json_array_size(json); i++) {
            if (!value_allowed(json_array_get(json, i))) {
                return false;
            }
        }
        return true;
    case JSON_STRING:
        return !has_control(
            mohur__bytes_of(json_string_value(json), json_string_length(json)));
    case JSON_INTEGER:
        return json_integer_value(json) >= 0 &&
               (uint64_t)json_integer_value(json) <= MOHUR__JSON_NUMBER_MAX;
    case JSON_TRUE:
    case JSON_FALSE:
        return true;
    case JSON_REAL:
    case JSON_NULL:
    default:
        break;
    }
    return false;
}

/* ---- canonical ---- */

static mohur_status
canonical_check(mohur_ctx *ctx, mohur__bytes text, const json_t *json)
{
    mohur_status st = MOHUR_OK;
    char *again     = NULL;
    size_t len      = 0;

    TRY(mohur__alloc(ctx, text.len, (void **)&again));
    len = json_dumpb(json, again, text.len, JSON_COMPACT | JSON_SORT_KEYS);
    REQUIRE(ctx, len > 0, MOHUR_E_NO_MEMORY, "memory ran out");
    REQUIRE(ctx,
            len == text.len &&
                mohur__bytes_equal(mohur__bytes_of(again, len), text),
            MOHUR_E_FORMAT,
            "the JSON is not canonical: sorted, no spaces, shortest escapes");

out:
    mohur__free(again);
    return st;
}

/* jansson says what is wrong with a text, and nothing if its memory ends. */
static mohur_status
parse_refuse(mohur_ctx *ctx, const char *of, const json_error_t *error)
{
    if (error->text[0] == '\0') {
        return mohur__error(ctx, MOHUR_E_NO_MEMORY, "memory ran out");
    }
    return mohur__error(ctx, MOHUR_E_FORMAT, "%s not JSON at byte %d", of,
                        error->position);
}

mohur_status
mohur__json_parse_free(mohur_ctx *ctx,
                       const char *of,
                       mohur__bytes text,
                       json_t **out)
{
    mohur_status st    = MOHUR_OK;
    json_t *json       = NULL;
    json_error_t error = {0};

    *out = NULL;
    REQUIRE(ctx, depth_of(text) <= MOHUR__JSON_DEPTH_MAX, MOHUR_E_FORMAT,
            "the JSON nests deeper than %d", MOHUR__JSON_DEPTH_MAX);
    json = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES,
                      &error);
    if (json == NULL) {
        return parse_refuse(ctx, of, &error);
    }
    REQUIRE(ctx, value_allowed(json), MOHUR_E_FORMAT,
            "the JSON has null, a number that is no integer of 0 to 2^53-1, "
            "a control character, or a name that is not ASCII");
    *out = json;
    json = NULL;

out:
    json_decref(json);
    return st;
}

mohur_status
mohur__json_parse(mohur_ctx *ctx, mohur__bytes text, json_t **out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__json_parse_free(ctx, "it is", text, out));
    TRY(canonical_check(ctx, text, *out));

out:
    if (st != MOHUR_OK) {
        json_decref(*out);
        *out = NULL;
    }
    return st;
}

/* ---- writing ---- */

mohur_status
mohur__json_write(mohur_ctx *ctx, json_t *json, mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;
    uint8_t *text   = NULL;
    size_t len      = json_dumpb(json, NULL, 0, JSON_COMPACT | JSON_SORT_KEYS);

    TRY(mohur__alloc(ctx, len + 1, (void **)&text));
    REQUIRE(ctx,
            len > 0 && json_dumpb(json, (char *)text, len,
                                  JSON_COMPACT | JSON_SORT_KEYS) == len,
            MOHUR_E_NO_MEMORY, "memory ran out");
    text[len] = '\n';
    TRY(mohur__sink_write(sink, mohur__bytes_of(text, len + 1)));

out:
    mohur__free(text);
    json_decref(json);
    return st;
}
