package dev.yagura.channel.plan9;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.storage.file.FileType;
import dev.yagura.storage.fixture.MemoryFile;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Random;

/** Files of all kinds, some of which no guest has by chance. */
final class SampleTree {
    static final int MANY = 1100;

    private static final int DEPTH = 40;

    private SampleTree() {}

    static MemoryTree make() {
        byte[] big = new byte[3_000_000];
        new Random(9).nextBytes(big);
        ByteArrayOutputStream odd = new ByteArrayOutputStream();
        odd.writeBytes("/etc/line\nbreak \\ ".getBytes(UTF_8));
        odd.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xFE, 1});
        return new MemoryTree("made up")
                .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
                .file(
                        "/bin/su",
                        big,
                        su ->
                                su.permissions(04755)
                                        .owner(70_000, -2)
                                        .extendedAttribute("security.capability", "\0\1\2\3")
                                        .extendedAttribute("user.empty", ""))
                .file(odd.toByteArray(), new byte[] {1}, file -> {})
                .file("/old", "x", file -> file.times(Instant.parse("1901-12-13T20:45:52.7Z")))
                .file("/new", "x", file -> file.created(java.util.Optional.empty()))
                .link("/bin/sh", "dash")
                .link("/loop", "/loop")
                .hardLink("/bin/su2", "/bin/su")
                .device("/dev/null", FileType.CHARACTER_DEVICE, 1, 3)
                .device("/dev/sdq1", FileType.BLOCK_DEVICE, 65, 0x12345)
                .special("/run/socket", FileType.SOCKET)
                .special("/run/fifo", FileType.FIFO)
                .directory("/empty")
                .file("/deep" + "/d".repeat(DEPTH) + "/file", "found", file -> {});
    }

    /** Returns more files than a client keeps fids of. */
    static MemoryTree many() {
        MemoryTree tree = new MemoryTree("many");
        for (int i = 0; i < MANY; i++) {
            tree.file("/many/file number " + i, "content " + i);
        }
        return tree;
    }

    /** Returns the first with files that cannot be read. */
    static MemoryTree damaged() {
        return make().file("/damaged", "x", MemoryFile::damaged);
    }
}
