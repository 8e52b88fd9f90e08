package dev.yagura.bpf.module;

import dev.yagura.bpf.run.Memory;
import dev.yagura.bpf.run.ProgramFault;
import dev.yagura.bpf.run.Trap;
import dev.yagura.detect.DetectorContext;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows: a module as a view. */
final class RowFunctions {
    private static final int MAX_COLUMNS = 64;

    /** Columns that say of a row where it comes from, wherever it goes. */
    private static final Set<String> RESERVED = Set.of("kind", "enclave");

    private final DetectorContext context;
    private final Texts texts;
    private final Work work;
    private final ModuleOutput output;
    private final SequencedMap<String, @Nullable Object> fields = new LinkedHashMap<>();

    RowFunctions(DetectorContext context, Texts texts, Work work, ModuleOutput output) {
        this.context = context;
        this.texts = texts;
        this.work = work;
        this.output = output;
    }

    void addTo(Bindings bindings) {
        bindings.add(1010, (memory, name, value, c, d, e) -> put(memory, name, value));
        bindings.add(
                1011,
                (memory, name, value, c, d, e) -> put(memory, name, texts.read(memory, value)));
        bindings.add(1012, (memory, name, value, c, d, e) -> put(memory, name, Columns.hex(value)));
        bindings.add(1013, (memory, name, value, c, d, e) -> put(memory, name, (int) value != 0));
        bindings.add(1014, (memory, name, b, c, d, e) -> put(memory, name, null));
        bindings.add(
                1015,
                (memory, a, b, c, d, e) -> {
                    work.keep("");
                    output.row(new Row(fields));
                    context.lookedAt("rows", 1);
                    fields.clear();
                    return 0;
                });
    }

    private long put(Memory memory, long name, @Nullable Object value) throws Trap, IOException {
        String column = texts.read(memory, name);
        boolean taken = fields.containsKey(column) || RESERVED.contains(column);
        if (taken || fields.size() == MAX_COLUMNS) {
            throw new Trap(
                    ProgramFault.Kind.HELPER,
                    0,
                    "row has column \"%s\" already, or more than %d columns"
                            .formatted(column, MAX_COLUMNS));
        }
        work.keep(column);
        if (value instanceof String text) {
            work.keep(text);
        }
        fields.put(column, value);
        return 0;
    }
}
