package dev.yagura.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestObservation;
import dev.yagura.testkit.host.HostTool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Acceptance, bad input: truncated, zero-filled, random and self-referencing dumps, and files that
 * are no dumps at all, give a message, exit status 2 or 3, in bounded time; never an empty list.
 */
@Tag("guest")
class BadDumpTest {
    private static final int PAGE = 4096;
    private static final int SMALL = 32 << 20;
    private static final int PRESENT_WRITABLE_ACCESSED_DIRTY = 0x63;
    private static final String BANNER =
            "Linux version 6.1.0-self (a@b) (gcc 12, ld 2.40) #1 SMP Debian 6.1.1-1\n";

    @TempDir private Path folder;

    /** A file that is no dump, and what the message says of it. */
    record Bad(String name, Maker maker, String said) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Makes a file. */
    @FunctionalInterface
    interface Maker {
        void make(Path file) throws IOException;
    }

    static Stream<Bad> filesThatAreNoDumps() {
        return Stream.of(
                new Bad("absent", file -> {}, "no such file"),
                new Bad("directory", Files::createDirectory, "directory"),
                new Bad("empty", Files::createFile, "is empty"),
                new Bad(
                        "one byte",
                        file -> Files.writeString(file, "x"),
                        "is 1, expected a multiple"),
                new Bad("zeroes", BadDumpTest::zeroes, "kernel"),
                new Bad("random", BadDumpTest::random, "kernel"),
                new Bad("tables that lead to themselves", BadDumpTest::selfReferencing, "kernel"),
                new Bad("half an ELF header", BadDumpTest::halfAnElfHeader, "elf header"),
                new Bad("qcow2", BadDumpTest::qcow2, "qcow2"),
                new Bad("pipe", file -> host("mkfifo", file.toString()), "regular file"),
                new Bad("device", file -> host("ln", "-s", "/dev/zero", file.toString()), "file"));
    }

    @ParameterizedTest
    @MethodSource("filesThatAreNoDumps")
    void aFileThatIsNoDumpIsRefused(Bad bad) throws IOException {
        Path file = folder.resolve("dump");
        bad.maker().make(file);
        String vm = "file:" + file;

        Yagura.HERE.run("show", vm, "processes", "--json", "--unprotected").refuses(3, bad.said());
        Yagura.HERE.run("scan", vm, "--json", "--unprotected").refuses(3, bad.said());
    }

    @Test
    void theEnclaveRefusesAsWell() throws IOException {
        Path file = folder.resolve("dump");
        selfReferencing(file);

        Yagura.HERE.run("show", "file:" + file, "modules", "--json").refuses(3, "kernel");
        Yagura.HERE
                .run("show", "file:" + folder.resolve("absent"), "modules", "--json")
                .refuses(3, "no such file");
    }

    @Test
    @ResourceLock(SharedGuest.LOCK)
    void aDumpThatWasCutNeverGivesAnotherAnswer() throws IOException {
        Guest guest = SharedGuest.get();
        Path core = folder.resolve("core");
        Path raw = folder.resolve("raw");
        GuestObservation<Long> observation =
                guest.observe(() -> {
                    guest.dumpGuestMemory(core);
                    Files.copy(
                            guest.ramFile().orElseThrow(),
                            raw,
                            StandardCopyOption.REPLACE_EXISTING);
                    return Files.size(core);
                });

        Truth.assertProcesses(show(core), observation.processes());
        Truth.assertProcesses(show(raw), observation.processes());
        truncate(core, observation.seen() * 9 / 10 + 7);
        show(core).refuses(3, "p_filesz", "needs a file of");
        // A raw dump does not say how long it should be: what is missing may or may not matter.
        for (int percent : new int[] {95, 50, 20}) {
            truncate(raw, (512L << 20) * percent / 100);
            Yagura.Result result = show(raw);
            if (result.status() == 0) {
                Truth.assertProcesses(result, observation.processes());
            } else {
                result.refuses(3);
            }
        }
        assertThat(show(raw).status()).as("a fifth of a guest").isEqualTo(3);
    }

    private static Yagura.Result show(Path dump) throws IOException {
        return Yagura.HERE.run("show", "file:" + dump, "processes", "--json", "--unprotected");
    }

    private static void truncate(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    private static void zeroes(Path file) throws IOException {
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(SMALL);
        }
    }

    private static void random(Path file) throws IOException {
        byte[] bytes = new byte[SMALL];
        new Random(1).nextBytes(bytes);
        Files.write(file, bytes);
    }

    /** Every page is a page table that leads to itself at every index, and some hold a banner. */
    private static void selfReferencing(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SMALL).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            long gpa = bytes.position() & -PAGE;
            bytes.putLong(gpa | PRESENT_WRITABLE_ACCESSED_DIRTY);
        }
        for (int gpa = 16 * PAGE; gpa < SMALL; gpa += SMALL / 8) {
            bytes.put(gpa, BANNER.getBytes(US_ASCII));
        }
        Files.write(file, bytes.array());
    }

    private static void halfAnElfHeader(Path file) throws IOException {
        byte[] head = new byte[32];
        ByteBuffer.wrap(head).putInt(0x7F454C46).put((byte) 2).put((byte) 1).put((byte) 1);
        Files.write(file, head);
    }

    private static void qcow2(Path file) throws IOException {
        Path qemuImg = Requirement.tool("qemu-img", "qemu-utils");
        host(qemuImg.toString(), "create", "-q", "-f", "qcow2", file.toString(), "16M");
    }

    private static void host(String... command) throws IOException {
        HostTool.text(Duration.ofSeconds(20), List.of(command));
    }
}
