package dev.yagura.kernel.linux;

import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;

/**
 * The names of threads as {@code /proc/PID/status} shows them.
 *
 * <p>Follows {@code proc_task_name} in {@code fs/proc/array.c}, {@code get_kthread_comm} in {@code
 * kernel/kthread.c} and {@code wq_worker_comm} in {@code kernel/workqueue.c}.
 */
final class ThreadNames {
    private final StructViews views;

    /** Since 6.11 a worker's name is made anew each time, and no longer cut to 15 bytes. */
    private final boolean formatsWorkers;

    ThreadNames(StructViews views) {
        this.views = views;
        this.formatsWorkers = KernelVersion.of(views.kernel().release()).isAtLeast(6, 11);
    }

    /** A flag that somebody set on a process must not keep it, or others, from being listed. */
    String of(TaskStruct task) throws IOException {
        try {
            return inFull(task);
        } catch (KernelLayoutException e) {
            throw e; // The same for all.
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            return task.comm();
        }
    }

    private String inFull(TaskStruct task) throws IOException {
        if ((task.flags() & TaskFlags.WORK_QUEUE_WORKER) != 0) {
            return worker(task);
        }
        if ((task.flags() & TaskFlags.KERNEL_THREAD) != 0) {
            long kthread = kthread(task);
            return kthread == 0
                    ? task.comm()
                    : views.at(KThread.class, kthread).fullName().orElse(task.comm());
        }
        return task.comm();
    }

    private String worker(TaskStruct task) throws IOException {
        long kthread = kthread(task);
        long gva = kthread == 0 ? 0 : views.at(KThread.class, kthread).data();
        if (gva == 0) {
            return task.comm();
        }
        Worker worker = views.at(Worker.class, gva);
        String name = formatsWorkers ? formatted(worker) : task.comm();
        if (worker.poolGva() == 0 || worker.desc().isEmpty()) {
            return name;
        }
        return name + (worker.currentWork() != 0 ? '+' : '-') + worker.desc();
    }

    private static String formatted(Worker worker) throws IOException {
        if (worker.rescuedQueue().isPresent()) {
            return "kworker/R-" + worker.rescuedQueue().get();
        }
        if (worker.poolGva() == 0) {
            return "kworker/dying";
        }
        int cpu = worker.poolCpu().orElse(-1);
        if (cpu < 0) {
            return "kworker/u" + worker.poolId().orElse(0) + ":" + worker.id();
        }
        String priority = worker.poolNice().orElse(0) < 0 ? "H" : "";
        return "kworker/" + cpu + ":" + worker.id() + priority;
    }

    private static long kthread(TaskStruct task) {
        return task.workerPrivate().orElse(task.setChildTid());
    }
}
