package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Acceptance: of a whole Debian (systemd with its BPF programs, sshd, cron, nftables, a container),
 * each view equals what the system's own tools print, its files are those on its encrypted disk,
 * and a scan finds nothing in it, however busy.
 */
@Tag("guest")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(2)
class SystemGuestTest {
    private static final int SCANS = 10;
    private static final int PROTECTED = 2;

    /** Sessions over loopback, programs that end at once, and jobs of cron's kind. */
    private static final List<String> BUSY =
            List.of(
                    "mkdir -p /root/.ssh && ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519"
                            + " && cp /root/.ssh/id_ed25519.pub /root/.ssh/authorized_keys",
                    "(while :; do ssh -o StrictHostKeyChecking=no localhost id; done >/dev/null"
                            + " 2>&1) &",
                    "(while :; do ps ax; ss -anp; lsof -n; done >/dev/null 2>&1) &",
                    "(while :; do systemctl restart guarded box; sleep 1; done >/dev/null 2>&1) &",
                    "(while :; do nft -f /etc/nftables.conf; sleep 0.5; done >/dev/null 2>&1) &");

    private static @Nullable SystemGuest booted;
    private static boolean busy;

    @BeforeAll
    static void boot() throws IOException {
        booted = SystemGuest.boot();
    }

    @AfterAll
    static void end() throws IOException {
        if (booted != null) {
            booted.close();
        }
    }

    private static SystemGuest system() {
        if (booted == null) {
            throw new IllegalStateException("the guest is not booted");
        }
        return booted;
    }

    private static Set<String> shown(
            String view, Predicate<Row> which, Function<Row, String> form) {
        return system().rows(view).stream()
                .filter(which)
                .map(form)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long initialNetwork() {
        return system().rows("interfaces").stream()
                .filter(row -> row.text("owner").equals("virtio_net"))
                .findFirst()
                .orElseThrow()
                .size("netns");
    }

    @Test
    void processesAreThoseOfPs() {
        Set<String> view =
                shown(
                        "processes",
                        row -> !row.text("comm").startsWith("kworker/"),
                        row ->
                                "%d %d %d %d %d %d %s"
                                        .formatted(
                                                row.number("pid"),
                                                row.number("ppid"),
                                                row.number("uid"),
                                                row.number("pgrp"),
                                                row.number("session"),
                                                row.number("threads"),
                                                row.text("comm")));
        system().said("ps", ToolText::ps).assertShownBy(view, 30);
    }

    @Test
    void internetSocketsAreThoseOfSs() {
        long here = initialNetwork();
        Set<String> view =
                shown(
                        "sockets",
                        row ->
                                row.text("protocol").matches("tcp6?|udp6?")
                                        && row.size("netns") == here,
                        row ->
                                "%s %s %s %s"
                                        .formatted(
                                                row.text("protocol").replace("6", ""),
                                                row.text("state"),
                                                end(row),
                                                pids(row)));
        system().said("ss -tua", ToolText::internet).assertShownBy(view, 1);
    }

    /** Writes an end as ss does: a wildcard of IPv6 is in brackets as any other address. */
    private static String end(Row row) {
        String address = row.text("localAddress");
        return (address.contains(":") ? "[" + address + "]" : address)
                + ":"
                + row.number("localPort");
    }

    private static Set<Integer> pids(Row row) {
        return new TreeSet<>(row.field("pids").valueStream().map(pid -> pid.intValue()).toList());
    }

    @Test
    void unixSocketsAreThoseOfSs() {
        long here = initialNetwork();
        Set<String> view =
                shown(
                        "sockets",
                        row -> row.text("protocol").equals("unix") && row.size("netns") == here,
                        row ->
                                "%s %d %s %s"
                                        .formatted(
                                                switch (row.text("type")) {
                                                    case "stream" -> "u_str";
                                                    case "dgram" -> "u_dgr";
                                                    case "seqpacket" -> "u_seq";
                                                    default -> row.text("type");
                                                },
                                                row.number("inode"),
                                                row.field("path").isNull() ? "*" : row.text("path"),
                                                pids(row)));
        system().said("ss -xa", ToolText::unix).assertShownBy(view, 20);
    }

    @Test
    void openFilesAreThoseOfLsof() {
        Set<String> view =
                shown(
                        "files",
                        row ->
                                row.text("fd").matches("\\d+")
                                        && row.text("type").matches("reg|dir|chr")
                                        && !row.text("comm").equals("shell"),
                        row ->
                                "%d %s %s"
                                        .formatted(
                                                row.number("pid"),
                                                row.text("fd"),
                                                row.text("path")));
        system().said("lsof", ToolText::lsof).assertShownBy(view, 20);
    }

    @Test
    void programsOfSystemdAreThoseOfBpftool() {
        Set<String> view =
                shown(
                        "bpf",
                        _ -> true,
                        row ->
                                "%d %s %s %s %d %d %s"
                                        .formatted(
                                                row.number("id"),
                                                row.text("type"),
                                                row.text("name"),
                                                row.text("tag"),
                                                row.number("instructions"),
                                                row.number("codeSize"),
                                                new TreeSet<>(
                                                        row.field("maps")
                                                                .valueStream()
                                                                .map(id -> id.intValue())
                                                                .toList())));
        system().said("bpftool prog", ToolText::programs).assertShownBy(view, 3);
    }

    /** Debian's bpftool does not say who has a program. */
    @Test
    void programsOfSystemdAreHeldByItAndByTheirGroups() {
        Set<String> holders =
                shown(
                        "bpf",
                        row -> row.text("name").startsWith("sd_"),
                        row -> row.field("holders").toString());

        assertThat(holders)
                .isNotEmpty()
                .allSatisfy(
                        by -> assertThat(by).contains("process 1 (systemd)", " of /system.slice/"));
    }

    @Test
    void mapsAreThoseOfBpftool() {
        Set<String> view =
                shown(
                        "bpf-maps",
                        _ -> true,
                        row ->
                                "%d %s %d %d %d"
                                        .formatted(
                                                row.number("id"),
                                                row.text("type"),
                                                row.number("keySize"),
                                                row.number("valueSize"),
                                                row.number("maxEntries")));
        system().said("bpftool map", ToolText::maps).assertShownBy(view, 0);
    }

    @Test
    void programsOfControlGroupsAreThoseOfBpftool() {
        Set<String> view =
                shown(
                        "bpf-cgroups",
                        _ -> true,
                        row -> "%s %d".formatted(row.text("group"), row.number("programId")));
        system().said("bpftool cgroup", ToolText::attached).assertShownBy(view, 3);
    }

    @Test
    void hooksOfNftablesAreThoseOfNft() {
        Set<String> view =
                shown(
                        "netfilter",
                        row -> row.flag("nftables"),
                        row ->
                                "%s %s %d"
                                        .formatted(
                                                row.text("family"),
                                                row.text("hook"),
                                                row.number("priority")));
        system().said("nft", ToolText::chains).assertShownBy(view, 3);
    }

    @Test
    void mountsOfAllNamespacesAreThoseOfMountinfo() {
        Set<String> view =
                shown(
                        "mounts",
                        row -> row.flag("reachable"),
                        row ->
                                "%s %s %s %s %s %s %s %s"
                                        .formatted(
                                                row.text("namespace"),
                                                row.text("id"),
                                                row.text("parent"),
                                                row.text("device"),
                                                row.text("root"),
                                                row.text("mountPoint"),
                                                row.text("type"),
                                                row.text("source")));
        system().said("mountinfo", ToolText::mounts).assertShownBy(view, 100);
    }

    @Test
    void interfacesAreThoseOfIp() {
        long here = initialNetwork();
        Set<String> view =
                shown(
                        "interfaces",
                        row -> row.size("netns") == here,
                        row ->
                                "%d %s %s %s"
                                        .formatted(
                                                row.number("index"),
                                                row.text("name"),
                                                row.text("mac"),
                                                new TreeSet<>(
                                                        row.field("addresses")
                                                                .valueStream()
                                                                .map(address -> address.asString())
                                                                .toList())));
        system().said("ip", ToolText::interfaces).assertShownBy(view, 1);
    }

    @Test
    void modulesAreThoseOfLsmod() {
        Set<String> view =
                shown(
                        "modules",
                        _ -> true,
                        row ->
                                "%s %d %d"
                                        .formatted(
                                                row.text("name"),
                                                row.number("size"),
                                                row.number("refcount")));
        system().said("lsmod", ToolText::modules).assertShownBy(view, 20);
    }

    @Test
    void commandsAreThoseOfBashsHistory() {
        Set<String> view = shown("shell-history", _ -> true, row -> row.text("command"));
        system().said("history", ToolText::history).assertShownBy(view, 3);
    }

    @TestFactory
    @EnabledIfSystemProperty(named = SystemGuest.TOOLS, matches = "true")
    Stream<DynamicTest> toolsPrintWhatTheyPrintInTheGuest() {
        return system().tools().tests();
    }

    /** Returns the guest, busy; the other tests have its answers from before. */
    private static String busy() throws IOException {
        if (!busy) {
            busy = true;
            for (String command : BUSY) {
                system().guest().run(command);
            }
        }
        return Guests.vm(system().guest());
    }

    /** Ten scans of memory; the first reads all files too, which takes much longer. */
    @Test
    void aBusySystemGivesNoFindings() throws IOException {
        for (int i = 0; i < SCANS; i++) {
            Truth.assertClean(i < PROTECTED ? scan(i == 0) : lookForIntruders());
        }
    }

    /** Read while it runs, a busy system cannot be read whole: what changed meanwhile is told. */
    @Test
    void aBusySystemThatRunsOnGivesNoFindings() throws IOException {
        Yagura.Result scan = lookForIntruders("--live");

        assertThat(scan.status()).as(scan.toString()).isIn(0, 3);
        assertThat(scan.rows()).as(scan.toString()).hasSize(1);
        assertThat(scan.rows().getFirst().number("findings")).isZero();
    }

    private static Yagura.Result scan(boolean disks) throws IOException {
        List<String> more =
                disks ? List.of("--key-file", system().keyFile()) : Guests.withoutDisks();
        return Yagura.HERE.run(Yagura.FILES_LIMIT, command(more));
    }

    /** Scans memory without protection, which changes nothing of what is seen. */
    private static Yagura.Result lookForIntruders(String... options) throws IOException {
        List<String> more = new ArrayList<>(Guests.withoutDisks());
        more.addAll(List.of(options));
        return Yagura.look(command(more));
    }

    private static String[] command(List<String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of("scan", busy(), "--json"));
        command.addAll(more);
        return command.toArray(String[]::new);
    }

    @Test
    void filesOfASnapshotAreThoseOfTheKernelsMount() throws IOException {
        busy();
        new SystemDisk(system()).assertSnapshot();
    }

    @Test
    void filesOfTheRunningGuestAreThoseItReads() throws IOException {
        new SystemDisk(system()).assertRunning();
    }

    @Test
    void filesThatAreNotOnTheDiskYetAreThoseItReads() throws IOException {
        new UnwrittenFiles(system()).assertRead();
    }

    @Test
    void aFileThatIsInMemoryOnlyIsScanned() throws IOException {
        new UnwrittenFiles(system()).assertScanned();
    }

    @Test
    void nothingOfTheDiskIsInTheClearOnTheHost() throws IOException {
        new SystemDisk(system()).assertSealed();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void filesAfterShutdownAreThoseOfTheKernelsMount() throws IOException {
        new SystemDisk(system()).assertAfterShutdown();
    }
}
