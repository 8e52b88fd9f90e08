package dev.yagura.kernel.linux.control;

import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * The ways in which code leads elsewhere at once: a direct jump or call, on a condition or not, one
 * through a pointer in memory, and an address that is loaded or pushed to be jumped, called or
 * returned to; Intel SDM volume 2, "Instruction Set Reference".
 */
public final class Diversion {
    private static final int CALL = 0xE8;
    private static final int JUMP = 0xE9;
    private static final int SHORT_JUMP = 0xEB;
    private static final int ESCAPE = 0x0F;
    private static final int CONDITIONAL = 0x80;
    private static final int CS_OVERRIDE = 0x2E;
    private static final int DS_OVERRIDE = 0x3E;
    private static final int PUSH = 0x68;
    private static final int RETURN = 0xC3;
    private static final int GROUP_5 = 0xFF;
    private static final int REX_W = 0x48;
    private static final int REX_B = 0x41;

    /** {@code movl $imm32,4(%rsp)}, its first four bytes: the upper half of a pushed address. */
    private static final int MOVE_UPPER_HALF = 0x0424_44C7;

    private Diversion() {}

    /**
     * Returns where the instruction at an offset leads, with those that make one way of it.
     *
     * @param code from its first byte on; ways that are cut off at its end are none
     * @param memory holds the pointers that code goes through
     * @return the target; 0 for a pointer that cannot be read; empty where no such way begins
     * @throws IOException if the memory source fails
     */
    public static OptionalLong target(KernelFunction code, int at, AddressSpace memory)
            throws IOException {
        if (!code.has(at, 2)) {
            return OptionalLong.empty();
        }
        return switch (code.u8(at)) {
            case CS_OVERRIDE, DS_OVERRIDE -> target(code, at + 1, memory); // means nothing here
            case ESCAPE -> conditional(code, at);
            case CALL, JUMP -> code.has(at, 5) ? some(code.relative32(at + 1)) : none();
            case SHORT_JUMP -> some(code.gva() + at + 2 + code.code().get(at + 1));
            case GROUP_5 -> throughMemory(code, at, memory);
            case PUSH -> returned(code, at);
            case REX_W, REX_W | 1 -> loaded(code, at);
            default -> none();
        };
    }

    private static OptionalLong conditional(KernelFunction code, int at) {
        return code.has(at, 6) && (code.u8(at + 1) & 0xF0) == CONDITIONAL
                ? some(code.relative32(at + 2))
                : none();
    }

    private static OptionalLong none() {
        return OptionalLong.empty();
    }

    private static OptionalLong some(long gva) {
        return OptionalLong.of(gva);
    }

    /** A jump or call by a pointer whose place the instruction has: relative, or absolute. */
    private static OptionalLong throughMemory(KernelFunction code, int at, AddressSpace memory)
            throws IOException {
        int operation = code.u8(at + 1);
        if ((operation == 0x25 || operation == 0x15) && code.has(at, 6)) {
            return some(pointer(memory, code.relative32(at + 2)));
        }
        boolean absolute = (operation == 0x24 || operation == 0x14) && code.has(at, 7);
        return absolute && code.u8(at + 2) == 0x25
                ? some(pointer(memory, code.s32(at + 3)))
                : none();
    }

    private static long pointer(AddressSpace memory, long gva) throws IOException {
        try {
            return memory.u64(gva);
        } catch (PageNotPresentException | MemoryHoleException e) {
            return 0; // it leads nowhere that could be told
        }
    }

    /** A pushed address, sign-extended, or with its upper half written over; then a return. */
    private static OptionalLong returned(KernelFunction code, int at) {
        if (code.has(at, 6) && code.u8(at + 5) == RETURN) {
            return some(code.s32(at + 1));
        }
        boolean halves =
                code.has(at, 14)
                        && code.s32(at + 5) == MOVE_UPPER_HALF
                        && code.u8(at + 13) == RETURN;
        return halves
                ? some(Integer.toUnsignedLong(code.s32(at + 1)) | ((long) code.s32(at + 9) << 32))
                : none();
    }

    /** A constant in a register that is jumped to, called, or pushed and returned to. */
    private static OptionalLong loaded(KernelFunction code, int at) {
        int extension = code.u8(at) & 1;
        int opcode = code.u8(at + 1);
        if ((opcode & 0xF8) == 0xB8 && code.has(at, 10)) {
            return goesTo(code, at + 10, extension, opcode & 7)
                    ? some(code.code().getLong(at + 2))
                    : none();
        }
        boolean extended = opcode == 0xC7 && code.has(at, 7) && (code.u8(at + 2) & 0xF8) == 0xC0;
        return extended && goesTo(code, at + 7, extension, code.u8(at + 2) & 7)
                ? some(code.s32(at + 3))
                : none();
    }

    private static boolean goesTo(KernelFunction code, int offset, int extension, int register) {
        int at = offset;
        if (extension != 0) {
            if (!code.has(at, 1) || code.u8(at) != REX_B) {
                return false;
            }
            at++;
        }
        if (!code.has(at, 2)) {
            return false;
        }
        int first = code.u8(at);
        int second = code.u8(at + 1);
        boolean branches =
                first == GROUP_5 && (second == (0xE0 | register) || second == (0xD0 | register));
        return branches || (first == (0x50 | register) && second == RETURN);
    }
}
