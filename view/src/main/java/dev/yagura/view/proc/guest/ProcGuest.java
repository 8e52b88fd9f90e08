package dev.yagura.view.proc.guest;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.KernelVersion;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.ModuleTypes;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.system.Clocks;
import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.PerCpu;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.synthetic.Content;
import dev.yagura.view.synthetic.Folder;
import dev.yagura.view.synthetic.Inode;
import dev.yagura.view.synthetic.SyntheticFile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A guest as the makers of its files need it, and these files' inodes. Through one look: what is
 * kept here is as old as the look. Safe for concurrent use.
 *
 * <p>Inode numbers that the kernel does not keep are made from paths, and so the same in each look;
 * the kernel gives its own when a file is first asked for, and forgets them.
 */
public final class ProcGuest {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Linux linux;
    private final String filesystem;
    private final Notes notes = new Notes();
    private final TaskIndex tasks;
    private final Network network;
    private final ModuleTypes moduleTypes;
    private final Registered registered = new Registered(this);
    private final Instant now;
    private final Once<Clocks> clocks;
    private final Once<PerCpu> cpus;

    /**
     * Prepares to read.
     *
     * @param filesystem what the files are of: {@code "proc"}, {@code "sysfs"}
     * @throws IOException if this kernel's tasks cannot be read, or the memory source fails
     */
    public ProcGuest(Linux linux, String filesystem) throws IOException {
        this.linux = linux;
        this.filesystem = filesystem;
        this.tasks = new TaskIndex(linux, notes);
        this.network = new Network(linux, notes);
        this.moduleTypes = new ModuleTypes(linux);
        this.clocks = new Once<>(() -> Clocks.of(linux));
        this.cpus = new Once<>(() -> PerCpu.of(linux.kernel()));
        this.now = timeOfFiles();
    }

    /**
     * Returns the same guest as it is by now, of which nothing is read yet.
     *
     * @throws IOException as the constructor
     */
    public ProcGuest again() throws IOException {
        return new ProcGuest(linux.again(), filesystem);
    }

    /** Files are as old as the look; without a clock in the guest they have no age. */
    private Instant timeOfFiles() throws IOException {
        try {
            return clocks.get().now();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            return Instant.EPOCH;
        }
    }

    /** Returns the guest's objects. */
    public Linux linux() {
        return linux;
    }

    /** Returns typed views of its kernel's structures. */
    public StructViews views() {
        return linux.views();
    }

    /** Returns its kernel's memory. */
    public AddressSpace memory() {
        return linux.kernel().memory();
    }

    /** Returns its tasks. */
    public TaskIndex tasks() {
        return tasks;
    }

    /** Returns the structures of its modules. */
    public ModuleTypes moduleTypes() {
        return moduleTypes;
    }

    /** Returns its network. */
    public Network network() {
        return network;
    }

    /** Returns what is registered in procfs. */
    public Registered registered() {
        return registered;
    }

    /** Returns what could not be read so far. */
    public Notes notes() {
        return notes;
    }

    /**
     * Returns its clocks.
     *
     * @throws IOException if this kernel's are not known, or cannot be read
     */
    public Clocks clocks() throws IOException {
        return clocks.get();
    }

    /**
     * Returns its processors.
     *
     * @throws IOException if they cannot be read
     */
    public PerCpu cpus() throws IOException {
        return cpus.get();
    }

    /**
     * Returns those of its processors that run, ascending.
     *
     * @throws IOException if they cannot be read
     */
    public List<PerCpu.Cpu> online() throws IOException {
        OptionalLong mask = symbolIfAny("__cpu_online_mask");
        List<PerCpu.Cpu> online = new ArrayList<>();
        for (PerCpu.Cpu cpu : cpus().cpus()) {
            long at = mask.orElse(0) + (long) (cpu.number() / Long.SIZE) * Long.BYTES;
            if (mask.isEmpty() || (memory().u64(at) >>> cpu.number() % Long.SIZE & 1) != 0) {
                online.add(cpu);
            }
        }
        return online;
    }

    /**
     * Returns the address of the network namespace of a task; empty once it has left it.
     *
     * @throws IOException if guest memory cannot be read
     */
    public OptionalLong networkOf(Task task) throws IOException {
        return tasks.networkOf(task);
    }

    /**
     * Returns the address of a symbol.
     *
     * @throws IOException if this kernel has none of that name
     */
    public long symbol(String name) throws IOException {
        return Symbols.require(linux.kernel(), name);
    }

    /** Returns the address of a symbol, or empty. */
    public OptionalLong symbolIfAny(String name) {
        return linux.kernel().symbols().address(name);
    }

    /**
     * Returns how far it is from an address to the next symbol, in bytes: what lies at the address
     * is no longer than that.
     */
    public long roomBehind(long gva) {
        List<Symbol> sorted = linux.kernel().symbols().sorted();
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(sorted.get(middle).gva(), gva) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == sorted.size() ? 0 : sorted.get(low).gva() - gva;
    }

    /**
     * Returns a counter with the parts that CPUs have not added to it yet.
     *
     * @throws IOException if they cannot be read
     */
    public long sum(PercpuCounter counter) throws IOException {
        long sum = counter.count();
        for (PerCpu.Cpu cpu : cpus().cpus()) {
            sum += (int) memory().u32(cpu.address(counter.partsGva()));
        }
        return sum;
    }

    /** Returns whether the kernel is of a version or later, judged by its release. */
    public boolean isAtLeast(int major, int minor) {
        return KernelVersion.of(linux.kernel().release()).isAtLeast(major, minor);
    }

    /** Returns a number for a file that the kernel keeps none for. */
    public static long numberOf(String path) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < path.length(); i++) {
            hash = (hash ^ path.charAt(i)) * FNV_PRIME;
        }
        return (hash >>> 2) | 1L << 40; // Never one of the small numbers that the kernel keeps.
    }

    /** Returns an inode of root's. */
    public Inode inode(String path, int permissions) {
        return new Inode(numberOf(path), permissions, 0, 0, now);
    }

    /** Returns an inode. */
    public Inode inode(String path, int permissions, int uid, int gid) {
        return new Inode(numberOf(path), permissions, uid, gid, now);
    }

    /** Returns a file. */
    public StoredFile file(Inode inode, Content content) {
        return SyntheticFile.regular(filesystem, inode, content);
    }

    /** Returns a file of root's that all may read. */
    public StoredFile file(String path, Content content) {
        return file(inode(path, 0444), content);
    }

    /** Returns a file that is there, and whose content memory does not tell. */
    public StoredFile unknown(Inode inode, String why) {
        return file(
                inode,
                () -> {
                    throw new IOException(why);
                });
    }

    /** Returns a directory. */
    public StoredFile directory(Inode inode, Folder folder) {
        return SyntheticFile.directory(filesystem, inode, folder);
    }

    /** Returns a symbolic link. */
    public StoredFile link(Inode inode, long sizeBytes, Content target) {
        return SyntheticFile.link(filesystem, inode, sizeBytes, target);
    }

    /**
     * Returns something that a descriptor of a process is and that has no path, such as a socket.
     *
     * @param kind of filesystem whose inode it is: {@code "sockfs"}, {@code "pipefs"}
     * @param extended its extended attributes by their names; empty for none
     */
    public StoredFile special(
            String kind,
            long number,
            FileType type,
            int permissions,
            Map<String, byte[]> extended) {
        Inode inode = new Inode(number, permissions, 0, 0, now);
        return SyntheticFile.special(kind, inode, type, extended);
    }
}
