package dev.yagura.channel.plan9;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.file.FileName;
import java.util.ArrayList;
import java.util.List;

/** What a client asks of a server of files; names are those of the messages. */
sealed interface Request {

    /**
     * Agrees upon version and length of messages, and begins anew.
     *
     * @param maxBytes of messages that the client takes, unsigned
     */
    record Version(int maxBytes, String version) implements Request {}

    /**
     * Makes {@code fid} the root of a tree.
     *
     * @param authenticated must be {@link Plan9#NO_FID}
     * @param name which tree
     */
    record Attach(int fid, int authenticated, String name) implements Request {}

    /** Ends another request, or waits for its answer. */
    record Flush(int tag) implements Request {}

    /** Goes from a file down some names, and makes {@code newFid} what is there. */
    record Walk(int fid, int newFid, List<FileName> names) implements Request {
        /** Keeps a copy of the list. */
        public Walk {
            names = List.copyOf(names);
        }
    }

    /** Asks what {@code stat(2)} would. */
    record GetAttributes(int fid) implements Request {}

    /**
     * Opens a file for reading.
     *
     * @param flags of {@code open(2)}
     */
    record Open(int fid, int flags) implements Request {}

    /**
     * Reads a piece of an open file or attribute.
     *
     * @param count unsigned
     */
    record Read(int fid, long offset, int count) implements Request {}

    /**
     * Reads names of an open directory.
     *
     * @param offset 0, or what came with the last name before
     * @param count unsigned
     */
    record ReadDirectory(int fid, long offset, int count) implements Request {}

    /** Asks where a symbolic link leads. */
    record ReadLink(int fid) implements Request {}

    /** Asks about the filesystem of a file. */
    record StatFilesystem(int fid) implements Request {}

    /** Makes {@code newFid} an extended attribute, or with an empty name the list of them. */
    record WalkAttribute(int fid, int newFid, FileName name) implements Request {}

    /** Lets go of a file. */
    record Clunk(int fid) implements Request {}

    /** Removes a file and lets go of it; here it does the second only. */
    record Remove(int fid) implements Request {}

    /** Asks for all to be written, which it is: nothing can be. */
    record Sync(int fid) implements Request {}

    /** Would change something; what, is not looked at. */
    record Change() implements Request {}

    /** Is not done here: locks, authentication, messages of other versions. */
    record Other(int type) implements Request {}

    /**
     * Reads a request.
     *
     * @throws MalformedStructureException if it is cut short, too long or too much
     */
    static Request parse(Message message) throws MalformedStructureException {
        MessageType type = MessageType.of(message.type()).orElse(null);
        if (type == null) {
            return new Other(message.type());
        }
        MessageReader in = message.reader();
        Request request =
                switch (type) {
                    case TVERSION -> new Version(in.u32("msize"), text(in, "version"));
                    case TATTACH -> attach(in);
                    case TFLUSH -> new Flush(in.u16("oldtag"));
                    case TWALK -> walk(in);
                    case TGETATTR -> getAttributes(in);
                    case TLOPEN -> new Open(in.u32("fid"), in.u32("flags"));
                    case TREAD -> new Read(in.u32("fid"), in.u64("offset"), in.u32("count"));
                    case TREADDIR ->
                            new ReadDirectory(in.u32("fid"), in.u64("offset"), in.u32("count"));
                    case TREADLINK -> new ReadLink(in.u32("fid"));
                    case TSTATFS -> new StatFilesystem(in.u32("fid"));
                    case TXATTRWALK -> walkAttribute(in);
                    case TCLUNK -> new Clunk(in.u32("fid"));
                    case TREMOVE -> new Remove(in.u32("fid"));
                    case TFSYNC -> sync(in);
                    case TLCREATE,
                            TSYMLINK,
                            TMKNOD,
                            TRENAME,
                            TSETATTR,
                            TXATTRCREATE,
                            TLINK,
                            TMKDIR,
                            TRENAMEAT,
                            TUNLINKAT,
                            TWRITE ->
                            new Change();
                    case TAUTH,
                            TLOCK,
                            TGETLOCK,
                            RLERROR,
                            RSTATFS,
                            RLOPEN,
                            RREADLINK,
                            RGETATTR,
                            RXATTRWALK,
                            RREADDIR,
                            RFSYNC,
                            RVERSION,
                            RATTACH,
                            RFLUSH,
                            RWALK,
                            RREAD,
                            RCLUNK ->
                            new Other(message.type());
                };
        if (!(request instanceof Change || request instanceof Other)) {
            in.end();
        }
        return request;
    }

    private static Attach attach(MessageReader in) throws MalformedStructureException {
        int fid = in.u32("fid");
        int authenticated = in.u32("afid");
        in.string("uname");
        String name = text(in, "aname");
        in.u32("n_uname");
        return new Attach(fid, authenticated, name);
    }

    private static Walk walk(MessageReader in) throws MalformedStructureException {
        int fid = in.u32("fid");
        int newFid = in.u32("newfid");
        int count = in.u16("nwname");
        if (count > Plan9.MAX_WALK_NAMES) {
            throw in.malformed(
                    Reason.OUT_OF_RANGE,
                    "nwname",
                    2,
                    "is %d, expected at most %d".formatted(count, Plan9.MAX_WALK_NAMES));
        }
        List<FileName> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(FileName.of(in.string("wname")));
        }
        return new Walk(fid, newFid, names);
    }

    private static WalkAttribute walkAttribute(MessageReader in)
            throws MalformedStructureException {
        return new WalkAttribute(in.u32("fid"), in.u32("newfid"), FileName.of(in.string("name")));
    }

    private static GetAttributes getAttributes(MessageReader in)
            throws MalformedStructureException {
        int fid = in.u32("fid");
        in.u64("request_mask"); // all are given
        return new GetAttributes(fid);
    }

    /** Older clients send no {@code datasync}. */
    private static Sync sync(MessageReader in) throws MalformedStructureException {
        int fid = in.u32("fid");
        if (!in.atEnd()) {
            in.u32("datasync");
        }
        return new Sync(fid);
    }

    private static String text(MessageReader in, String field) throws MalformedStructureException {
        return new String(in.string(field), UTF_8);
    }
}
