package dev.yagura.sandbox.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.sandbox.fuse.Nodes.Node;
import dev.yagura.storage.file.FileFlag;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import dev.yagura.storage.posix.FileNumbers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Answers what the kernel asks about the files of a tree. Safe for concurrent use. */
final class FileAnswers {
    private static final int O_ACCMODE = 3;
    private static final int O_TRUNC = 01000;

    /** Reads go past the kernel's cache: it would not look behind the size that a file says. */
    private static final int FOPEN_DIRECT_IO = 1;

    /** What the kernel has in its cache stays right. */
    private static final int FOPEN_KEEP_CACHE = 2;

    private static final int FOPEN_CACHE_DIR = 8;

    private static final int BLOCK_BYTES = 4096;
    private static final int ENOTTY = 25;

    /** What {@code lsattr(1)} asks: {@code linux/fs.h}. */
    private static final int FS_IOC_GETFLAGS = 0x80086601;

    private static final int FS_IMMUTABLE = 0x10;
    private static final int FS_APPEND = 0x20;
    private static final int FS_ENCRYPT = 0x800;
    private static final int FS_VERITY = 0x100000;
    private static final int FS_CASEFOLD = 0x40000000;

    private final Nodes nodes;
    private final OpenDirectories directories;
    private final FileNumbers numbers = new FileNumbers();
    private final Losses losses;

    FileAnswers(FileTree tree, Losses losses) throws IOException {
        StoredFile root = tree.root();
        numbers.of(root); // its filesystem's numbers stay as they are
        this.nodes = new Nodes(root);
        this.directories = new OpenDirectories(numbers, losses);
        this.losses = losses;
    }

    /** Puts the answer to a question, or what is wrong. */
    void answer(FuseRequest request, Opcode opcode, FuseReply reply) {
        try {
            Node node = nodes.get(request.node());
            try {
                answer(request, opcode, node, reply);
            } catch (ErrnoException e) {
                // What is damaged comes from a server of files as no more than this number.
                if (e.errno() == Errno.EIO) {
                    losses.add(path(request, opcode, node), String.valueOf(e.getMessage()));
                }
                reply.fail(e.errno());
            } catch (IOException e) {
                losses.add(path(request, opcode, node), String.valueOf(e.getMessage()));
                reply.fail(Errno.of(e));
            }
        } catch (ErrnoException e) {
            reply.fail(e.errno());
        }
    }

    /** Counts a question that a reader has failed at by a bug. */
    void lost(FuseRequest request, Throwable bug) {
        losses.add(nodes.path(request.node()), "a bug: " + bug);
    }

    private static String path(FuseRequest request, Opcode opcode, Node node)
            throws ErrnoException {
        return opcode == Opcode.LOOKUP
                ? (node.path().equals("/") ? "" : node.path()) + "/" + request.name(0)
                : node.path();
    }

    private void answer(FuseRequest request, Opcode opcode, Node node, FuseReply reply)
            throws IOException {
        switch (opcode) {
            case LOOKUP -> lookUp(node, request.name(0), reply);
            case GETATTR -> reply.attributes(node.file().attributes(), numbers.of(node.file()));
            case READLINK -> reply.bytes(node.file().target());
            case OPEN -> open(node, request.u32(0), reply);
            case READ -> read(node, request.u64(8), request.u32(16), reply);
            case OPENDIR ->
                    reply.u64(directories.open(node))
                            .u32(FOPEN_KEEP_CACHE | FOPEN_CACHE_DIR)
                            .u32(0);
            case READDIR ->
                    directories.read(request.u64(0), request.u64(8), request.u32(16), reply);
            case RELEASEDIR -> directories.close(request.u64(0));
            case STATFS -> filesystem(reply);
            case GETXATTR -> attribute(node, request.name(8), request.u32(0), reply);
            case LISTXATTR -> value(names(node.file()), request.u32(0), reply);
            case IOCTL -> control(node, request.u32(12), request.u32(28), reply);
            case RELEASE, DESTROY -> {}
            case SETATTR,
                    SYMLINK,
                    MKNOD,
                    MKDIR,
                    UNLINK,
                    RMDIR,
                    RENAME,
                    RENAME2,
                    LINK,
                    WRITE,
                    SETXATTR,
                    REMOVEXATTR,
                    CREATE,
                    FALLOCATE,
                    COPY_FILE_RANGE,
                    TMPFILE ->
                    reply.fail(Errno.EROFS);
            case FORGET, BATCH_FORGET, INTERRUPT, INIT -> reply.fail(Errno.EPROTO);
        }
    }

    private void lookUp(Node directory, FileName name, FuseReply reply) throws IOException {
        Optional<StoredFile> found =
                name.isPossible() ? directory.file().find(name) : Optional.empty();
        if (found.isEmpty()) {
            reply.noEntry();
        } else {
            Node node = nodes.found(directory, name, found.get());
            reply.entry(node.id(), node.file().attributes(), numbers.of(node.file()));
        }
    }

    /** Takes back lookups of a file; no answer is waited for. */
    void forget(long node, long lookups) {
        nodes.forget(node, lookups);
    }

    private static void open(Node node, int flags, FuseReply reply) throws ErrnoException {
        if ((flags & (O_ACCMODE | O_TRUNC)) != 0) {
            throw new ErrnoException(Errno.EROFS, "open: for more than reading");
        }
        if (node.file().attributes().type() != FileType.REGULAR) {
            throw new ErrnoException(Errno.EACCES, "open: what is no file");
        }
        boolean saysEmpty = node.file().attributes().sizeBytes() == 0;
        reply.u64(0).u32(saysEmpty ? FOPEN_DIRECT_IO : FOPEN_KEEP_CACHE).u32(0);
    }

    private static void read(Node node, long offset, int count, FuseReply reply)
            throws IOException {
        if (offset < 0 || count < 0) {
            throw new ErrnoException(Errno.EINVAL, "read: begins or goes beyond what can be");
        }
        reply.filled(node.file().read(offset, reply.room(count)));
    }

    private static void filesystem(FuseReply reply) {
        reply.zeros(5 * Long.BYTES); // blocks, bfree, bavail, files, ffree
        reply.u32(BLOCK_BYTES).u32(FileName.MAX_BYTES).u32(BLOCK_BYTES).zeros(7 * Integer.BYTES);
    }

    private static void attribute(Node node, FileName name, int size, FuseReply reply)
            throws IOException {
        byte[] value = node.file().extendedAttributes().get(new String(name.bytes(), UTF_8));
        if (value == null) {
            throw new ErrnoException(Errno.ENODATA, "attribute: there is none of this name");
        }
        value(value, size, reply);
    }

    private static byte[] names(StoredFile file) throws IOException {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> attribute : file.extendedAttributes().entrySet()) {
            names.writeBytes(attribute.getKey().getBytes(UTF_8));
            names.write(0);
        }
        return names.toByteArray();
    }

    /** Puts a value, or how long it is where no room for it was offered. */
    private static void value(byte[] value, int size, FuseReply reply) throws ErrnoException {
        if (size == 0) {
            reply.u32(value.length).u32(0);
        } else if (Integer.compareUnsigned(value.length, size) > 0) {
            throw new ErrnoException(Errno.ERANGE, "attribute: is longer than the room for it");
        } else {
            reply.bytes(value);
        }
    }

    private static void control(Node node, int command, int room, FuseReply reply) {
        if (command != FS_IOC_GETFLAGS || room < Integer.BYTES) {
            reply.fail(ENOTTY);
            return;
        }
        int bits = 0;
        Set<FileFlag> flags = node.file().flags();
        for (FileFlag flag : flags) {
            bits |=
                    switch (flag) {
                        case IMMUTABLE -> FS_IMMUTABLE;
                        case APPEND_ONLY -> FS_APPEND;
                        case ENCRYPTED -> FS_ENCRYPT;
                        case VERITY -> FS_VERITY;
                        case CASE_INSENSITIVE -> FS_CASEFOLD;
                    };
        }
        reply.zeros(4 * Integer.BYTES).u32(bits); // result, flags, in_iovs, out_iovs
    }
}
