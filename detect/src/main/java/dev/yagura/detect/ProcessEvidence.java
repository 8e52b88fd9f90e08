package dev.yagura.detect;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.TaskStruct;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells who a process is and who started it, as far as the guest lets that be read. */
public final class ProcessEvidence {
    /** Ancestors told; a guest whose parents form a chain without end gets no further. */
    private static final int MAX_ANCESTORS = 16;

    private ProcessEvidence() {}

    /**
     * Describes a process.
     *
     * @param linux the look that showed it
     * @param task any thread of it
     * @throws IOException if the source of the guest's memory fails; what the guest itself makes
     *     unreadable is said in the evidence
     */
    public static Evidence.Lineage of(Linux linux, Task task) throws IOException {
        return new Evidence.Lineage(
                task.tgid(),
                task.comm(),
                task.gva(),
                task.uid(),
                executable(linux, task),
                ancestors(linux, task));
    }

    private static Optional<String> executable(Linux linux, Task task) throws IOException {
        try {
            return linux.tasks().executable(task);
        } catch (IOException e) {
            return Optional.of(unreadable(e));
        }
    }

    private static List<String> ancestors(Linux linux, Task task) throws IOException {
        List<String> ancestors = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        try {
            TaskStruct parent = linux.tasks().at(task.gva()).realParent();
            while (parent != null && parent.tgid() != 0 && seen.add(parent.gva())) {
                if (ancestors.size() == MAX_ANCESTORS) {
                    ancestors.add("more than %d ancestors".formatted(MAX_ANCESTORS));
                    break;
                }
                ancestors.add("%d (%s)".formatted(parent.tgid(), parent.comm()));
                parent = parent.realParent();
            }
        } catch (IOException e) {
            ancestors.add(unreadable(e));
        }
        return ancestors;
    }

    private static String unreadable(IOException e) throws IOException {
        if (!GuestFaults.isGuestFault(e)) {
            throw e;
        }
        return "not readable: " + e.getMessage();
    }
}
