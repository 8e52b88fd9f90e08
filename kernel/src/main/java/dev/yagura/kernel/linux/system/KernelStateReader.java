package dev.yagura.kernel.linux.system;

import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads a {@link KernelState}, part by part. */
final class KernelStateReader {
    /** {@code COMMAND_LINE_SIZE} is 2048; a boot configuration may be put in front of it. */
    private static final int MAX_COMMAND_LINE = 64 << 10;

    /** {@code security/selinux/include/security.h}. */
    @KernelStruct("selinux_state")
    interface Selinux extends StructView {
        boolean initialized();

        /** Returns 0 for permissive; empty in kernels that always enforce. */
        OptionalInt enforcing();
    }

    private final Linux linux;
    private final StructViews views;
    private final Kernel kernel;
    private final Map<String, String> missing = new LinkedHashMap<>();

    KernelStateReader(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
        this.kernel = linux.kernel();
    }

    /** Reads one thing at the address of a symbol. */
    private interface Part<T> {
        T at(long gva) throws IOException;
    }

    KernelState read() throws IOException {
        Optional<Long> taints = part("tainted_mask", kernel.memory()::u64);
        return new KernelState(
                taints.isPresent() ? OptionalLong.of(taints.get()) : OptionalLong.empty(),
                part("saved_command_line", this::commandLine),
                bootTime(),
                part("kernel_locked_down", this::lockdown),
                part("selinux_state", this::selinux),
                missing);
    }

    private <T> Optional<T> part(String symbol, Part<T> part) throws IOException {
        OptionalLong gva = kernel.symbols().address(symbol);
        if (gva.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(part.at(gva.getAsLong()));
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            missing.put(symbol, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private String commandLine(long gva) throws IOException {
        return kernel.memory().cString(kernel.memory().u64(gva), MAX_COMMAND_LINE);
    }

    /** A kernel whose clocks are not known has none; they are no error. */
    private Optional<Instant> bootTime() throws IOException {
        try {
            return Optional.of(Clocks.of(linux).bootTime());
        } catch (KernelLayoutException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            missing.put("timekeeper", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private String lockdown(long gva) throws IOException {
        long level = kernel.memory().u32(gva);
        Map<String, Long> reasons = kernel.types().enumeration("lockdown_reason").orElse(Map.of());
        if (level == 0) {
            return "none";
        }
        if (level == reasons.getOrDefault("LOCKDOWN_INTEGRITY_MAX", -1L)) {
            return "integrity";
        }
        return level == reasons.getOrDefault("LOCKDOWN_CONFIDENTIALITY_MAX", -1L)
                ? "confidentiality"
                : "level " + level;
    }

    private String selinux(long gva) throws IOException {
        Selinux selinux = views.at(Selinux.class, gva);
        if (!selinux.initialized()) {
            return "off";
        }
        return selinux.enforcing().orElse(1) != 0 ? "enforcing" : "permissive";
    }
}
