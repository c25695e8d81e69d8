/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

/* The verbs: one table for parsing, help and dispatch. */

#define COMMON OPT_COMMON
#define KEY_MAKING                                                             \
    (COMMON | OPT_BIT(OPT_FOR) | OPT_BIT(OPT_ALG) | OPT_BIT(OPT_LEVEL) |       \
     OPT_BIT(OPT_EXPORTABLE) | OPT_BIT(OPT_ACTIVATE) | OPT_BIT(OPT_DAYS) |     \
     OPT_BIT(OPT_PROCESS_DAYS) | OPT_BIT(OPT_OWNER) | OPT_BIT(OPT_COMMENT))
#define APPROVED                                                               \
    (COMMON | OPT_BIT(OPT_REQUEST) | OPT_BIT(OPT_APPROVE) | OPT_BIT(OPT_AS) |  \
     OPT_BIT(OPT_FORCE))
#define NEW_PASS (OPT_BIT(OPT_NEW_PASS_FD) | OPT_BIT(OPT_NEW_PASS_FILE))
#define RECIPIENT                                                              \
    (COMMON | NEW_PASS | OPT_BIT(OPT_RECIPIENT) | OPT_BIT(OPT_PASSPHRASE) |    \
     OPT_BIT(OPT_WITH_PASSPHRASE) | OPT_BIT(OPT_PASSPHRASE_AND_KEY) |          \
     OPT_BIT(OPT_SIGNER))
#define OPENING                                                                \
    (COMMON | NEW_PASS | OPT_BIT(OPT_PASSPHRASE) | OPT_BIT(OPT_FROM) |         \
     OPT_BIT(OPT_UNSIGNED) | OPT_BIT(OPT_FORWARDED) | OPT_BIT(OPT_MAX_SIZE) |  \
     OPT_BIT(OPT_JOBS) | OPT_BIT(OPT_PASSPHRASE_AND_KEY) |                     \
     OPT_BIT(OPT_ADMIN) | OPT_BIT(OPT_THRESHOLD) | OPT_BIT(OPT_HEADER))

const struct cli_verb cli_verbs[] = {
    {"init", NULL, "", "make a keystore",
     "  mohur init\n  mohur init --store /srv/keys --pass-file pass.txt\n",
     COMMON | OPT_BIT(OPT_ARGON2_MIB) | OPT_BIT(OPT_ARGON2_PASSES), 0, 0,
     cli_init},
    {"key", "create", "NAME --for sign|seal|wrap", "make a key",
     "  mohur key create me --for sign\n"
     "  mohur key create box --for seal --alg X25519 --exportable\n",
     KEY_MAKING | APPROVED, 1, 1, cli_key_create},
    {"key", "list", "", "list the keys and their versions",
     "  mohur key list\n  mohur key list --stale --json\n",
     COMMON | OPT_BIT(OPT_STALE), 0, 0, cli_key_list},
    {"key", "show", "NAME", "say what is known of a key",
     "  mohur key show me\n", COMMON | OPT_BIT(OPT_VERSION), 1, 1,
     cli_key_show},
    {"key", "export", "NAME [-o FILE]",
     "write a public key, or with --private the private one, encrypted",
     "  mohur key export box > box.pem\n"
     "  mohur key export box --private -o box.key\n",
     APPROVED | NEW_PASS | OPT_BIT(OPT_PRIVATE) | OPT_BIT(OPT_JWK) |
         OPT_BIT(OPT_OUTPUT) | OPT_BIT(OPT_FORCE) | OPT_BIT(OPT_VERSION),
     1, 1, cli_key_export},
    {"key", "import", "NAME --for sign|seal FILE",
     "bring in a private key (PKCS#8 PEM)",
     "  mohur key import box --for seal box.key\n",
     KEY_MAKING | NEW_PASS | APPROVED, 2, 2, cli_key_import},
    {"key", "rotate", "NAME", "add a new version of a key",
     "  mohur key rotate me\n  mohur key rotate me --activate 2027-01-01\n",
     APPROVED | OPT_BIT(OPT_ACTIVATE), 1, 1, cli_key_rotate},
    {"key", "activate", "NAME --version V", "put a version into use now",
     "  mohur key activate me --version 2\n", APPROVED | OPT_BIT(OPT_VERSION),
     1, 1, cli_key_move},
    {"key", "suspend", "NAME --version V", "take a version out of use for now",
     "  mohur key suspend me --version 2\n", APPROVED | OPT_BIT(OPT_VERSION), 1,
     1, cli_key_move},
    {"key", "resume", "NAME --version V", "put a suspended version back",
     "  mohur key resume me --version 2\n", APPROVED | OPT_BIT(OPT_VERSION), 1,
     1, cli_key_move},
    {"key", "deactivate", "NAME --version V",
     "let a version only open and verify",
     "  mohur key deactivate me --version 1\n", APPROVED | OPT_BIT(OPT_VERSION),
     1, 1, cli_key_move},
    {"key", "compromise", "NAME --version V",
     "say that somebody else may have a version",
     "  mohur key compromise me --version 1\n", APPROVED | OPT_BIT(OPT_VERSION),
     1, 1, cli_key_move},
    {"slot", "add", "--passphrase [--label TEXT]",
     "add a way to unlock the keystore",
     "  mohur slot add --passphrase --label deputy\n"
     "  mohur slot add --passphrase --recovery --alg X25519\n",
     COMMON | NEW_PASS | OPT_BIT(OPT_PASSPHRASE) | OPT_BIT(OPT_LABEL) |
         OPT_BIT(OPT_RECOVERY) | OPT_BIT(OPT_ALG) | OPT_BIT(OPT_DAYS) |
         OPT_BIT(OPT_ARGON2_MIB) | OPT_BIT(OPT_ARGON2_PASSES),
     0, 0, cli_slot_add},
    {"slot", "list", "", "list the ways to unlock the keystore",
     "  mohur slot list\n  mohur slot list --json\n", COMMON, 0, 0,
     cli_slot_list},
    {"slot", "remove", "SLOT",
     "take a slot away; what it opened, it opens in old copies",
     "  mohur slot remove deputy\n", COMMON, 1, 1, cli_slot_remove},
    {"slot", "revoke", "SLOT",
     "take a slot away and encrypt the keystore under a new root key",
     "  mohur slot revoke deputy\n"
     "  mohur slot revoke 0f3a --new-pass-file other.txt\n",
     COMMON | NEW_PASS, 1, 1, cli_slot_revoke},
    {"key", "destroy", "NAME --version V --erase E1|E2|E3",
     "erase a version: first it waits, then the same command ends it",
     "  mohur key destroy me --version 1 --erase E1\n"
     "  mohur key destroy me --version 1 --erase E1 -o receipt\n",
     APPROVED | OPT_BIT(OPT_VERSION) | OPT_BIT(OPT_ERASE) | OPT_BIT(OPT_OUTPUT),
     1, 1, cli_key_destroy},
    {"key", "cancel", "NAME --version V",
     "let a version that waits to be destroyed live on, out of use",
     "  mohur key cancel me --version 1\n", APPROVED | OPT_BIT(OPT_VERSION), 1,
     1, cli_key_move},
    {"key", "hold", "NAME", "forbid that any version is destroyed",
     "  mohur key hold me\n", APPROVED, 1, 1, cli_key_hold},
    {"key", "release", "NAME", "lift a legal hold", "  mohur key release me\n",
     APPROVED, 1, 1, cli_key_hold},
    {"role", "add", "LABEL KEY --caps LIST",
     "give somebody a role, by the public key that they sign with",
     "  mohur role add Aysel aysel.pem --caps officer\n",
     APPROVED | OPT_BIT(OPT_CAPS) | OPT_BIT(OPT_UNTIL), 2, 2, cli_role_add},
    {"role", "remove", "LABEL", "take a role away, for good",
     "  mohur role remove Aysel\n", APPROVED, 1, 1, cli_role_remove},
    {"role", "list", "", "list the roles", "  mohur role list --json\n", COMMON,
     0, 0, cli_role_list},
    {"role", "begin", "", "have roles count from now on; there is no way back",
     "  mohur role begin\n", COMMON, 0, 0, cli_role_begin},
    {"approve", NULL, "REQUEST -s KEY -o APPROVAL",
     "sign a request for a change, as a role",
     "  mohur approve destroy.req -s me -o destroy.aysel\n",
     COMMON | OPT_BIT(OPT_SIGNER) | OPT_BIT(OPT_OUTPUT) | OPT_BIT(OPT_FORCE), 1,
     1, cli_approve},
    {"seal", NULL, "-r RECIPIENT... (-s KEY | --unsigned) -o OUT PATH...",
     "seal files and folders into an archive",
     "  mohur seal -r A.pem -r B.pem -s me -o papers.mohur papers\n"
     "  mohur seal --passphrase -s me -o papers.mohur a.txt b.txt\n",
     COMMON | NEW_PASS | OPT_BIT(OPT_RECIPIENT) | OPT_BIT(OPT_PASSPHRASE) |
         OPT_BIT(OPT_SIGNER) | OPT_BIT(OPT_UNSIGNED) | OPT_BIT(OPT_OUTPUT) |
         OPT_BIT(OPT_FORCE) | OPT_BIT(OPT_JOBS) | OPT_BIT(OPT_CIPHER) |
         OPT_BIT(OPT_PAD) | OPT_BIT(OPT_MIXED_PQ) | OPT_BIT(OPT_SKIP) |
         OPT_BIT(OPT_EDITABLE) | OPT_BIT(OPT_COMPRESS) | OPT_BIT(OPT_LINKS) |
         OPT_BIT(OPT_ANONYMOUS) | OPT_BIT(OPT_PASSPHRASE_AND_KEY) |
         OPT_BIT(OPT_HEADER_POLICY) | OPT_BIT(OPT_ADMIN) |
         OPT_BIT(OPT_ARGON2_MIB) | OPT_BIT(OPT_ARGON2_PASSES),
     1, SIZE_MAX, cli_seal},
    {"open", NULL, "-o DIR FILE [--from SIGNER]... [NAME...]",
     "open an archive into a new folder",
     "  mohur open -o opened papers.mohur\n"
     "  mohur open -o opened --from alice.pem papers.mohur papers/a.txt\n"
     "  ssh host cat papers.mohur | mohur open -o opened -\n"
     "  mohur open -o saved --salvage damaged.mohur\n",
     OPENING | OPT_BIT(OPT_LINKS) | OPT_BIT(OPT_OUTPUT) | OPT_BIT(OPT_FORCE) |
         OPT_BIT(OPT_SYNC) | OPT_BIT(OPT_PROVISIONAL) | OPT_BIT(OPT_SALVAGE),
     1, SIZE_MAX, cli_open},
    {"list", NULL, "FILE", "list what is in an archive",
     "  mohur list papers.mohur\n  mohur list --json papers.mohur\n", OPENING,
     1, 1, cli_list},
    {"recipient", "add", "FILE -r RECIPIENT...",
     "let others open an archive too; its content is not touched",
     "  mohur recipient add papers.mohur -r C.pem\n"
     "  mohur recipient add papers.mohur --passphrase\n",
     RECIPIENT | OPT_BIT(OPT_MIXED_PQ) | OPT_BIT(OPT_ARGON2_MIB) |
         OPT_BIT(OPT_ARGON2_PASSES),
     1, 1, cli_recipient_add},
    {"recipient", "remove", "FILE -r RECIPIENT...",
     "take somebody out of an archive's header; what they have, they keep",
     "  mohur recipient remove papers.mohur -r B.pem\n"
     "  mohur recipient remove papers.mohur --passphrase\n",
     RECIPIENT, 1, 1, cli_recipient_remove},
    {"recipient", "list", "FILE [-r RECIPIENT]...",
     "list the ways to open an archive, and which of them are known keys",
     "  mohur recipient list papers.mohur\n"
     "  mohur recipient list papers.mohur -r B.pem\n",
     COMMON | OPT_BIT(OPT_RECIPIENT), 1, 1, cli_recipient_list},
    {"reseal", NULL, "FILE -o OUT -r RECIPIENT...",
     "seal an archive again, under another key; its signatures stay",
     "  mohur reseal papers.mohur -o new.mohur -r A.pem\n"
     "  mohur reseal papers.mohur -o new.mohur -r A.pem --cipher "
     "ChaCha20-Poly1305\n",
     OPENING | OPT_BIT(OPT_OUTPUT) | OPT_BIT(OPT_FORCE) |
         OPT_BIT(OPT_RECIPIENT) | OPT_BIT(OPT_WITH_PASSPHRASE) |
         OPT_BIT(OPT_SIGNER) | OPT_BIT(OPT_CIPHER) | OPT_BIT(OPT_PAD) |
         OPT_BIT(OPT_MIXED_PQ) | OPT_BIT(OPT_EDITABLE) |
         OPT_BIT(OPT_ANONYMOUS) | OPT_BIT(OPT_ARGON2_MIB) |
         OPT_BIT(OPT_ARGON2_PASSES),
     1, 1, cli_reseal},
    {"inspect", NULL, "FILE",
     "say what a file is and under which algorithms; needs no key",
     "  mohur inspect papers.mohur\n  mohur inspect A.pem\n"
     "  mohur inspect papers.mohur --export-header papers.mohurh\n",
     COMMON | OPT_BIT(OPT_EXPORT_HEADER) | OPT_BIT(OPT_FORCE), 1, 1,
     cli_inspect},
    {"doctor", NULL, "", "check this machine, this build and the keystore",
     "  mohur doctor\n  mohur doctor --pass-file pass.txt --json\n", COMMON, 0,
     0, cli_doctor},
    {"selftest", NULL, "", "check every algorithm of every backend",
     "  mohur selftest\n", COMMON, 0, 0, cli_selftest},
    {"version", NULL, "", "say which version this is",
     "  mohur version\n  mohur version --json\n", COMMON, 0, 0, cli_version},
};

const size_t cli_verbs_len = sizeof cli_verbs / sizeof cli_verbs[0];
