package dev.yagura.channel.plan9;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.channel.plan9.RemoteFids.Held;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import dev.yagura.storage.posix.FileMode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file of a server. Known by the way to it: it keeps a fid only while it is used. */
final class RemoteFile implements StoredFile {
    /** Names in one directory; the server's own bounds are far below. */
    private static final int MAX_ENTRIES = 1 << 24;

    /** All extended attributes of a file, or one of them; Linux has 64 KiB of each at most. */
    private static final int MAX_VALUE_BYTES = 1 << 20;

    private final RemoteFids fids;
    private final @Nullable RemoteFile parent;
    private final FileName name;
    private final FileAttributes attributes;
    private final boolean bare;
    private volatile SoftReference<Listing> listing = new SoftReference<>(null);

    /**
     * What the server said of a directory once; it does not change.
     *
     * @param files by name, those whose attributes are known
     */
    private record Listing(List<Entry> entries, Map<FileName, RemoteFile> files) {}

    private RemoteFile(
            RemoteFids fids,
            @Nullable RemoteFile parent,
            FileName name,
            FileAttributes attributes,
            boolean bare) {
        this.fids = fids;
        this.parent = parent;
        this.name = name;
        this.attributes = attributes;
        this.bare = bare;
    }

    static RemoteFile root(RemoteFids fids) throws IOException {
        return new RemoteFile(
                fids, null, FileName.of("/"), attributes(fids.client(), RemoteFids.ROOT), false);
    }

    /** Asks for attributes once more, and forgets them. */
    void refresh() throws IOException {
        attributes(fids.client(), RemoteFids.ROOT);
    }

    @Nullable RemoteFile parent() {
        return parent;
    }

    FileName name() {
        return name;
    }

    private void require(FileType type) throws MalformedStructureException {
        if (attributes.type() != type) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "file",
                    "type",
                    0,
                    "is %s, expected %s".formatted(attributes.type(), type));
        }
    }

    private static FileAttributes attributes(Plan9Client client, int fid) throws IOException {
        MessageReader answer =
                client.ask(
                        MessageType.TGETATTR,
                        Integer.BYTES + Long.BYTES,
                        message ->
                                message.u32(fid)
                                        .u64(AttributeFields.BASIC | AttributeFields.CREATED),
                        MessageType.RGETATTR);
        FileAttributes attributes = AttributeFields.read(answer);
        answer.end();
        return attributes;
    }

    @Override
    public FileAttributes attributes() {
        return attributes;
    }

    @Override
    public List<Entry> entries() throws IOException {
        require(FileType.DIRECTORY);
        Listing known = listing.get();
        if (known == null) {
            known = list();
            listing = new SoftReference<>(known);
        }
        return known.entries();
    }

    private Listing list() throws IOException {
        List<DirectoryFiles.Described> described;
        try (Held directory = fids.of(this)) {
            byte[] attribute = DirectoryFiles.ATTRIBUTE.bytes();
            described =
                    DirectoryFiles.read(
                            value(directory.fid(), attribute, DirectoryFiles.MAX_BYTES));
        } catch (ErrnoException e) {
            if (e.errno() == Errno.ENODATA || e.errno() == Errno.EOPNOTSUPP) {
                return new Listing(plainEntries(), Map.of());
            }
            throw e;
        }
        List<Entry> entries = new ArrayList<>(described.size());
        Map<FileName, RemoteFile> files = HashMap.newHashMap(described.size());
        for (DirectoryFiles.Described one : described) {
            FileName child = one.entry().name();
            entries.add(one.entry());
            one.attributes()
                    .ifPresent(fields ->
                            files.putIfAbsent(
                                    child,
                                    new RemoteFile(fids, this, child, fields, one.isBare())));
        }
        return new Listing(entries, files);
    }

    /** Asks for names as the protocol has it, which every server understands. */
    private List<Entry> plainEntries() throws IOException {
        try (Held directory = fids.of(this)) {
            int copy = fids.fresh(); // an open directory cannot be walked from
            if (!fids.walk(directory.fid(), copy, List.of())) {
                throw new ErrnoException(Errno.EIO, "files: a fid cannot be copied");
            }
            try {
                fids.open(copy);
                return names(copy);
            } finally {
                fids.clunk(copy);
            }
        }
    }

    private List<Entry> names(int fid) throws IOException {
        List<Entry> entries = new ArrayList<>();
        long offset = 0;
        while (true) {
            long from = offset;
            int count = fids.client().messageBytes() - Plan9.DATA_OVERHEAD_BYTES;
            MessageReader answer =
                    fids.client()
                            .ask(
                                    MessageType.TREADDIR,
                                    2 * Integer.BYTES + Long.BYTES,
                                    message -> message.u32(fid).u64(from).u32(count),
                                    MessageType.RREADDIR);
            MessageReader data = answer.part("data", answer.u32("count", count));
            answer.end();
            if (data.atEnd()) {
                return entries;
            }
            while (!data.atEnd()) {
                Qid qid = data.qid("qid");
                long next = data.u64("offset");
                int type = data.u8("type");
                FileName entry = FileName.of(data.string("name"));
                if (next == offset || entries.size() == MAX_ENTRIES) {
                    throw data.malformed(
                            Reason.CYCLE, "offset", 0, "comes again, or there is no end to it");
                }
                offset = next;
                if (!entry.isDot()) {
                    entries.add(new Entry(entry, qid.path(), FileMode.ofEntry(type)));
                }
            }
        }
    }

    @Override
    public Optional<StoredFile> find(FileName child) throws IOException {
        require(FileType.DIRECTORY);
        if (child.isDot() || !child.isPossible()) {
            return Optional.empty();
        }
        Listing known = listing.get();
        RemoteFile listed = known == null ? null : known.files().get(child);
        if (listed != null) {
            return Optional.of(listed);
        }
        try (Held directory = fids.of(this)) {
            int fid = fids.fresh();
            if (!fids.walk(directory.fid(), fid, List.of(child))) {
                return Optional.empty();
            }
            RemoteFile file =
                    new RemoteFile(fids, this, child, attributes(fids.client(), fid), false);
            fids.keep(file, fid).close();
            return Optional.of(file);
        }
    }

    @Override
    public byte[] target() throws IOException {
        require(FileType.SYMBOLIC_LINK);
        try (Held link = fids.of(this)) {
            MessageReader answer =
                    fids.client()
                            .ask(
                                    MessageType.TREADLINK,
                                    Integer.BYTES,
                                    message -> message.u32(link.fid()),
                                    MessageType.RREADLINK);
            byte[] target = answer.string("target");
            answer.end();
            return target;
        }
    }

    @Override
    public int read(long offset, MemorySegment destination) throws IOException {
        require(FileType.REGULAR);
        long left = destination.byteSize();
        if (attributes.sizeBytes() > 0) { // a file of the kernel says 0, and has content
            left = Math.min(left, attributes.sizeBytes() - offset);
        }
        if (left <= 0) {
            return 0;
        }
        try (Held file = fids.of(this)) {
            file.open();
            return read(file.fid(), offset, destination.asSlice(0, left));
        }
    }

    /** Reads until the destination is full or the server has no more. */
    private int read(int fid, long offset, MemorySegment destination) throws IOException {
        int most = fids.client().messageBytes() - Plan9.DATA_OVERHEAD_BYTES;
        long done = 0;
        while (done < destination.byteSize()) {
            long at = done;
            int count = (int) Math.min(most, destination.byteSize() - at);
            MessageReader answer =
                    fids.client()
                            .ask(
                                    MessageType.TREAD,
                                    2 * Integer.BYTES + Long.BYTES,
                                    message -> message.u32(fid).u64(offset + at).u32(count),
                                    MessageType.RREAD);
            byte[] data = answer.bytes("data", answer.u32("count", count));
            answer.end();
            if (data.length == 0) {
                break;
            }
            MemorySegment.copy(MemorySegment.ofArray(data), 0, destination, done, data.length);
            done += data.length;
        }
        return (int) done;
    }

    @Override
    public Map<String, byte[]> extendedAttributes() throws IOException {
        if (bare) {
            return Map.of();
        }
        try (Held file = fids.of(this)) {
            Map<String, byte[]> attributes = new LinkedHashMap<>();
            byte[] names = value(file.fid(), new byte[0], MAX_VALUE_BYTES);
            int start = 0;
            for (int i = 0; i < names.length; i++) {
                if (names[i] == 0) {
                    byte[] one = new byte[i - start];
                    System.arraycopy(names, start, one, 0, one.length);
                    attributes.put(new String(one, UTF_8), value(file.fid(), one, MAX_VALUE_BYTES));
                    start = i + 1;
                }
            }
            return attributes;
        }
    }

    private byte[] value(int fid, byte[] attribute, int maxBytes) throws IOException {
        int opened = fids.fresh();
        MessageReader answer =
                fids.client()
                        .ask(
                                MessageType.TXATTRWALK,
                                2 * Integer.BYTES + Short.BYTES + attribute.length,
                                message -> message.u32(fid).u32(opened).string(attribute),
                                MessageType.RXATTRWALK);
        try {
            long size = answer.u64("size");
            if (size < 0 || size > maxBytes) {
                throw answer.malformed(
                        Reason.OUT_OF_RANGE,
                        "size",
                        8,
                        "is %s, expected at most %d"
                                .formatted(Long.toUnsignedString(size), maxBytes));
            }
            byte[] value = new byte[(int) size];
            int length = size == 0 ? 0 : read(opened, 0, MemorySegment.ofArray(value));
            if (length < value.length) {
                throw answer.malformed(
                        Reason.TRUNCATED, "size", 8, "is %d, %d came".formatted(size, length));
            }
            return value;
        } finally {
            fids.clunk(opened);
        }
    }
}
