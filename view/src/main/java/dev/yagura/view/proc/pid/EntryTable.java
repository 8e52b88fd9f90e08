package dev.yagura.view.proc.pid;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The names in a task's directory and their modes, as the kernel itself has them in a table: which
 * there are depends on how it was built.
 */
final class EntryTable {
    /** The table of 7.2 with all options on has some sixty. */
    private static final int MAX_ENTRIES = 256;

    private static final int MAX_NAME_BYTES = 64;

    @KernelStruct("pid_entry")
    interface Entry extends StructView {
        @KernelField("name")
        long nameGva();

        @KernelField("len")
        int length();

        int mode();
    }

    private EntryTable() {}

    /**
     * Returns names and modes, in the kernel's order; none if this kernel's table is not found.
     *
     * @param symbol of the table: {@code "tgid_base_stuff"}, {@code "tid_base_stuff"}
     * @throws MalformedStructureException if an entry's length is not its name's, or there are
     *     entries behind the end: names may be missing
     * @throws IOException if the table cannot be read
     */
    static Map<String, Integer> of(ProcGuest guest, String symbol) throws IOException {
        Map<String, Integer> modes = new LinkedHashMap<>();
        OptionalLong table = guest.symbolIfAny(symbol);
        if (table.isEmpty()) {
            return modes;
        }
        long each = guest.views().sizeOf("pid_entry");
        long count = Math.min(guest.roomBehind(table.getAsLong()) / each, MAX_ENTRIES);
        boolean ended = false;
        for (int i = 0; i < count; i++) {
            Entry entry = guest.views().at(Entry.class, table.getAsLong() + i * each);
            if (entry.nameGva() == 0) {
                ended = true; // padding behind the table
                continue;
            }
            String name = guest.memory().cString(entry.nameGva(), MAX_NAME_BYTES);
            if (ended || name.length() != entry.length()) {
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE,
                        symbol,
                        "[%d].len".formatted(i),
                        i * each,
                        ended
                                ? "is %d, behind the end".formatted(entry.length())
                                : "is %d, expected %d of \"%s\""
                                        .formatted(entry.length(), name.length(), name));
            }
            modes.put(name, entry.mode());
        }
        return modes;
    }
}
