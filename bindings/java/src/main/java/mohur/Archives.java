/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.nio.file.Path;

/** What can be done with an archive without taking it apart. */
public final class Archives {
    private Archives() {
    }

    /**
     * Says what anybody can see of an archive.  Nothing of it is verified.
     *
     * @param context a context
     * @param source the archive
     * @return what can be seen
     */
    public static ArchiveInfo inspect(Context context, Source source) {
        try (Call c = Call.in(context)) {
            long out = ArchiveInfo.blank(c);
            c.check(Native.archiveInspect(c.ctx(), c.use(source), out));
            return ArchiveInfo.read(out);
        }
    }

    /**
     * Checks the name of an entry; what is wrong is in what is thrown.
     *
     * @param context a context
     * @param name the name
     */
    public static void checkName(Context context, String name) {
        byte[] text = Call.utf8(name);
        try (Call c = Call.in(context)) {
            c.check(Native.archiveNameCheck(c.ctx(), c.bytes(text), text.length));
        }
    }

    /**
     * Checks where a link leads.
     *
     * @param context a context
     * @param name what the link is called
     * @param link its text
     */
    public static void checkLink(Context context, String name, String link) {
        byte[] text = Call.utf8(name);
        byte[] to = Call.utf8(link);
        try (Call c = Call.in(context)) {
            c.check(Native.archiveLinkCheck(c.ctx(), c.bytes(text), text.length, c.bytes(to),
                to.length));
        }
    }

    /**
     * Says which slot is for a key.
     *
     * @param context a context
     * @param source the archive
     * @param key a recipient; its public part is enough
     * @return from 0 on; -1 if none is, or if recipients are hidden
     */
    public static int findRecipient(Context context, Source source, Key key) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            return c.more(Native.archiveRecipientsFind(c.ctx(), c.use(source), c.use(key), out))
                ? c.getInt(out) : -1;
        }
    }

    /**
     * Adds and removes recipients of a file by writing its header anew.
     *
     * @param context a context
     * @param options who comes, who goes, and what opens it
     * @param path the archive
     */
    public static void changeRecipients(Context context, ArchiveChangeOptions options, Path path) {
        try (Call c = Call.in(context)) {
            c.check(Native.archiveRecipientsChange(c.ctx(), options.marshal(c),
                c.cstring(path.toString())));
        }
    }

    /**
     * Writes the header of an archive to a sink of its own.
     *
     * @param context a context
     * @param source the archive
     * @param sink where it goes
     */
    public static void exportHeader(Context context, Source source, Sink sink) {
        try (Call c = Call.in(context)) {
            c.check(Native.archiveHeaderExport(c.ctx(), c.use(source), c.use(sink)));
        }
    }

    /**
     * Saves what can be saved of a damaged archive.  Nobody vouches for it.
     *
     * @param context a context
     * @param options with what to open
     * @param source the archive
     * @param extract where to
     * @return what could be saved
     */
    public static ArchiveSalvaged salvage(Context context, ArchiveOpenOptions options,
        Source source, ArchiveExtractOptions extract) {
        try (Call c = Call.in(context)) {
            long out = ArchiveSalvaged.blank(c);
            c.check(Native.archiveSalvage(c.ctx(), options.marshal(c), c.use(source),
                extract.marshal(c), out));
            return ArchiveSalvaged.read(out);
        }
    }
}
