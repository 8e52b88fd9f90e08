package dev.yagura.kernel.linux.control;

import static java.util.Objects.requireNonNull;

/**
 * One way from a system call's number to a handler.
 *
 * @param abi whose numbers are meant
 * @param number of the system call
 * @param place what sends it there: {@code "sys_call_table[59]"}, {@code "x64_sys_call for 59"}
 * @param dispatched whether through a dispatcher's branches; else through a slot of a table
 * @param used whether calls take this way; a table stays in kernels that dispatch by branches
 * @param from address of the slot, or of the branch that leaves the dispatcher
 * @param target where it leads
 * @param expected where it must lead
 * @param asExpected whether it does
 */
public record SystemCallRoute(
        SystemCallAbi abi,
        int number,
        String place,
        boolean dispatched,
        boolean used,
        long from,
        long target,
        ExpectedHandlers.Expected expected,
        boolean asExpected) {
    /** Checks for nulls. */
    public SystemCallRoute {
        requireNonNull(abi, "abi");
        requireNonNull(place, "place");
        requireNonNull(expected, "expected");
    }
}
