package dev.yagura.testkit.attacker;

import dev.yagura.testkit.attacker.Intrusion.ErasedTask;
import dev.yagura.testkit.attacker.Intrusion.HiddenTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel's list of all processes, {@code task_struct.tasks} from {@code init_task} on; and the
 * other places that show a process.
 */
final class TaskList {
    /** {@code PID_MAX_LIMIT} of a 64-bit kernel, 4 Mi, is more than a test guest ever has. */
    private static final int MAX_TASKS = 100_000;

    private static final int COMM_BYTES = 16;
    private static final int PREVIOUS = Long.BYTES;
    private static final String PID = "pid";
    private static final String COMM = "comm";
    private static final String TASKS = "tasks";
    private static final String CHILDREN = "children";
    private static final String SIBLING = "sibling";
    private static final String PARENT = "real_parent";
    private static final String NUMBER = "thread_pid";
    private static final String LINKS = "pid_links";

    /** {@code PIDTYPE_PID} and {@code PIDTYPE_TGID}. */
    private static final int NUMBERS_OF_A_PROCESS = 2;

    private final KernelMemory memory;
    private final Map<String, Long> offsets;
    private final long numberedTasks;
    private final long head;

    TaskList(KernelMemory memory, long initTask, BtfOffsets btf) throws IOException {
        this.memory = memory;
        this.offsets =
                btf.find(
                                "task_struct",
                                List.of(PID, COMM, TASKS, CHILDREN, SIBLING, PARENT, NUMBER, LINKS))
                        .orElseThrow(() ->
                                new IOException("BTF: found no task_struct with pid, comm, tasks"));
        this.numberedTasks =
                Optional.ofNullable(
                                btf.find("pid", List.of("tasks"))
                                        .orElseThrow(
                                                () -> new IOException("BTF: found no pid.tasks"))
                                        .get("tasks"))
                        .orElseThrow();
        this.head = initTask + offset(TASKS);
    }

    /** Takes a process out of the list, as {@code list_del_init} would. The guest must stand. */
    HiddenTask unlink(int pid) throws IOException {
        long node = find(pid);
        unlinkNode(node);
        long task = node - offset(TASKS);
        return new HiddenTask(pid, comm(task), task);
    }

    /**
     * Puts a process back, at the end of the list. The guest must stand.
     *
     * @return whether it was put back; false if the process has ended since
     */
    boolean link(HiddenTask hidden) throws IOException {
        long node = hidden.taskGva() + offset(TASKS);
        if (memory.u64(node) != node
                || memory.u64(node + PREVIOUS) != node
                || pid(hidden.taskGva()) != hidden.pid()) {
            return false;
        }
        append(head, node);
        return true;
    }

    /**
     * Takes a process out of the list, away from its parent and from its number, so that nothing
     * that the kernel lists leads to it. The guest must stand.
     */
    ErasedTask erase(int pid) throws IOException {
        HiddenTask hidden = unlink(pid);
        long task = hidden.taskGva();
        unlinkNode(task + offset(SIBLING));
        setNumber(task, false);
        return new ErasedTask(hidden.pid(), hidden.comm(), task);
    }

    /** Puts back what {@link #erase} took away, if the process has not ended since. */
    void restore(ErasedTask erased) throws IOException {
        long task = erased.taskGva();
        if (link(new HiddenTask(erased.pid(), erased.comm(), task))) {
            append(memory.u64(task + offset(PARENT)) + offset(CHILDREN), task + offset(SIBLING));
            setNumber(task, true);
        }
    }

    /** Makes a process's number lead to it, or to nobody. */
    private void setNumber(long task, boolean leads) throws IOException {
        long number = memory.u64(task + offset(NUMBER));
        for (int i = 0; i < NUMBERS_OF_A_PROCESS; i++) {
            long link = task + offset(LINKS) + (long) i * 2 * Long.BYTES;
            memory.write64(number + numberedTasks + (long) i * Long.BYTES, leads ? link : 0);
        }
    }

    private void unlinkNode(long node) throws IOException {
        long next = memory.u64(node);
        long previous = memory.u64(node + PREVIOUS);
        memory.write64(previous, next);
        memory.write64(next + PREVIOUS, previous);
        // Links to itself keep the kernel from harm when the task ends.
        memory.write64(node, node);
        memory.write64(node + PREVIOUS, node);
    }

    private void append(long list, long node) throws IOException {
        long last = memory.u64(list + PREVIOUS);
        memory.write64(node, list);
        memory.write64(node + PREVIOUS, last);
        memory.write64(last, node);
        memory.write64(list + PREVIOUS, node);
    }

    /** Returns the address of a process's {@code task_struct}. The guest must stand. */
    long task(int pid) throws IOException {
        return find(pid) - offset(TASKS);
    }

    /** Returns where the list node of a process is, in a list whose links agree around it. */
    private long find(int pid) throws IOException {
        long previous = head;
        long node = memory.u64(head);
        for (int i = 0; i < MAX_TASKS && node != head; i++) {
            if (memory.u64(node + PREVIOUS) != previous) {
                throw new IOException(
                        "task list: node 0x%x points back to 0x%x, expected 0x%x"
                                .formatted(node, memory.u64(node + PREVIOUS), previous));
            }
            if (pid(node - offset(TASKS)) == pid) {
                return node;
            }
            previous = node;
            node = memory.u64(node);
        }
        throw new IOException("task list: holds no process %d".formatted(pid));
    }

    private int pid(long task) throws IOException {
        return memory.s32(task + offset(PID));
    }

    private String comm(long task) throws IOException {
        byte[] bytes = memory.read(task + offset(COMM), COMM_BYTES);
        return new String(bytes, StandardCharsets.UTF_8).replaceFirst("\0.*", "");
    }

    private long offset(String member) {
        return Optional.ofNullable(offsets.get(member)).orElseThrow();
    }
}
