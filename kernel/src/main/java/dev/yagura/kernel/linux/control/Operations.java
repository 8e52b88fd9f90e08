package dev.yagura.kernel.linux.control;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.Walks;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Tables of function pointers that rootkits like to change: those behind files of procfs and sysfs,
 * the network's files, terminals, input, program formats, and the roots of all filesystems.
 */
public final class Operations {
    /** {@code NR_LDISCS} is 31; a symbol bounds the array besides. */
    private static final int MAX_DISCIPLINES = 64;

    /** Symbols of tables by their structure; each kernel lacks some. */
    private static final SequencedMap<String, List<String>> SYMBOLS = symbols();

    @KernelStruct("tty_ldisc_ops")
    interface Discipline extends StructView {
        Optional<String> name() throws IOException;
    }

    @KernelStruct("input_handler")
    interface InputHandler extends StructView {
        Optional<String> name() throws IOException;
    }

    @KernelStruct("linux_binfmt")
    interface ProgramFormat extends StructView {}

    private final StructViews views;
    private final Walks walks;
    private final Partial.Collector<OperationSlot> found = Partial.collector();
    private final Set<Long> listed = new HashSet<>();

    private Operations(Linux linux) {
        this.views = linux.views();
        this.walks = linux.walks();
    }

    private static SequencedMap<String, List<String>> symbols() {
        SequencedMap<String, List<String>> symbols = new LinkedHashMap<>();
        symbols.put(
                "seq_operations",
                List.of(
                        "tcp4_seq_ops",
                        "tcp6_seq_ops",
                        "udp_seq_ops",
                        "udp6_seq_ops",
                        "raw_seq_ops",
                        "raw6_seq_ops",
                        "unix_seq_ops",
                        "packet_seq_ops",
                        "netlink_seq_ops",
                        "arp_seq_ops",
                        "dev_seq_ops",
                        "modules_op",
                        "kallsyms_op",
                        "mounts_op",
                        "cpuinfo_op"));
        symbols.put(
                "file_operations",
                List.of(
                        "proc_root_operations",
                        "proc_dir_operations",
                        "proc_reg_file_ops",
                        "proc_tgid_base_operations",
                        "proc_tid_base_operations",
                        "proc_task_operations",
                        "proc_fd_operations",
                        "proc_pid_maps_operations",
                        "proc_pid_cmdline_ops",
                        "proc_environ_operations",
                        "kernfs_file_fops",
                        "kernfs_dir_fops",
                        "simple_dir_operations",
                        "ramfs_file_operations",
                        "shmem_file_operations",
                        "socket_file_ops",
                        "tty_fops",
                        "kmsg_fops"));
        symbols.put(
                "inode_operations",
                List.of(
                        "proc_root_inode_operations",
                        "proc_dir_inode_operations",
                        "proc_tgid_base_inode_operations",
                        "proc_tid_base_inode_operations",
                        "proc_pid_link_inode_operations",
                        "kernfs_dir_iops",
                        "kernfs_iops",
                        "ramfs_dir_inode_operations",
                        "shmem_dir_inode_operations",
                        "simple_dir_inode_operations"));
        return symbols;
    }

    /**
     * Returns the pointers that are set, table by table.
     *
     * @throws IOException if the memory source fails
     */
    public static Partial<OperationSlot> list(Linux linux) throws IOException {
        Operations operations = new Operations(linux);
        for (Map.Entry<String, List<String>> entry : SYMBOLS.entrySet()) {
            for (String symbol : entry.getValue()) {
                for (Symbol at : linux.kernel().symbols().all(symbol)) {
                    operations.slots(entry.getKey(), symbol, at.gva());
                }
            }
        }
        operations.disciplines();
        operations.inputHandlers();
        operations.programFormats();
        FilesystemRoots.list(linux, operations.found, operations::unlisted);
        return operations.found.done();
    }

    /** Adds the function pointers of a table that is not listed by its symbol already. */
    private void unlisted(String kind, String name, long gva) throws IOException {
        if (!listed.contains(gva)) {
            slots(kind, name, gva);
        }
    }

    /**
     * Returns the pointers that are set in one table.
     *
     * @param kind structure of the table
     * @param name what it is called in reports
     * @throws IOException if the memory source fails
     */
    public static Partial<OperationSlot> in(Linux linux, String kind, String name, long gva)
            throws IOException {
        Operations operations = new Operations(linux);
        operations.slots(kind, name, gva);
        return operations.found.done();
    }

    /** Adds the function pointers of one table. */
    private void slots(String kind, String name, long gva) throws IOException {
        listed.add(gva);
        Optional<StructType> struct = views.kernel().types().struct(kind);
        for (StructType.Member member : struct.map(StructType::members).orElse(List.of())) {
            if (member.type() instanceof CType.Pointer(CType.Function _)) {
                long slot = gva + member.offsetBytes();
                long function;
                try {
                    function = views.kernel().memory().u64(slot);
                } catch (IOException e) {
                    if (!GuestFaults.isGuestFault(e)) {
                        throw e;
                    }
                    found.missing(kind + " " + name, String.valueOf(e.getMessage()));
                    return;
                }
                if (function != 0) {
                    found.add(new OperationSlot(kind, name, member.name(), slot, function));
                }
            }
        }
    }

    private interface Part {
        void read() throws IOException;
    }

    private void unlessBroken(String what, Part part) throws IOException {
        try {
            part.read();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            found.missing(what, String.valueOf(e.getMessage()));
        }
    }

    private void disciplines() throws IOException {
        OptionalLong table = views.kernel().symbols().address("tty_ldiscs");
        for (int i = 0; table.isPresent() && i < MAX_DISCIPLINES; i++) {
            long slot = table.getAsLong() + (long) i * Long.BYTES;
            boolean inside =
                    views.kernel()
                            .symbols()
                            .nearest(slot)
                            .filter(near -> near.symbol().gva() == table.getAsLong())
                            .isPresent();
            if (!inside) {
                return;
            }
            String number = "tty line discipline " + i;
            unlessBroken(
                    number,
                    () -> {
                        long ops = views.kernel().memory().u64(slot);
                        if (ops != 0) {
                            String name = views.at(Discipline.class, ops).name().orElse(number);
                            slots("tty_ldisc_ops", name, ops);
                        }
                    });
        }
    }

    private void inputHandlers() throws IOException {
        OptionalLong list = views.kernel().symbols().address("input_handler_list");
        if (list.isPresent()) {
            Walk<InputHandler> handlers = walks.list(list.getAsLong(), InputHandler.class, "node");
            found.check(handlers);
            for (InputHandler handler : handlers.items()) {
                unlessBroken(
                        handler.toString(),
                        () ->
                                slots(
                                        "input_handler",
                                        handler.name().orElse("unnamed"),
                                        handler.gva()));
            }
        }
    }

    /** Returns the symbol of a variable; its address for one of a module's. */
    private String name(long gva) {
        return views.kernel()
                .symbols()
                .nearest(gva)
                .filter(near -> near.offset() == 0)
                .map(near -> near.symbol().name())
                .orElse("0x" + Long.toHexString(gva));
    }

    /** Several variables are called {@code formats}; the list of formats is one in data. */
    private void programFormats() throws IOException {
        for (Symbol list : views.kernel().symbols().all("formats")) {
            Walk<ProgramFormat> formats = walks.list(list.gva(), ProgramFormat.class, "lh");
            if (formats.isComplete()) {
                for (ProgramFormat format : formats.items()) {
                    slots("linux_binfmt", name(format.gva()), format.gva());
                }
                return;
            }
        }
        if (!views.kernel().symbols().all("formats").isEmpty()) {
            found.missing("formats", "no variable of that name is a list that can be walked");
        }
    }
}
