package dev.yagura.view.proc.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.system.KernelState;
import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Writes {@code version}, {@code cmdline}, {@code modules}, {@code kallsyms} and {@code
 * filesystems}. Symbols are the kernel's own, without those of modules.
 */
record CodeFiles(ProcGuest guest) {
    private static final int MAX_BANNER_BYTES = 4096;

    /** Types of filesystems; a kernel with all its modules has some hundred. */
    private static final int MAX_TYPES = 4096;

    /** {@code FS_REQUIRES_DEV}, include/linux/fs.h. */
    private static final int ON_DEVICE = 1;

    @KernelStruct("file_system_type")
    interface Type extends StructView {
        String name() throws IOException;

        @KernelField("fs_flags")
        int flags();

        /** Returns the next one's address, until 7.1. */
        @KernelField("next")
        OptionalLong nextGva();
    }

    byte[] version() throws IOException {
        String banner = guest.memory().cString(guest.symbol("linux_banner"), MAX_BANNER_BYTES);
        return banner.getBytes(UTF_8);
    }

    byte[] commandLine() throws IOException {
        KernelState state = KernelState.of(guest.linux());
        String line =
                state.commandLine()
                        .orElseThrow(() ->
                                new IOException(
                                        "saved_command_line: "
                                                + state.missing()
                                                        .getOrDefault(
                                                                "saved_command_line",
                                                                "not found")));
        return (line + "\n").getBytes(UTF_8);
    }

    byte[] modules() throws IOException {
        StringBuilder text = new StringBuilder();
        for (KernelModule module : guest.linux().modules().list()) {
            text.append(module.procLine()).append('\n');
        }
        return text.toString().getBytes(UTF_8);
    }

    byte[] symbols() {
        StringBuilder text = new StringBuilder();
        for (Symbol symbol : guest.linux().kernel().symbols().sorted()) {
            text.append("%016x %c %s\n".formatted(symbol.gva(), symbol.type(), symbol.name()));
        }
        return text.toString().getBytes(UTF_8);
    }

    byte[] filesystems() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Type type : types()) {
            text.append((type.flags() & ON_DEVICE) != 0 ? "" : "nodev")
                    .append('\t')
                    .append(type.name())
                    .append('\n');
        }
        return text.toString().getBytes(UTF_8);
    }

    private List<Type> types() throws IOException {
        long head = guest.symbol("file_systems");
        if (guest.views().has("file_system_type", "list")) {
            return guest.linux().walks().hlist(head, Type.class, "list").complete();
        }
        List<Type> types = new ArrayList<>();
        Set<Long> met = new HashSet<>();
        long at = guest.memory().u64(head);
        while (at != 0) {
            if (met.size() == MAX_TYPES || !met.add(at)) {
                throw new IOException(
                        "file_systems: goes round at 0x%x, or has more than %d types"
                                .formatted(at, MAX_TYPES));
            }
            Type type = guest.views().at(Type.class, at);
            types.add(type);
            at = type.nextGva().orElse(0);
        }
        return types;
    }
}
