/* SPDX-License-Identifier: Apache-2.0 */
#include "format.h"
#include "opening.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What an archive may be believed to be, in words and as JSON. */

static const char *
trust_name(mohur_archive_trust trust)
{
    static const char *const names[] = {"none", "forwarded", "signed"};

    return trust <= MOHUR_ARCHIVE_TRUST_SIGNED ? names[trust] : "none";
}

static const char *
signature_name(mohur_signature_state state)
{
    static const char *const names[] = {"unchecked", "unknown", "good"};

    return state <= MOHUR_SIGNATURE_GOOD ? names[state] : "unchecked";
}

/* Of section 8 of the format. */
static const char *
signature_alg_name(uint32_t alg)
{
    switch (alg) {
    case 1:
        return "Ed25519";
    case 2:
        return "ECDSA-P256";
    case 3:
        return "ECDSA-P384";
    case 4:
        return "ML-DSA-65";
    case 5:
        return "ML-DSA-87";
    case 16:
        return "CMS";
    default:
        return "unknown";
    }
}

static const char *
header_name(mohur_header_state header)
{
    static const char *const names[] = {"original", "changed",
                                        "changed by an administrator"};

    return header <= MOHUR_HEADER_BY_ADMIN ? names[header] : "changed";
}

/* The keystore's or file's name for a signer; "" if it has none. */
static const char *
sender_name(const struct cli_opening *o, const uint8_t *id)
{
    for (size_t i = 0; i < o->senders.len; i++) {
        if (memcmp(mohur_key_id(o->senders.at[i]), id, MOHUR_KEY_ID_LEN) == 0) {
            return mohur_key_name(o->senders.at[i]);
        }
    }
    return "";
}

static json_t *
signers_json(const struct cli_opening *o, const mohur_archive_result *r)
{
    json_t *signers = json_array();

    for (size_t i = 0; i < r->signers_len; i++) {
        const mohur_archive_signer *s = &r->signers[i];
        json_t *signer                = json_object();

        cli_json_hex(signer, "key_id", s->key_id, MOHUR_KEY_ID_LEN);
        json_object_set_new(signer, "name",
                            cli_json_text(sender_name(o, s->key_id)));
        json_object_set_new(signer, "alg",
                            json_string(signature_alg_name(s->alg)));
        json_object_set_new(signer, "signature",
                            json_string(signature_name(s->state)));
        json_array_append_new(signers, signer);
    }
    return signers;
}

/* The handling label as text, cut at 255 bytes or a zero; "" for none. */
static void
label_text(const mohur_archive_result *r, char out[256])
{
    snprintf(out, 256, "%.*s", r->label_len < 255 ? (int)r->label_len : 255,
             r->label != NULL ? r->label : "");
}

json_t *
cli_verdict_json(const struct cli_opening *o, const char *schema)
{
    const mohur_archive_result *r = mohur_archive_reader_result(o->reader);
    json_t *answer                = cli_json_new(schema);
    char label[256];

    json_object_set_new(answer, "verdict", json_string("PASSED"));
    json_object_set_new(answer, "trust", json_string(trust_name(r->trust)));
    json_object_set_new(answer, "intended", json_boolean(r->intended));
    json_object_set_new(answer, "header", json_string(header_name(r->header)));
    if (r->header == MOHUR_HEADER_BY_ADMIN) {
        cli_json_hex(answer, "header_admin", r->header_admin, MOHUR_KEY_ID_LEN);
    }
    json_object_set_new(answer, "generation", json_integer(r->generation));
    json_object_set_new(answer, "cipher", json_string(mohur_alg_name(r->aead)));
    json_object_set_new(answer, "pq_confidential",
                        json_boolean(r->pq_confidential));
    cli_json_time(answer, "created", r->created);
    cli_json_hex(answer, "archive_id", r->archive_id, sizeof r->archive_id);
    json_object_set_new(answer, "entries",
                        json_integer((json_int_t)r->entries));
    json_object_set_new(answer, "bytes",
                        json_integer((json_int_t)r->content_len));
    json_object_set_new(answer, "addressees_only",
                        json_boolean(r->addressees_only));
    if (r->label != NULL) {
        label_text(r, label);
        json_object_set_new(answer, "label", cli_json_text(label));
    }
    json_object_set_new(answer, "signers", signers_json(o, r));
    return answer;
}

static void
note_label(const struct cli *cli, const char *label)
{
    char *shown = cli_escape(label);

    cli_note(cli, "handling label: %s", shown);
    free(shown);
}

void
cli_verdict_note(const struct cli *cli, const struct cli_opening *o)
{
    const mohur_archive_result *r = mohur_archive_reader_result(o->reader);
    char label[256];

    for (size_t i = 0; i < r->signers_len; i++) {
        char id[2 * MOHUR_KEY_ID_LEN + 1];
        const char *name = sender_name(o, r->signers[i].key_id);

        cli_hex(r->signers[i].key_id, MOHUR_KEY_ID_LEN, id);
        cli_note(cli, "signature %s: %s%s%.16s...",
                 signature_name(r->signers[i].state), name,
                 name[0] != '\0' ? ", key " : "key ", id);
    }
    if (r->signers_len == 0) {
        cli_note(cli, "nobody signed this archive");
    }
    if (r->label != NULL) {
        label_text(r, label);
        note_label(cli, label);
    }
    if (!r->intended) {
        cli_note(cli, "it was addressed to somebody else");
    }
    if (r->header == MOHUR_HEADER_BY_ADMIN) {
        cli_note(cli, "an administrator whom the sender named changed who can "
                      "open it");
    } else if (r->header != MOHUR_HEADER_ORIGINAL) {
        cli_note(cli, "somebody who could open it changed who else can");
    }
}
