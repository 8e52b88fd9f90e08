package dev.yagura.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.CachedDevice;
import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.block.image.ImageFile;
import dev.yagura.storage.block.luks.LuksVolume;
import dev.yagura.storage.ext.ExtFilesystem;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.truth.KernelMount;
import dev.yagura.storage.truth.TreeText;
import dev.yagura.testkit.guest.DiskImages;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The encrypted disk of a whole Debian: what is read of it, beside what Linux reads. */
final class SystemDisk {
    private static final Duration GUEST_LIMIT = Duration.ofMinutes(2);

    /** On the disk, and nowhere in this source tree's files. */
    private static final String MARKER = "fox-barrier-" + ProcessHandle.current().pid();

    /** Prints what {@link #line} makes of a row, of each regular file. */
    private static final String LIST =
            "find /etc /root -xdev -type f -exec sha256sum {} + | while read -r sum file; do"
                    + " stat -c \"%n %s %04a %u %g $sum\" \"$file\"; done";

    private final SystemGuest system;

    SystemDisk(SystemGuest system) {
        this.system = system;
    }

    /** Copies the disk of the busy guest while it stands still, its journal in use. */
    void assertSnapshot() throws IOException {
        Guest guest = system.guest();
        GuestDisk copy =
                GuestDisk.luks(system.folder().resolve("copy.luks"), Path.of(system.keyFile()));
        guest.stop();
        try {
            Files.copy(system.disk().file(), copy.file());
        } finally {
            guest.cont();
        }
        assertSameAsKernel(copy, true);
    }

    /** Asks the guest what is in its files, and reads them through agent and enclave. */
    void assertRunning() throws IOException {
        Guest guest = system.guest();
        guest.run("sync", GUEST_LIMIT);
        Set<String> truth = new TreeSet<>(guest.run(LIST, GUEST_LIMIT).lines().toList());

        Set<String> shown = new TreeSet<>();
        for (String folder : List.of("/etc", "/root")) {
            fs(Guests.vm(guest), "hash", folder, "--recursive").exits(0).rows().stream()
                    .filter(row -> row.text("type").equals("file"))
                    .map(SystemDisk::line)
                    .forEach(shown::add);
        }

        assertThat(truth).hasSizeGreaterThan(100);
        assertThat(shown).containsExactlyElementsOf(truth);
    }

    private Yagura.Result fs(String vm, String... action) throws IOException {
        String[] words = new String[action.length + 5];
        words[0] = "fs";
        words[1] = vm;
        System.arraycopy(action, 0, words, 2, action.length);
        words[action.length + 2] = "--json";
        words[action.length + 3] = "--key-file";
        words[action.length + 4] = system.keyFile();
        return Yagura.HERE.run(words);
    }

    private static String line(Row row) {
        return "%s %d %s %d %d %s"
                .formatted(
                        row.text("path"),
                        row.size("size"),
                        row.text("mode"),
                        row.size("uid"),
                        row.size("gid"),
                        row.text("sha256"));
    }

    /**
     * Reads a file with a marker, of which no page is in the guest's cache, by way of an agent
     * whose wire is tapped, and looks for the marker wherever the host could.
     */
    void assertSealed() throws IOException {
        Guest guest = system.guest();
        guest.run(
                "printf %s >/root/marked; sync; echo 3 >/proc/sys/vm/drop_caches".formatted(MARKER),
                GUEST_LIMIT);
        MarkerSearch wireSearch = new MarkerSearch(MARKER);
        try (Server agent =
                        Agents.start(
                                Yagura.HERE,
                                "127.0.0.1:0",
                                system.folder(),
                                Policies.ourEnclaveOr(),
                                guest);
                Wire wire =
                        Wire.to(
                                agent.port(),
                                (way, offset, bytes) -> {
                                    wireSearch.add(bytes);
                                    return List.of(bytes);
                                })) {
            Yagura.Result read =
                    Yagura.HERE.run(
                            "fs",
                            wire.vm(guest.spec().name()),
                            "cat",
                            "/root/marked",
                            "--peer-key",
                            agent.keyHash(),
                            "--key-file",
                            system.keyFile());

            assertThat(read.exits(0).lines()).as("control").containsExactly(MARKER);
            assertThat(wire.bytes(Wire.Way.FROM_AGENT)).isGreaterThan(100_000);
            assertThat(ProcessMemory.count(agent.pid(), "yagura"))
                    .as("control: something that is in the agent's memory")
                    .isPositive();
            assertThat(ProcessMemory.count(agent.pid(), MARKER)).as("agent's memory").isZero();
        }
        assertThat(wireSearch.found()).as("the wire").isZero();
        assertThat(MarkerSearch.inFile(system.disk().file(), MARKER)).as("the disk").isZero();
    }

    /** Shuts the guest down, and reads every file of its disk through agent and enclave. */
    void assertAfterShutdown() throws IOException {
        Guest guest = system.guest();
        ProcessHandle process = ProcessHandle.of(guest.pid()).orElseThrow();
        guest.run("(sleep 1; systemctl poweroff) >/dev/null 2>&1 &");
        try {
            process.onExit().get(GUEST_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("guest: does not shut down: " + guest.console(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }

        List<String> kernel = assertSameAsKernel(system.disk(), false);
        Yagura.Result shown = fs("disk:" + system.disk().file(), "hash", "/", "--recursive");

        List<String> files =
                shown.exits(0).rows().stream()
                        .filter(row -> row.text("type").equals("file"))
                        .map(row -> line(row) + " " + Instant.parse(row.text("mtime")))
                        .sorted()
                        .toList();
        List<String> expected =
                kernel.stream()
                        .filter(line -> line.contains(" REGULAR "))
                        .map(SystemDisk::asShown)
                        .sorted()
                        .toList();
        assertThat(files).hasSizeGreaterThan(5_000).containsExactlyElementsOf(expected);
    }

    /** Returns what {@code tree.py} says of a regular file in the form of {@link #line}. */
    private static String asShown(String line) {
        String[] words = line.split(" ", -1);
        long nanos = Long.parseLong(words[8].substring("m=".length()));
        return "%s %s %4s %s %s %s"
                        .formatted(
                                new String(HexFormat.of().parseHex(words[0]), UTF_8)
                                        .replace("\\", "\\\\"),
                                words[5],
                                words[3],
                                words[4].substring(0, words[4].indexOf(':')),
                                words[4].substring(words[4].indexOf(':') + 1),
                                words[11])
                        .replace("  ", " 0")
                + " "
                + Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
    }

    /**
     * Compares all that both say of every file: path, type, size, mode, owner, times, links,
     * extended attributes, content.
     *
     * @return what the kernel says
     */
    private List<String> assertSameAsKernel(GuestDisk disk, boolean inUse) throws IOException {
        List<String> ours;
        try (Secret key = Secret.copyOf(Files.readAllBytes(Path.of(system.keyFile())));
                BlockDevice image = ImageFile.open(disk.file(), false);
                BlockDevice plain = new CachedDevice(LuksVolume.open(image, key))) {
            ExtFilesystem filesystem = ExtFilesystem.open(plain, ChecksumPolicy.REFUSE);
            assertThat(filesystem.notes().toString().contains("journal")).isEqualTo(inUse);
            ours = TreeText.of(filesystem);
        }
        Path raw = system.folder().resolve("plain.img");
        DiskImages.decrypt(disk, raw);
        try (KernelMount mount = KernelMount.of(raw, "noatime")) {
            List<String> kernel = mount.files();
            assertThat(kernel).hasSizeGreaterThan(8_000);
            assertThat(ours).containsExactlyElementsOf(kernel);
            return kernel;
        } finally {
            Files.delete(raw);
        }
    }
}
