/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Keys with versions, dates and states, in a folder or on a server. */
public final class Keystore extends Handle {
    private Keystore(ContextState context, long address) {
        super("keystore", context, address, Native::keystoreFree);
    }

    /**
     * Makes a store.
     *
     * @param context a context
     * @param options where it is, and how it is locked
     * @return the store, unlocked, to be closed
     */
    public static Keystore create(Context context, KeystoreOptions options) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.keystoreCreate(c.ctx(), options.marshal(c), out));
            return new Keystore(context.context(), c.getLong(out));
        }
    }

    /**
     * Makes a store that follows a profile from its first change on.
     *
     * @param context a context
     * @param options where it is, and how it is locked
     * @param profile what it follows
     * @param trust names the authority of the profile
     * @return the store, unlocked, to be closed
     */
    public static Keystore createUnder(Context context, KeystoreOptions options, Profile profile,
        ProfileTrust trust) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.keystoreCreateUnder(c.ctx(), options.marshal(c), c.use(profile),
                trust.marshal(c), out));
            return new Keystore(context.context(), c.getLong(out));
        }
    }

    /**
     * Opens a store.
     *
     * @param context a context
     * @param path its folder, or the URI of its database
     * @return the store, locked, to be closed
     */
    public static Keystore open(Context context, String path) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.keystoreOpen(c.ctx(), new KeystoreOptions().path(path).marshal(c), out));
            return new Keystore(context.context(), c.getLong(out));
        }
    }

    private static long id16(Call c, byte[] id) {
        if (id.length != Layout.SLOT_ID_LEN) {
            throw new IllegalArgumentException("an id has 16 bytes");
        }
        return c.bytes(id);
    }

    private static long anchor(Call c, boolean create) {
        long at = c.alloc(Layout.ANCHOR_OPTIONS_SIZE);
        c.putLong(at, Layout.ANCHOR_OPTIONS_SIZE);
        c.putByte(at + Layout.ANCHOR_OPTIONS__CREATE, create ? 1 : 0);
        return at;
    }

    /**
     * Unlocks it with a passphrase, and checks it.
     *
     * @param passphrase the passphrase, as bytes
     */
    public void unlock(byte[] passphrase) {
        try (Call c = Call.in(this)) {
            c.check(Native.keystoreUnlock(c.use(this), c.bytes(passphrase), passphrase.length));
        }
    }

    /**
     * Unlocks it with a passphrase, and checks it.
     *
     * @param passphrase the passphrase, as UTF-8
     */
    public void unlock(char[] passphrase) {
        try (Call c = Call.in(this)) {
            long[] pass = c.secret(passphrase);
            c.check(Native.keystoreUnlock(c.use(this), pass[0], pass[1]));
        }
    }

    /**
     * Unlocks it with what is shown, and checks it.
     *
     * @param how what is shown
     */
    public void unlock(Unlock how) {
        try (Call c = Call.in(this)) {
            c.check(Native.keystoreUnlockWith(c.use(this), how.marshal(c)));
        }
    }

    /**
     * Unlocks it as another one of the same store is unlocked, which costs
     * next to nothing.  Both contexts are in use until it is done.
     *
     * @param like the same store, unlocked, in the context of another thread
     */
    public void unlockLike(Keystore like) {
        boolean same = like.state.context == state.context;
        try (Call c = Call.in(this); Call other = same ? null : Call.in(like)) {
            long from = (same ? c : other).use(like);
            c.check(Native.keystoreUnlockLike(c.use(this), from));
        }
    }

    /**
     * Says what is known of the store as a whole.
     *
     * @return what is known
     */
    public KeystoreInfo info() {
        try (Call c = Call.in(this)) {
            long out = KeystoreInfo.blank(c);
            c.check(Native.keystoreGetInfo(c.use(this), out));
            return KeystoreInfo.read(out);
        }
    }

    /**
     * Checks every row, from the disk.
     *
     */
    public void check() {
        try (Call c = Call.in(this)) {
            c.check(Native.keystoreCheck(c.use(this)));
        }
    }

    /**
     * Makes a key with its first version.
     *
     * @param options what it is
     * @return the key, to be closed
     */
    public Key newKey(KeyOptions options) {
        try (Call c = Call.in(this)) {
            long out = c.alloc(8);
            c.check(Native.keystoreKeyNew(c.use(this), options.marshal(c), out));
            return new Key(c.getLong(out), state.kept());
        }
    }

    /**
     * Gets the version of a key that protects now.
     *
     * @param name the key
     * @return the key, to be closed
     */
    public Key key(String name) {
        return key(name, 0);
    }

    /**
     * Gets a version of a key.
     *
     * @param name the key
     * @param version from 1; 0: the one that protects now
     * @return the key, to be closed
     */
    public Key key(String name, int version) {
        byte[] text = Call.utf8(name);
        try (Call c = Call.in(this)) {
            long out = c.alloc(8);
            c.check(Native.keystoreKey(c.use(this), c.bytes(text), text.length, version, out));
            return new Key(c.getLong(out), state.kept());
        }
    }

    /**
     * Gets a version of a key for what an ordinary handle refuses.  It is
     * recorded.
     *
     * @param name the key
     * @param version from 1; 0: the one that protects now
     * @param use what for
     * @return the key, to be closed
     */
    public Key keyFor(String name, int version, KeyUse use) {
        byte[] text = Call.utf8(name);
        try (Call c = Call.in(this)) {
            long out = c.alloc(8);
            c.check(Native.keystoreKeyFor(c.use(this), c.bytes(text), text.length, version,
                use.value(), out));
            return new Key(c.getLong(out), state.kept());
        }
    }

    /**
     * Adds a version with fresh key material.
     *
     * @param name the key
     * @param activateAt from when it protects; null: at once
     * @return its number
     */
    public int rotate(String name, Instant activateAt) {
        byte[] text = Call.utf8(name);
        try (Call c = Call.in(this)) {
            long out = c.alloc(8);
            c.check(Native.keystoreRotate(c.use(this), c.bytes(text), text.length,
                Times.number(activateAt, 0), out));
            return c.getInt(out);
        }
    }

    /**
     * Adds a version with fresh key material that protects at once.
     *
     * @param name the key
     * @return its number
     */
    public int rotate(String name) {
        return rotate(name, null);
    }

    /**
     * Moves a version to another state.
     *
     * @param name the key
     * @param version from 1; 0: the one that protects now
     * @param to the state
     */
    public void move(String name, int version, KeyState to) {
        byte[] text = Call.utf8(name);
        try (Call c = Call.in(this)) {
            c.check(Native.keystoreMove(c.use(this), c.bytes(text), text.length, version,
                to.value()));
        }
    }

    /**
     * Forbids that any version of a key is destroyed, or allows it again.
     *
     * @param name the key
     * @param on true to forbid
     */
    public void hold(String name, boolean on) {
        byte[] text = Call.utf8(name);
        try (Call c = Call.in(this)) {
            c.check(Native.keystoreHold(c.use(this), c.bytes(text), text.length, on));
        }
    }

    /**
     * Erases a version that waits to be destroyed.
     *
     * @param options which, and how thoroughly
     */
    public void destroy(DestroyOptions options) {
        try (Call c = Call.in(this)) {
            c.check(Native.keystoreDestroy(c.use(this), options.marshal(c)));
        }
    }

    /**
     * Brings in a private key.
     *
     * @param options what it becomes
     * @param pem PKCS#8, encrypted or plain
     * @param passphrase of an encrypted one; null for a plain one
     * @return the key, to be closed
     */
    public Key importKey(KeyOptions options, byte[] pem, char[] passphrase) {
        try (Call c = Call.in(this)) {
            long out = c.alloc(8);
            long[] pass = c.secret(passphrase);
            c.check(Native.keystoreImport(c.use(this), options.marshal(c), c.bytes(pem), pem.length,
                pass[0], pass[1], out));
            return new Key(c.getLong(out), state.kept());
        }
    }

    /**
     * Brings in a key that was wrapped.
     *
     * @param options what it becomes
     * @param kek the wrapping key
     * @param wrapped the bytes
     * @return the key, to be closed
     */
    public Key importWrapped(KeyOptions options, Key kek, byte[] wrapped) {
        try (Call c = Call.in(this)) {
            long out = c.alloc(8);
            c.check(Native.keystoreImportWrapped(c.use(this), options.marshal(c), c.use(kek),
                c.bytes(wrapped), wrapped.length, out));
            return new Key(c.getLong(out), state.kept());
        }
    }

    /**
     * Keeps certificates with a version of a key, in the place of those that
     * it has.
     *
     * @param name the key
     * @param version from 1; 0: the one that protects now
     * @param certificates one in DER, or some in PEM, its own first; null: it
     *     has none any more
     */
    public void certify(String name, int version, byte[] certificates) {
        byte[] text = Call.utf8(name);
        try (Call c = Call.in(this)) {
            c.check(Native.keystoreCertify(c.use(this), c.bytes(text), text.length, version,
                c.bytes(certificates), certificates == null ? 0 : certificates.length));
        }
    }

    /**
     * Gives the certificates that are kept with a version of a key.
     *
     * @param name the key
     * @param version from 1; 0: the one that protects now
     * @return PEM, its own first
     */
    public String certificates(String name, int version) {
        byte[] text = Call.utf8(name);
        try (Call c = Call.in(this)) {
            long store = c.use(this);
            long at = c.bytes(text);
            return Sink.text(c, sink -> Native.keystoreCertificates(store, at, text.length,
                version, sink));
        }
    }

    /**
     * Lists every version of every key, by name and version.
     *
     * @return a snapshot
     */
    public List<KeyInfo> list() {
        try (Call c = Call.in(this)) {
            long out = c.alloc(8);
            c.check(Native.keystoreList(c.use(this), out));
            long list = c.getLong(out);
            try {
                List<KeyInfo> found = new ArrayList<>();
                for (long i = 0; i < Native.keyListLen(list); i++) {
                    found.add(KeyInfo.read(Native.keyListAt(list, i)));
                }
                return found;
            } finally {
                Native.keyListFree(list);
            }
        }
    }

    /**
     * Adds a way to unlock it.  Shares that it makes are in
     * {@link SlotOptions#outShares} afterwards.
     *
     * @param options what opens it
     * @return the slot's id, 16 bytes
     */
    public byte[] addSlot(SlotOptions options) {
        try (Call c = Call.in(this)) {
            long id = c.alloc(Layout.SLOT_ID_LEN);
            int status = Native.keystoreSlotAdd(c.use(this), options.marshal(c), id);
            c.received();
            c.check(status);
            return Call.bytes(id, Layout.SLOT_ID_LEN);
        }
    }

    /**
     * Takes a way to unlock it away.
     *
     * @param id of the slot
     */
    public void removeSlot(byte[] id) {
        try (Call c = Call.in(this)) {
            c.check(Native.keystoreSlotRemove(c.use(this), id16(c, id)));
        }
    }

    /**
     * Takes a way to unlock it away and encrypts everything again.
     *
     * @param id of the slot; null: none, only a new root key
     * @param present what opens the slots that do not follow by themselves
     * @return how many slots became stale
     */
    public int revokeSlot(byte[] id, List<Unlock> present) {
        try (Call c = Call.in(this)) {
            long out = c.alloc(8);
            long with = c.pointers(present, u -> u.marshal(c));
            c.check(Native.keystoreSlotRevoke(c.use(this), id == null ? 0 : id16(c, id), with,
                present.size(), out));
            return c.getInt(out);
        }
    }

    /**
     * Lists the ways to unlock it, by label.
     *
     * @return a snapshot
     */
    public List<SlotInfo> slots() {
        try (Call c = Call.in(this)) {
            long out = c.alloc(8);
            c.check(Native.keystoreSlots(c.use(this), out));
            long list = c.getLong(out);
            try {
                List<SlotInfo> found = new ArrayList<>();
                for (long i = 0; i < Native.slotListLen(list); i++) {
                    found.add(SlotInfo.read(Native.slotListAt(list, i)));
                }
                return found;
            } finally {
                Native.slotListFree(list);
            }
        }
    }

    /**
     * Writes a backup.  Shares that it makes are in
     * {@link SlotOptions#outShares} afterwards.
     *
     * @param options who may open it
     * @param folder where it goes
     */
    public void backup(BackupOptions options, Path folder) {
        try (Call c = Call.in(this)) {
            int status = Native.keystoreBackup(c.use(this), options.marshal(c),
                c.cstring(folder.toString()));
            c.received();
            c.check(status);
        }
    }

    /**
     * Makes a store from this, an unlocked backup.
     *
     * @param options what the new store is
     * @return the new store, unlocked, to be closed
     */
    public Keystore restore(RestoreOptions options) {
        try (Call c = Call.in(this)) {
            long out = c.alloc(8);
            c.check(Native.keystoreRestore(c.use(this), options.marshal(c), out));
            return new Keystore(state.context, c.getLong(out));
        }
    }

    /**
     * Brings keys of an unlocked backup in, in one change: all that are asked
     * for, or none.  What is here stays as it is.
     *
     * @param backup a backup of this store, or of another one
     * @param options which keys, and whether to say only what would be
     * @return what became of each version
     */
    public List<MergeItem> merge(Keystore backup, MergeOptions options) {
        try (Call c = Call.in(this)) {
            long out = c.alloc(8);
            c.check(Native.keystoreMerge(c.use(this), c.use(backup), options.marshal(c), out));
            long list = c.getLong(out);
            try {
                List<MergeItem> found = new ArrayList<>();
                for (long i = 0; i < Native.mergeListLen(list); i++) {
                    found.add(MergeItem.read(Native.mergeListAt(list, i)));
                }
                return found;
            } finally {
                Native.mergeListFree(list);
            }
        }
    }

    /**
     * Adds a role.
     *
     * @param options who, and what he may do
     * @return its id, 16 bytes
     */
    public byte[] addRole(RoleOptions options) {
        try (Call c = Call.in(this)) {
            long id = c.alloc(Layout.ROLE_ID_LEN);
            c.check(Native.keystoreRoleAdd(c.use(this), options.marshal(c), id));
            return Call.bytes(id, Layout.ROLE_ID_LEN);
        }
    }

    /**
     * Takes a role away, for good.
     *
     * @param id of the role
     */
    public void removeRole(byte[] id) {
        try (Call c = Call.in(this)) {
            c.check(Native.keystoreRoleRemove(c.use(this), id16(c, id)));
        }
    }

    /**
     * Has roles count from now on.  There is no way back.
     *
     */
    public void beginRoles() {
        try (Call c = Call.in(this)) {
            c.check(Native.keystoreRoleBegin(c.use(this)));
        }
    }

    /**
     * Lists the roles.
     *
     * @return in no particular order
     */
    public List<RoleInfo> roles() {
        try (Call c = Call.in(this)) {
            long store = c.use(this);
            long len = c.alloc(8);
            int status = Native.keystoreRoles(store, 0, 0, len);
            long count = c.getLong(len);
            long at = c.alloc(count * RoleInfo.SIZE);
            if (status == Status.E_BUFFER_TOO_SMALL.value()) {
                status = Native.keystoreRoles(store, at, count, len);
            }
            c.check(status);
            return Call.list(at, c.getLong(len), RoleInfo.SIZE, RoleInfo::read);
        }
    }

    /**
     * Signs changes with the key of a role from now on.
     *
     * @param key the role's key, with its private part; null: nobody's
     */
    public void actAs(Key key) {
        try (Call c = Call.in(this)) {
            c.check(Native.keystoreActAs(c.use(this), c.use(key)));
        }
    }

    /**
     * Asks for a change instead of making it: what is to be approved.
     *
     * @param days for how many days approvals are good, 1 to 7
     * @param change makes the change with this store
     * @return the request, for those who approve
     */
    public byte[] request(int days, Runnable change) {
        try (Sink sink = Sink.memory(state.context, 1 << 20)) {
            try (Call c = Call.in(this)) {
                c.check(Native.keystoreRequest(c.use(this), days, c.use(sink)));
            }
            try {
                change.run();
            } catch (MohurException.Cancelled asked) {
                return sink.toByteArray();
            }
            throw new IllegalStateException("no change was asked for");
        }
    }

    /**
     * Gives an approval of the next change.
     *
     * @param approval what was signed
     */
    public void approve(byte[] approval) {
        try (Call c = Call.in(this)) {
            c.check(Native.keystoreApprove(c.use(this), c.bytes(approval), approval.length));
        }
    }

    /**
     * Reads a request.  It is not known who wrote it.
     *
     * @param context a context
     * @param request the request
     * @return what whoever signs it agrees to
     */
    public static RequestInfo readRequest(Context context, byte[] request) {
        try (Call c = Call.in(context)) {
            long out = RequestInfo.blank(c);
            c.check(Native.approvalRead(c.ctx(), c.bytes(request), request.length, out));
            return RequestInfo.read(out);
        }
    }

    /**
     * Approves a request.
     *
     * @param context a context
     * @param request the request
     * @param key of a role
     * @return the approval
     */
    public static byte[] signRequest(Context context, byte[] request, Key key) {
        try (Call c = Call.in(context)) {
            long at = c.bytes(request);
            long with = c.use(key);
            return Sink.collect(c,
                sink -> Native.approvalSign(c.ctx(), at, request.length, with, sink));
        }
    }

    /**
     * Keeps a record of the newest state in a file, and checks the store
     * against it.
     *
     * @param path the file
     * @param create true if there is none yet
     */
    public void addAnchor(Path path, boolean create) {
        try (Call c = Call.in(this)) {
            long at = anchor(c, create);
            c.putLong(at + Layout.ANCHOR_OPTIONS__PATH, c.cstring(path.toString()));
            c.check(Native.keystoreAnchorAdd(c.use(this), at));
        }
    }

    /**
     * Keeps a record of the newest state elsewhere, and checks the store
     * against it.
     *
     * @param store where it is kept, as long as this store is open
     * @param create true if there is none yet
     */
    public void addAnchor(AnchorStore store, boolean create) {
        long id = Callbacks.add(state.context, Callbacks.anchor(store));
        try (Call c = Call.in(this)) {
            long at = anchor(c, create);
            c.putLong(at + Layout.ANCHOR_OPTIONS__READ, Native.trampoline(Callbacks.ANCHOR_READ));
            c.putLong(at + Layout.ANCHOR_OPTIONS__WRITE, Native.trampoline(Callbacks.ANCHOR_WRITE));
            c.putLong(at + Layout.ANCHOR_OPTIONS__USER, id);
            holds(id);
            c.check(Native.keystoreAnchorAdd(c.use(this), at));
        }
    }

    /**
     * Takes the store as it is after it was set back.
     *
     */
    public void accept() {
        try (Call c = Call.in(this)) {
            c.check(Native.keystoreAccept(c.use(this)));
        }
    }

    /**
     * Says who gives the PINs of tokens, before it is unlocked.
     *
     * @param source who; kept as long as this and every key of it
     */
    public void pins(PinSource source) {
        long id = Callbacks.add(state.context, Callbacks.pin(source));
        Object pins = new Object();
        CLEANER.register(pins, () -> Callbacks.remove(id));
        try (Call c = Call.in(this)) {
            c.check(Native.keystoreSetPin(c.use(this), Native.trampoline(Callbacks.PIN), id));
            state.keep(pins);
        }
    }

    /**
     * Holds a token against the store.
     *
     * @param token its URI
     * @return what it holds
     */
    public TokenCheck checkToken(String token) {
        try (Call c = Call.in(this)) {
            long out = TokenCheck.blank(c);
            c.check(Native.keystoreTokenCheck(c.use(this), c.cstring(token), out));
            return TokenCheck.read(out);
        }
    }

    /**
     * Gives the profile that is in force.
     *
     * @return the profile, to be closed
     */
    public Profile profile() {
        try (Call c = Call.in(this)) {
            long out = c.alloc(8);
            c.check(Native.keystoreProfile(c.use(this), out));
            return new Profile(c.getLong(out));
        }
    }

    /**
     * Makes a profile that of the store.
     *
     * @param next the profile
     * @param trust an authority where that is needed
     * @return what was found
     */
    public ProfileFindings acceptProfile(Profile next, ProfileTrust trust) {
        try (Call c = Call.in(this)) {
            long out = ProfileFindings.blank(c);
            c.check(Native.keystoreProfileAccept(c.use(this), c.use(next), trust.marshal(c), out));
            return ProfileFindings.read(out);
        }
    }

    /**
     * Says what will change for the keys, and when.
     *
     * @param next as if this were accepted now; null: by itself
     * @return one line of JSON
     */
    public String impact(Profile next) {
        try (Call c = Call.in(this)) {
            long store = c.use(this);
            long with = c.use(next);
            return Sink.text(c, sink -> Native.keystoreImpact(store, with, sink));
        }
    }

    /**
     * Writes a cryptographic bill of materials.
     *
     * @param named with the names of keys
     * @return CycloneDX 1.7 JSON
     */
    public String cbom(boolean named) {
        try (Call c = Call.in(this)) {
            long store = c.use(this);
            return Sink.text(c, sink -> Native.keystoreCbom(store, named, sink));
        }
    }
}
