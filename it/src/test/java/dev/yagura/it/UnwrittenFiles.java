package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Files of a running Debian that are not on its disk as they are: what is read of them. */
final class UnwrittenFiles {
    private static final Duration GUEST_LIMIT = Duration.ofMinutes(2);
    private static final String ON_DISK = "/root/unwritten";
    private static final String IN_MEMORY = ON_DISK + "/memory";

    /** Found by a detector of files, and never on the disk: /dev is memory. */
    private static final String PLANTED = "/dev/ptyx";

    private static final List<String> WRITTEN =
            List.of(
                    "seq 9 > rewritten",
                    "seq 9 > appended",
                    "seq 3000 > overwritten",
                    "seq 90000 > punched",
                    "seq 90000 > collapsed",
                    "seq 90000 > shortened",
                    "seq 90000 > partly",
                    "seq 9 > before",
                    "seq 9 > linked",
                    "seq 9 > open",
                    "seq 9 > gone");

    /** One after the other; nothing of the files is in memory before. */
    private static final List<String> CHANGED =
            List.of(
                    "seq 20 > rewritten",
                    "seq 2000 >> appended",
                    "printf X | dd of=overwritten bs=1 seek=5000 conv=notrunc status=none",
                    "fallocate -p -o 40000 -l 300000 punched",
                    "fallocate -c -o 4096 -l 8192 collapsed",
                    "truncate -s 9000 shortened",
                    "truncate -s 99000 appended",
                    "dd if=partly of=/dev/null bs=4096 skip=50 count=3 status=none",
                    "mv before after",
                    "ln linked again",
                    "ln -s linked link",
                    "ln -s " + "long/".repeat(30) + " longlink",
                    "((exec 3<open; rm open; exec sleep 600) >/dev/null 2>&1 &)",
                    "rm gone",
                    "seq 5000 > created",
                    "printf X | dd of=sparse bs=1 seek=300000 status=none",
                    "mkdir -p new/folder; echo x > new/folder/file");

    private final SystemGuest system;

    UnwrittenFiles(SystemGuest system) {
        this.system = system;
    }

    /** Reads files as soon as they were changed, and asks the guest afterwards. */
    void assertRead() throws IOException {
        Guest guest = system.guest();
        guest.run("mkdir -p " + IN_MEMORY + "; mount -t tmpfs none " + IN_MEMORY);
        for (String folder : List.of(ON_DISK, IN_MEMORY)) {
            guest.run("cd %s; %s".formatted(folder, String.join("; ", WRITTEN)));
        }
        guest.run("sync; echo 3 > /proc/sys/vm/drop_caches", GUEST_LIMIT);
        for (String folder : List.of(ON_DISK, IN_MEMORY)) {
            guest.run("cd %s; %s".formatted(folder, String.join("; ", CHANGED)), GUEST_LIMIT);
        }

        List<Row> shown = hash();

        assertThat(lines(shown)).containsExactlyElementsOf(inGuest());
        assertThat(shown)
                .filteredOn(row -> row.text("path").equals(ON_DISK + "/partly"))
                .extracting(row -> row.text("source"))
                .containsExactly("disk");
        assertThat(shown)
                .filteredOn(row -> row.text("path").startsWith(IN_MEMORY))
                .extracting(row -> row.text("source"))
                .containsOnly("memory");
        guest.run("umount -l %s; rm -r %s".formatted(IN_MEMORY, ON_DISK));
    }

    /** Returns path, size and digest of regular files, path and target of links. */
    private Set<String> inGuest() throws IOException {
        String list =
                "find "
                        + ON_DISK
                        + " \\( -type f -printf '%p %s '"
                        + " -exec sh -c 'sha256sum < $0 | cut -c1-64' {} \\; \\)"
                        + " -o \\( -type l -printf '%p -> %l\\n' \\)";
        Set<String> lines = new TreeSet<>(system.guest().run(list, GUEST_LIMIT).lines().toList());
        assertThat(lines).hasSizeGreaterThan(25);
        return lines;
    }

    private List<Row> hash() throws IOException {
        return Yagura.HERE
                .run(
                        "fs",
                        Guests.vm(system.guest()),
                        "hash",
                        ON_DISK,
                        "--recursive",
                        "--json",
                        "--key-file",
                        system.keyFile())
                .exits(0)
                .rows();
    }

    private static Set<String> lines(List<Row> rows) {
        Set<String> lines = new TreeSet<>();
        for (Row row : rows) {
            switch (row.text("type")) {
                case "file" ->
                        lines.add(
                                "%s %d %s"
                                        .formatted(
                                                row.text("path"),
                                                row.size("size"),
                                                row.text("sha256")));
                case "link" ->
                        lines.add("%s -> %s".formatted(row.text("path"), row.text("target")));
                default -> {}
            }
        }
        return lines;
    }

    /** Scans for what is in memory only, with a detector of files. */
    void assertScanned() throws IOException {
        Guest guest = system.guest();
        guest.run("echo '3 sniffer' > " + PLANTED);

        Yagura.Result scan =
                Yagura.look(
                        "scan",
                        Guests.vm(guest),
                        "--only",
                        "linux.device.odd-file",
                        "--json",
                        "--key-file",
                        system.keyFile());

        guest.run("rm " + PLANTED);
        Findings found = Findings.of(scan.exits(1));
        assertThat(found.findings())
                .extracting(row -> row.text("subject"), row -> row.text("severity"))
                .containsExactly(tuple("suspicious-device-file at " + PLANTED, "critical"));
    }
}
