package dev.yagura.bpf.module;

import dev.yagura.bpf.run.Memory;
import dev.yagura.bpf.run.ProgramFault;
import dev.yagura.bpf.run.Trap;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.NoFilesException;
import dev.yagura.detect.files.FileFaults;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.storage.file.ContentHash;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Files of the guest, by path. What a file is damaged in is told as not covered, and the module
 * goes on; that there are no files at all ends it.
 */
final class FileFunctions {
    private static final long NO_FILE = -2; // -ENOENT
    private static final long BAD_FILE = -5; // -EIO
    private static final int MAX_OPEN = 256;

    /** A scan tells no more gaps of one detector. */
    private static final int MAX_TOLD = 1000;

    /** What is read is decrypted, and hashed at about the speed at which others are copied. */
    private static final int WORK_READ = 4;

    private static final int WORK_HASHED = 12;
    private static final int WORK_OPENED = 1 << 15;
    private static final int WORK_NAME = 64;

    /** Far more than the work of a run allows. */
    private static final long MAX_HASHED = 1L << 32;

    private final DetectorContext context;
    private final boolean mayRead;
    private final Texts texts;
    private final Work work;
    private final Map<Long, OpenFile> open = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private long lastNumber;

    private static final class OpenFile {
        private final String path;
        private final StoredFile file;
        private Optional<List<StoredFile.Entry>> entries = Optional.empty();

        OpenFile(String path, StoredFile file) {
            this.path = path;
            this.file = file;
        }
    }

    /**
     * Prepares them.
     *
     * @param mayRead whether the module said that it reads files
     */
    FileFunctions(DetectorContext context, boolean mayRead, Texts texts, Work work) {
        this.context = context;
        this.mayRead = mayRead;
        this.texts = texts;
        this.work = work;
    }

    void addTo(Bindings bindings) {
        bindings.add(1070, (memory, path, b, c, d, e) -> open(memory, path));
        bindings.add(1071, this::read);
        bindings.add(1072, (memory, file, to, c, d, e) -> facts(memory, file, to));
        bindings.add(1073, (memory, file, to, c, d, e) -> digest(memory, file, to));
        bindings.add(
                1074,
                (memory, file, b, c, d, e) -> {
                    opened(file);
                    open.remove(file);
                    return 0;
                });
        bindings.add(1075, this::name);
        bindings.add(1076, (memory, a, b, c, d, e) -> hasFiles());
    }

    /** Says why there are none, too: a module that then does less must not look complete. */
    private long hasFiles() throws Trap, IOException {
        requireDeclared();
        try {
            context.files();
            return 1;
        } catch (NoFilesException e) {
            context.notCovered("files of the guest", e);
            return 0;
        }
    }

    private void requireDeclared() throws Trap {
        if (!mayRead) {
            throw refused("files of the guest are read by modules that say MODULE_READS_FILES");
        }
    }

    private long open(Memory memory, long path) throws Trap, IOException {
        requireDeclared();
        byte[] bytes = texts.bytes(memory, path, Texts.MAX_BYTES);
        String text = texts.read(memory, path);
        if (open.size() == MAX_OPEN) {
            throw refused(
                    "%s: is opened beside %d others, expected some to be closed"
                            .formatted(text, MAX_OPEN));
        }
        PathResolver paths;
        try {
            paths = new PathResolver(context.files());
        } catch (NoFilesException e) {
            throw refused("%s: %s".formatted(text, e.getMessage()));
        }
        work.spend(WORK_OPENED);
        return orBad(
                text,
                () -> {
                    Optional<PathResolver.Found> found = paths.find(bytes, true);
                    if (found.isEmpty()) {
                        return NO_FILE;
                    }
                    lastNumber++;
                    open.put(lastNumber, new OpenFile(text, found.get().file()));
                    return lastNumber;
                });
    }

    private OpenFile opened(long number) throws Trap {
        OpenFile file = open.get(number);
        if (file == null) {
            throw refused("file %d is not open".formatted(number));
        }
        return file;
    }

    private OpenFile regular(long number) throws Trap {
        OpenFile file = opened(number);
        FileType type = file.file.attributes().type();
        if (type != FileType.REGULAR) {
            throw refused("%s: is a %s, expected a regular file".formatted(file.path, words(type)));
        }
        return file;
    }

    private long read(Memory memory, long number, long to, long size, long offset, long unused)
            throws Trap, IOException {
        OpenFile file = regular(number);
        if (offset < 0) {
            throw refused("%s: offset is %d".formatted(file.path, offset));
        }
        int wanted = texts.bufferSize(size);
        work.spend((long) WORK_READ * wanted);
        if (wanted == 0) {
            return 0;
        }
        byte[] bytes = new byte[wanted];
        long length = orBad(file.path, () -> file.file.read(offset, MemorySegment.ofArray(bytes)));
        if (length > 0) {
            memory.store(to, bytes, (int) length);
        }
        return length;
    }

    /** Fills {@code struct guest_file_facts}. */
    private long facts(Memory memory, long number, long to) throws Trap {
        FileAttributes facts = opened(number).file.attributes();
        memory.store8(to, facts.sizeBytes());
        memory.store8(to + 8, facts.inode());
        memory.store8(to + 16, nanos(facts.modified()));
        memory.store8(to + 24, facts.links());
        memory.store4(to + 32, typeBits(facts.type()) | facts.permissions());
        memory.store4(to + 36, facts.uid());
        memory.store4(to + 40, facts.gid());
        memory.store4(to + 44, 0);
        return 0;
    }

    /** Returns nanoseconds since 1970; of a time too far away for that, the farthest. */
    private static long nanos(Instant time) {
        try {
            return ChronoUnit.NANOS.between(Instant.EPOCH, time);
        } catch (ArithmeticException e) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private long digest(Memory memory, long number, long to) throws Trap, IOException {
        OpenFile file = regular(number);
        long size = Math.clamp(file.file.attributes().sizeBytes(), 0, MAX_HASHED);
        work.spend(WORK_HASHED * size);
        return orBad(
                file.path,
                () -> {
                    byte[] digest = ContentHash.sha256(file.file, size);
                    memory.store(to, digest, digest.length);
                    return 0;
                });
    }

    private long name(Memory memory, long number, long index, long to, long size, long unused)
            throws Trap, IOException {
        OpenFile file = opened(number);
        FileType type = file.file.attributes().type();
        if (type != FileType.DIRECTORY) {
            throw refused("%s: is a %s, expected a directory".formatted(file.path, words(type)));
        }
        if (file.entries.isEmpty()) {
            work.spend(WORK_OPENED);
            long damaged =
                    orBad(
                            file.path,
                            () -> {
                                file.entries = Optional.of(file.file.entries());
                                return 0;
                            });
            if (damaged != 0) {
                return damaged;
            }
            work.spend((long) WORK_NAME * file.entries.orElseThrow().size());
        }
        List<StoredFile.Entry> entries = file.entries.orElseThrow();
        if (index < 0 || index >= entries.size()) {
            return NO_FILE;
        }
        return texts.write(memory, to, size, entries.get((int) index).name().bytes());
    }

    /** Something done with a file. */
    private interface Reading {
        long now() throws Trap, IOException;
    }

    private long orBad(String path, Reading reading) throws Trap, IOException {
        try {
            return reading.now();
        } catch (IOException e) {
            if (!FileFaults.isDiskFault(e) && !GuestFaults.isGuestFault(e)) {
                throw e;
            }
            work.spend(Work.MISS);
            if (told.size() < MAX_TOLD && told.add(path)) {
                context.notCovered(path, e);
            }
            return BAD_FILE;
        }
    }

    private static String words(FileType type) {
        return type.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    /** Returns {@code S_IFMT} of a file; {@code include/uapi/linux/stat.h}. */
    private static int typeBits(FileType type) {
        return switch (type) {
            case FIFO -> 0010000;
            case CHARACTER_DEVICE -> 0020000;
            case DIRECTORY -> 0040000;
            case BLOCK_DEVICE -> 0060000;
            case REGULAR -> 0100000;
            case SYMBOLIC_LINK -> 0120000;
            case SOCKET -> 0140000;
        };
    }

    private static Trap refused(String detail) {
        return new Trap(ProgramFault.Kind.HELPER, 0, detail);
    }
}
