/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

/* The verbs: one table for parsing, help and dispatch. */

/* What a verb takes: options and groups of them. */
#define OPTIONS(...) ((const uint8_t[]){__VA_ARGS__, OPT_COUNT})
#define COMMON       OPT_COMMON
#define PLAIN        OPT_JSON, OPT_QUIET, OPT_VERBOSE, OPT_HELP
#define KEY_MAKING                                                             \
    COMMON, OPT_FOR, OPT_ALG, OPT_LEVEL, OPT_EXPORTABLE, OPT_ACTIVATE,         \
        OPT_DAYS, OPT_PROCESS_DAYS, OPT_MAX_USES, OPT_ROTATE_DAYS,             \
        OPT_ACTIVATE_DELAY, OPT_OWNER, OPT_COMMENT
#define APPROVED COMMON, OPT_REQUEST, OPT_APPROVE, OPT_AS, OPT_FORCE
#define NEW_PASS OPT_NEW_PASS_FD, OPT_NEW_PASS_FILE
#define RECIPIENT                                                              \
    COMMON, NEW_PASS, OPT_RECIPIENT, OPT_PASSPHRASE, OPT_WITH_PASSPHRASE,      \
        OPT_PASSPHRASE_AND_KEY, OPT_SIGNER
#define OPENING                                                                \
    COMMON, NEW_PASS, OPT_PASSPHRASE, OPT_FROM, OPT_UNSIGNED, OPT_FORWARDED,   \
        OPT_MAX_SIZE, OPT_JOBS, OPT_PASSPHRASE_AND_KEY, OPT_ADMIN,             \
        OPT_THRESHOLD, OPT_HEADER

const struct cli_verb cli_verbs[] = {
    {"init", NULL, "[--profile FILE --authority VKEY... [--threshold K]]",
     "make a keystore",
     "  mohur init\n  mohur init --store /srv/keys --pass-file pass.txt\n"
     "  mohur init --profile national.json-note --authority VKEY\n",
     OPTIONS(COMMON,
             OPT_ARGON2_MIB,
             OPT_ARGON2_PASSES,
             OPT_PROFILE,
             OPT_AUTHORITY,
             OPT_THRESHOLD),
     0, 0, cli_init},
    {"key", "create", "NAME --for sign|seal|wrap", "make a key",
     "  mohur key create me --for sign\n"
     "  mohur key create box --for seal --alg X25519 --exportable\n"
     "  mohur key create root --for sign --hsm "
     "'pkcs11:token=hsm?module-path=/usr/lib/softhsm/libsofthsm2.so'\n",
     OPTIONS(KEY_MAKING, APPROVED, OPT_HSM), 1, 1, cli_key_create},
    {"key", "list", "", "list the keys and their versions",
     "  mohur key list\n  mohur key list --stale --json\n",
     OPTIONS(COMMON, OPT_STALE), 0, 0, cli_key_list},
    {"key", "show", "NAME", "say what is known of a key",
     "  mohur key show me\n", OPTIONS(COMMON, OPT_VERSION), 1, 1, cli_key_show},
    {"key", "export", "NAME [-o FILE]",
     "write a public key, or with --private the private one, encrypted",
     "  mohur key export box > box.pem\n"
     "  mohur key export box --private -o box.key\n"
     "  mohur key export box --wrap-with kek -o box.kwp\n",
     OPTIONS(APPROVED,
             NEW_PASS,
             OPT_PRIVATE,
             OPT_JWK,
             OPT_CERTIFICATES,
             OPT_WRAP_WITH,
             OPT_OUTPUT,
             OPT_FORCE,
             OPT_VERSION),
     1, 1, cli_key_export},
    {"key", "import", "NAME --for sign|seal|wrap FILE",
     "bring in a private key (PKCS#8 PEM), or one that is wrapped",
     "  mohur key import box --for seal box.key\n"
     "  mohur key import box --for seal --wrap-with kek box.kwp\n",
     OPTIONS(KEY_MAKING, NEW_PASS, APPROVED, OPT_WRAP_WITH), 2, 2,
     cli_key_import},
    {"key", "rotate", "NAME", "add a new version of a key",
     "  mohur key rotate me\n  mohur key rotate me --activate 2027-01-01\n",
     OPTIONS(APPROVED, OPT_ACTIVATE), 1, 1, cli_key_rotate},
    {"key", "activate", "NAME --version V", "put a version into use now",
     "  mohur key activate me --version 2\n", OPTIONS(APPROVED, OPT_VERSION), 1,
     1, cli_key_move},
    {"key", "suspend", "NAME --version V", "take a version out of use for now",
     "  mohur key suspend me --version 2\n", OPTIONS(APPROVED, OPT_VERSION), 1,
     1, cli_key_move},
    {"key", "resume", "NAME --version V", "put a suspended version back",
     "  mohur key resume me --version 2\n", OPTIONS(APPROVED, OPT_VERSION), 1,
     1, cli_key_move},
    {"key", "deactivate", "NAME --version V",
     "let a version only open and verify",
     "  mohur key deactivate me --version 1\n", OPTIONS(APPROVED, OPT_VERSION),
     1, 1, cli_key_move},
    {"key", "compromise", "NAME --version V",
     "say that somebody else may have a version",
     "  mohur key compromise me --version 1\n", OPTIONS(APPROVED, OPT_VERSION),
     1, 1, cli_key_move},
    {"slot", "add",
     "--passphrase | --shares K/N | --hsm URI | -r RECIPIENT | --all ...",
     "add a way to unlock the keystore",
     "  mohur slot add --passphrase --label deputy\n"
     "  mohur slot add --shares 3/5 --recovery --alg X25519\n"
     "  mohur slot add -r safe.pem --label safe\n"
     "  mohur slot add --hsm "
     "'pkcs11:token=hsm?module-path=/usr/lib/softhsm/libsofthsm2.so'\n"
     "  mohur slot add --all --passphrase --shares 2/3\n",
     OPTIONS(APPROVED,
             NEW_PASS,
             OPT_PASSPHRASE,
             OPT_SHARES,
             OPT_HSM,
             OPT_RECIPIENT,
             OPT_ALL,
             OPT_LABEL,
             OPT_RECOVERY,
             OPT_ALG,
             OPT_DAYS,
             OPT_ARGON2_MIB,
             OPT_ARGON2_PASSES),
     0, 0, cli_slot_add},
    {"slot", "list", "", "list the ways to unlock the keystore",
     "  mohur slot list\n  mohur slot list --json\n", OPTIONS(COMMON), 0, 0,
     cli_slot_list},
    {"slot", "remove", "SLOT",
     "take a slot away; what it opened, it opens in old copies",
     "  mohur slot remove deputy\n", OPTIONS(APPROVED), 1, 1, cli_slot_remove},
    {"slot", "revoke", "SLOT",
     "take a slot away and encrypt the keystore under a new root key",
     "  mohur slot revoke deputy\n"
     "  mohur slot revoke 0f3a --new-pass-file other.txt\n",
     OPTIONS(APPROVED, NEW_PASS), 1, 1, cli_slot_revoke},
    {"slot", "renew", "",
     "encrypt the keystore under a new root key, as its profile wants it",
     "  mohur slot renew\n"
     "  mohur slot renew --new-pass-file other.txt\n",
     OPTIONS(APPROVED, NEW_PASS), 0, 0, cli_slot_renew},
    {"key", "destroy", "NAME --version V --erase E1|E2|E3",
     "erase a version: first it waits, then the same command ends it",
     "  mohur key destroy me --version 1 --erase E1\n"
     "  mohur key destroy me --version 1 --erase E1 -o receipt\n",
     OPTIONS(APPROVED, OPT_VERSION, OPT_ERASE, OPT_OUTPUT), 1, 1,
     cli_key_destroy},
    {"key", "cancel", "NAME --version V",
     "let a version that waits to be destroyed live on, out of use",
     "  mohur key cancel me --version 1\n", OPTIONS(APPROVED, OPT_VERSION), 1,
     1, cli_key_move},
    {"key", "hold", "NAME", "forbid that any version is destroyed",
     "  mohur key hold me\n", OPTIONS(APPROVED), 1, 1, cli_key_hold},
    {"key", "release", "NAME", "lift a legal hold", "  mohur key release me\n",
     OPTIONS(APPROVED), 1, 1, cli_key_hold},
    {"role", "add", "LABEL KEY --caps LIST",
     "give somebody a role, by the public key that they sign with",
     "  mohur role add Aysel aysel.pem --caps officer\n",
     OPTIONS(APPROVED, OPT_CAPS, OPT_UNTIL), 2, 2, cli_role_add},
    {"role", "remove", "LABEL", "take a role away, for good",
     "  mohur role remove Aysel\n", OPTIONS(APPROVED), 1, 1, cli_role_remove},
    {"role", "list", "", "list the roles", "  mohur role list --json\n",
     OPTIONS(COMMON), 0, 0, cli_role_list},
    {"role", "begin", "", "have roles count from now on; there is no way back",
     "  mohur role begin\n", OPTIONS(COMMON), 0, 0, cli_role_begin},
    {"anchor", "create", "PATH",
     "make a rollback anchor, where whoever can replace the keystore cannot "
     "write: a file on another disk, a database of another server, a token",
     "  mohur anchor create /mnt/other/keys.anchor\n"
     "  mohur anchor create postgresql://me@other/anchors\n"
     "  mohur anchor create "
     "'pkcs11:token=vault?module-path=/usr/lib/softhsm/libsofthsm2.so'\n",
     OPTIONS(COMMON), 1, 1, cli_anchor_create},
    {"anchor", "accept", "", "take a keystore that was set back as it is",
     "  mohur anchor accept --anchor /mnt/other/keys.anchor\n",
     OPTIONS(APPROVED), 0, 0, cli_anchor_accept},
    {"approve", NULL, "REQUEST -s KEY -o APPROVAL",
     "sign a request for a change, as a role",
     "  mohur approve destroy.req -s me -o destroy.aysel\n",
     OPTIONS(COMMON, OPT_SIGNER, OPT_OUTPUT, OPT_FORCE), 1, 1, cli_approve},
    {"backup", "create", "-o PATH (-r RECIPIENT... | --passphrase | --shares)",
     "write a backup for others, who need not be able to open the keystore",
     "  mohur backup create -r safe.pem -o backup\n"
     "  mohur backup create --shares 3/5 -o backup\n",
     OPTIONS(APPROVED,
             NEW_PASS,
             OPT_OUTPUT,
             OPT_RECIPIENT,
             OPT_PASSPHRASE,
             OPT_SHARES,
             OPT_ARGON2_MIB,
             OPT_ARGON2_PASSES),
     0, 0, cli_backup_create},
    {"backup", "restore", "BACKUP [--live PATH | --merge [KEY]...]",
     "make a keystore of a backup, or merge its keys into one that is there",
     "  mohur backup restore backup --store /srv/keys --key-file safe.key\n"
     "  mohur backup restore backup --merge --dry-run --key-file safe.key\n",
     OPTIONS(COMMON,
             NEW_PASS,
             OPT_LIVE,
             OPT_MERGE,
             OPT_DRY_RUN,
             OPT_ARGON2_MIB,
             OPT_ARGON2_PASSES),
     1, 1024, cli_backup_restore},
    {"share", "split", "--shares K/N [FILE]",
     "split 16 to 64 bytes of a file, or of stdin, into SLIP-39 shares",
     "  mohur share split --shares 3/5 secret.bin\n",
     OPTIONS(PLAIN, OPT_SHARES), 0, 1, cli_share_split},
    {"share", "combine", "-o FILE [SHARES]...",
     "put shares together again, from files or the terminal",
     "  mohur share combine -o secret.bin one.txt two.txt three.txt\n"
     "  mohur share combine -o secret.bin\n",
     OPTIONS(PLAIN, OPT_OUTPUT, OPT_FORCE), 0, 64, cli_share_combine},
    {"key", "csr", "NAME --subject NAME [-o FILE]",
     "ask an authority for a certificate (PKCS#10)",
     "  mohur key csr me --subject \"C=AZ, O=Agency, CN=Aysel\" -o me.csr\n",
     OPTIONS(COMMON, OPT_SUBJECT, OPT_OUTPUT, OPT_FORCE, OPT_VERSION), 1, 1,
     cli_key_csr},
    {"key", "certify", "NAME FILE...",
     "keep a key's certificate with it, and those of its issuers",
     "  mohur key certify me me.crt\n  mohur key certify me me.crt ca.crt\n",
     OPTIONS(COMMON, OPT_VERSION), 2, 9, cli_key_certify},
    {"seal", NULL, "-r RECIPIENT... (-s KEY | --unsigned) -o OUT PATH...",
     "seal files and folders into an archive",
     "  mohur seal -r A.pem -r B.pem -s me -o papers.mohur papers\n"
     "  mohur seal --passphrase -s me -o papers.mohur a.txt b.txt\n",
     OPTIONS(COMMON,
             NEW_PASS,
             OPT_RECIPIENT,
             OPT_PASSPHRASE,
             OPT_SIGNER,
             OPT_UNSIGNED,
             OPT_OUTPUT,
             OPT_FORCE,
             OPT_JOBS,
             OPT_CIPHER,
             OPT_PAD,
             OPT_MIXED_PQ,
             OPT_SKIP,
             OPT_EDITABLE,
             OPT_COMPRESS,
             OPT_LINKS,
             OPT_ANONYMOUS,
             OPT_ADDRESSEES_ONLY,
             OPT_LABEL,
             OPT_PASSPHRASE_AND_KEY,
             OPT_HEADER_POLICY,
             OPT_ADMIN,
             OPT_ARGON2_MIB,
             OPT_ARGON2_PASSES),
     1, SIZE_MAX, cli_seal},
    {"open", NULL, "-o DIR FILE [--from SIGNER]... [NAME...]",
     "open an archive into a new folder",
     "  mohur open -o opened papers.mohur\n"
     "  mohur open -o opened --from alice.pem papers.mohur papers/a.txt\n"
     "  ssh host cat papers.mohur | mohur open -o opened -\n"
     "  mohur open -o saved --salvage damaged.mohur\n",
     OPTIONS(OPENING,
             OPT_LINKS,
             OPT_OUTPUT,
             OPT_FORCE,
             OPT_SYNC,
             OPT_PROVISIONAL,
             OPT_SALVAGE),
     1, SIZE_MAX, cli_open},
    {"list", NULL, "FILE", "list what is in an archive",
     "  mohur list papers.mohur\n  mohur list --json papers.mohur\n",
     OPTIONS(OPENING), 1, 1, cli_list},
    {"recipient", "add", "FILE -r RECIPIENT...",
     "let others open an archive too; its content is not touched",
     "  mohur recipient add papers.mohur -r C.pem\n"
     "  mohur recipient add papers.mohur --passphrase\n",
     OPTIONS(RECIPIENT, OPT_MIXED_PQ, OPT_ARGON2_MIB, OPT_ARGON2_PASSES), 1, 1,
     cli_recipient_add},
    {"recipient", "remove", "FILE -r RECIPIENT...",
     "take somebody out of an archive's header; what they have, they keep",
     "  mohur recipient remove papers.mohur -r B.pem\n"
     "  mohur recipient remove papers.mohur --passphrase\n",
     OPTIONS(RECIPIENT), 1, 1, cli_recipient_remove},
    {"recipient", "list", "FILE [-r RECIPIENT]...",
     "list the ways to open an archive, and which of them are known keys",
     "  mohur recipient list papers.mohur\n"
     "  mohur recipient list papers.mohur -r B.pem\n",
     OPTIONS(COMMON, OPT_RECIPIENT), 1, 1, cli_recipient_list},
    {"reseal", NULL, "FILE -o OUT -r RECIPIENT...",
     "seal an archive again, under another key; its signatures stay",
     "  mohur reseal papers.mohur -o new.mohur -r A.pem\n"
     "  mohur reseal papers.mohur -o new.mohur -r A.pem --cipher "
     "ChaCha20-Poly1305\n",
     OPTIONS(OPENING,
             OPT_OUTPUT,
             OPT_FORCE,
             OPT_RECIPIENT,
             OPT_WITH_PASSPHRASE,
             OPT_SIGNER,
             OPT_CIPHER,
             OPT_PAD,
             OPT_MIXED_PQ,
             OPT_EDITABLE,
             OPT_ANONYMOUS,
             OPT_ARGON2_MIB,
             OPT_ARGON2_PASSES),
     1, 1, cli_reseal},
    {"sign", NULL,
     "-k KEY [--cert FILE...] [--attached] [--level T --tsa URL] -o OUT "
     "FILE...",
     "sign documents, for everybody's software (CAdES, ASiC)",
     "  mohur sign -k me --cert me.crt -o decree.pdf.p7s decree.pdf\n"
     "  mohur sign -k me --cert me.crt -o decree.asice decree.pdf map.png\n"
     "  mohur sign -k me --cert me.crt --add decree.asice -o both.asice\n"
     "  mohur sign -k me --cert me.crt --counter a.p7s -o b.p7s\n"
     "  mohur sign -k me --cert me.crt --cert ca.crt --attached -o a.p7m a\n"
     "  mohur sign -k me --cert me.crt --attr registration_number=17/2026 "
     "--attr voen=1234567890 -o a.p7s a\n"
     "  mohur sign -k me --cert me.crt --level T --tsa http://tsa.example/ -o "
     "a.p7s a\n"
     "  mohur sign --prepare a.state --state-key kek --cert me.crt -o a.dtbs "
     "a\n"
     "  mohur sign --finish a.state --state-key kek --signature a.sig -o a.p7s "
     "a\n",
     OPTIONS(COMMON,
             OPT_SIGN_KEY,
             OPT_CERT,
             OPT_SIGN_FORMAT,
             OPT_ADD,
             OPT_COUNTER,
             OPT_STATE_KEY,
             OPT_PREPARE,
             OPT_FINISH,
             OPT_SIGNATURE,
             OPT_ATTR,
             OPT_DAYS,
             OPT_ATTACHED,
             OPT_LEVEL,
             OPT_TSA,
             OPT_TRUST,
             OPT_AUTHORITY,
             OPT_THRESHOLD,
             OPT_OFFLINE,
             OPT_OUTPUT,
             OPT_FORCE),
     0, 500, cli_sign},
    {"extend", NULL,
     "--level L [--tsa URL] [--trust DIR] [--evidence DIR] -o OUT FILE",
     "add what a signed document needs to outlive its certificates",
     "  mohur extend --level T --tsa http://tsa.example/ -o b.p7s a.p7s\n"
     "  mohur extend --level LT --trust anchors -o c.p7s b.p7s\n"
     "  mohur extend --level LT --trust anchors --offline --evidence crls "
     "-o c.p7s b.p7s\n"
     "  mohur extend --level LTA --tsa http://tsa.example/ --trust anchors "
     "--evidence crls --content decree.pdf -o d.p7s c.p7s\n",
     OPTIONS(PLAIN,
             OPT_LEVEL,
             OPT_TSA,
             OPT_TRUST,
             OPT_AUTHORITY,
             OPT_THRESHOLD,
             OPT_EVIDENCE,
             OPT_CONTENT,
             OPT_CERT,
             OPT_FETCH_ISSUERS,
             OPT_OFFLINE,
             OPT_OUTPUT,
             OPT_FORCE),
     1, 1, cli_extend},
    {"verify", NULL,
     "--trust DIR [--evidence DIR] [--online] [--store PATH] [--content FILE] "
     "[-o OUT] FILE",
     "say whether a document's signatures are to be believed, and why",
     "  mohur verify --trust anchors --evidence crls --content decree.pdf "
     "decree.pdf.p7s\n"
     "  mohur verify --trust anchors --online --content decree.pdf "
     "decree.pdf.p7s\n"
     "  mohur verify --trust anchors --report decree.html -o documents "
     "decree.asice\n"
     "  mohur verify --trust anchors --expect minister.json --at 2027-01-31 "
     "a.p7m\n"
     "  mohur verify --trust anchors --store /srv/keys --content decree.pdf "
     "decree.pdf.p7s\n",
     OPTIONS(COMMON,
             OPT_TRUST,
             OPT_AUTHORITY,
             OPT_THRESHOLD,
             OPT_CONTENT,
             OPT_AT,
             OPT_EVIDENCE,
             OPT_ONLINE,
             OPT_FETCH_ISSUERS,
             OPT_OFFLINE,
             OPT_REPORT,
             OPT_EXPECT,
             OPT_FORCE,
             OPT_NO_REVOCATION,
             OPT_OUTPUT,
             OPT_SYNC),
     1, 1, cli_verify},
    {"inspect", NULL, "FILE",
     "say what a file is and under which algorithms; needs no key",
     "  mohur inspect papers.mohur\n  mohur inspect A.pem\n"
     "  mohur inspect papers.mohur --export-header papers.mohurh\n",
     OPTIONS(COMMON, OPT_EXPORT_HEADER, OPT_FORCE), 1, 1, cli_inspect},
    {"profile", "show", "[FILE]",
     "print a profile: that of a file, of the keystore, or the built-in one",
     "  mohur profile show\n  mohur profile show national.json-note --json\n",
     OPTIONS(COMMON), 0, 1, cli_profile_show},
    {"profile", "check", "FILE [--authority VKEY]... [--threshold K]",
     "check a profile: its form, the floor, and who signed it",
     "  mohur profile check national.json-note\n",
     OPTIONS(COMMON, OPT_AUTHORITY, OPT_THRESHOLD), 1, 1, cli_profile_check},
    {"profile", "impact", "[FILE] [--days N]",
     "say which keys will stop working, and when, if a profile is accepted",
     "  mohur profile impact\n"
     "  mohur profile impact national.json-note --days 365\n",
     OPTIONS(COMMON, OPT_DAYS), 0, 1, cli_profile_impact},
    {"profile", "accept", "FILE [--authority VKEY]... [--threshold K]",
     "make a profile the one that the keystore follows",
     "  mohur profile accept national.json-note\n",
     OPTIONS(APPROVED, OPT_AUTHORITY, OPT_THRESHOLD, OPT_STEP_BACK), 1, 1,
     cli_profile_accept},
    {"cbom", NULL, "", "write a bill of materials of the keys (CycloneDX 1.7)",
     "  mohur cbom > keys.cdx.json\n", OPTIONS(COMMON, OPT_NAMES), 0, 0,
     cli_cbom},
    {"doctor", NULL, "", "check this machine, this build and the keystore",
     "  mohur doctor\n  mohur doctor --pass-file pass.txt --json\n",
     OPTIONS(COMMON), 0, 0, cli_doctor},
    {"selftest", NULL, "", "check every algorithm of every backend",
     "  mohur selftest\n", OPTIONS(COMMON), 0, 0, cli_selftest},
    {"version", NULL, "", "say which version this is",
     "  mohur version\n  mohur version --json\n", OPTIONS(COMMON), 0, 0,
     cli_version},
};

const size_t cli_verbs_len = sizeof cli_verbs / sizeof cli_verbs[0];
