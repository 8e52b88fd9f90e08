package dev.yagura.sandbox.tools;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.sandbox.tools.ElfSegments.Segment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The folders that an ELF file itself names for its libraries, {@code DT_RPATH} and {@code
 * DT_RUNPATH}: the loader looks there before all others, and would find a guest's.
 *
 * <p>System V ABI, "Dynamic Section".
 */
final class ElfLibraryPath {
    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int ENTRY_BYTES = 16;
    private static final long DT_NULL = 0;
    private static final long DT_STRTAB = 5;
    private static final long DT_RPATH = 15;
    private static final long DT_RUNPATH = 29;

    /** What Debian calls the folder of libraries, with the link to {@code /usr/lib} and past it. */
    private static final List<String> FOLDERS =
            List.of("/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu");

    private final byte[] file;
    private final ByteBuffer elf;
    private final List<Segment> segments;

    private ElfLibraryPath(byte[] file) throws MalformedStructureException {
        this.file = file;
        this.elf = ElfSegments.ordered(file);
        this.segments = ElfSegments.of(file);
    }

    /**
     * Changes the folders in place to those of the tree.
     *
     * @param file an ELF file
     * @return whether any was changed
     * @throws MalformedStructureException if the file is not of 64 bit and little-endian, has a
     *     dynamic section that leads out of it, or names a folder that cannot be one of the tree
     */
    static boolean change(byte[] file) throws MalformedStructureException {
        return new ElfLibraryPath(file).change();
    }

    private boolean change() throws MalformedStructureException {
        boolean changed = false;
        for (Segment segment : segments) {
            if (segment.type() == PT_DYNAMIC && segment.fileBytes() != 0) {
                changed |= change(segment);
            }
        }
        return changed;
    }

    private boolean change(Segment dynamic) throws MalformedStructureException {
        int start = dynamic.start(file.length);
        int end = start + (int) dynamic.fileBytes();
        long strings = -1;
        List<Integer> paths = new ArrayList<>();
        for (int at = start; at + ENTRY_BYTES <= end && elf.getLong(at) != DT_NULL; ) {
            long tag = elf.getLong(at);
            if (tag == DT_STRTAB) {
                strings = elf.getLong(at + Long.BYTES);
            } else if (tag == DT_RPATH || tag == DT_RUNPATH) {
                paths.add(at + Long.BYTES);
            }
            at += ENTRY_BYTES;
        }
        boolean changed = false;
        for (int at : paths) {
            changed |= changeAt(at, strings);
        }
        return changed;
    }

    /** Changes the path whose place in the table of strings is at an offset of the file. */
    private boolean changeAt(int at, long strings) throws MalformedStructureException {
        int start = inFile(strings + elf.getLong(at), at);
        int length = 0;
        while (start + length < file.length && file[start + length] != 0) {
            length++;
        }
        if (length == 0) {
            return false; // the loader ignores it
        }
        String old = new String(file, start, length, ISO_8859_1);
        List<String> folders = new ArrayList<>();
        for (String folder : old.split(":", -1)) {
            folders.add(inTree(folder, at));
        }
        String by = String.join(":", folders);
        FixedString.put(file, start, length, by);
        return !by.equals(old);
    }

    private static String inTree(String folder, int at) throws MalformedStructureException {
        if (folder.startsWith("$ORIGIN") || folder.startsWith("${ORIGIN}")) {
            return folder;
        }
        for (String libraries : FOLDERS) {
            if (folder.equals(libraries) || folder.startsWith(libraries + "/")) {
                return LoaderPaths.LIBRARIES_AT + folder.substring(libraries.length());
            }
        }
        throw ElfSegments.refused(
                Reason.UNSUPPORTED,
                "DT_RUNPATH",
                at,
                "names \"%s\", expected $ORIGIN or a folder below %s"
                        .formatted(folder, FOLDERS.getFirst()));
    }

    /** Returns where in the file an address is loaded from. */
    private int inFile(long address, int at) throws MalformedStructureException {
        for (Segment segment : segments) {
            long inside = address - segment.address();
            if (segment.type() == PT_LOAD && inside >= 0 && inside < segment.fileBytes()) {
                return segment.start(file.length) + (int) inside;
            }
        }
        throw ElfSegments.refused(
                Reason.OUT_OF_RANGE,
                "DT_RUNPATH",
                at,
                "is at address 0x%x, which is not loaded from the file".formatted(address));
    }
}
