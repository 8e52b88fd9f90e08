package dev.yagura.kernel.linux.control;

import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.kernel.symbols.SymbolTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What each system call of one kernel must lead to. */
public final class ExpectedHandlers {
    private static final List<String> NOT_IMPLEMENTED =
            List.of("__x64_sys_ni_syscall", "__ia32_sys_ni_syscall", "sys_ni_syscall");

    private final SymbolTable symbols;
    private final SystemCallNames names;
    private final Set<Long> notImplemented;

    /** Returns what the system calls of a kernel with these symbols must lead to. */
    public static ExpectedHandlers of(SymbolTable symbols) {
        return new ExpectedHandlers(symbols, SystemCallNames.get());
    }

    ExpectedHandlers(SymbolTable symbols, SystemCallNames names) {
        this.symbols = symbols;
        this.names = names;
        this.notImplemented = addresses(NOT_IMPLEMENTED);
    }

    /**
     * What one system call must lead to.
     *
     * @param name the handler's symbol, for people
     * @param addresses of which one is right; empty if the number is newer than what is known here
     */
    public record Expected(String name, Set<Long> addresses) {}

    /** Returns what a number must lead to. */
    public Expected of(SystemCallAbi abi, int number) {
        List<String> entries = names.entries(abi, number);
        List<String> candidates = candidates(abi, entries);
        Set<Long> addresses = addresses(candidates);
        if (!addresses.isEmpty()) {
            return new Expected(candidates.getFirst(), addresses);
        }
        if (entries.isEmpty() && number > names.last(abi)) {
            return new Expected("a handler " + abi.prefixes().getFirst() + "sys_*", Set.of());
        }
        // The kernel is older than the call, has dropped it, or never had one of that number.
        return new Expected(NOT_IMPLEMENTED.getFirst(), notImplemented);
    }

    /** Returns the name of a system call, as strace(1) prints it; empty for an unused number. */
    public Optional<String> callName(SystemCallAbi abi, int number) {
        return names.entries(abi, number).stream()
                .findFirst()
                .map(entry -> entry.replaceFirst("^(compat_)?sys_", ""));
    }

    /** Returns whether an address is what the expectation asks for. */
    public boolean accepts(SystemCallAbi abi, Expected expected, long target) {
        if (!expected.addresses().isEmpty()) {
            return expected.addresses().contains(target);
        }
        return notImplemented.contains(target) || looksLikeHandler(abi, target);
    }

    /** Returns the highest number that this kernel implements, as far as is known here. */
    public int last(SystemCallAbi abi) {
        int last = names.last(abi);
        while (last > 0 && addresses(candidates(abi, names.entries(abi, last))).isEmpty()) {
            last--;
        }
        return last;
    }

    private boolean looksLikeHandler(SystemCallAbi abi, long target) {
        return symbols.nearest(target)
                .filter(nearest -> nearest.offset() == 0)
                .map(nearest -> nearest.symbol().name())
                .filter(name -> abi.prefixes().stream().anyMatch(name::startsWith))
                .isPresent();
    }

    private static List<String> candidates(SystemCallAbi abi, List<String> entries) {
        List<String> candidates = new ArrayList<>();
        for (String entry : entries) {
            abi.prefixes().forEach(prefix -> candidates.add(prefix + entry));
        }
        return candidates;
    }

    private Set<Long> addresses(List<String> candidates) {
        Set<Long> addresses = new LinkedHashSet<>();
        for (String name : candidates) {
            for (Symbol symbol : symbols.all(name)) {
                addresses.add(symbol.gva());
            }
        }
        return addresses;
    }
}
