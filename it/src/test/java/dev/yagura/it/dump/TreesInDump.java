package dev.yagura.it.dump;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.LinuxKernel;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.memory.Look;
import dev.yagura.memory.dump.Dump;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.proc.ProcTree;
import dev.yagura.view.sysfs.SysTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * {@code /proc} and {@code /sys} of a dumped guest.
 *
 * @param proc the one
 * @param sys the other
 */
record TreesInDump(ProcTree proc, SysTree sys) {
    private static final int PART_BYTES = 65536;

    /** Looks at the trees. */
    @FunctionalInterface
    interface Check {
        void of(TreesInDump trees) throws IOException;
    }

    /** Makes the trees of an ELF core, which is closed afterwards. */
    static void check(Path core, Check check) throws IOException {
        try (Dump dump = Dump.open(core)) {
            Linux linux =
                    Linux.of(
                            LinuxKernel.open(new Look(dump), dump.registers(), KernelSources.NONE));
            check.of(new TreesInDump(ProcTree.of(linux), SysTree.of(linux)));
        }
    }

    /**
     * Returns what is in a file, or where a link leads.
     *
     * @param path with the tree's own name: {@code "/proc/1/stat"}
     */
    String text(String path) throws IOException {
        FileTree tree = path.startsWith("/proc/") ? proc : sys;
        byte[] below = path.replaceFirst("^/\\w+", "").getBytes(UTF_8);
        StoredFile file = new PathResolver(tree).find(below, false).orElseThrow().file();
        if (file.attributes().type() == FileType.SYMBOLIC_LINK) {
            return new String(file.target(), UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] part = new byte[PART_BYTES];
        int length = file.read(0, MemorySegment.ofArray(part));
        while (length > 0) {
            bytes.write(part, 0, length);
            length = file.read(bytes.size(), MemorySegment.ofArray(part));
        }
        return bytes.toString(UTF_8);
    }
}
