/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/object.h"

#include "base/bytes.h"
#include "base/guard.h"
#include "base/time.h"

#include <stdio.h>
#include <string.h>

/* Members by name, each of the type and in the bounds that it must have. */

enum {
    DATE_LEN    = 10,
    DAY_SECONDS = 86400,
    TYPE_MAX    = 128
};

mohur_status
mohur__object_refuse(const struct mohur__object *o,
                     const char *name,
                     const char *what)
{
    bool inside = o->where[0] != '\0';
    bool named  = name[0] != '\0';

    return mohur__error(o->ctx, MOHUR_E_FORMAT, "%s: %s%s%s%s%s",
                        o->of != NULL ? o->of : "profile", o->where,
                        inside && named ? "." : "", name,
                        inside || named ? " " : "", what);
}

mohur_status
mohur__object_open(mohur_ctx *ctx,
                   const json_t *json,
                   const char *where,
                   struct mohur__object *out)
{
    out->ctx  = ctx;
    out->json = json;
    snprintf(out->where, sizeof out->where, "%s", where);
    return json_is_object(json)
               ? MOHUR_OK
               : mohur__object_refuse(out, "", "is not an object");
}

/* One that stands in another. */
static mohur_status
open_inner(const struct mohur__object *o,
           const json_t *json,
           const char *where,
           struct mohur__object *out)
{
    out->of = o->of;
    return mohur__object_open(o->ctx, json, where, out);
}

/* A name off the list; false at its end. */
static bool
next_name(const char **names, char name[MOHUR__JSON_WHERE_CAP], bool *optional)
{
    size_t len = 0;

    *optional = false;
    while (**names != '\0' && **names != ' ' &&
           len + 1 < MOHUR__JSON_WHERE_CAP) {
        *optional = **names == '?';
        if (!*optional) {
            name[len++] = **names;
        }
        *names = *names + 1;
    }
    *names    = **names == ' ' ? *names + 1 : *names;
    name[len] = '\0';
    return len > 0;
}

mohur_status
mohur__object_members(const struct mohur__object *o, const char *names)
{
    char name[MOHUR__JSON_WHERE_CAP] = {0};
    bool optional                    = false;
    size_t found                     = 0;

    while (next_name(&names, name, &optional)) {
        bool there = json_object_get(o->json, name) != NULL;

        if (!there && !optional) {
            return mohur__object_refuse(o, name, "is missing");
        }
        found += there;
    }
    return found == json_object_size(o->json)
               ? MOHUR_OK
               : mohur__object_refuse(o, "", "has a member that is unknown");
}

mohur_status
mohur__object_text(const struct mohur__object *o,
                   const char *name,
                   size_t max,
                   const char **out)
{
    const json_t *v = json_object_get(o->json, name);

    if (v == NULL) {
        return MOHUR_OK;
    }
    if (json_typeof(v) != JSON_STRING || json_string_length(v) > max) {
        return mohur__object_refuse(o, name, "is not a text, or too long");
    }
    *out = json_string_value(v);
    return MOHUR_OK;
}

mohur_status
mohur__object_type(const struct mohur__object *o,
                   const char *what,
                   const char *type)
{
    mohur_status st = MOHUR_OK;
    const char *is  = "";
    size_t family   = (size_t)(strchr(type, '/') - type) + 1;
    char words[MOHUR__JSON_WHERE_CAP];

    TRY(mohur__object_text(o, "type", TYPE_MAX, &is));
    if (strcmp(is, type) != 0) {
        snprintf(words, sizeof words, "is not %s", type);
        st = strncmp(is, type, family) == 0
                 ? mohur__error(o->ctx, MOHUR_E_UNSUPPORTED,
                                "%s of a later format than %s", what, type)
                 : mohur__object_refuse(o, "type", words);
    }

out:
    return st;
}

mohur_status
mohur__object_number(const struct mohur__object *o,
                     const char *name,
                     uint64_t min,
                     uint64_t max,
                     uint64_t *out)
{
    const json_t *v = json_object_get(o->json, name);

    if (v == NULL) {
        return MOHUR_OK;
    }
    if (json_typeof(v) != JSON_INTEGER ||
        (uint64_t)json_integer_value(v) < min ||
        (uint64_t)json_integer_value(v) > max) {
        return mohur__object_refuse(o, name, "is not a number in its bounds");
    }
    *out = (uint64_t)json_integer_value(v);
    return MOHUR_OK;
}

mohur_status
mohur__object_flag(const struct mohur__object *o, const char *name, bool *out)
{
    const json_t *v = json_object_get(o->json, name);

    if (v == NULL) {
        return MOHUR_OK;
    }
    if (json_typeof(v) != JSON_TRUE && json_typeof(v) != JSON_FALSE) {
        return mohur__object_refuse(o, name, "is not true or false");
    }
    *out = json_typeof(v) == JSON_TRUE;
    return MOHUR_OK;
}

mohur_status
mohur__object_first_second(const struct mohur__object *o,
                           const char *name,
                           int64_t *out)
{
    mohur_status st  = MOHUR_OK;
    const char *text = NULL;
    int64_t t        = 0;

    TRY(mohur__object_text(o, name, DATE_LEN, &text));
    if (text == NULL) {
        return MOHUR_OK;
    }
    if (!mohur__time_parse(mohur__bytes_text(text), &t) || t <= 0) {
        REFUSE(o, name, "is not a date YYYY-MM-DD");
    }
    *out = t;

out:
    return st;
}

mohur_status
mohur__object_last_second(const struct mohur__object *o,
                          const char *name,
                          int64_t *out)
{
    mohur_status st = MOHUR_OK;
    int64_t first   = -1;

    TRY(mohur__object_first_second(o, name, &first));
    if (first >= 0) {
        *out = first + DAY_SECONDS - 1;
    }

out:
    return st;
}

mohur_status
mohur__object_word(const struct mohur__object *o,
                   const char *name,
                   const char *const *words,
                   uint8_t *out)
{
    mohur_status st  = MOHUR_OK;
    const char *text = NULL;

    TRY(mohur__object_text(o, name, MOHUR__JSON_WHERE_CAP, &text));
    if (text == NULL) {
        return MOHUR_OK;
    }
    for (uint8_t i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], text) == 0) {
            *out = i;
            return MOHUR_OK;
        }
    }
    st = mohur__object_refuse(o, name, "is not one of its words");

out:
    return st;
}

/* ---- what is inside ---- */

static void
where_of(const struct mohur__object *o,
         const char *name,
         char out[MOHUR__JSON_WHERE_CAP])
{
    /* Names are ours, and four levels of them have room. */
    snprintf(out, MOHUR__JSON_WHERE_CAP, "%.40s%s%.20s", o->where,
             o->where[0] != '\0' ? "." : "", name);
}

mohur_status
mohur__object_enter(const struct mohur__object *o,
                    const char *name,
                    struct mohur__object *out)
{
    const json_t *v                   = json_object_get(o->json, name);
    char where[MOHUR__JSON_WHERE_CAP] = {0};

    *out = (struct mohur__object){.ctx = o->ctx};
    if (v == NULL) {
        return MOHUR_OK;
    }
    where_of(o, name, where);
    return open_inner(o, v, where, out);
}

mohur_status
mohur__object_list(const struct mohur__object *o,
                   const char *name,
                   size_t max,
                   size_t *out_len)
{
    const json_t *v = json_object_get(o->json, name);

    *out_len = 0;
    if (v == NULL) {
        return MOHUR_OK;
    }
    if (json_typeof(v) != JSON_ARRAY || json_array_size(v) > max) {
        return mohur__object_refuse(o, name, "is not a list, or too long");
    }
    *out_len = json_array_size(v);
    return MOHUR_OK;
}

mohur_status
mohur__object_list_enter(const struct mohur__object *o,
                         const char *name,
                         size_t i,
                         struct mohur__object *out)
{
    char where[MOHUR__JSON_WHERE_CAP] = {0};

    snprintf(where, sizeof where, "%.30s%s%.20s[%u]", o->where,
             o->where[0] != '\0' ? "." : "", name, (unsigned)(i & 0xFFFF));
    return open_inner(o, json_array_get(json_object_get(o->json, name), i),
                      where, out);
}

mohur_status
mohur__object_list_text(const struct mohur__object *o,
                        const char *name,
                        size_t i,
                        size_t max,
                        const char **out)
{
    const json_t *v = json_array_get(json_object_get(o->json, name), i);

    if (!json_is_string(v) || json_string_length(v) > max) {
        return mohur__object_refuse(o, name,
                                    "has something that is not a short text");
    }
    *out = json_string_value(v);
    return MOHUR_OK;
}
