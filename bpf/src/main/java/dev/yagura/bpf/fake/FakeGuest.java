package dev.yagura.bpf.fake;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.types.Btf;
import dev.yagura.kernel.types.TypeCatalog;
import dev.yagura.memory.Look;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.PagingMode;
import java.lang.foreign.MemorySegment;

/**
 * A made-up guest: seven processes and a thread, two modules, a few tables, always the same.
 *
 * <p>One program calls itself a worker of the kernel, so that a detector has something to find.
 * docs/modules/reference.md lists the rest, and what is missing.
 */
public final class FakeGuest {
    private static final String RELEASE = "6.12.0-fake";
    private static final String[] SYSTEM_CALLS = {
        "read", "write", "open", "close", "execve", "kill"
    };
    private static final int WEB_USER = 33;
    private static final int PERSON = 1000;

    private FakeGuest() {}

    /** Returns the BTF of its kernel. */
    public static byte[] types() {
        return new FakeTypes().bytes();
    }

    /** Makes the guest. */
    public static Kernel kernel() {
        FakeTypes types = new FakeTypes();
        FakeRam ram = new FakeRam(types);
        fill(ram);
        try {
            return Opened.of(
                    ram.memory(), ram.symbols(), Btf.parse(MemorySegment.ofArray(types.bytes())));
        } catch (MalformedStructureException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void fill(FakeRam ram) {
        FakeFiles files = new FakeFiles(ram);
        FakeNetwork network = new FakeNetwork(ram);
        FakeModules modules = new FakeModules(ram);
        network.hook(modules.function());
        systemCalls(ram);
        tracers(ram);
        FakeTasks tasks = new FakeTasks(ram, files.namespace(), network.net());
        tasks.program(1, 0, "init", 0, files.regular("sbin/init", 0), files.device("console"));
        tasks.kernelThread(2, 0, "kthreadd", 0);
        tasks.kernelThread(3, 2, "kworker/0:1", ram.function("worker_thread"));
        tasks.program(
                10,
                1,
                "sshd",
                0,
                files.regular("usr/sbin/sshd", 0),
                files.device("null"),
                network.listener(files, 22));
        long terminal = files.device("tty1");
        tasks.program(
                20, 10, "bash", PERSON, files.regular("bin/bash", 0), terminal, terminal, terminal);
        tasks.program(
                30,
                1,
                "web",
                WEB_USER,
                files.regular("usr/bin/web", 0),
                files.device("null"),
                network.listener(files, 80),
                files.regular("var/www/index.html", 512),
                files.deleted("upload"));
        tasks.thread(31, 30, "web-worker");
        tasks.program(40, 1, "kworker/u8:9", 0, files.deleted("x"));
        tasks.run(20);
    }

    private static void systemCalls(FakeRam ram) {
        long table = ram.variable("sys_call_table", SYSTEM_CALLS.length * Long.BYTES);
        for (int i = 0; i < SYSTEM_CALLS.length; i++) {
            ram.u64(table + (long) i * Long.BYTES, ram.function("__x64_sys_" + SYSTEM_CALLS[i]));
        }
        // What comes after the table is another's.
        ram.variable("jiffies", Long.BYTES);
    }

    private static void tracers(FakeRam ram) {
        long end = ram.variable("ftrace_list_end", "ftrace_ops");
        ram.set(end, "ftrace_ops", "func", ram.function("ftrace_stub"));
        long tracer = ram.variable("global_ops", "ftrace_ops");
        ram.set(tracer, "ftrace_ops", "func", ram.function("function_trace_call"))
                .set(tracer, "ftrace_ops", "next", end)
                .set(tracer, "ftrace_ops", "flags", 1);
        ram.u64(ram.variable("ftrace_ops_list", Long.BYTES), tracer);
    }

    private record Opened(
            PhysicalMemory ram, AddressSpace memory, SymbolTable symbols, TypeCatalog types)
            implements Kernel {
        static Opened of(PhysicalMemory ram, SymbolTable symbols, TypeCatalog types) {
            AddressSpace memory =
                    new AddressSpace(new Look(ram), FakeRam.DTB, PagingMode.FOUR_LEVEL);
            return new Opened(ram, memory, symbols, types);
        }

        @Override
        public String release() {
            return RELEASE;
        }

        @Override
        public Kernel again() {
            return of(ram, symbols, types);
        }
    }
}
