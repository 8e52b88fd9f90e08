package dev.yagura.kernel.linux.control;

/**
 * Follows {@code x64_sys_call} and its like for one number at a time.
 *
 * <p>The compiler makes the kernel's {@code switch} a tree of comparisons of the number, in {@code
 * esi}, with constants; each leaf jumps to, or calls, a handler. Following it for a number answers
 * where that number leads, whatever shape the tree has. Anything but comparisons and direct jumps
 * stops the walk.
 */
final class Dispatcher {
    /** Steps for one number: the tree of a thousand numbers is far shallower. */
    private static final int MAX_STEPS = 256;

    private static final int OVERFLOW = 0;
    private static final int BELOW = 1;
    private static final int ZERO = 2;
    private static final int BELOW_OR_ZERO = 3;
    private static final int SIGN = 4;
    private static final int LESS = 6;
    private static final int LESS_OR_ZERO = 7;

    private final KernelFunction function;

    Dispatcher(KernelFunction function) {
        this.function = function;
    }

    /** Where a number leads. */
    sealed interface Outcome {}

    /**
     * It leaves the dispatcher.
     *
     * @param from address of the jump or call
     * @param target where it leads
     */
    record Leaves(long from, long target) implements Outcome {}

    /**
     * The walk had to stop.
     *
     * @param at address of the instruction that could not be followed
     * @param bytes what is there, in hexadecimal
     */
    record Stuck(long at, String bytes) implements Outcome {}

    /** State of a walk: where it is, and what the last comparison said. */
    private static final class Cursor {
        int at;
        int left;
        int right;

        boolean holds(int condition) {
            int difference = left - right;
            boolean overflow = ((left ^ right) & (left ^ difference)) < 0;
            boolean below = Integer.compareUnsigned(left, right) < 0;
            boolean holds =
                    switch (condition >>> 1) {
                        case OVERFLOW -> overflow;
                        case BELOW -> below;
                        case ZERO -> left == right;
                        case BELOW_OR_ZERO -> below || left == right;
                        case SIGN -> difference < 0;
                        case LESS -> difference < 0 != overflow;
                        case LESS_OR_ZERO -> left == right || difference < 0 != overflow;
                        default -> false;
                    };
            return holds != ((condition & 1) != 0);
        }
    }

    /** Follows the dispatcher for one number. */
    Outcome follow(int number) {
        Cursor cursor = new Cursor();
        for (int step = 0; step < MAX_STEPS; step++) {
            int at = cursor.at;
            if (!step(cursor, number)) {
                long target = function.has(at, 5) ? jump(at) : 0;
                return target != 0 && !function.contains(target)
                        ? new Leaves(function.gva() + at, target)
                        : stuck(at);
            }
        }
        return stuck(cursor.at);
    }

    private Stuck stuck(int at) {
        String bytes = at >= 0 && at < function.code().limit() ? function.hex(at, 16) : "";
        return new Stuck(function.gva() + at, bytes);
    }

    /** Returns where a direct jump or call leads, or 0 if none is there. */
    private long jump(int at) {
        return switch (function.u8(at)) {
            case 0xE8, 0xE9 -> function.relative32(at + 1);
            case 0xEB -> function.gva() + at + 2 + function.code().get(at + 1);
            case 0x0F ->
                    (function.u8(at + 1) & 0xF0) == 0x80 && function.has(at, 6)
                            ? function.relative32(at + 2)
                            : 0;
            default -> 0;
        };
    }

    /** Takes one step inside the function; returns false where that is not possible. */
    private boolean step(Cursor cursor, int number) {
        int at = cursor.at;
        int skip = Math.max(Instructions.landingPad(function, at), Instructions.nop(function, at));
        if (skip > 0) {
            cursor.at += skip;
            return true;
        }
        if (!function.has(at, 2)) {
            return false;
        }
        // 48 is REX.W: the comparison is of all 64 bits, which the caller has extended.
        int opcode = function.u8(at) == 0x48 && function.has(at, 4) ? at + 1 : at;
        int first = function.u8(opcode);
        int second = function.u8(opcode + 1);
        if (first == 0x83 && second == 0xFE && function.has(opcode, 3)) {
            return compare(cursor, number, function.code().get(opcode + 2), opcode + 3);
        }
        if (first == 0x81 && second == 0xFE && function.has(opcode, 6)) {
            return compare(cursor, number, function.s32(opcode + 2), opcode + 6);
        }
        if (first == 0x85 && second == 0xF6) {
            return compare(cursor, number, 0, opcode + 2); // test %esi,%esi
        }
        if ((first & 0xF0) == 0x70 && opcode == at) {
            boolean taken = cursor.holds(first & 0xF);
            return moveTo(cursor, at + 2 + (taken ? function.code().get(at + 1) : 0));
        }
        if (first == 0x0F && (second & 0xF0) == 0x80 && opcode == at && function.has(at, 6)) {
            boolean taken = cursor.holds(second & 0xF);
            return moveTo(cursor, at + 6 + (taken ? function.s32(at + 2) : 0));
        }
        if (first == 0xEB) {
            return moveTo(cursor, at + 2 + function.code().get(at + 1));
        }
        return first == 0xE9
                && opcode == at
                && function.has(at, 5)
                && moveTo(cursor, at + 5 + function.s32(at + 1));
    }

    private static boolean compare(Cursor cursor, int number, int constant, int next) {
        cursor.left = number;
        cursor.right = constant;
        cursor.at = next;
        return true;
    }

    private boolean moveTo(Cursor cursor, int at) {
        if (at < 0 || at >= function.code().limit()) {
            return false;
        }
        cursor.at = at;
        return true;
    }
}
