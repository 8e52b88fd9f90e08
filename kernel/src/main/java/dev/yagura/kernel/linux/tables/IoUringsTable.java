package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.fs.OpenFile;
import dev.yagura.kernel.linux.fs.OpenFiles;
import dev.yagura.kernel.linux.system.IoUring;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Instances of io_uring. */
final class IoUringsTable {
    private IoUringsTable() {}

    /** An instance, and who has it open. */
    private record Listed(IoUring ring, Task process) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .number("pid", "process that has it open", u -> u.ring.pid())
                .text("comm", "name of the process", u -> u.process.displayName())
                .text("fd", "descriptor in the process", u -> u.ring.holder())
                .number("sqEntries", "entries of the queue of requests", u -> u.ring.submissions())
                .number("cqEntries", "entries of the queue of results", u -> u.ring.completions())
                .hex("flags", "IORING_SETUP_ bits; 0x2 polls by itself", u -> u.ring.flags())
                .number(
                        "pollThread",
                        "thread of the kernel that takes requests by itself; null for none",
                        u ->
                                u.ring.pollThread().isPresent()
                                        ? u.ring.pollThread().getAsInt()
                                        : null)
                .more()
                .flag(
                        "restricted",
                        "whether it may do only what was registered",
                        u -> u.ring.restricted())
                .hex("context", "its io_ring_ctx", u -> u.ring.gva())
                .table(
                        "io-urings",
                        "queues of input and output past system calls, that processes have open",
                        IoUringsTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        OpenFiles files = OpenFiles.of(context.linux());
        for (Task process : context.linux().tasks().processes()) {
            if (!context.wants(process.tgid())) {
                continue;
            }
            Partial<OpenFile> open = files.of(process);
            for (OpenFile file : open.items()) {
                try {
                    var ring = IoUring.of(context.linux(), file);
                    if (ring.isPresent()) {
                        rows.add(new Listed(ring.get(), process));
                    }
                } catch (IOException e) {
                    if (!GuestFaults.isGuestFault(e)) {
                        throw e;
                    }
                    rows.gap(
                            "io_uring of process %d, file %s"
                                    .formatted(process.tgid(), file.holder()),
                            String.valueOf(e.getMessage()));
                }
            }
            open.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
        }
    }
}
