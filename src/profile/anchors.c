/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/anchors.h"

#include "asn1/oid.h"
#include "asn1/oid_text.h"
#include "base/guard.h"
#include "profile/json.h"
#include <mohur/trust.h>

#include <string.h>

static const char TYPE[] = "mohur-anchors/1";

static const struct {
    const char *name;
    mohur_trust_role role;
} ROLES[] = {
    {"sign", MOHUR_TRUST_SIGN},       {"tsa", MOHUR_TRUST_TSA},
    {"ocsp", MOHUR_TRUST_OCSP},       {"seal", MOHUR_TRUST_SEAL},
    {"archive", MOHUR_TRUST_ARCHIVE},
};

enum {
    ROLES_MAX = sizeof ROLES / sizeof ROLES[0],
    HEX_LEN   = 2 * MOHUR__ANCHOR_DIGEST_LEN
};

static mohur_status
read_head(struct mohur__anchor_list *list)
{
    mohur_status st               = MOHUR_OK;
    const struct mohur__object *o = &list->o;

    TRY(mohur__object_type(o, "the list is", TYPE));
    TRY(mohur__object_members(o, "anchors expires issued type version"));
    TRY(mohur__object_number(o, "version", 1, MOHUR__JSON_NUMBER_MAX,
                             &list->version));
    TRY(mohur__object_first_second(o, "issued", &list->issued));
    TRY(mohur__object_last_second(o, "expires", &list->expires));
    if (list->expires < list->issued) {
        REFUSE(o, "expires", "is before issued");
    }
    TRY(mohur__object_list(o, "anchors", MOHUR__ANCHORS_MAX, &list->len));

out:
    return st;
}

/* ---- one anchor ---- */

static int
nibble(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static mohur_status
read_digest(const struct mohur__object *o, struct mohur__anchor_row *out)
{
    mohur_status st = MOHUR_OK;
    const char *hex = "";
    bool good       = false;

    TRY(mohur__object_text(o, "sha256", HEX_LEN, &hex));
    good = strlen(hex) == HEX_LEN;
    for (size_t i = 0; good && i < MOHUR__ANCHOR_DIGEST_LEN; i++) {
        int high = nibble(hex[2 * i]);
        int low  = nibble(hex[2 * i + 1]);

        good           = high >= 0 && low >= 0;
        out->digest[i] = good ? (uint8_t)(high * 16 + low) : 0;
    }
    if (!good) {
        REFUSE(o, "sha256", "is not 64 hex digits");
    }

out:
    return st;
}

/* The role of this name; 0: there is none. */
static uint32_t
role_of(const char *name)
{
    for (size_t i = 0; i < ROLES_MAX; i++) {
        if (strcmp(ROLES[i].name, name) == 0) {
            return (uint32_t)ROLES[i].role;
        }
    }
    return 0;
}

static mohur_status
read_roles(const struct mohur__object *o, struct mohur__anchor_row *out)
{
    mohur_status st  = MOHUR_OK;
    const char *name = "";
    size_t len       = 0;

    TRY(mohur__object_list(o, "roles", ROLES_MAX, &len));
    for (size_t i = 0; i < len; i++) {
        uint32_t role = 0;

        TRY(mohur__object_list_text(o, "roles", i, MOHUR__ANCHORS_TEXT_MAX,
                                    &name));
        role = role_of(name);
        if (role == 0 || (out->roles & role) != 0) {
            REFUSE(o, "roles",
                   "has one twice, or one that is none of "
                   "sign, tsa, ocsp, seal and archive");
        }
        out->roles |= role;
    }
    if (out->roles == 0) {
        REFUSE(o, "roles", "has none");
    }

out:
    return st;
}

/* ---- its policies ---- */

/* What is wrong with the i-th policy; NULL if nothing is. */
static const char *
policy_fault(const struct mohur__anchor_row *row, size_t i)
{
    uint8_t room[MOHUR__OID_BYTES_MAX] = {0};
    size_t len = mohur__oid_read_text(row->policies[i], MOHUR__SPAN(room));

    for (size_t k = 0; k < i; k++) {
        if (strcmp(row->policies[k], row->policies[i]) == 0) {
            return "has one twice";
        }
    }
    if (len == 0) {
        return "has something that is no object identifier, as 1.2.3";
    }
    return mohur__oid_find(mohur__bytes_of(room, len)) == MOHUR__OID_ANY_POLICY
               ? "has any policy: leave it out"
               : NULL;
}

static mohur_status
read_policies(const struct mohur__object *o, struct mohur__anchor_row *out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__object_list(o, "policies", MOHUR__ANCHOR_POLICIES_MAX,
                           &out->policies_len));
    if (json_object_get(o->json, "policies") != NULL &&
        out->policies_len == 0) {
        REFUSE(o, "policies", "has none");
    }
    for (size_t i = 0; i < out->policies_len; i++) {
        const char *fault = NULL;

        TRY(mohur__object_list_text(o, "policies", i, MOHUR__OID_TEXT_MAX,
                                    &out->policies[i]));
        fault = policy_fault(out, i);
        if (fault != NULL) {
            REFUSE(o, "policies", fault);
        }
    }

out:
    return st;
}

/* ---- the rest of it ---- */

/* What is for people alone must be in order too. */
static mohur_status
read_words(const struct mohur__object *o, struct mohur__anchor_row *out)
{
    static const char *const classes[] = {"none", "strengthened", "perfect",
                                          NULL};
    static const char *const wants[]   = {"require", "none", NULL};
    mohur_status st                    = MOHUR_OK;
    const char *text                   = "";
    int64_t received                   = 0;
    uint8_t word                       = 0;

    TRY(mohur__object_word(o, "class", classes, &word));
    out->legal_class =
        json_object_get(o->json, "class") == NULL ? "" : classes[word];
    TRY(mohur__object_text(o, "source", MOHUR__ANCHORS_TEXT_MAX, &text));
    TRY(mohur__object_first_second(o, "received", &received));
    word = 0;
    TRY(mohur__object_word(o, "revocation", wants, &word));
    out->no_revocation = word == 1;

out:
    return st;
}

mohur_status
mohur__anchors_at(const struct mohur__anchor_list *list,
                  size_t i,
                  struct mohur__anchor_row *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__object o = {0};

    *out = (struct mohur__anchor_row){.file = ""};
    TRY(mohur__object_list_enter(&list->o, "anchors", i, &o));
    TRY(mohur__object_members(
        &o, "class? file from policies? received? revocation? roles sha256 "
            "source? to"));
    TRY(mohur__object_text(&o, "file", MOHUR__ANCHORS_NAME_MAX, &out->file));
    TRY(read_digest(&o, out));
    TRY(read_roles(&o, out));
    TRY(read_policies(&o, out));
    TRY(read_words(&o, out));
    TRY(mohur__object_first_second(&o, "from", &out->from));
    TRY(mohur__object_last_second(&o, "to", &out->to));
    if (out->to < out->from) {
        REFUSE(&o, "to", "is before from");
    }

out:
    return st;
}

/* ---- all of it ---- */

/* Every anchor can be read, before any is believed. */
static mohur_status
read_all(struct mohur__anchor_list *list)
{
    mohur_status st = MOHUR_OK;
    struct mohur__anchor_row row;

    TRY(read_head(list));
    for (size_t i = 0; i < list->len; i++) {
        TRY(mohur__anchors_at(list, i, &row));
    }

out:
    return st;
}

mohur_status
mohur__anchors_parse(mohur_ctx *ctx,
                     mohur__bytes text,
                     struct mohur__anchor_list *out)
{
    mohur_status st = MOHUR_OK;

    *out = (struct mohur__anchor_list){.json = NULL};
    REQUIRE(ctx, text.len > 0 && text.data[text.len - 1] == '\n',
            MOHUR_E_FORMAT, "a list is one line of JSON with a newline");
    TRY(mohur__json_parse(ctx, mohur__bytes_sub(text, 0, text.len - 1),
                          &out->json));
    out->o.of = "list";
    TRY(mohur__object_open(ctx, out->json, "", &out->o));
    TRY(read_all(out));

out:
    if (st != MOHUR_OK) {
        mohur__anchors_wipe(out);
    }
    return st;
}

void
mohur__anchors_wipe(struct mohur__anchor_list *list)
{
    json_decref(list->json);
    *list = (struct mohur__anchor_list){.json = NULL};
}
