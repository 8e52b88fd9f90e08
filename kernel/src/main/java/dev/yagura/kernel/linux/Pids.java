package dev.yagura.kernel.linux;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.IndexedEntry;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.WalkEnd;
import dev.yagura.kernel.walk.Walks;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The numbers given to tasks: the IDR of the initial pid namespace; {@code kernel/pid.c}. */
public final class Pids {

    /**
     * A number and the thread that has it.
     *
     * @param number the number, from 1
     * @param pidGva address of the {@code struct pid}
     * @param taskGva address of the {@code task_struct}, 0 for a number that only a process group
     *     or session still uses, or that a thread being made will get
     */
    public record Entry(int number, long pidGva, long taskGva) {}

    @KernelStruct("pid")
    interface PidStruct extends StructView {
        /** The first thread that has this number as its own; PIDTYPE_PID is 0. */
        @KernelField("tasks[0].first")
        long firstThreadLink();
    }

    private final StructViews views;
    private final Walks walks;

    Pids(StructViews views, Walks walks) {
        this.views = views;
        this.walks = walks;
    }

    /** Walks the numbers, ascending. */
    public Walk<Entry> walk() throws IOException {
        long idr =
                Symbols.require(views.kernel(), "init_pid_ns")
                        + views.offsetOf("pid_namespace", "idr");
        long link = views.offsetOf("task_struct", "pid_links[0]");
        Walk<IndexedEntry> numbers = walks.idr(idr);
        List<Entry> entries = new ArrayList<>(numbers.items().size());
        WalkEnd end = numbers.end();
        for (IndexedEntry number : numbers.items()) {
            try {
                long first = views.at(PidStruct.class, number.value()).firstThreadLink();
                long task = first == 0 ? 0 : first - link;
                entries.add(new Entry((int) number.index(), number.value(), task));
            } catch (PageNotPresentException | MemoryHoleException e) {
                end =
                        new WalkEnd.Cut(
                                WalkEnd.Reason.NOT_MAPPED,
                                number.value(),
                                idr,
                                String.valueOf(e.getMessage()));
                break;
            }
        }
        return new Walk<>("pid numbers, " + numbers.container(), entries, end);
    }
}
