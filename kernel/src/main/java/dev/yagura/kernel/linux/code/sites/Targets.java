package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.CodeRegion;
import dev.yagura.kernel.linux.code.CodeRegion.Kind;
import dev.yagura.kernel.linux.code.KnownCode;
import dev.yagura.kernel.linux.control.Diversion;
import dev.yagura.kernel.linux.control.KernelFunction;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Tells what lies where code of a guest leads, in one look. */
public final class Targets {
    private static final Pattern RETURN_THUNK =
            Pattern.compile("(__x86|retbleed|srso|srso_alias|its|call_depth)_return_thunk");
    private static final Pattern TRACER = Pattern.compile("(arch_)?ftrace_\\w+|__fentry__");

    /** Marks aliases of the kernel image's symbols; arch/x86/boot/startup. */
    private static final String EARLY = "__pi_";

    private final KnownCode code;
    private final SymbolTable symbols;
    private final AddressSpace memory;
    private final Patching patching;

    private Targets(KnownCode code, Patching patching, SymbolTable symbols, AddressSpace memory) {
        this.code = code;
        this.patching = patching;
        this.symbols = symbols;
        this.memory = memory;
    }

    /**
     * Reads where code lies.
     *
     * @throws IOException if not even the kernel's text and modules can be told
     */
    public static Targets of(Linux linux) throws IOException {
        return new Targets(
                KnownCode.of(linux),
                Patching.of(linux),
                linux.kernel().symbols(),
                linux.kernel().memory());
    }

    /** Returns the same for a kernel that is rewriting nothing. */
    Targets settled() {
        return new Targets(code, Patching.NONE, symbols, memory);
    }

    /** Returns what could not be read of where code lies. */
    public List<Partial.Missing> missing() {
        return code.missing();
    }

    /** Returns the region of code that an address lies in. */
    Optional<CodeRegion> region(long gva) {
        return code.at(gva);
    }

    /** Returns what kind of code an address lies in. */
    Optional<Kind> kind(long gva) {
        return region(gva).map(CodeRegion::kind);
    }

    /** Returns whether an address is in the text of the kernel or of a module that it lists. */
    boolean isText(long gva) {
        return kind(gva).filter(kind -> kind == Kind.KERNEL || kind == Kind.MODULE).isPresent();
    }

    /** Returns whether a function of the kernel image starts at an address. */
    boolean isFunction(long gva) {
        return kind(gva).equals(Optional.of(Kind.KERNEL)) && !nameOf(gva).isEmpty();
    }

    /**
     * Returns the first symbol of the kernel image at an address, without what marks it as one for
     * code that runs before relocation; empty if there is none.
     */
    String nameOf(long gva) {
        return symbols.nearest(gva)
                .filter(nearest -> nearest.offset() == 0)
                .map(nearest -> nearest.symbol().name())
                .map(name -> name.startsWith(EARLY) ? name.substring(EARLY.length()) : name)
                .orElse("");
    }

    /** Returns whether returning from functions may go through the code at an address. */
    boolean isReturnThunk(long gva) {
        return isFunction(gva) && RETURN_THUNK.matcher(nameOf(gva)).matches();
    }

    /** Returns whether a traced function may call an address. */
    boolean isTracer(long gva) {
        return kind(gva)
                .map(kind ->
                        switch (kind) {
                            case KERNEL -> TRACER.matcher(nameOf(gva)).matches();
                            case TRAMPOLINE, BPF -> true;
                            default -> false;
                        })
                .orElse(false);
    }

    /** Returns whether the code at an address is a thunk: a jump through a register at once. */
    boolean isThunk(long gva) throws IOException {
        try {
            long jump = memory.u8(gva) == 0x41 ? gva + 1 : gva; // a prefix from r8 on
            return memory.u8(jump) == 0xFF && (memory.u8(jump + 1) & 0xF8) == 0xE0;
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            return false;
        }
    }

    /** Returns where code leads from an offset on; as {@link Diversion#target}. */
    OptionalLong way(KernelFunction from, int at) throws IOException {
        return Diversion.target(from, at, memory);
    }

    /** Returns which code the kernel may be rewriting. */
    Patching patching() {
        return patching;
    }

    /**
     * Returns whether a {@code static_key} is on; empty while the kernel rewrites places of such.
     *
     * <p>One that is being switched on is -1 and counts as on, as for the kernel's {@code
     * static_key_count}: its places become jumps.
     */
    Optional<Boolean> isOn(long keyGva) throws IOException {
        return patching.labels() ? Optional.empty() : Optional.of(memory.u32(keyGva) != 0);
    }

    /** Reads a pointer of the guest's. */
    long pointer(long gva) throws IOException {
        return memory.u64(gva);
    }
}
