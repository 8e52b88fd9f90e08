package dev.yagura.kernel.linux.control;

import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.linux.GuestFaults;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * All ways from system calls' numbers to handlers, as one look shows them: the slots of the tables,
 * and the branches of {@code x64_sys_call} and its like, which dispatch since 6.9 and where that
 * was backported.
 */
public final class SystemCalls {
    /** Numbers tried on a dispatcher, so that a case that is no system call shows. */
    private static final int NUMBERS = 1024;

    private final Kernel kernel;
    private final ExpectedHandlers expected;
    private final List<SystemCallRoute> routes = new ArrayList<>();
    private final Map<String, String> gaps = new LinkedHashMap<>();
    private final Set<String> dispatchers = new LinkedHashSet<>();

    private SystemCalls(Kernel kernel) {
        this.kernel = kernel;
        this.expected = ExpectedHandlers.of(kernel.symbols());
    }

    /**
     * Follows every number.
     *
     * @throws IOException if the memory source fails; what the guest does wrong is a gap
     */
    public static SystemCalls read(Kernel kernel) throws IOException {
        SystemCalls calls = new SystemCalls(kernel);
        for (SystemCallAbi abi : SystemCallAbi.values()) {
            calls.unlessBroken(abi.dispatcher(), () -> calls.dispatcher(abi));
            calls.unlessBroken(abi.table(), () -> calls.table(abi));
        }
        return calls;
    }

    /** Returns the ways, by ABI, those through a dispatcher first, ascending by number. */
    public List<SystemCallRoute> routes() {
        return List.copyOf(routes);
    }

    /** Returns what could not be followed, and why. */
    public Map<String, String> gaps() {
        return Map.copyOf(gaps);
    }

    /** Returns the symbols of the dispatchers and tables that calls go through. */
    public Set<String> dispatchers() {
        return Set.copyOf(dispatchers);
    }

    private interface Part {
        void read() throws IOException;
    }

    private void unlessBroken(String what, Part part) throws IOException {
        try {
            part.read();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            gaps.putIfAbsent(what, String.valueOf(e.getMessage()));
        }
    }

    private void dispatcher(SystemCallAbi abi) throws IOException {
        KernelFunction function = KernelFunction.read(kernel, abi.dispatcher()).orElse(null);
        if (function == null) {
            return;
        }
        dispatchers.add(abi.dispatcher());
        Dispatcher dispatcher = new Dispatcher(function);
        int last = Math.max(NUMBERS, SystemCallNames.get().last(abi) + 1);
        for (int number = 0; number < last; number++) {
            switch (dispatcher.follow(number)) {
                case Dispatcher.Leaves(long from, long target) ->
                        add(
                                abi,
                                number,
                                abi.dispatcher() + " for " + number,
                                true,
                                true,
                                from,
                                target);
                case Dispatcher.Stuck(long at, String bytes) ->
                        gaps.putIfAbsent(
                                abi.dispatcher(),
                                "code at 0x%x is %s, expected a comparison or a direct jump"
                                        .formatted(at, bytes));
            }
        }
    }

    private void table(SystemCallAbi abi) throws IOException {
        OptionalLong table = kernel.symbols().address(abi.table());
        if (table.isEmpty()) {
            return;
        }
        boolean used = !dispatchers.contains(abi.dispatcher());
        if (used) {
            dispatchers.add(abi.table());
        }
        int last = expected.last(abi);
        for (int number = 0; number <= last; number++) {
            long slot = table.getAsLong() + (long) number * Long.BYTES;
            String place = "%s[%d]".formatted(abi.table(), number);
            add(abi, number, place, false, used, slot, kernel.memory().u64(slot));
        }
    }

    private void add(
            SystemCallAbi abi,
            int number,
            String place,
            boolean dispatched,
            boolean used,
            long from,
            long target) {
        ExpectedHandlers.Expected right = expected.of(abi, number);
        boolean asExpected = expected.accepts(abi, right, target);
        routes.add(
                new SystemCallRoute(
                        abi, number, place, dispatched, used, from, target, right, asExpected));
    }
}
