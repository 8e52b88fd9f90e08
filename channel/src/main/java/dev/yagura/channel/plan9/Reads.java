package dev.yagura.channel.plan9;

import static dev.yagura.channel.plan9.Plan9.DATA_OVERHEAD_BYTES;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.channel.plan9.Fid.Place;
import dev.yagura.channel.plan9.Fid.Use;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** Answers the requests that read files which were found. */
final class Reads {
    /** How {@code statfs(2)} knows a filesystem of 9P: {@code V9FS_MAGIC}. */
    private static final int FILESYSTEM_TYPE = 0x01021997;

    private static final int BLOCK_BYTES = 4096;

    /** A file of the kernel says that it is empty, and is not; it is read in pieces of this. */
    private static final int UNKNOWN_SIZE_BYTES = 1 << 16;

    private final ClientFiles client;
    private final Fids fids;

    Reads(ClientFiles client) {
        this.client = client;
        this.fids = client.fids();
    }

    ByteBuffer attributes(int tag, Request.GetAttributes get) throws IOException {
        StoredFile file = fids.get(get.fid()).file();
        MessageWriter answer = new MessageWriter(MessageType.RGETATTR, tag, AttributeFields.BYTES);
        AttributeFields.put(answer, file.attributes(), client.numbers().of(file));
        return answer.done();
    }

    ByteBuffer open(int tag, Request.Open open) throws IOException {
        Fid fid = fids.get(open.fid());
        if ((open.flags() & (Plan9.O_ACCMODE | Plan9.O_CHANGES)) != 0) {
            throw new ErrnoException(Errno.EROFS, "9P open: for more than reading");
        }
        if (!(fid.use() instanceof Use.Found)) {
            throw new ErrnoException(Errno.EBADF, "9P open: is open already");
        }
        Use use =
                switch (fid.file().attributes().type()) {
                    case REGULAR -> new Use.Content();
                    case DIRECTORY -> new Use.Names(listing(fid.place()));
                    case SYMBOLIC_LINK ->
                            throw new ErrnoException(Errno.ELOOP, "9P open: of a link itself");
                    case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET ->
                            throw new ErrnoException(Errno.EACCES, "9P open: what is no file");
                };
        fids.replace(open.fid(), fid, fid.with(use));
        return new MessageWriter(MessageType.RLOPEN, tag, Qid.BYTES + Integer.BYTES)
                .qid(client.qid(fid.file()))
                .u32(0) // as much as a message holds
                .done();
    }

    private DirectoryListing listing(Place place) throws IOException {
        DirectoryListing listing = DirectoryListing.of(place, client.numbers());
        fids.reserve(listing.size());
        return listing;
    }

    ByteBuffer read(int tag, Request.Read read) throws IOException {
        Fid fid = fids.get(read.fid());
        int room = room(read.count());
        if (read.offset() < 0) {
            throw new ErrnoException(Errno.EINVAL, "9P read: begins beyond 2^63");
        }
        return switch (fid.use()) {
            case Use.Content _ ->
                    data(
                            MessageType.RREAD,
                            tag,
                            Math.min(room, left(fid.file(), read.offset())),
                            into -> fid.file().read(read.offset(), into));
            case Use.Value value ->
                    data(MessageType.RREAD, tag, room, into -> value.copy(read.offset(), into));
            case Use.Names _ -> throw new ErrnoException(Errno.EISDIR, "9P read: of a directory");
            case Use.Found _ -> throw new ErrnoException(Errno.EBADF, "9P read: is not open");
        };
    }

    /** Returns how much there may be behind {@code offset}; room for more costs time. */
    private static int left(StoredFile file, long offset) {
        long left = file.attributes().sizeBytes() - offset;
        return left > 0 ? (int) Math.min(left, Integer.MAX_VALUE) : UNKNOWN_SIZE_BYTES;
    }

    ByteBuffer readDirectory(int tag, Request.ReadDirectory read) throws IOException {
        if (!(fids.get(read.fid()).use() instanceof Use.Names(DirectoryListing listing))) {
            throw new ErrnoException(Errno.EBADF, "9P readdir: of no open directory");
        }
        if (read.offset() < 0) {
            throw new ErrnoException(Errno.EINVAL, "9P readdir: begins beyond 2^63");
        }
        return data(
                MessageType.RREADDIR,
                tag,
                room(read.count()),
                into -> {
                    int length = listing.put(read.offset(), into.asByteBuffer());
                    if (length < 0) {
                        throw new ErrnoException(Errno.EINVAL, "9P readdir: has no room for one");
                    }
                    return length;
                });
    }

    ByteBuffer readLink(int tag, Request.ReadLink link) throws IOException {
        StoredFile file = fids.get(link.fid()).file();
        if (file.attributes().type() != FileType.SYMBOLIC_LINK) {
            throw new ErrnoException(Errno.EINVAL, "9P readlink: of no link");
        }
        byte[] target = file.target();
        return new MessageWriter(MessageType.RREADLINK, tag, Short.BYTES + target.length)
                .string(target)
                .done();
    }

    /** Says that nothing is free; what there is nobody has counted. */
    ByteBuffer filesystem(int tag, Request.StatFilesystem stat) throws IOException {
        fids.get(stat.fid());
        MessageWriter answer = new MessageWriter(MessageType.RSTATFS, tag, 60);
        answer.u32(FILESYSTEM_TYPE).u32(BLOCK_BYTES);
        for (int i = 0; i < 6; i++) { // blocks, bfree, bavail, files, ffree, fsid
            answer.u64(0);
        }
        return answer.u32(FileName.MAX_BYTES).done();
    }

    ByteBuffer walkAttribute(int tag, Request.WalkAttribute walk) throws IOException {
        Fid fid = fids.get(walk.fid());
        Map<String, byte[]> all = fid.file().extendedAttributes();
        byte[] name = walk.name().bytes();
        byte[] value;
        if (name.length == 0) {
            value = names(all);
        } else {
            byte[] found = all.get(new String(name, UTF_8));
            if (found == null && isListing(fid.file(), walk.name())) {
                found = DirectoryFiles.of(fid.file(), client.numbers());
            }
            if (found == null) {
                throw new ErrnoException(Errno.ENODATA, "9P xattrwalk: has no such attribute");
            }
            value = found;
        }
        fids.add(walk.newFid(), fid.with(new Use.Value(value)));
        return new MessageWriter(MessageType.RXATTRWALK, tag, Long.BYTES).u64(value.length).done();
    }

    private static boolean isListing(StoredFile file, FileName attribute) {
        return attribute.equals(DirectoryFiles.ATTRIBUTE)
                && file.attributes().type() == FileType.DIRECTORY;
    }

    private static byte[] names(Map<String, byte[]> attributes) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        for (String name : attributes.keySet()) {
            names.writeBytes(name.getBytes(UTF_8));
            names.write(0);
        }
        return names.toByteArray();
    }

    ByteBuffer sync(int tag, Request.Sync sync) throws IOException {
        fids.get(sync.fid());
        return new MessageWriter(MessageType.RFSYNC, tag, 0).done();
    }

    /** Returns how much data an answer may have. */
    private int room(int count) {
        long asked = Integer.toUnsignedLong(count);
        return (int) Math.min(asked, client.messageBytes() - DATA_OVERHEAD_BYTES);
    }

    private static ByteBuffer data(
            MessageType type, int tag, int room, MessageWriter.Filler<IOException> filler)
            throws IOException {
        return new MessageWriter(type, tag, Integer.BYTES + room).data(room, filler).done();
    }
}
