package dev.yagura.view.proc.sysctl;

import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the tables of settings; fs/proc/proc_sysctl.c. */
final class Settings {
    /** Settings of all tables; a machine with many interfaces has some ten thousand. */
    private static final int MAX_SETTINGS = 1 << 20;

    /** Settings of one table. */
    private static final int MAX_IN_TABLE = 1 << 16;

    /** Directories in each other; the kernel's own are five. */
    private static final int MAX_DEPTH = 16;

    private static final int TYPE_MASK = 0xF000;
    private static final int DIRECTORY = 0x4000;
    private static final int LINK = 0xA000;

    /** Where the tables of the first name spaces are: variable, structure, member. */
    private static final List<List<String>> NAMESPACES =
            List.of(
                    List.of("init_net", "net", "sysctls"),
                    List.of("init_ipc_ns", "ipc_namespace", "ipc_set"),
                    List.of("init_ipc_ns", "ipc_namespace", "mq_set"),
                    List.of("init_user_ns", "user_namespace", "set"),
                    List.of("init_pid_ns", "pid_namespace", "set"));

    @KernelStruct("ctl_node")
    interface Node extends StructView {
        @KernelField("header")
        long headerGva();
    }

    @KernelStruct("ctl_table_header")
    interface Header extends StructView {
        @KernelField("ctl_table")
        long tableGva();

        @KernelField("node")
        long firstNodeGva();
    }

    @KernelStruct("ctl_table")
    interface Entry extends StructView {
        @KernelField("procname")
        String name() throws IOException;

        @KernelField("data")
        long dataGva();

        @KernelField("maxlen")
        int lengthBytes();

        int mode();

        @KernelField("proc_handler")
        long handlerGva();
    }

    /**
     * A setting, or a directory of them.
     *
     * @param mode type and permissions
     * @param dataGva what its function is about
     * @param lengthBytes how long that is
     * @param handlerGva its function
     * @param inside what is in a directory, by name
     */
    record Setting(
            int mode, long dataGva, int lengthBytes, long handlerGva, Map<String, Setting> inside) {
        boolean isDirectory() {
            return (mode & TYPE_MASK) == DIRECTORY;
        }
    }

    private final ProcGuest guest;
    private final StructViews views;
    private final Set<Long> met = new HashSet<>();
    private final List<Map<String, Setting>> ofNamespaces = new ArrayList<>();
    private final long nodeBytes;
    private final long entryBytes;

    private Settings(ProcGuest guest) throws IOException {
        this.guest = guest;
        this.views = guest.views();
        this.nodeBytes = views.sizeOf("ctl_node");
        this.entryBytes = views.sizeOf("ctl_table");
    }

    /**
     * Reads all settings.
     *
     * @throws IOException if this kernel's are not known, or the memory source fails
     */
    static Map<String, Setting> of(ProcGuest guest) throws IOException {
        Settings settings = new Settings(guest);
        for (List<String> place : NAMESPACES) {
            OptionalLong space = guest.symbolIfAny(place.get(0));
            if (space.isPresent() && settings.views.has(place.get(1), place.get(2))) {
                long set = space.getAsLong() + settings.views.offsetOf(place.get(1), place.get(2));
                settings.ofNamespaces.add(settings.directory(settings.rootOf(set), List.of()));
            }
        }
        long root = Symbols.require(guest.linux().kernel(), "sysctl_table_root");
        long set = root + settings.views.offsetOf("ctl_table_root", "default_set");
        return settings.directory(settings.rootOf(set), List.of());
    }

    private long rootOf(long setGva) throws IOException {
        return setGva + views.offsetOf("ctl_table_set", "dir");
    }

    private Map<String, Setting> directory(long gva, List<String> path) throws IOException {
        Map<String, Setting> inside = new LinkedHashMap<>();
        Walk<Node> nodes =
                guest.linux()
                        .walks()
                        .tree(gva + views.offsetOf("ctl_dir", "root"), Node.class, "node");
        for (Node node : nodes.complete()) {
            if (met.size() == MAX_SETTINGS || path.size() == MAX_DEPTH || !met.add(node.gva())) {
                throw new IOException(
                        "ctl_node at 0x%x: is one of too many, too deep, or was met before"
                                .formatted(node.gva()));
            }
            Header header = views.at(Header.class, node.headerGva());
            long place = (node.gva() - header.firstNodeGva()) / nodeBytes;
            if (place < 0 || place >= MAX_IN_TABLE) {
                throw new IOException(
                        "ctl_node at 0x%x: is number %d of its table".formatted(node.gva(), place));
            }
            Entry entry = views.at(Entry.class, header.tableGva() + place * entryBytes);
            String name = entry.name();
            List<String> below = new ArrayList<>(path);
            below.add(name);
            setting(entry, header, below).ifPresent(setting -> inside.put(name, setting));
        }
        return inside;
    }

    private Optional<Setting> setting(Entry entry, Header header, List<String> path)
            throws IOException {
        return switch (entry.mode() & TYPE_MASK) {
            case DIRECTORY -> {
                long directory = header.gva() - views.offsetOf("ctl_dir", "header");
                yield Optional.of(new Setting(entry.mode(), 0, 0, 0, directory(directory, path)));
            }
            case LINK -> ofNamespace(path);
            default ->
                    Optional.of(
                            new Setting(
                                    entry.mode(),
                                    entry.dataGva(),
                                    entry.lengthBytes(),
                                    entry.handlerGva(),
                                    Map.of()));
        };
    }

    /** A link stands for the setting of the same path in the tables of a name space. */
    private Optional<Setting> ofNamespace(List<String> path) {
        for (Map<String, Setting> top : ofNamespaces) {
            Map<String, Setting> at = top;
            Setting found = null;
            for (String name : path) {
                found = at.get(name);
                if (found == null) {
                    break;
                }
                at = found.inside();
            }
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
