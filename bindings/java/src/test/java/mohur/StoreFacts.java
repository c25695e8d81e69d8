/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import static mohur.Facts.ascii;
import static mohur.Facts.fact;
import static mohur.Facts.place;
import static mohur.Facts.refused;
import static mohur.Facts.same;
import static mohur.Facts.thrown;
import static mohur.Facts.yes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Keystores and keys. */
final class StoreFacts {
    static final char[] PASS = "a test's passphrase".toCharArray();
    private static final String[] AUTHORITY = {
        "authority.example/a+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
        "authority.example/b+0e4b3d87+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU"};
    private static Context context;
    private static Keystore store;

    private StoreFacts() {
    }

    private static byte[] utf8(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    static KeystoreOptions options(String name) {
        return new KeystoreOptions().path(place(name).toString()).passphrase(PASS)
            .mKib(64 * 1024).t(3);
    }

    static Key make(Keystore in, String name, Purpose purpose) {
        return in.newKey(new KeyOptions().name(name).purpose(purpose).exportable(true));
    }

    /** A key that is in no store, so that it does not get stale meanwhile. */
    static Key lasting(Context in, Keystore store, String name, Purpose purpose) {
        char[] pass = "pass".toCharArray();
        try (Key key = make(store, name, purpose)) {
            return Key.ofPrivate(in, purpose, ascii(key.exportPrivate(in, pass)), pass);
        }
    }

    static void run() {
        try (Context made = Context.create()) {
            context = made;
            try (Keystore fresh = Keystore.create(context, options("store"))) {
                store = fresh;
                keys();
                letters();
                slots();
                anchors();
                profiles();
            }
            opening();
            roles();
            backups();
            shares();
        }
    }

    private static void keys() {
        Facts.group("a keystore");
        fact("makes keys that say what they are", () -> {
            try (Key key = make(store, "imza", Purpose.SIGN)) {
                same("imza", key.name());
                same(1, key.version());
                same(Purpose.SIGN, key.purpose());
                same(32, key.id().length);
                yes(key.hasPrivate());
                same(key.alg(), Mohur.alg(Mohur.name(key.alg())));
            }
        });
        fact("keeps names with ı and İ", () -> {
            make(store, "açar ıİ", Purpose.SEAL).close();
            try (Key key = store.key("açar ıİ")) {
                same("açar ıİ", key.name());
            }
        });
        fact("refuses a name that is taken",
            () -> refused(Status.E_EXISTS, () -> make(store, "imza", Purpose.SIGN)));
        fact("rotates, and gives both versions", () -> {
            same(2, store.rotate("imza"));
            try (Key first = store.key("imza", 1); Key now = store.key("imza")) {
                same(1, first.version());
                same(2, now.version());
            }
        });
        fact("lists every version", () -> {
            List<KeyInfo> all = store.list();
            same(3, all.size());
            same(KeyState.ACTIVE, all.get(2).state());
            yes(all.get(2).created() != null && all.get(2).destroyAfter() == null);
            yes(all.get(2).toString().contains("name=imza"));
        });
        fact("moves a version to another state", () -> {
            store.move("imza", 2, KeyState.SUSPENDED);
            same(KeyState.SUSPENDED, store.list().get(2).state());
            store.move("imza", 2, KeyState.ACTIVE);
        });
        fact("says that there is no key of a name", () -> {
            MohurException e = thrown(MohurException.Unlocking.class, () -> store.key("nobody"));
            same("MOHUR_E_NO_KEY", e.code());
            yes(!e.hint().isEmpty() && !e.getMessage().isEmpty());
        });
        fact("tells of itself, and checks itself", () -> {
            same(2L, store.info().rings());
            yes(store.info().unlocked());
            store.check();
        });
        fact("holds and destroys as its rules say", () -> {
            store.hold("imza", true);
            yes(store.list().get(1).legalHold());
            store.hold("imza", false);
            refused(Status.E_KEY_STATE, () -> store.destroy(
                new DestroyOptions().name("imza").version(1)));
        });
    }

    private static void letters() {
        Facts.group("a key");
        fact("leaves and comes back as PEM", () -> {
            try (Key key = store.key("imza")) {
                String pem = key.exportPrivate(context, "other".toCharArray());
                KeyOptions as = new KeyOptions().name("imported").purpose(Purpose.SIGN);
                refused(Status.E_PASSPHRASE,
                    () -> store.importKey(as, ascii(pem), "wrong".toCharArray()));
                try (Key back = store.importKey(as, ascii(pem), "other".toCharArray());
                     Key alone = Key.ofPrivate(context, Purpose.SIGN, ascii(pem),
                         "other".toCharArray());
                     Key shown = Key.ofPublic(context, Purpose.SIGN, key.exportPublic(context))) {
                    same(key.id(), back.id());
                    same(key.id(), alone.id());
                    same(key.id(), shown.id());
                    yes(!shown.hasPrivate());
                }
                yes(key.exportJwk(context).contains("\"kty\""));
            }
        });
        fact("leaves and comes back wrapped", () -> {
            try (Key kek = make(store, "kek", Purpose.WRAP); Key key = store.key("imza")) {
                byte[] wrapped = key.exportWrapped(context, kek);
                KeyOptions as = new KeyOptions().name("unwrapped").purpose(Purpose.SIGN);
                byte[] spoilt = wrapped.clone();
                spoilt[9] ^= 1;
                refused(Status.E_AUTH, () -> store.importWrapped(as, kek, spoilt));
                try (Key back = store.importWrapped(as, kek, wrapped)) {
                    same(key.id(), back.id());
                }
            }
        });
        fact("is fetched to be recovered only where that is due", () -> {
            refused(Status.E_KEY_STATE, () -> store.keyFor("açar ıİ", 1, KeyUse.RECOVER));
            store.move("açar ıİ", 1, KeyState.SUSPENDED);
            store.keyFor("açar ıİ", 1, KeyUse.RECOVER).close();
            store.move("açar ıİ", 1, KeyState.ACTIVE);
        });
        fact("outlives its keystore", () -> {
            Key key = store.key("imza");
            same(2, key.version());
            key.close();
        });
        fact("that is closed is refused, wherever it is used", () -> {
            Key key = store.key("imza");
            key.close();
            key.close();
            IllegalStateException e =
                thrown(IllegalStateException.class, () -> key.exportPublic(context));
            same("the key is closed", e.getMessage());
            thrown(IllegalStateException.class, key::name);
        });
    }

    private static void slots() {
        Facts.group("a slot");
        fact("of a host's secret opens the store, and one that throws does not", () -> {
            byte[] secret = new byte[32];
            secret[3] = 7;
            byte[] id = store.addSlot(new SlotOptions().type(SlotType.CALLBACK).label("kms")
                .callbackName("agency").callback(name -> secret.clone()));
            same(16, id.length);
            try (Keystore again = Keystore.open(context, place("store").toString())) {
                IOException lost = new IOException("no connection");
                MohurException e = thrown(MohurException.class, () -> again.unlock(
                    new Unlock().type(SlotType.CALLBACK).callback(name -> {
                        throw lost;
                    })));
                same(lost, e.getCause());
                List<String> asked = new ArrayList<>();
                again.unlock(new Unlock().type(SlotType.CALLBACK).callback(name -> {
                    asked.add(name);
                    return secret.clone();
                }));
                same(List.of("agency"), asked);
            }
            same(2, store.slots().size());
            store.removeSlot(id);
            same(1, store.slots().size());
        });
        fact("of shares opens the store with enough of them", () -> {
            SlotOptions made = new SlotOptions().type(SlotType.SHARES).label("three").shares(
                new ShareOptions().groups(new ShareGroup().threshold(2).count(3)));
            byte[] id = store.addSlot(made);
            try (Shares shares = made.outShares();
                 Keystore again = Keystore.open(context, place("store").toString())) {
                same(3, shares.size());
                refused(Status.E_PASSPHRASE, () -> again.unlock(
                    new Unlock().type(SlotType.SHARES).shares(List.of(shares.get(0)))));
                again.unlock(new Unlock().type(SlotType.SHARES)
                    .shares(List.of(shares.get(2), shares.get(0))));
                yes(again.info().unlocked());
            }
            same(0, store.revokeSlot(id, List.of(new Unlock().passphrase(PASS))));
        });
    }

    private static void anchors() {
        Facts.group("an anchor");
        fact("in Java moves on with every change", () -> {
            byte[][] kept = {null};
            store.addAnchor(new AnchorStore() {
                @Override
                public byte[] read() {
                    return kept[0];
                }

                @Override
                public void write(byte[] record) {
                    kept[0] = record;
                }
            }, true);
            byte[] before = kept[0];
            store.rotate("imza");
            same(160, before.length);
            yes(!java.util.Arrays.equals(before, kept[0]));
        });
        fact("in a file is noticed when it is not there",
            () -> refused(Status.E_IO, () -> store.addAnchor(place("no-anchor"), false)));
        fact("is not accepted where nothing was set back",
            () -> refused(Status.E_STATE, () -> store.accept()));
    }

    private static void profiles() {
        Facts.group("a profile");
        fact("answers, with its reason", () -> {
            try (Profile profile = Profile.builtin(context)) {
                Decision decision = profile.decide(context, new Request()
                    .operation(Operation.SIGN).alg(Alg.RSASSA_PKCS1).bits(1024)
                    .now(java.time.Instant.now()));
                yes(!decision.allowed());
                yes(!Mohur.name(decision.reason()).isEmpty());
                same("az-reference-1", profile.id());
                same(1L, profile.version());
                same(32, profile.hash().length);
                yes(profile.text(context).startsWith("{"));
            }
        });
        fact("of the store says what will change", () -> {
            try (Profile profile = store.profile()) {
                same("az-reference-1", profile.id());
                yes(store.impact(null).startsWith("{"));
                yes(store.impact(profile).startsWith("{"));
                yes(store.cbom(true).contains("imza"));
                yes(!store.cbom(false).contains("imza"));
            }
        });
        fact("in a file is read, and one that was altered is not accepted", () -> {
            String sample = java.nio.file.Files.readString(java.nio.file.Path.of(
                System.getenv("MOHUR_SOURCE_DIR"), "tests/data/profile/sample.json-note"));
            refused(Status.E_UNSUPPORTED, () -> Profile.parse(context, utf8(sample)));
            byte[] note = utf8(sample.replace("\"1.0.0\"", "\"" + Mohur.version() + "\""));
            try (Profile profile = Profile.parse(context, note);
                 Profile present = Profile.builtin(context)) {
                ProfileFindings found =
                    profile.check(context, new ProfileTrust().present(present));
                same(ProfileChange.REFUSED, found.change());
                refused(Status.E_AUTH,
                    () -> store.acceptProfile(profile, new ProfileTrust()));
            }
        });
        fact("is what a new store follows from its first change on", () -> {
            byte[] note = java.nio.file.Files.readAllBytes(java.nio.file.Path.of(
                System.getenv("MOHUR_SOURCE_DIR"), "docs/profiles/cnsa-2.0.json-note"));
            try (Profile profile = Profile.parse(context, note)) {
                refused(Status.E_UNTRUSTED, () -> Keystore.createUnder(context, options("ruled"),
                    profile, new ProfileTrust()));
                try (Keystore ruled = Keystore.createUnder(context, options("ruled"), profile,
                    new ProfileTrust().keys(AUTHORITY))) {
                    same("example/cnsa-2.0", ruled.info().profile());
                    same(1L, ruled.info().seq());
                }
            }
        });
        fact("that is built in, or is none, is not accepted", () -> {
            try (Profile profile = Profile.builtin(context); Key key = store.key("imza")) {
                thrown(MohurException.Contract.class,
                    () -> profile.check(context, new ProfileTrust()));
                thrown(MohurException.Contract.class,
                    () -> store.acceptProfile(profile, new ProfileTrust()));
                yes(Profile.verifierKey(context, key, "me").startsWith("me"));
                refused(Status.E_FORMAT, () -> Profile.sign(context, ascii("{}"), key, null));
                refused(Status.E_FORMAT, () -> Profile.parse(context, ascii("{}")));
            }
        });
    }

    private static void opening() {
        Facts.group("opening a keystore");
        fact("refuses another passphrase, and takes the right one", () -> {
            try (Keystore again = Keystore.open(context, place("store").toString())) {
                refused(Status.E_STATE, again::list);
                thrown(MohurException.Unlocking.class, () -> again.unlock("no".toCharArray()));
                again.unlock(new String(PASS).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                yes(!again.list().isEmpty());
            }
        });
        fact("takes another thread in without its passphrase", () -> {
            String path = place("store").toString();
            try (Context other = Context.create(); Keystore first = Keystore.open(context, path);
                 Keystore beside = Keystore.open(context, path);
                 Keystore again = Keystore.open(other, path)) {
                refused(Status.E_STATE, () -> again.unlockLike(first));
                first.unlock(PASS);
                again.unlockLike(first);
                beside.unlockLike(again);
                again.key("imza").close();
                yes(beside.info().unlocked());
            }
        });
        fact("refuses a folder that is none", () -> {
            MohurException e = thrown(MohurException.InputOutput.class,
                () -> Keystore.open(context, place("nothing").toString()));
            same(Status.E_IO, e.status());
        });
        fact("refuses a path with a zero in it", () -> thrown(IllegalArgumentException.class,
            () -> Keystore.open(context, "a\0b")));
    }

    private static void roles() {
        Facts.group("roles");
        fact("are listed, and a request is approved by their keys", () -> {
            try (Keystore officers = Keystore.create(context, options("officers"));
                 Keystore agency = Keystore.create(context, options("agency"))) {
                List<Key> keys = new ArrayList<>();
                for (String name : List.of("a", "b", "m")) {
                    keys.add(lasting(context, officers, name, Purpose.SIGN));
                    agency.addRole(new RoleOptions().label(name).key(keys.get(keys.size() - 1))
                        .caps(Set.of(name.equals("m") ? Cap.KEY_MANAGER : Cap.OFFICER)));
                }
                same(3, agency.roles().size());
                agency.beginRoles();
                refused(Status.E_POLICY, () -> make(agency, "sealed", Purpose.SEAL));
                byte[] request = agency.request(1, () -> make(agency, "sealed", Purpose.SEAL));
                RequestInfo about = Keystore.readRequest(context, request);
                same(Act.KEY_CREATE, about.act());
                same("sealed", about.name());
                agency.approve(Keystore.signRequest(context, request, keys.get(2)));
                make(agency, "sealed", Purpose.SEAL).close();
                same(1, agency.list().size());
                refused(Status.E_POLICY, () -> make(agency, "more", Purpose.SEAL));
                agency.actAs(keys.get(2));
                make(agency, "more", Purpose.SEAL).close();
                agency.actAs(null);
                thrown(MohurException.class,
                    () -> agency.removeRole(agency.roles().get(0).id()));
                keys.forEach(Key::close);
            }
        });
    }

    private static boolean has(Keystore in, String name) {
        return in.list().stream().anyMatch(k -> k.name().equals(name));
    }

    private static void backups() {
        Facts.group("a backup");
        fact("is restored with the keys in it", () -> {
            try (Keystore live = Keystore.open(context, place("store").toString())) {
                live.unlock(PASS);
                live.backup(new BackupOptions().slots(
                    new SlotOptions().passphrase("backup".toCharArray()).mKib(65536)),
                    place("backup"));
            }
            try (Keystore backup = Keystore.open(context, place("backup").toString())) {
                backup.unlock("backup".toCharArray());
                try (Keystore again = backup.restore(new RestoreOptions()
                    .path(place("restored").toString()).passphrase(PASS).mKib(65536))) {
                    yes(has(again, "imza"));
                }
            }
        });
        fact("gives a keystore the keys that it does not have", () -> {
            try (Keystore backup = Keystore.open(context, place("backup").toString());
                 Keystore live = Keystore.open(context, place("officers").toString())) {
                backup.unlock("backup".toCharArray());
                live.unlock(PASS);
                MergeOptions only = new MergeOptions().names("imza");
                List<MergeItem> would = live.merge(backup, only.look(true));
                same(MergeFate.ADDED, would.get(0).fate());
                yes(!has(live, "imza"));
                same(would.size(), live.merge(backup, only.look(false)).size());
                yes(has(live, "imza"));
                MergeItem there = live.merge(backup, only).get(0);
                same("imza", there.name());
                same(1, there.version());
                same(MergeFate.THERE, there.fate());
                refused(Status.E_NO_KEY,
                    () -> live.merge(backup, new MergeOptions().names("nobody")));
            }
        });
    }

    private static void shares() {
        Facts.group("shares");
        fact("give the secret again, and too few do not", () -> {
            byte[] secret = ascii("0123456789abcdef");
            try (Shares shares = Shares.split(context, new ShareOptions().groups(
                new ShareGroup().threshold(2).count(2)), secret)) {
                same(secret, Shares.combine(context, List.of(shares.get(0), shares.get(1)), null));
                refused(Status.E_PASSPHRASE,
                    () -> Shares.combine(context, List.of(shares.get(0)), null));
                thrown(IndexOutOfBoundsException.class, () -> shares.get(2));
            }
        });
    }
}
