package dev.yagura.bpf.module;

import dev.yagura.bpf.run.Memory;
import dev.yagura.bpf.run.ProgramFault;
import dev.yagura.bpf.run.Trap;
import dev.yagura.detect.DetectorContext;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.linux.KernelVersion;
import dev.yagura.kernel.linux.Symbols;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** Facts about the guest, and the values that the user gave. */
final class GuestFunctions {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final DetectorContext context;
    private final Map<String, String> parameters;
    private final Texts texts;

    GuestFunctions(DetectorContext context, Map<String, String> parameters, Texts texts) {
        this.context = context;
        this.parameters = parameters;
        this.texts = texts;
    }

    void addTo(Bindings bindings) {
        bindings.add(1020, (memory, name, fallback, c, d, e) -> number(memory, name, fallback));
        bindings.add(
                1021,
                (memory, name, buffer, size, d, e) -> {
                    String value = parameters.get(texts.read(memory, name));
                    return value == null ? -1 : texts.write(memory, buffer, size, value);
                });
        bindings.add(1060, (memory, fact, b, c, d, e) -> fact(fact));
        bindings.add(
                1061,
                (memory, buffer, size, c, d, e) ->
                        texts.write(memory, buffer, size, kernel().release()));
    }

    private Kernel kernel() {
        return context.linux().kernel();
    }

    private long number(Memory memory, long name, long fallback) throws Trap, IOException {
        String parameter = texts.read(memory, name);
        String value = parameters.get(parameter);
        try {
            return value == null ? fallback : Long.decode(value);
        } catch (NumberFormatException e) {
            throw refused("parameter %s is \"%s\", expected a number".formatted(parameter, value));
        }
    }

    private long fact(long fact) throws Trap, IOException {
        return switch ((int) fact) {
            case 1 -> {
                KernelVersion version = KernelVersion.of(kernel().release());
                yield (long) version.major() << 16 | version.minor();
            }
            case 2 -> kernel().memory().mode().levels();
            case 3 -> kernel().memory().dtb();
            case 4 -> Symbols.require(kernel(), "_stext");
            case 5 -> {
                Instant now = context.now();
                yield now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
            }
            default -> throw refused("fact %d of the guest is none".formatted(fact));
        };
    }

    private static Trap refused(String detail) {
        return new Trap(ProgramFault.Kind.HELPER, 0, detail);
    }
}
