package dev.yagura.it;

import dev.yagura.sandbox.tools.ToolsBuilder;
import dev.yagura.sandbox.tools.ToolsTree;
import dev.yagura.testkit.attacker.Attacker;
import dev.yagura.testkit.guest.DiskImages;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestDisk;
import dev.yagura.testkit.guest.GuestProcess;
import dev.yagura.testkit.host.FileTree;
import dev.yagura.testkit.kernels.DebianKernel;
import dev.yagura.testkit.kernels.DebianSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A whole Debian that has chkrootkit itself: as it is clean, with what its chkrootkit says, and
 * with the traces of a rootkit, which are inert. It has ended; there are its memory and its
 * encrypted disk, twice.
 *
 * @param folder of all this; deleted by {@link #close}
 * @param tools a tree by {@code yagura tools build}
 * @param version of the guest's chkrootkit, as Debian has it
 * @param inside what that printed
 * @param sniffer number of the process that listens to every frame
 * @param hidden number of the process that nothing lists
 */
record ToolsGuest(Path folder, Path tools, String version, String inside, int sniffer, int hidden)
        implements AutoCloseable {
    /** Names the folder of a tools tree, which is built there if it is not there yet. */
    static final String TOOLS = "yagura.tools";

    static final int PORT = 465;

    /** Names that chkrootkit 0.57 knows, each of another kind. */
    static final List<String> FILES =
            List.of(
                    "/usr/lib/pt07",
                    "/etc/ttyhash",
                    "/bin/kr4p",
                    "/bin/lps",
                    "/tmp/ramen.tgz",
                    "/usr/bin/ishit",
                    "/usr/sbin/mech",
                    "/usr/bin/volc",
                    "/usr/include/icekey.h",
                    "/tmp/kdevtmpfsi");

    /** A program of a package, which is changed. */
    static final String CHANGED = "/usr/bin/last";

    private static final List<String> PACKAGES =
            List.of("binutils", "chkrootkit", "net-tools", "psmisc");

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration CHKROOTKIT_LIMIT = Duration.ofMinutes(20);

    /** Gives the interface an address, as that of any server has one. */
    private static final String CONNECT =
            "i=$(ls /sys/class/net | grep -v '^lo$' | head -n 1) && ip address add 192.0.2.7/24 dev"
                    + " $i && ip link set $i up && echo $i";

    private static final String LISTEN =
            "(perl -MSocket -e 'socket(S,2,1,0); bind(S,sockaddr_in("
                    + PORT
                    + ",INADDR_ANY)) or die; listen(S,5); sleep 99999' >/dev/null 2>&1 &)";

    private static final String SLEEP = "(sleep 88888 >/dev/null 2>&1 &)";

    /** One of the two states. */
    enum State {
        CLEAN,
        INFECTED
    }

    /** Boots it, and has it end. */
    static ToolsGuest run() throws IOException {
        Requirement.tool("mmdebstrap", "mmdebstrap");
        Requirement.root();
        Path tools = toolsTree();
        Path folder = Files.createTempDirectory("yagura-traces-");
        boolean ready = false;
        try {
            Path key = Files.writeString(folder.resolve("key"), "traces");
            Path image = DebianSystem.imageWith(PACKAGES);
            GuestDisk disk = DiskImages.encrypt(image, folder.resolve("disk"), key);
            try (Guest guest =
                    Guest.boot(
                            Guests.spec("traces", DebianKernel.V6_1_CLOUD)
                                    .withMemoryMiB(1024)
                                    .withSystem(disk))) {
                ToolsGuest done = observe(guest, folder, tools);
                ready = true;
                return done;
            }
        } finally {
            if (!ready) {
                FileTree.delete(folder);
            }
        }
    }

    private static Path toolsTree() throws IOException {
        Path tools = Path.of(System.getProperty(TOOLS)).toAbsolutePath();
        if (Files.exists(tools)) {
            return ToolsTree.open(tools).root();
        }
        return new ToolsBuilder(step -> {}).build(tools, ToolsBuilder.DEFAULT).root();
    }

    private static ToolsGuest observe(Guest guest, Path folder, Path tools) throws IOException {
        guest.run("systemctl is-system-running --wait", LIMIT);
        String connected = guest.run(CONNECT).strip();
        String version = guest.run("dpkg-query -W -f '${Version}' chkrootkit").strip();
        String inside = guest.run("HOME=/root SHELL=/bin/sh chkrootkit 2>&1", CHKROOTKIT_LIMIT);
        keep(guest, folder, State.CLEAN);

        guest.run("mkdir -p /usr/include");
        for (String file : FILES) {
            guest.run("echo inert >" + file);
        }
        guest.run("echo changed >>" + CHANGED);
        guest.run("ip link set %s promisc on".formatted(connected));
        guest.run(LISTEN);
        guest.run(sniff(connected));
        guest.run(SLEEP);
        int sniffer = pid(guest, "77777");
        int hidden = pid(guest, "88888");
        Attacker.of(guest).eraseTask(hidden);
        keep(guest, folder, State.INFECTED);
        return new ToolsGuest(folder, tools, version, inside, sniffer, hidden);
    }

    /** {@code socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL))}, of which nothing is ever read. */
    private static String sniff(String interfaceName) {
        return ("(perl -e 'socket(S,17,3,0x300) && bind(S,pack(\"Snlx12\",17,3,shift)) or die;"
                        + " sleep 77777' $(cat /sys/class/net/%s/ifindex) >/dev/null 2>&1 &)")
                .formatted(interfaceName);
    }

    private static int pid(Guest guest, String argument) throws IOException {
        for (GuestProcess process : guest.processes()) {
            String words = guest.run("tr '\\0' ' ' </proc/%d/cmdline".formatted(process.pid()));
            if (words.contains(argument) && !words.contains("cmdline")) {
                return process.pid();
            }
        }
        throw new IOException("guest: found no process with \"%s\"".formatted(argument));
    }

    private static void keep(Guest guest, Path folder, State state) throws IOException {
        guest.run("sync", LIMIT);
        guest.stop();
        try {
            guest.dumpGuestMemory(folder.resolve(state + ".core"));
            Files.copy(folder.resolve("disk"), folder.resolve(state + ".luks"));
        } finally {
            guest.cont();
        }
    }

    /** Returns the words of a command about it: the VM, and the key. */
    List<String> words(State state) {
        Path core = folder.resolve(state + ".core");
        return List.of(
                "file:%s,disk:%s".formatted(core, folder.resolve(state + ".luks")),
                "--key-file",
                folder.resolve("key").toString());
    }

    @Override
    public void close() throws IOException {
        FileTree.delete(folder);
    }
}
