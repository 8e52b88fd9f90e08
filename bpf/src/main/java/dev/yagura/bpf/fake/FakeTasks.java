package dev.yagura.bpf.fake;

import java.util.HashMap;
import java.util.Map;

/** Tasks on the list of tasks, with parents, threads, credentials and open files; two CPUs. */
final class FakeTasks {
    private static final String TASK = "task_struct";
    private static final int SLEEPS = 1;
    private static final int RUNS = 0;
    private static final int KERNEL_THREAD = 0x0020_0000;
    private static final int MAX_FILES = 8;
    private static final int CPUS = 2;
    private static final long ALL_CAPABILITIES = 0x1ff_ffff_ffffL;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final FakeRam ram;
    private final long nsproxy;
    private final long initTask;
    private final long initCred;
    private final Map<Integer, Long> tasks = new HashMap<>();

    FakeTasks(FakeRam ram, long mounts, long net) {
        this.ram = ram;
        nsproxy = ram.variable("init_nsproxy", "nsproxy");
        ram.set(nsproxy, "nsproxy", "mnt_ns", mounts).set(nsproxy, "nsproxy", "net_ns", net);
        initCred = credentials(ram.variable("init_cred", "cred"), 0);
        initTask = ram.variable("init_task", TASK);
        ram.emptyList(ram.member(initTask, TASK, "tasks"));
        idle(initTask, 0);
        tasks.put(0, initTask);
    }

    /** Adds a thread of the kernel, and the function it runs; 0 if its start is not recorded. */
    void kernelThread(int pid, int parent, String name, long function) {
        long task = process(pid, parent, name, initCred);
        long kthread = ram.allocate("kthread");
        ram.set(kthread, "kthread", "threadfn", function);
        ram.set(task, TASK, "flags", KERNEL_THREAD).set(task, TASK, "worker_private", kthread);
    }

    /** Adds a program of a user, with the file it was started from and those it has open. */
    void program(int pid, int parent, String name, int uid, long file, long... open) {
        long task = process(pid, parent, name, credentials(ram.allocate("cred"), uid));
        long mm = ram.allocate("mm_struct");
        ram.set(mm, "mm_struct", "pgd", FakeRam.DIRECT_MAP + FakeRam.DTB)
                .set(mm, "mm_struct", "exe_file", file);
        long table = ram.allocate(MAX_FILES * Long.BYTES);
        for (int i = 0; i < open.length; i++) {
            ram.u64(table + (long) i * Long.BYTES, open[i]);
        }
        long fdtable = ram.allocate("fdtable");
        ram.set(fdtable, "fdtable", "max_fds", MAX_FILES).set(fdtable, "fdtable", "fd", table);
        long files = ram.allocate("files_struct");
        ram.set(files, "files_struct", "fdt", fdtable);
        ram.set(task, TASK, "mm", mm)
                .set(task, TASK, "active_mm", mm)
                .set(task, TASK, "files", files);
    }

    /** Adds a further thread to a program. */
    void thread(int tid, int pid, String name) {
        long leader = tasks.getOrDefault(pid, 0L);
        long task = task(ram.allocate(TASK), tid, pid, name, read(leader, "cred"));
        for (String shared :
                new String[] {"mm", "active_mm", "files", "signal", "real_parent", "parent"}) {
            ram.set(task, TASK, shared, read(leader, shared));
        }
        ram.set(task, TASK, "group_leader", leader);
        join(task, read(leader, "signal"));
    }

    /** Has a task run on the first CPU, and makes the variables of the two. */
    void run(int pid) {
        long running = tasks.getOrDefault(pid, 0L);
        ram.set(running, TASK, "__state", RUNS).set(running, TASK, "on_cpu", 1);
        long secondIdle = ram.allocate(TASK);
        idle(secondIdle, 1);
        ram.set(secondIdle, TASK, "on_cpu", 1);
        ram.u64(ram.variable("__cpu_possible_mask", Long.BYTES), (1 << CPUS) - 1);
        ram.u32(ram.variable("nr_cpu_ids", Integer.BYTES), CPUS);
        long offsets = ram.variable("__per_cpu_offset", CPUS * Long.BYTES);
        long at = ram.symbol("runqueues", 0x1000, 'A');
        for (int cpu = 0; cpu < CPUS; cpu++) {
            long queue = ram.allocate("rq");
            ram.u64(offsets + (long) cpu * Long.BYTES, queue - at);
            ram.set(queue, "rq", "nr_running", cpu == 0 ? 1 : 0)
                    .set(queue, "rq", "curr", cpu == 0 ? running : secondIdle)
                    .set(queue, "rq", "idle", cpu == 0 ? initTask : secondIdle)
                    .set(queue, "rq", "cpu", cpu);
        }
    }

    private void idle(long task, int cpu) {
        task(task, 0, 0, "swapper/" + cpu, initCred);
        ram.set(task, TASK, "__state", RUNS)
                .set(task, TASK, "flags", KERNEL_THREAD)
                .set(task, TASK, "real_parent", initTask)
                .set(task, TASK, "parent", initTask);
        alone(task);
    }

    private long process(int pid, int parent, String name, long cred) {
        long task = task(ram.allocate(TASK), pid, pid, name, cred);
        long from = tasks.getOrDefault(parent, initTask);
        tasks.put(pid, task);
        ram.set(task, TASK, "real_parent", from).set(task, TASK, "parent", from);
        ram.addTail(ram.member(initTask, TASK, "tasks"), ram.member(task, TASK, "tasks"));
        ram.addTail(ram.member(from, TASK, "children"), ram.member(task, TASK, "sibling"));
        alone(task);
        return task;
    }

    private long task(long task, int pid, int tgid, String name, long cred) {
        ram.set(task, TASK, "__state", SLEEPS)
                .set(task, TASK, "pid", pid)
                .set(task, TASK, "tgid", tgid)
                .set(task, TASK, "group_leader", task)
                .set(task, TASK, "start_boottime", pid * NANOS_PER_SECOND)
                .set(task, TASK, "real_cred", cred)
                .set(task, TASK, "cred", cred)
                .set(task, TASK, "nsproxy", nsproxy)
                .setText(task, TASK, "comm", name);
        ram.emptyList(ram.member(task, TASK, "children"));
        ram.emptyList(ram.member(task, TASK, "sibling"));
        return task;
    }

    /** Makes a task the first of its threads. */
    private void alone(long task) {
        long signal = ram.allocate("signal_struct");
        ram.emptyList(ram.member(signal, "signal_struct", "thread_head"));
        ram.set(task, TASK, "signal", signal);
        join(task, signal);
    }

    private void join(long task, long signal) {
        ram.addTail(
                ram.member(signal, "signal_struct", "thread_head"),
                ram.member(task, TASK, "thread_node"));
        long count = ram.member(signal, "signal_struct", "nr_threads");
        ram.u32(count, (int) ram.u64(count) + 1);
    }

    private long credentials(long cred, int uid) {
        long capabilities = uid == 0 ? ALL_CAPABILITIES : 0;
        for (String number : new String[] {"uid.val", "gid.val", "euid.val", "egid.val"}) {
            ram.set(cred, "cred", number, uid);
        }
        ram.set(cred, "cred", "cap_permitted.val", capabilities)
                .set(cred, "cred", "cap_effective.val", capabilities);
        return cred;
    }

    private long read(long task, String member) {
        return ram.u64(ram.member(task, TASK, member));
    }
}
