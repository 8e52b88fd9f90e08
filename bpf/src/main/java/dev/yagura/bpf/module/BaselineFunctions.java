package dev.yagura.bpf.module;

import dev.yagura.bpf.run.Memory;
import dev.yagura.bpf.run.ProgramFault;
import dev.yagura.bpf.run.Trap;
import dev.yagura.detect.baseline.ModuleValues;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a module kept of an earlier look, and keeps of this one. */
final class BaselineFunctions {
    private static final int FIRST = 1080;
    private static final int LAST = 1082;
    private static final long NO_BASELINE = -1;
    private static final long NO_VALUE = -2;

    private final Optional<ModuleValues> before;
    private final List<String> keys;
    private final Texts texts;
    private final Work work;
    private final ModuleOutput output;
    private final ModuleValues.Collector now = ModuleValues.collector();

    BaselineFunctions(Optional<ModuleValues> before, Texts texts, Work work, ModuleOutput output) {
        this.before = before;
        this.keys = before.map(values -> List.copyOf(values.values().keySet())).orElse(List.of());
        this.texts = texts;
        this.work = work;
        this.output = output;
    }

    void addTo(Bindings bindings) {
        bindings.add(
                1080,
                (memory, key, to, size, d, e) -> value(memory, texts.read(memory, key), to, size));
        bindings.add(1081, (memory, key, from, size, d, e) -> keep(memory, key, from, size));
        bindings.add(
                1082,
                (memory, index, to, size, d, e) -> {
                    if (before.isEmpty()) {
                        return NO_BASELINE;
                    }
                    return index < 0 || index >= keys.size()
                            ? NO_VALUE
                            : texts.write(memory, to, size, keys.get((int) index));
                });
    }

    /** Adds them to a module that did not say that it has a baseline. */
    static void refuseIn(Bindings bindings) {
        for (int number = FIRST; number <= LAST; number++) {
            bindings.add(
                    number,
                    (memory, a, b, c, d, e) -> {
                        throw new Trap(
                                ProgramFault.Kind.HELPER,
                                0,
                                "baselines are for modules that say MODULE_HAS_BASELINE");
                    });
        }
    }

    private long value(Memory memory, String key, long to, long size) throws Trap {
        if (before.isEmpty()) {
            return NO_BASELINE;
        }
        Optional<byte[]> value = before.get().value(key);
        if (value.isEmpty()) {
            return NO_VALUE;
        }
        byte[] bytes = value.get();
        int room = texts.bufferSize(size);
        memory.store(to, bytes, Math.min(bytes.length, room));
        return bytes.length;
    }

    private long keep(Memory memory, long key, long from, long size) throws Trap, IOException {
        String name = texts.read(memory, key);
        byte[] bytes = memory.copy(from, texts.bufferSize(size));
        try {
            Map.Entry<String, String> kept = now.keep(name, bytes);
            work.keep(kept.getKey());
            work.keep(kept.getValue());
            output.value(kept.getKey(), kept.getValue());
        } catch (IllegalArgumentException e) {
            throw new Trap(
                    ProgramFault.Kind.HELPER, 0, "baseline: " + String.valueOf(e.getMessage()));
        }
        return 0;
    }
}
